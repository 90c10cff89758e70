/** Bridging over Wi-Fi: an access point knows one MAC. */
import {describe, expect, it} from 'vitest';
import {ETHERTYPE, etherType, payloadOffset, srcMac} from '../../../source/engine/frame.js';
import {type History, input, settle} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import {parseArp} from '../../../source/engine/protocol/arp.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {reach} from '../../../source/engine/reach/reach.js';
import {crossings, drops} from '../../../source/engine/trace.js';
import {deviceAt, machineNamed, pathOf} from '../../../source/engine/world.js';
import {HOSTED_MAC, hostedLab} from '../../fixtures/hosted-lab.js';
import {historyOf, idOf} from '../../fixtures/macvlan-lab.js';

const SECOND = 1_000_000_000;
const S = toIpv4('192.168.1.10');

function ping(history: History, from: string, address: number): void {
	const machine = machineNamed(history.world, from)?.id as number;
	input(history, {kind: 'change', change: {kind: 'ping', machine, address, count: 1, interval: SECOND, payload: 56}});
	input(history, {kind: 'wait', duration: 5 * SECOND});
	settle(history);
}

function reaches(history: History, from: string, address: number): string {
	return reach(history.world, machineNamed(history.world, from)?.id as number, address, {kind: 'icmp'}).kind;
}

describe('a network that is bridged to a wireless NIC', () => {
	it('without rewriting: the access point drops what has the MAC of a guest', () => {
		const history = historyOf(hostedLab({vmnet0: {rewriting: false}}, {wireless: true}));
		ping(history, 'br1', S);
		expect(drops(history.trace).map(({reason}) => reason)).toContain('wireless-foreign-source');
		const {world} = history;
		const from = machineNamed(world, 'br1')?.id as number;
		expect(reach(world, from, S, {kind: 'icmp'})).toEqual({
			kind: 'unreachable',
			from: toIpv4('192.168.1.77'),
			lost: {device: idOf(world, 'H/vmnet0.1'), reason: 'wireless-foreign-source'},
		});
	});

	it('with rewriting, as it is by itself: everything leaves with the MAC of the host, and answers find their guest', () => {
		const history = historyOf(hostedLab({}, {wireless: true}));
		ping(history, 'br1', S);
		ping(history, 'br2', S);
		const out = crossings(history.trace).filter(({from}) => pathOf(history.world, from) === 'H/eth0');
		expect(out.length).toBeGreaterThan(3);
		expect(new Set(out.map(({frame}) => srcMac(frame)))).toEqual(new Set([toMac(HOSTED_MAC.H)]));
		for (const {frame} of out) {
			if (etherType(frame) !== ETHERTYPE.arp) continue;
			const arp = parseArp(frame.bytes.subarray(payloadOffset(frame)));
			expect(arp.kind === 'ok' && arp.value.senderMac).toBe(toMac(HOSTED_MAC.H));
		}
		expect(['br1', 'br2'].map((name) => reaches(history, name, S))).toEqual(['yes', 'yes']);
		const vmnet = deviceAt(history.world, idOf(history.world, 'H/vmnet0'));
		expect(vmnet.kind === 'vmnet' && [...vmnet.stations]).toEqual([
			[toIpv4('192.168.1.78'), toMac(HOSTED_MAC.br2)],
			[toIpv4('192.168.1.77'), toMac(HOSTED_MAC.br1)],
		]);
	});

	it('S sees one MAC for host and guests, and reaches each', () => {
		const history = historyOf(hostedLab({}, {wireless: true}));
		for (const from of ['br1', 'br2', 'H']) ping(history, from, S);
		const known = machineNamed(history.world, 'S')?.stack.neighbours.map(({mac}) => mac);
		expect(known).toEqual([HOSTED_MAC.H, HOSTED_MAC.H, HOSTED_MAC.H].map(toMac));
		for (const address of ['192.168.1.77', '192.168.1.78', '192.168.1.50']) expect(reaches(history, 'S', toIpv4(address))).toBe('yes');
	});

	it('guests and host reach each other', () => {
		const history = historyOf(hostedLab({}, {wireless: true}));
		expect([reaches(history, 'br1', toIpv4('192.168.1.50')), reaches(history, 'H', toIpv4('192.168.1.77'))]).toEqual(['yes', 'yes']);
		expect(reaches(history, 'br1', toIpv4('192.168.1.78'))).toBe('yes');
	});
});
