import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {dissect} from '../../../source/engine/dissect/dissect.js';
import {buildFrame} from '../../../source/engine/frame.js';
import {buildLacpdu, buildMarker, type LacpInfo, lacpFlags, noPartner, readSlowProtocol} from '../../../source/engine/protocol/lacp.js';
import {summarise} from '../../../source/engine/protocol/summary.js';
import {fromHex, toHex} from './hex.js';

/** Sent by Open vSwitch 3.1 on the first port of a bond of two that nobody answers; captured at the port. */
const CAPTURED =
	'0180c2000002aa55aa550018880901010114fffe02000000a0000007ffff0001bf0000000214000000000000000000000000000002000000031'.padEnd(248, '0');

const SENDER = 0xaa55_aa55_0018;
const actor: LacpInfo = {systemPriority: 65534, system: 0x0200_0000_a000, key: 7, portPriority: 65535, port: 1, state: 0xbf};
const partner: LacpInfo = {...noPartner(), state: 0x02};

describe('an LACPDU', () => {
	it('is the one that Open vSwitch sends, byte for byte', () => {
		expect(CAPTURED).toHaveLength(248);
		expect(toHex(buildLacpdu({actor, partner}, SENDER).bytes)).toBe(CAPTURED);
	});

	it('reads back as what was sent', () => {
		expect(readSlowProtocol({bytes: fromHex(CAPTURED)})).toEqual({kind: 'lacpdu', actor, partner});
	});

	it('has every field named, with its flags', () => {
		const frame = {bytes: fromHex(CAPTURED)};
		const layers = dissect(frame);
		expect(layers.map(({protocol, from, to}) => [protocol, from, to])).toEqual([
			['eth', 0, 14],
			['lacp', 14, 124],
		]);
		const fields = Object.fromEntries(layers[1]?.fields.map(({name, value}) => [name, value]) ?? []);
		expect(fields).toMatchObject({
			'slow.subtype': 1,
			'lacp.actor.sys_priority': 65534,
			'lacp.actor.key': 7,
			'lacp.actor.port': 1,
			'lacp.partner.sysid': 0,
		});
		expect(fields).toMatchObject({
			'lacp.actor.state.activity': 1,
			'lacp.actor.state.defaulted': 0,
			'lacp.actor.state.expired': 1,
			'lacp.partner.state.timeout': 1,
		});
		expect(summarise(frame)).toEqual({kind: 'lacp', message: {kind: 'lacpdu', actor, partner}});
	});

	it('is nothing when it is cut, or when a TLV is not the one that must stand there', () => {
		const bytes = fromHex(CAPTURED);
		expect(readSlowProtocol({bytes: bytes.slice(0, 123)})).toBeUndefined();
		for (const at of [16, 17, 36, 37]) {
			const broken = bytes.slice();
			broken[at] = 9;
			expect(readSlowProtocol({bytes: broken})).toBeUndefined();
		}
	});

	it('comes back from any octets without a crash', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 130}), (payload) => {
				const frame = buildFrame({dst: 1, src: 2, etherType: 0x8809, payload});
				expect(dissect(frame).at(-1)?.to).toBe(frame.bytes.length);
			}),
		);
	});
});

describe('a state octet', () => {
	it('names its bits from the lowest on', () => {
		expect(lacpFlags(0xbf)).toEqual(['activity', 'timeout', 'aggregation', 'synchronization', 'collecting', 'distributing', 'expired']);
		expect(lacpFlags(0)).toEqual([]);
	});
});

describe('a marker', () => {
	it('reads back as what was sent', () => {
		const marker = {type: 'information', requesterPort: 3, requesterSystem: 0x0200_0000_0001, transaction: 0x8000_0001} as const;
		expect(readSlowProtocol(buildMarker(marker, SENDER))).toEqual({kind: 'marker', ...marker});
	});
});
