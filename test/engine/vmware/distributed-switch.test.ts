/** The vDS: one configuration, a data path on every host, and a vCenter that may be away. */
import {describe, expect, it} from 'vitest';
import type {Change} from '../../../source/engine/change.js';
import {change, cut, macOf, opened, reaches, send, switchAt} from '../../fixtures/esx-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const dvs = {kind: 'distributed-switch' as const, name: 'dvs', of: 'vcenter/dvs', uplinks: ['vmnic0']};

/** Two hosts with a guest each in VLAN 10, a third one without the switch; vCenter hangs on a cable of its own. */
function twoHosts(): ReturnType<typeof opened> {
	return opened({
		managers: [
			{
				name: 'vcenter',
				manager: {
					kind: 'vcenter',
					switches: [
						{
							name: 'dvs',
							groups: [
								{name: 'a', vlan: 10},
								{name: 'e', vlan: 10, binding: 'ephemeral'},
							],
						},
					],
				},
			},
		],
		hosts: [
			...['esx1', 'esx2'].map((name) => ({name, nics: 1, switches: [dvs], others: ['spare']})),
			{name: 'esx3', nics: 1, switches: [], others: ['spare']},
		],
		guests: [
			{name: 'vm1', group: 'a', at: 'esx1/dvs'},
			{name: 'vm2', group: 'a', at: 'esx2/dvs'},
		],
		more: {
			machines: [
				{
					name: 'mgmt',
					role: 'switch',
					devices: [
						{kind: 'nic', name: 'p1'},
						{kind: 'bridge', name: 'br0', ports: ['p1']},
					],
				},
			],
			links: [{ends: ['vcenter/eth0', 'mgmt/p1']}],
		},
	});
}

/** Puts port group `a` into VLAN 20. */
function toVlan20({world}: ReturnType<typeof opened>): Change {
	return {kind: 'set-managed-group', machine: machine(world, 'vcenter'), name: 'dvs', group: 'a', options: {vlan: 20}};
}

function machine(world: ReturnType<typeof opened>['world'], name: string): number {
	return world.machines.findIndex((one) => one.name === name);
}

const vlans = ({world}: ReturnType<typeof opened>): (number | undefined)[] =>
	['esx1', 'esx2'].map((host) => switchAt(world, `${host}/dvs`).settings.groups[0]?.vlan);

