/** NIC teams: who sends by which uplink, what comes in by it, and what happens when it fails. */
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, etherType, tags} from '../../../source/engine/frame.js';
import {input, settle} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {crossings, deliveries} from '../../../source/engine/trace.js';
import type {TeamingPolicy} from '../../../source/engine/vmware/teaming.js';
import {deviceAt, machineOf, pathOf} from '../../../source/engine/world.js';
import {
	ALL,
	change,
	cut,
	macOf,
	opened,
	physicalPort,
	ping,
	reaches,
	SERVER,
	send,
	sendFrame,
	standard,
	switchAt,
	wires,
} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

type Team = Partial<Omit<TeamingPolicy, 'active'> & {active: string[]}>;

/** `nics` uplinks and four guests, vm1 to vm4 at ports 1 to 4. */
function team(teaming: Team, nics = 2): ReturnType<typeof opened> {
	const uplinks = Array.from({length: nics}, (_, nic) => `vmnic${nic}`);
	return opened({
		hosts: [{name: 'esx', nics, switches: [standard({a: 10}, {uplinks, teaming})]}],
		guests: Array.from({length: 4}, (_, index) => ({name: `vm${index + 1}`, group: 'a'})),
	});
}

/** Where each guest is, as the physical switch sees it. */
function places({world}: ReturnType<typeof opened>): (string | undefined)[] {
	return [1, 2, 3, 4].map((guest) => physicalPort(world, macOf(guest)));
}

