/** What students predict of virtual switches, and the challenges, answered by the engine. */
import {describe, expect, it} from 'vitest';
import {input, settle} from '../../../source/engine/history.js';
import {deliveries} from '../../../source/engine/trace.js';
import {machineOf} from '../../../source/engine/world.js';
import {
	ALL,
	change,
	cut,
	type EsxLab,
	macOf,
	opened,
	physicalPort,
	ping,
	reaches,
	send,
	standard,
	switchAt,
	wires,
} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const two = [
	{name: 'vm1', group: 'a'},
	{name: 'vm2', group: 'b'},
];
/** Two guests on one switch, in two port groups of the same VLAN. */
const ONE_SWITCH: EsxLab = {hosts: [{name: 'esx', nics: 1, switches: [standard({a: 10, b: 10})]}], guests: two};
const TWO_SWITCHES: EsxLab = {
	hosts: [{name: 'esx', nics: 2, switches: [standard({a: 10}), {...standard({b: 10}, {uplinks: ['vmnic1']}), name: 'vSwitch1'}]}],
	guests: [
		{name: 'vm1', group: 'a'},
		{name: 'vm2', group: 'b', at: 'esx/vSwitch1'},
	],
};

describe('on a host of VMware', () => {
	it('two guests of one switch talk with the cable unplugged', () => {
		const history = opened(ONE_SWITCH);
		cut(history, 'esx/vmnic0');
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(true);
	});

	it('two guests on two switches of the host talk through the physical switch only', () => {
		const history = opened(TWO_SWITCHES);
		const nodes = ping(history, 'vm1', '10.0.0.2');
		expect(wires(history, nodes)).toContain('esx/vmnic0');
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(true);
		cut(history, 'esx/vmnic1');
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(false);
	});

	it('a frame for an unknown address goes to the uplink only, where a Linux bridge floods', () => {
		const history = opened({...ONE_SWITCH, guests: [...two, {name: 'vm3', group: 'a'}]});
		expect(send(history, 'vm1', '02:00:00:00:00:77')).toEqual(['S']);
		expect(send(history, 'S', '02:00:00:00:00:77')).toEqual(['vmware-unknown-destination']);
	});

	it('guests of two port groups with the same VLAN talk', () => {
		const history = opened(ONE_SWITCH);
		expect(send(history, 'vm1', macOf(2))).toEqual(['vm2']);
	});

	it('a guest that took another MAC, with MAC changes rejected, is heard only with forged transmits, and never has an answer', () => {
		for (const forgedTransmits of ['accept', 'reject'] as const) {
			const history = opened({
				hosts: [{name: 'esx', nics: 1, switches: [standard({a: 10}, {security: {macChanges: 'reject', forgedTransmits}})]}],
				guests: [{name: 'vm1', group: 'a'}],
			});
			change(history, {kind: 'set-mac', device: idOf(history.world, 'vm1/eth0'), mac: 0x0200_0000_7777});
			const nodes = ping(history, 'vm1', '10.0.0.99');
			const atServer = deliveries(nodes).some(({device}) => machineOf(history.world, device).name === 'S');
			expect([forgedTransmits, atServer]).toEqual([forgedTransmits, forgedTransmits === 'accept']);
			expect(reaches(history, 'vm1', '10.0.0.99')).toBe(false);
		}
	});

	it('one guest of a team by port ID has one uplink, whatever it sends', () => {
		const history = opened({
			hosts: [{name: 'esx', nics: 2, switches: [standard({a: 10}, {uplinks: ['vmnic0', 'vmnic1']})]}],
			guests: [{name: 'vm1', group: 'a'}],
		});
		const used = ['02:00:00:00:00:71', '02:00:00:00:00:72', '02:00:00:00:00:99', ALL].flatMap((dst) => {
			const before = history.end;
			send(history, 'vm1', dst);
			return wires(
				history,
				history.trace.filter(({id}) => id >= before),
			);
		});
		expect(new Set(used)).toEqual(new Set(['esx/vmnic0']));
	});

	it('12 guests and one vmknic are 13 addresses at the physical port', () => {
		const guests = Array.from({length: 12}, (_, index) => ({name: `vm${index + 1}`, group: 'a'}));
		const vmk0 = {kind: 'vmknic' as const, name: 'vmk0', switch: 'vSwitch0', group: 'management', addresses: ['10.0.0.100/24']};
		const history = opened({hosts: [{name: 'esx', nics: 1, switches: [standard({a: 10, management: 10})], vmknics: [vmk0]}], guests});
		for (const {name} of guests) reaches(history, name, '10.0.0.99');
		reaches(history, 'esx', '10.0.0.99');
		const macs = [...guests.map((_, index) => macOf(index + 1)), macOfVmknic(history)];
		expect(macs.map((mac) => physicalPort(history.world, mac))).toEqual(Array(13).fill('p1'));
		// The NIC itself speaks to nobody.
		expect(physicalPort(history.world, '02:00:00:00:e0:00')).toBe(undefined);
	});

	it('promiscuous mode in the guest shows nothing more while the policy rejects it, and everything when it accepts', () => {
		const lab = (promiscuous: 'accept' | 'reject'): EsxLab => ({
			hosts: [{name: 'esx', nics: 1, switches: [standard({a: 10, b: 20}, {security: {promiscuous}})]}],
			guests: [
				{name: 'vm1', group: 'a'},
				{name: 'vm2', group: 'a'},
				{name: 'vm3', group: 'a'},
				{name: 'vm4', group: 'b'},
			],
		});
		for (const promiscuous of ['reject', 'accept'] as const) {
			const history = opened(lab(promiscuous));
			for (const name of ['vm3', 'vm4']) change(history, {kind: 'set-promisc', device: idOf(history.world, `${name}/eth0`), on: true});
			expect(send(history, 'vm1', macOf(2))).toEqual(promiscuous === 'accept' ? ['vm2', 'vm3'] : ['vm2']);
		}
	});
});

