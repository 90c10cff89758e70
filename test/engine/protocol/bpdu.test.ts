import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {BPDU_TICK, buildBpdu, type ConfigBpdu, readBpdu} from '../../../source/engine/protocol/bpdu.js';
import {fromHex, toHex} from './hex.js';

const SECOND = 1_000_000_000;
const BR0 = {priority: 0x8000, mac: 0x0200_0000_b000};
const ROOT = {priority: 0x1000, mac: 0x0200_0000_0a00};
const P1 = 0x0200_0000_f001;
const P2 = 0x0200_0000_f002;

/** Captured on Linux 6.18 at the far ends of p1 and p2 of a bridge with hello 1 s, max age 6 s, forward delay 2 s. */
const CAPTURED = {
	root: '0180c200000002000000f00100264242030000000000800002000000b00000000000800002000000b00080010000060001000200',
	passedOn: '0180c200000002000000f002002642420300000000011000020000000a0000000002800002000000b00080020042060001000200',
	tcn: '0180c200000002000000f001000742420300000080',
};

const base: ConfigBpdu = {
	kind: 'config',
	topologyChange: false,
	topologyChangeAck: false,
	root: BR0,
	rootPathCost: 0,
	bridge: BR0,
	port: 0x8001,
	messageAge: 0,
	maxAge: 6 * SECOND,
	helloTime: SECOND,
	forwardDelay: 2 * SECOND,
};

const passedOn: ConfigBpdu = {...base, topologyChange: true, root: ROOT, rootPathCost: 2, port: 0x8002, messageAge: 0x42 * BPDU_TICK};

describe('BPDUs are the ones that the kernel sends, byte for byte', () => {
	it('by the root', () => {
		expect(toHex(buildBpdu(base, P1).bytes)).toBe(CAPTURED.root);
	});

	it('passed on, with the topology change flag and the message age', () => {
		expect(toHex(buildBpdu(passedOn, P2).bytes)).toBe(CAPTURED.passedOn);
	});

	it('topology change notification', () => {
		expect(toHex(buildBpdu({kind: 'tcn'}, P1).bytes)).toBe(CAPTURED.tcn);
	});

	it('and they read back as what was sent', () => {
		expect(readBpdu({bytes: fromHex(CAPTURED.root)})).toEqual(base);
		expect(readBpdu({bytes: fromHex(CAPTURED.passedOn)})).toEqual(passedOn);
		expect(readBpdu({bytes: fromHex(CAPTURED.tcn)})).toEqual({kind: 'tcn'});
	});
});

describe('reading', () => {
	it('takes padding for padding', () => {
		expect(readBpdu({bytes: fromHex(`${CAPTURED.tcn}${'00'.repeat(39)}`)})).toEqual({kind: 'tcn'});
	});

	it.each([
		['an EtherType', 12, 0x88],
		['another service access point', 14, 0xaa],
		['another protocol', 17, 1],
		['rapid spanning tree', 19, 2],
		['an unknown type', 20, 0x02],
		['a length beyond the frame', 13, 0x27],
		['a length too short for a configuration BPDU', 13, 0x25],
	])('refuses %s', (_, at, octet) => {
		const bytes = fromHex(CAPTURED.root);
		bytes[at] = octet;
		expect(readBpdu({bytes})).toBeUndefined();
	});

	it('refuses every truncation', () => {
		const whole = fromHex(CAPTURED.root);
		for (let length = 0; length < whole.length; length++) expect(readBpdu({bytes: whole.subarray(0, length)})).toBeUndefined();
	});

	it('gives back what was built, to the tick', () => {
		const id = fc.record({priority: fc.nat(0xffff), mac: fc.nat({max: 0xffff_ffff_ffff})});
		const time = fc.nat(0xffff).map((ticks) => ticks * BPDU_TICK);
		const config: fc.Arbitrary<ConfigBpdu> = fc.record({
			kind: fc.constant('config' as const),
			topologyChange: fc.boolean(),
			topologyChangeAck: fc.boolean(),
			root: id,
			rootPathCost: fc.nat(0xffff_ffff),
			bridge: id,
			port: fc.nat(0xffff),
			messageAge: time,
			maxAge: time,
			helloTime: time,
			forwardDelay: time,
		});
		fc.assert(
			fc.property(config, (bpdu) => {
				expect(readBpdu(buildBpdu(bpdu, P1))).toEqual(bpdu);
			}),
		);
	});
});