describe('a NIC team', () => {
	it('gives every guest an uplink by the number of its port, and tells the physical switch', () => {
		expect(places(team({}))).toEqual(['p1', 'p2', 'p1', 'p2']);
		expect(places(team({}, 3))).toEqual(['p1', 'p2', 'p3', 'p1']);
	});

	it('tells nobody when it is not to notify', () => {
		const history = team({notify: false});
		expect(places(history)).toEqual([undefined, undefined, undefined, undefined]);
		cut(history, 'esx/vmnic0');
		expect(places(history)).toEqual([undefined, undefined, undefined, undefined]);
	});

	it('chooses by the source with MAC hash: a guest with many addresses uses many uplinks', () => {
		const history = team({policy: 'mac-hash'});
		const by = (src: string): string[] => wires(history, sendFrame(history, 'vm1', SERVER, {src}));
		expect([by('02:00:00:00:00:10'), by('02:00:00:00:00:11')]).toEqual([['esx/vmnic0'], ['esx/vmnic1']]);
		expect(places(history)).toEqual(['p2', 'p1', 'p2', 'p1']);
	});

	it('uses the first of an explicit order, then the next, then who stands by', () => {
		const history = team({policy: 'explicit', active: ['vmnic1', 'vmnic0'], standby: ['vmnic2']}, 3);
		const seen = [places(history)[0]];
		for (const failed of ['esx/vmnic1', 'esx/vmnic0']) {
			cut(history, failed);
			seen.push(places(history)[0]);
		}
		expect(seen).toEqual(['p2', 'p1', 'p3']);
	});

	it('has a standby uplink stand in for an active one, and an unused one for nobody', () => {
		const history = team({active: ['vmnic0', 'vmnic1'], standby: ['vmnic2']}, 4);
		expect(places(history)).toEqual(['p1', 'p2', 'p1', 'p2']);
		cut(history, 'esx/vmnic0');
		expect(places(history)).toEqual(['p3', 'p2', 'p3', 'p2']);
		cut(history, 'esx/vmnic1');
		expect(places(history)).toEqual(['p3', 'p3', 'p3', 'p3']);
		cut(history, 'esx/vmnic2');
		expect(send(history, 'vm1', SERVER)).toEqual(['vmware-no-uplink']);
	});

	it('announces each moved guest once by a reverse ARP in its VLAN, and those that stay not at all', () => {
		const history = team({});
		const nodes = cut(history, 'esx/vmnic0');
		const announced = crossings(nodes).filter(({from}) => pathOf(history.world, from) === 'esx/vmnic1');
		expect(announced.map(({frame}) => [etherType(frame), tags(frame)[0]?.vid, frame.bytes[11]])).toEqual([
			[0x8035, 10, 1],
			[0x8035, 10, 3],
		]);
		expect(announced[0]?.frame.bytes).toHaveLength(14 + 4 + 28);
	});

	it('moves back when the link is back, or without failback when the other one fails', () => {
		for (const failback of [true, false]) {
			const history = team({failback});
			cut(history, 'esx/vmnic0');
			cut(history, 'esx/vmnic0', false);
			expect(places(history)).toEqual(failback ? ['p1', 'p2', 'p1', 'p2'] : ['p2', 'p2', 'p2', 'p2']);
			cut(history, 'esx/vmnic1');
			expect(places(history)).toEqual(['p1', 'p1', 'p1', 'p1']);
			expect(reaches(history, 'vm1', '10.0.0.99')).toBe(true);
		}
	});

	it('is another one where the port group says so', () => {
		const history = opened({
			hosts: [
				{
					name: 'esx',
					nics: 2,
					switches: [
						{
							kind: 'standard-switch',
							name: 'vSwitch0',
							uplinks: ['vmnic0', 'vmnic1'],
							teaming: {policy: 'explicit', active: ['vmnic0'], standby: ['vmnic1']},
							groups: [
								{name: 'a', vlan: 10},
								{name: 'b', vlan: 10, teaming: {active: ['vmnic1'], standby: ['vmnic0']}},
							],
						},
					],
				},
			],
			guests: [
				{name: 'vm1', group: 'a'},
				{name: 'vm2', group: 'b'},
			],
		});
		expect([1, 2].map((guest) => physicalPort(history.world, macOf(guest)))).toEqual(['p1', 'p2']);
		change(history, {
			kind: 'set-port-group',
			device: idOf(history.world, 'esx/vSwitch0'),
			name: 'b',
			options: {teaming: {active: ['vmnic0'], standby: []}},
		});
		expect(physicalPort(history.world, macOf(2))).toBe('p1');
	});

	it('takes a broadcast from outside once for each guest, from the uplink by which that guest sends', () => {
		const history = team({});
		expect(send(history, 'S', ALL)).toEqual(['vm1', 'vm2', 'vm3', 'vm4']);
	});

	it('drops its own broadcast, which the physical switch brings back by the other uplink', () => {
		const history = team({});
		const nodes = sendFrame(history, 'vm1', ALL);
		expect(nodes.flatMap(({effects}) => effects.flatMap((effect) => (effect.kind === 'dropped' ? [effect.reason] : [])))).toContain(
			'vmware-reflected',
		);
		expect(send(history, 'vm1', ALL)).toEqual(['S', 'vm2', 'vm3', 'vm4']);
	});

	it('drops what comes by the wrong uplink: a station that the physical switch has behind the other port', () => {
		const history = team({});
		// Somebody outside says vm1 were behind p2: until vm1 speaks again it is not reached.
		sendFrame(history, 'esx/vmnic1', SERVER, {src: macOf(1), vids: [10]});
		expect(physicalPort(history.world, macOf(1))).toBe('p2');
		expect(send(history, 'S', macOf(1))).toEqual(['vmware-wrong-uplink']);
		send(history, 'vm1', SERVER);
		expect(send(history, 'S', macOf(1))).toEqual(['vm1']);
	});
});

/** The same, with IP hash and a Linux bridge as the physical switch that has both links as one static aggregate, or as two. */
function ipHash(aggregate: boolean): ReturnType<typeof opened> {
	const lab: NonNullable<LabFile['machines']>[number] = {
		name: 'phy2',
		role: 'switch',
		devices: [
			{kind: 'nic', name: 'q1', mac: '02:00:00:00:d0:01'},
			{kind: 'nic', name: 'q2', mac: '02:00:00:00:d0:02'},
			{kind: 'nic', name: 'q3', mac: '02:00:00:00:d0:03'},
			...(aggregate
				? [
						{
							kind: 'bond' as const,
							name: 'po1',
							slaves: ['q1', 'q2'],
							options: {mode: 'balance-xor' as const, miimon: 100, xmitHashPolicy: 'layer2+3' as const},
						},
					]
				: []),
			{kind: 'bridge', name: 'br0', ports: aggregate ? ['po1', 'q3'] : ['q1', 'q2', 'q3'], options: {mcastSnooping: false}},
		],
	};
	return opened({
		hosts: [
			{
				name: 'esx',
				nics: 0,
				switches: [standard({a: 0}, {uplinks: ['up0', 'up1'], teaming: {policy: 'ip-hash', notify: false}})],
				others: ['up0', 'up1'],
			},
		],
		guests: [{name: 'vm1', group: 'a'}],
		serverVlan: 0,
		more: {
			machines: [
				lab,
				{
					name: 'T',
					role: 'external',
					devices: [{kind: 'nic', name: 'eth0', mac: '02:00:00:00:00:88', addresses: ['10.0.0.88/24', '10.0.0.89/24']}],
				},
			],
			links: [{ends: ['esx/up0', 'phy2/q1']}, {ends: ['esx/up1', 'phy2/q2']}, {ends: ['phy2/q3', 'T/eth0']}],
		},
	});
}