function macOfVmknic({world}: ReturnType<typeof opened>): string {
	const vmk0 = world.devices.find(({name}) => name === 'vmk0') as {mac: number};
	return vmk0.mac
		.toString(16)
		.padStart(12, '0')
		.replace(/..(?=.)/g, '$&:');
}

describe('the challenge', () => {
	it('"Who is on the wire?": two switches, four guests, and nothing on the uplinks', () => {
		const history = opened({
			hosts: [{name: 'esx', nics: 1, switches: [standard({a: 10}), {...standard({b: 10}, {uplinks: []}), name: 'vSwitch1'}]}],
			guests: ['vm1', 'vm2', 'vm3', 'vm4'].map((name, index) => ({
				name,
				group: index < 2 ? 'a' : 'b',
				at: `esx/vSwitch${index < 2 ? 0 : 1}`,
			})),
		});
		cut(history, 'esx/vmnic0');
		const before = history.end;
		expect(['vm2', 'vm3'].map((_, index) => reaches(history, 'vm1', `10.0.0.${index + 2}`))).toEqual([true, false]);
		expect(reaches(history, 'vm3', '10.0.0.4')).toBe(true);
		expect(
			wires(
				history,
				history.trace.filter(({id}) => id >= before),
			),
		).toEqual([]);
	});

	it('"Survive the cut": after uplink 1 has failed the server is reached, and the physical switch knows where', () => {
		const history = opened({
			hosts: [{name: 'esx', nics: 2, switches: [standard({a: 10}, {uplinks: ['vmnic0', 'vmnic1']})]}],
			guests: [{name: 'vm1', group: 'a'}],
		});
		expect(physicalPort(history.world, macOf(1))).toBe('p1');
		cut(history, 'esx/vmnic0');
		expect(physicalPort(history.world, macOf(1))).toBe('p2');
		expect(reaches(history, 'vm1', '10.0.0.99')).toBe(true);
	});

	it('"Least privilege": the guest of a guest reaches the server by MAC learning, and its neighbour sees nothing of it', () => {
		const history = nested({forged: true, learning: true});
		expect(reaches(history, 'inner', '10.0.0.99')).toBe(true);
		const nodes = ping(history, 'inner', '10.0.0.99');
		expect(deliveries(nodes).filter(({device}) => machineOf(history.world, device).name === 'vm2')).toEqual([]);
		// Without learning nobody has the answers; without forged transmits nothing leaves.
		expect(reaches(nested({forged: true, learning: false}), 'inner', '10.0.0.99')).toBe(false);
		expect(reaches(nested({forged: false, learning: true}), 'inner', '10.0.0.99')).toBe(false);
	});
});

/** vm1 is a hypervisor itself: a bridge with its vNIC and the guest `inner`. */
function nested({forged, learning}: {forged: boolean; learning: boolean}): ReturnType<typeof opened> {
	const group = {
		name: 'nested',
		vlan: 10,
		security: {forgedTransmits: forged ? ('accept' as const) : ('reject' as const)},
		...(learning ? {learning: {}} : {}),
	};
	const history = opened({
		managers: [{name: 'vcenter', manager: {kind: 'vcenter', switches: [{name: 'dvs', groups: [group, {name: 'plain', vlan: 10}]}]}}],
		hosts: [{name: 'esx', nics: 1, switches: [{kind: 'distributed-switch', name: 'dvs', of: 'vcenter/dvs', uplinks: ['vmnic0']}]}],
		guests: [
			{name: 'vm1', group: 'nested', at: 'esx/dvs'},
			{name: 'vm2', group: 'plain', at: 'esx/dvs'},
		],
		more: {
			machines: [
				{name: 'inner', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: '52:54:00:00:00:0a', addresses: ['10.0.0.50/24']}]},
			],
		},
	});
	const {world} = history;
	const machine = world.machines.find(({name}) => name === 'vm1')?.id as number;
	change(history, {kind: 'add-nic', machine, name: 'tap0'});
	change(history, {kind: 'add-bridge', machine, name: 'br0', options: {}});
	change(history, {kind: 'connect', ends: [idOf(history.world, 'vm1/tap0'), idOf(history.world, 'inner/eth0')], link: 'virtual'});
	for (const name of ['eth0', 'tap0'])
		change(history, {kind: 'enslave', device: idOf(history.world, `vm1/${name}`), master: idOf(history.world, 'vm1/br0')});
	for (const name of ['br0', 'tap0']) change(history, {kind: 'set-up', device: idOf(history.world, `vm1/${name}`), up: true});
	input(history, {kind: 'wait', duration: 40_000_000_000});
	settle(history);
	expect(switchAt(history.world, 'esx/dvs').family).toBe('distributed');
	return history;
}