describe('a distributed switch', () => {
	it('is configured once for all hosts, and switches on each of them', () => {
		const history = twoHosts();
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(true);
		change(history, toVlan20(history));
		expect(vlans(history)).toEqual([20, 20]);
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(true);
		expect(reaches(history, 'vm1', '10.0.0.99')).toBe(false);
	});

	it('cannot be configured on a host', () => {
		const history = twoHosts();
		const result = change(history, {kind: 'set-port-group', device: idOf(history.world, 'esx1/dvs'), name: 'a', options: {vlan: 20}});
		expect(result).toMatchObject({kind: 'refused', errno: 'EPERM'});
	});

	it.each([
		[
			'is stopped',
			(history: ReturnType<typeof opened>) =>
				change(history, {kind: 'run-manager', machine: machine(history.world, 'vcenter'), running: false}),
		],
		['has its cable pulled', (history: ReturnType<typeof opened>) => cut(history, 'vcenter/eth0')],
	])('goes on when vCenter %s; changes are refused with a reason', (_, away) => {
		const history = twoHosts();
		away(history);
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(true);
		expect(change(history, toVlan20(history))).toMatchObject({
			kind: 'refused',
			errno: 'EPERM',
			message: 'vcenter does not answer: nothing can be changed until it is back, hosts go on as before',
		});
		expect(vlans(history)).toEqual([10, 10]);
		const plug = (group: string): unknown =>
			change(history, {kind: 'plug-vnic', device: idOf(history.world, 'esx1/spare'), master: idOf(history.world, 'esx1/dvs'), group});
		expect(plug('a')).toMatchObject({kind: 'refused', errno: 'EPERM'});
		expect(plug('e')).toEqual({kind: 'done'});
	});

	it('lets a host that is disconnected go on with what it has, and brings it up to date when it is back', () => {
		const history = twoHosts();
		const connect = (connected: boolean): Change => ({
			kind: 'connect-host',
			machine: machine(history.world, 'vcenter'),
			host: machine(history.world, 'esx2'),
			connected,
		});
		change(history, connect(false));
		expect(change(history, toVlan20(history))).toEqual({kind: 'done'});
		expect(vlans(history)).toEqual([20, 10]);
		expect(reaches(history, 'vm2', '10.0.0.99')).toBe(true);
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(false);
		change(history, connect(true));
		expect(vlans(history)).toEqual([20, 20]);
		expect(reaches(history, 'vm1', '10.0.0.2')).toBe(true);
	});

	it('gives a host that joins while vCenter is away its configuration when vCenter is back', () => {
		const history = twoHosts();
		cut(history, 'vcenter/eth0');
		change(history, {
			kind: 'add-distributed-switch',
			machine: machine(history.world, 'esx3'),
			name: 'dvs',
			manager: machine(history.world, 'vcenter'),
			managed: 'dvs',
		});
		const master = idOf(history.world, 'esx3/dvs');
		change(history, {kind: 'plug-uplink', device: idOf(history.world, 'esx3/vmnic0'), master});
		expect(switchAt(history.world, 'esx3/dvs').settings.groups).toEqual([]);
		expect(change(history, {kind: 'plug-vnic', device: idOf(history.world, 'esx3/spare'), master, group: 'a'})).toMatchObject({
			errno: 'ENOENT',
		});
		cut(history, 'vcenter/eth0', false);
		expect(switchAt(history.world, 'esx3/dvs').settings.groups.map(({name}) => name)).toEqual(['a', 'e']);
		expect(change(history, {kind: 'plug-vnic', device: idOf(history.world, 'esx3/spare'), master, group: 'a'})).toEqual({kind: 'done'});
	});

	it('lets a guest use the VLANs of its trunk range only', () => {
		const history = opened({
			managers: [
				{
					name: 'vcenter',
					manager: {
						kind: 'vcenter',
						switches: [
							{
								name: 'dvs',
								groups: [
									{name: 'trunk', vlan: 4095, trunk: [[10, 19]]},
									{name: 'ten', vlan: 10},
									{name: 'twenty', vlan: 20},
								],
							},
						],
					},
				},
			],
			hosts: [{name: 'esx', nics: 1, switches: [dvs]}],
			guests: ['trunk', 'ten', 'twenty'].map((group, index) => ({name: `vm${index + 1}`, group, at: 'esx/dvs'})),
		});
		expect(send(history, 'vm1', macOf(2), {vids: [10]})).toEqual(['vm2']);
		expect(send(history, 'vm1', macOf(3), {vids: [20]})).toEqual(['vlan-not-allowed']);
		expect(send(history, 'vm2', macOf(1))).toEqual(['vm1:10']);
		// It leaves the host; at the physical switch nobody else is in VLAN 20.
		expect(send(history, 'vm3', macOf(1))).toEqual(['no-egress']);
	});

	it.each<[string, Change['kind'], object, string]>([
		[
			'a VLAN twice in the table',
			'set-managed-switch',
			{
				options: {
					privateVlans: [
						{primary: 10, secondary: 10, type: 'promiscuous'},
						{primary: 10, secondary: 10, type: 'promiscuous'},
					],
				},
			},
			'VLAN 10 is in the table twice',
		],
		[
			'a trunk range without 4095',
			'set-managed-group',
			{group: 'a', options: {trunk: [[1, 2]]}},
			'a trunk range goes with VLAN 4095, where the guest tags',
		],
		[
			'a private VLAN that is in no table',
			'set-managed-group',
			{group: 'a', options: {isPrivate: true}},
			'VLAN 10 is not in the table of private VLANs',
		],
		[
			'more addresses than 4096',
			'set-managed-group',
			{group: 'a', options: {learning: {limit: 5000, whenFull: 'drop', flooding: true}}},
			'a port learns 1 to 4096 addresses',
		],
		[
			'a port profile',
			'set-managed-group',
			{group: 'a', options: {systemVlan: true}},
			'port profiles and system VLANs are those of a Nexus 1000V',
		],
		[
			'standby with IP hash',
			'set-managed-switch',
			{options: {teaming: {policy: 'ip-hash', standby: ['uplink2']}}},
			'with IP hash no uplink stands by',
		],
	])('refuses %s', (_, kind, rest, message) => {
		const history = twoHosts();
		const result = change(history, {kind, machine: machine(history.world, 'vcenter'), name: 'dvs', ...rest} as Change);
		expect(result).toEqual({kind: 'refused', errno: 'EINVAL', message});
	});

	it('refuses on a standard switch what takes a distributed one, and learning before 6.7', () => {
		const history = opened({
			hosts: [
				{
					name: 'esx',
					nics: 1,
					switches: [{kind: 'standard-switch', name: 'vSwitch0', uplinks: ['vmnic0'], groups: [{name: 'a', vlan: 10}]}],
				},
			],
			guests: [],
		});
		const device = idOf(history.world, 'esx/vSwitch0');
		for (const options of [
			{learning: {limit: 1, whenFull: 'drop' as const, flooding: true}},
			{isPrivate: true},
			{binding: 'ephemeral' as const},
		])
			expect(change(history, {kind: 'set-port-group', device, name: 'a', options})).toMatchObject({errno: 'EINVAL'});
		expect(change(history, {kind: 'set-vmware-switch', device, options: {teaming: {policy: 'nic-load'}}})).toMatchObject({errno: 'EINVAL'});
		const vcenter = machine(history.world, 'S');
		change(history, {kind: 'add-manager', machine: vcenter, manager: 'vcenter'});
		change(history, {kind: 'add-managed-switch', machine: vcenter, name: 'old', release: '6.5'});
		const learning = {limit: 1, whenFull: 'drop' as const, flooding: true};
		expect(change(history, {kind: 'set-managed-group', machine: vcenter, name: 'old', group: 'a', options: {learning}})).toMatchObject({
			message: 'MAC learning is there since 6.7',
		});
	});
});