describe('IP hash', () => {
	const request = (history: ReturnType<typeof opened>, address: string): string[] =>
		wires(
			history,
			ping(history, 'vm1', address).filter(({frame}) => frame && etherType(frame) === 0x800),
			/esx\/up/,
		);

	it('sends one guest by both uplinks, chosen by both addresses', () => {
		const history = ipHash(true);
		expect([request(history, '10.0.0.88')[0], request(history, '10.0.0.89')[0]]).toEqual(['esx/up1', 'esx/up0']);
	});

	it('brings every broadcast in once where the physical switch has an aggregate, and twice where it has not', () => {
		for (const aggregate of [true, false]) {
			const history = ipHash(aggregate);
			const copies = deliveries(sendFrame(history, 'T', ALL)).filter(({device}) => machineOf(history.world, device).name === 'vm1');
			expect([aggregate, copies.length]).toEqual([aggregate, aggregate ? 1 : 2]);
		}
	});

	it('has the physical switch without aggregate learn the guest now here, now there', () => {
		const moves = (aggregate: boolean): number => {
			const history = ipHash(aggregate);
			const nodes = ['10.0.0.88', '10.0.0.89', '10.0.0.88'].flatMap((address) => ping(history, 'vm1', address));
			return nodes.flatMap(({effects}) => effects.filter((effect) => effect.kind === 'note' && effect.cause.kind === 'fdb-moved')).length;
		};
		expect(moves(true)).toBe(0);
		expect(moves(false)).toBeGreaterThan(1);
	});
});

describe('physical NIC load', () => {
	it('moves the busiest guest from an uplink that carried more than 75 % in 30 s', () => {
		const history = opened({
			managers: [
				{
					name: 'vcenter',
					manager: {kind: 'vcenter', switches: [{name: 'dvs', teaming: {policy: 'nic-load'}, groups: [{name: 'a', vlan: 10}]}]},
				},
			],
			hosts: [
				{
					name: 'esx',
					nics: 2,
					speed: 1,
					switches: [{kind: 'distributed-switch', name: 'dvs', of: 'vcenter/dvs', uplinks: ['vmnic0', 'vmnic1']}],
				},
			],
			guests: ['vm1', 'vm2', 'vm3'].map((name) => ({name, group: 'a', at: 'esx/dvs'})),
		});
		const bound = (): string[] => switchAt(history.world, 'esx/dvs').ports.map((port) => port.bound);
		expect(bound()).toEqual(['uplink1', 'uplink2', 'uplink1']);
		// 1 Mb/s for 30 s is 3,750,000 octets: 1,900 frames of 1,518 are 77 % of it.
		flood(history, 'vm1', 600);
		flood(history, 'vm3', 1300);
		input(history, {kind: 'wait', duration: 31_000_000_000});
		settle(history);
		expect(bound()).toEqual(['uplink1', 'uplink2', 'uplink2']);
	});
});

/** So many long frames of a guest. */
function flood(history: ReturnType<typeof opened>, from: string, frames: number): void {
	const device = idOf(history.world, `${from}/eth0`);
	const frame = buildFrame({
		dst: toMac(SERVER),
		src: deviceAt(history.world, device).mac,
		etherType: ETHERTYPE.experimental,
		payload: new Uint8Array(1500),
	});
	for (let sent = 0; sent < frames; sent++) input(history, {kind: 'frame', device, frame});
	settle(history);
}
