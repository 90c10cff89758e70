/** VMnets as hubs: who gets a frame, the host's adapter, bridging. Follows the vmnet driver. */
import {describe, expect, it} from 'vitest';
import type {Change} from '../../../source/engine/change.js';
import {listEntries} from '../../../source/engine/fdb.js';
import {buildFrame, ETHERTYPE} from '../../../source/engine/frame.js';
import {type History, input, settle} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {crossings, deliveries, drops} from '../../../source/engine/trace.js';
import {deviceAtPath, machineNamed, machineOf, pathOf} from '../../../source/engine/world.js';
import {HOSTED_MAC, hostedLab} from '../../fixtures/hosted-lab.js';
import {historyOf, idOf} from '../../fixtures/macvlan-lab.js';

const ALL = 'ff:ff:ff:ff:ff:ff';
const SECOND = 1_000_000_000;

/** `from` sends a frame that no stack answers: the machines that have it delivered, and the cables it crosses. */
function send(history: History, from: string, dst: string): {to: string[]; wires: string[]; drops: string[]} {
	const before = history.end;
	const device = idOf(history.world, `${from}/eth0`);
	const src = toMac(HOSTED_MAC[from as keyof typeof HOSTED_MAC]);
	const frame = buildFrame({dst: toMac(dst), src, etherType: ETHERTYPE.experimental, payload: new Uint8Array(46)});
	input(history, {kind: 'frame', device, frame});
	settle(history);
	const trace = history.trace.filter(({id}) => id >= before);
	const mine = deliveries(trace).filter(({type}) => type !== 'otherhost');
	return {
		to: mine.map(({device: id}) => machineOf(history.world, id).name).sort(),
		wires: crossings(trace)
			.map(({from: end}) => pathOf(history.world, end))
			.filter((path) => /^(H\/eth0|sw0)/.test(path)),
		drops: drops(trace).map(({reason}) => reason),
	};
}

function change(history: History, made: Change): void {
	expect(input(history, {kind: 'change', change: made}).kind).toBe('done');
}

/** Does one ping from `from` have its answer within five seconds? */
function pings(history: History, from: string, address: string): boolean {
	const machine = machineNamed(history.world, from)?.id as number;
	change(history, {kind: 'ping', machine, address: toIpv4(address), count: 1, interval: SECOND, payload: 56});
	input(history, {kind: 'wait', duration: 5 * SECOND});
	settle(history);
	return (
		machineNamed(history.world, from)
			?.stack.pings.at(-1)
			?.events.some(({kind}) => kind === 'reply') === true
	);
}

describe('a VMnet as a hub', () => {
	it('gives a unicast to the guest that has the address, and to nobody else', () => {
		expect(send(historyOf(hostedLab()), 'nat1', HOSTED_MAC.nat2)).toMatchObject({to: ['nat2'], wires: []});
	});

	it('knows no unknown unicast: what nobody has the address of ends in the hub', () => {
		expect(send(historyOf(hostedLab()), 'nat1', '00:0c:29:00:00:99')).toEqual({to: [], wires: [], drops: ['vmnet-no-taker']});
	});

	it('gives a broadcast to guests, services and the adapter of the host, and to no other network', () => {
		const {to, wires} = send(historyOf(hostedLab()), 'nat1', ALL);
		expect(to).toEqual(['H', 'nat2', 'vmnet8.dhcp', 'vmnet8.nat']);
		expect(wires).toEqual([]);
	});

	it('has no NAT device on a host-only network', () => {
		expect(send(historyOf(hostedLab()), 'ho1', ALL).to).toEqual(['H', 'ho2', 'vmnet1.dhcp']);
	});

	it('learns nothing: the answer to a broadcast needs no entry and leaves none', () => {
		const history = historyOf(hostedLab());
		send(history, 'nat1', ALL);
		const vmnet = deviceAtPath(history.world, 'H/vmnet8');
		expect(vmnet?.kind === 'vmnet' && vmnet.stations.size).toBe(0);
		expect(send(history, 'nat2', HOSTED_MAC.nat1).to).toEqual(['nat1']);
	});

	it.each([
		[false, ['nat2']],
		[true, ['nat1', 'nat2']],
	])('shows a promiscuous guest what is for others only where the host allows it (%s)', (promiscuous, takers) => {
		const history = historyOf(hostedLab({vmnet8: {promiscuous}}));
		change(history, {kind: 'set-promisc', device: idOf(history.world, 'nat1/eth0'), on: true});
		const before = history.end;
		const frame = buildFrame({
			dst: toMac(HOSTED_MAC.nat2),
			src: toMac('00:50:56:c0:00:08'),
			etherType: ETHERTYPE.experimental,
			payload: new Uint8Array(46),
		});
		input(history, {kind: 'frame', device: idOf(history.world, 'H/vmnet8'), frame});
		settle(history);
		const reached = deliveries(history.trace.filter(({id}) => id >= before)).map(({device}) => machineOf(history.world, device).name);
		expect(reached.sort()).toEqual(takers);
	});
});

