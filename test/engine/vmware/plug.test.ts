/** What is plugged into a switch of VMware, and pulled out again. */
import {describe, expect, it} from 'vitest';
import {etherType} from '../../../source/engine/frame.js';
import {deviceAtPath} from '../../../source/engine/world.js';
import {
	change,
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

const vmk0 = {
	kind: 'vmknic' as const,
	name: 'vmk0',
	switch: 'vSwitch0',
	group: 'management',
	services: ['management' as const, 'vmotion' as const],
	mac: '00:50:56:60:00:01',
	addresses: ['10.0.0.100/24'],
};

function host(): ReturnType<typeof opened> {
	return opened({
		hosts: [
			{name: 'esx', nics: 2, switches: [standard({a: 10, management: 10}, {uplinks: ['vmnic0']})], others: ['spare'], vmknics: [vmk0]},
		],
		guests: ['vm1', 'vm2'].map((name) => ({name, group: 'a'})),
	});
}

describe('a vmknic', () => {
	it('is the host on a port group: it reaches a guest inside, and the server by the uplink', () => {
		const history = host();
		expect(wires(history, ping(history, 'esx', '10.0.0.1'))).toEqual(['esx/vmnic0']);
		// The ARP request only: a broadcast goes outside too.
		expect(
			wires(
				history,
				ping(history, 'esx', '10.0.0.1').filter(({frame}) => frame && etherType(frame) === 0x800),
			),
		).toEqual([]);
		expect([reaches(history, 'esx', '10.0.0.99'), reaches(history, 'vm1', '10.0.0.100')]).toEqual([true, true]);
	});

	it('has the address that the host gives it, however strict the policy', () => {
		const history = host();
		const device = idOf(history.world, 'esx/vSwitch0');
		change(history, {kind: 'set-vmware-switch', device, options: {security: {macChanges: 'reject', forgedTransmits: 'reject'}}});
		change(history, {kind: 'set-mac', device: idOf(history.world, 'esx/vmk0'), mac: 0x0050_5660_0002});
		expect(send(history, 'vm1', '00:50:56:60:00:02')).toEqual(['esx']);
		expect(reaches(history, 'esx', '10.0.0.1')).toBe(true);
	});

	it('goes, and its port with it, when it is deleted or its switch is', () => {
		const history = host();
		change(history, {kind: 'delete', device: idOf(history.world, 'esx/vmk0')});
		expect(switchAt(history.world, 'esx/vSwitch0').ports.map(({number}) => number)).toEqual([1, 2]);
		const other = host();
		change(other, {kind: 'delete', device: idOf(other.world, 'esx/vSwitch0')});
		expect(deviceAtPath(other.world, 'esx/vmk0')).toBe(undefined);
		expect(['vnet1', 'vmnic0'].map((name) => deviceAtPath(other.world, `esx/${name}`)?.master)).toEqual([-1, -1]);
	});

	it('stays in its host and on its switch', () => {
		const history = host();
		const device = idOf(history.world, 'esx/vmk0');
		expect(change(history, {kind: 'move', device, machine: 0})).toMatchObject({kind: 'refused', errno: 'EINVAL'});
		expect(change(history, {kind: 'release', device})).toMatchObject({kind: 'refused', errno: 'EOPNOTSUPP'});
	});
});

describe('a port', () => {
	it('belongs to one switch: a NIC that is plugged in is busy until it is pulled out', () => {
		const history = host();
		const machine = history.world.machines.findIndex(({name}) => name === 'esx');
		change(history, {kind: 'add-standard-switch', machine, name: 'vSwitch1'});
		const plug = (): unknown =>
			change(history, {kind: 'plug-uplink', device: idOf(history.world, 'esx/vmnic0'), master: idOf(history.world, 'esx/vSwitch1')});
		expect(plug()).toMatchObject({errno: 'EBUSY'});
		change(history, {kind: 'unplug', device: idOf(history.world, 'esx/vmnic0')});
		expect(plug()).toEqual({kind: 'done'});
		expect(send(history, 'vm1', SERVER)).toEqual(['vmware-no-uplink']);
	});

	it('keeps its number while others go, and a new one has a new number', () => {
		const history = host();
		change(history, {kind: 'unplug', device: idOf(history.world, 'esx/vnet1')});
		change(history, {kind: 'plug-vnic', device: idOf(history.world, 'esx/vnet1'), master: idOf(history.world, 'esx/vSwitch0'), group: 'a'});
		expect(switchAt(history.world, 'esx/vSwitch0').ports.map(({number}) => number)).toEqual([2, 3, 4]);
		expect(send(history, 'vm2', macOf(1))).toEqual(['vm1']);
	});

	it('is refused in a group that is not there, and a group that is in use is not removed', () => {
		const history = host();
		const device = idOf(history.world, 'esx/vSwitch0');
		expect(change(history, {kind: 'plug-vnic', device: idOf(history.world, 'esx/spare'), master: device, group: 'none'})).toMatchObject({
			errno: 'ENOENT',
			message: 'there is no port group "none"',
		});
		expect(change(history, {kind: 'remove-port-group', device, name: 'a'})).toMatchObject({errno: 'EBUSY'});
	});

	it('is announced to the physical switch when its guest is switched on', () => {
		const history = host();
		const device = idOf(history.world, 'vm1/eth0');
		change(history, {kind: 'set-up', device, up: false});
		change(history, {kind: 'set-mac', device, mac: 0x000c_2900_0055});
		change(history, {kind: 'set-up', device, up: true});
		expect(physicalPort(history.world, '00:0c:29:00:00:55')).toBe('p1');
	});
});

describe('switches of one host', () => {
	it('are joined by nothing but the physical switch', () => {
		const history = opened({
			hosts: [{name: 'esx', nics: 2, switches: [standard({a: 10}), {...standard({a: 20}, {uplinks: ['vmnic1']}), name: 'vSwitch1'}]}],
			guests: [
				{name: 'vm1', group: 'a'},
				{name: 'vm2', group: 'a', at: 'esx/vSwitch1'},
			],
		});
		// In other VLANs: the physical switch has nobody else in VLAN 20.
		expect(wires(history, sendFrame(history, 'vm2', macOf(1)))).toEqual(['esx/vmnic1']);
		expect(send(history, 'vm1', macOf(2))).toEqual(['S']);
	});
});