describe('the adapter of the host', () => {
	it('has .1 and the MAC of its number', () => {
		const {world} = historyOf(hostedLab());
		for (const [path, mac, address] of [
			['H/vmnet1', '00:50:56:c0:00:01', '192.168.56.1'],
			['H/vmnet8', '00:50:56:c0:00:08', '192.168.80.1'],
		] as const)
			expect(deviceAtPath(world, path)).toMatchObject({mac: toMac(mac), up: true, addresses: [{address: toIpv4(address), prefix: 24}]});
		expect(deviceAtPath(world, 'H/vmnet0')).toMatchObject({up: false, addresses: []});
	});

	it('is how host and guest reach each other', () => {
		const history = historyOf(hostedLab());
		expect([pings(history, 'nat1', '192.168.80.1'), pings(history, 'H', '192.168.80.128'), pings(history, 'H', '192.168.56.128')]).toEqual([
			true,
			true,
			true,
		]);
	});

	it('can be disabled: host and guest lose each other, guests do not; enabled again, all is as before', () => {
		const history = historyOf(hostedLab());
		const adapter = idOf(history.world, 'H/vmnet8');
		change(history, {kind: 'set-up', device: adapter, up: false});
		expect([
			pings(history, 'nat1', '192.168.80.1'),
			pings(history, 'nat1', '192.168.80.129'),
			pings(history, 'nat1', '192.168.80.2'),
		]).toEqual([false, true, true]);
		change(history, {kind: 'set-up', device: adapter, up: true});
		expect(pings(history, 'nat1', '192.168.80.1')).toBe(true);
	});
});

describe('a bridged VMnet', () => {
	it('puts guests on the LAN with their own MACs: the switch has two on the port of the host, and one more', () => {
		const history = historyOf(hostedLab());
		for (const [from, to] of [
			['br1', '192.168.1.10'],
			['br2', '192.168.1.10'],
			['H', '192.168.1.10'],
		] as const)
			expect(pings(history, from, to)).toBe(true);
		const sw0 = deviceAtPath(history.world, 'sw0/sw0');
		if (sw0?.kind !== 'vlan-switch') throw new Error('no switch');
		const onPort1 = listEntries(sw0.fdb, Number.POSITIVE_INFINITY, history.world.now)
			.filter(({port}) => port === 1)
			.map(({mac}) => mac);
		expect(onPort1.sort()).toEqual([HOSTED_MAC.br1, HOSTED_MAC.br2, HOSTED_MAC.H].map(toMac).sort());
	});

	it('hands what is for the host to its stack, and not to the wire', () => {
		expect(send(historyOf(hostedLab()), 'br1', HOSTED_MAC.H)).toMatchObject({to: ['H'], wires: []});
	});

	it('shows guests what the host sends; the wire has it, too', () => {
		expect(send(historyOf(hostedLab()), 'H', HOSTED_MAC.br1)).toMatchObject({to: ['br1']});
		expect(send(historyOf(hostedLab()), 'H', HOSTED_MAC.br1).wires[0]).toBe('H/eth0');
	});

	it('carries host and guest in both directions, which a macvtap cannot', () => {
		const history = historyOf(hostedLab());
		expect([pings(history, 'br1', '192.168.1.50'), pings(history, 'H', '192.168.1.77')]).toEqual([true, true]);
	});

	it('gives a broadcast of the LAN to its guests once, and to no other network', () => {
		expect(send(historyOf(hostedLab()), 'S', ALL).to).toEqual(['H', 'R', 'br1', 'br2']);
	});

	it('gives a broadcast of a guest to the other guest, the host and the LAN, once each', () => {
		expect(send(historyOf(hostedLab()), 'br1', ALL).to).toEqual(['H', 'R', 'S', 'br2']);
	});

	it('sends nothing by the wire that is too long for the NIC', () => {
		const history = historyOf(hostedLab());
		change(history, {kind: 'set-mtu', device: idOf(history.world, 'H/eth0'), mtu: 1000});
		const long = (octets: number): string[] => {
			const before = history.end;
			const [dst, src] = [toMac(HOSTED_MAC.S), toMac(HOSTED_MAC.br1)];
			const frame = buildFrame({dst, src, etherType: ETHERTYPE.experimental, payload: new Uint8Array(octets)});
			input(history, {kind: 'frame', device: idOf(history.world, 'br1/eth0'), frame});
			settle(history);
			return deliveries(history.trace.filter(({id}) => id >= before)).map(({device}) => machineOf(history.world, device).name);
		};
		expect([long(1000).includes('S'), long(1001).includes('S')]).toEqual([true, false]);
	});

	it('goes nowhere while the NIC is down', () => {
		const history = historyOf(hostedLab());
		change(history, {kind: 'set-up', device: idOf(history.world, 'H/eth0'), up: false});
		expect(send(history, 'br1', ALL)).toMatchObject({to: ['br2'], wires: []});
	});
});
