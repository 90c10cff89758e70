/** Setting up networks of a hosted hypervisor: presets, limits, refusals, what a lab says of them. */
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import type {Change, ChangeResult} from '../../../source/engine/change.js';
import {applyChange} from '../../../source/engine/changes/apply.js';
import {copy} from '../../../source/engine/copy.js';
import {describeWorld} from '../../../source/engine/describe-world.js';
import type {VmnetOptions} from '../../../source/engine/hosted/hosted-change.js';
import {presetMode, presetSubnet} from '../../../source/engine/hosted/presets.js';
import {type Lab, type LabFile, labSchema} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {createTicker} from '../../../source/engine/tick.js';
import {deviceAt, deviceNamed, machineNamed, type World} from '../../../source/engine/world.js';
import {hostedLab} from '../../fixtures/hosted-lab.js';
import {idOf, worldOf} from '../../fixtures/macvlan-lab.js';

const BARE: LabFile = {
	machines: [
		{name: 'H', role: 'host', devices: [{kind: 'nic', name: 'eth0'}]},
		...Array.from({length: 34}, (_, index) => ({name: `vm${index}`, role: 'vm' as const, devices: [{kind: 'nic' as const, name: 'eth0'}]})),
	],
};

function apply(world: World, change: Change): ChangeResult {
	return applyChange(world, change, createTicker(world, false).sink);
}

function add(world: World, number: number, options: VmnetOptions = {}): ChangeResult {
	return apply(world, {kind: 'add-vmnet', machine: 0, name: `vmnet${number}`, number, options});
}

describe('presets', () => {
	it.each([
		[0, 'bridged'],
		[1, 'host-only'],
		[2, 'host-only'],
		[7, 'host-only'],
		[8, 'nat'],
		[9, 'host-only'],
	])('VMnet%i is %s', (number, mode) => {
		expect(presetMode(number)).toBe(mode);
	});

	it('networks of different numbers are different', () => {
		const all = Array.from({length: 255}, (_, number) => presetSubnet(number));
		expect(new Set(all).size).toBe(255);
		expect([1, 8, 9].map((number) => formatIpv4(presetSubnet(number)))).toEqual(['192.168.56.0', '192.168.80.0', '172.16.9.0']);
	});

	it('a NAT network has a station .2 and a station .254; host-only only .254; bridged none', () => {
		const world = worldOf(BARE);
		for (const number of [0, 1, 8]) expect(add(world, number).kind).toBe('done');
		const services = world.machines.filter(({role}) => role === 'service');
		expect(
			services.map(({name, devices}) => [
				name,
				...devices.flatMap((id) => deviceAt(world, id).addresses.map((own) => formatIpv4(own.address))),
			]),
		).toEqual([
			['vmnet1.dhcp', '192.168.56.254'],
			['vmnet8.nat', '192.168.80.2'],
			['vmnet8.dhcp', '192.168.80.254'],
		]);
	});

	it.each([
		[1, '192.168.56', []],
		[8, '192.168.80', ['192.168.80.2']],
	])('VMnet%i leases .128 to .253 for 1800 s, at most 7200 s', (number, net, gateway) => {
		const world = worldOf(BARE);
		add(world, number);
		const [server] = machineNamed(world, `vmnet${number}.dhcp`)?.programs?.dhcpServers ?? [];
		expect(server?.options).toMatchObject({
			from: toIpv4(`${net}.128`),
			to: toIpv4(`${net}.253`),
			lease: 1800e9,
			maxLease: 7200e9,
			routers: gateway.map(toIpv4),
			dns: gateway.map(toIpv4),
		});
	});

	it('MACs of services are from the range in which the driver draws them', () => {
		const world = worldOf(BARE);
		add(world, 8);
		const macs = world.machines.filter(({role}) => role === 'service').flatMap(({devices}) => devices.map((id) => deviceAt(world, id).mac));
		for (const mac of macs) expect(mac >= toMac('00:50:56:e0:00:00') && mac <= toMac('00:50:56:ff:ff:ff')).toBe(true);
	});
});

describe('limits of the host', () => {
	it.each([
		['linux', 254, 'done'],
		['linux', 255, 'refused'],
		['windows', 19, 'done'],
		['windows', 20, 'refused'],
	] as const)('%s: VMnet%i is %s', (system, number, kind) => {
		const result = add(worldOf(BARE), number, {system});
		expect(result.kind).toBe(kind);
		if (result.kind === 'refused') expect(result.errno).toBe('ERANGE');
	});

	it.each([
		['linux', 32],
		['windows', 34],
	] as const)('%s takes %i guests on a network', (system, most) => {
		const world = worldOf(BARE);
		add(world, 1, {system});
		const master = idOf(world, 'H/vmnet1');
		const results = Array.from({length: 34}, (_, index) =>
			apply(world, {kind: 'plug-guest', device: idOf(world, `vm${index}/eth0`), master}),
		);
		expect(results.filter(({kind}) => kind === 'done')).toHaveLength(most);
		if (most < 34) expect(results.at(-1)).toEqual({kind: 'refused', errno: 'EXFULL'});
	});

	it('a user network has room for one VM', () => {
		const world = worldOf(BARE);
		apply(world, {kind: 'add-user-network', machine: 0, name: 'slirp0'});
		const master = idOf(world, 'H/slirp0');
		expect(apply(world, {kind: 'plug-guest', device: idOf(world, 'vm0/eth0'), master}).kind).toBe('done');
		expect(apply(world, {kind: 'plug-guest', device: idOf(world, 'vm1/eth0'), master})).toEqual({kind: 'refused', errno: 'EXFULL'});
	});
});

describe('refusals', () => {
	const world = worldOf(hostedLab());
	const [vmnet0, vmnet1, eth0] = ['H/vmnet0', 'H/vmnet1', 'H/eth0'].map((path) => idOf(world, path)) as [number, number, number];
	const host = machineNamed(world, 'H')?.id as number;
	const forward = {kind: 'set-port-forward', protocol: 'tcp', hostPort: 8888} as const;
	const to = {address: toIpv4('192.168.80.128'), port: 80};
	it.each<[string, Change, string]>([
		['a name twice', {kind: 'add-vmnet', machine: host, name: 'vmnet8', number: 9, options: {}}, 'EEXIST'],
		['a number twice', {kind: 'add-vmnet', machine: host, name: 'other', number: 8, options: {}}, 'EEXIST'],
		[
			'a NIC bridged twice',
			{kind: 'add-vmnet', machine: host, name: 'vmnet2', number: 2, options: {mode: 'bridged', uplink: eth0}},
			'EBUSY',
		],
		[
			'the subnet of another network',
			{kind: 'add-vmnet', machine: host, name: 'n', number: 9, options: {subnet: toIpv4('192.168.80.0')}},
			'EADDRINUSE',
		],
		['a subnet that is none', {kind: 'add-vmnet', machine: host, name: 'n', number: 9, options: {subnet: toIpv4('192.168.9.7')}}, 'EINVAL'],
		['a pool elsewhere', {kind: 'add-vmnet', machine: host, name: 'n', number: 9, options: {dhcp: {from: toIpv4('10.0.0.1')}}}, 'EINVAL'],
		[
			'bridged and with DHCP',
			{kind: 'add-vmnet', machine: host, name: 'n', number: 9, options: {hostAdapter: false, uplink: eth0}},
			'EINVAL',
		],
		['bridged with an adapter', {kind: 'set-vmnet', device: vmnet1, uplink: eth0}, 'EINVAL'],
		['bridged to a NIC elsewhere', {kind: 'set-vmnet', device: vmnet0, uplink: idOf(world, 'S/eth0')}, 'EINVAL'],
		['a guest plugged twice', {kind: 'plug-guest', device: idOf(world, 'nat1/eth0'), master: vmnet1}, 'EBUSY'],
		['the host as its own guest', {kind: 'plug-guest', device: eth0, master: vmnet1}, 'EINVAL'],
		['a switch that is none', {kind: 'plug-guest', device: idOf(world, 'nat1/eth0'), master: eth0}, 'EOPNOTSUPP'],
		['who is not plugged in', {kind: 'unplug-guest', device: eth0}, 'ENODEV'],
		['a port of a network as NIC', {kind: 'set-vmnet', device: vmnet0, uplink: idOf(world, 'H/vmnet8.1')}, 'EINVAL'],
		['a service pulled out', {kind: 'unplug-guest', device: idOf(world, 'vmnet8.nat/eth0')}, 'ENODEV'],
		['an adapter that is not there', {kind: 'set-up', device: vmnet0, up: true}, 'EOPNOTSUPP'],
		['NAT of a host-only network', {kind: 'set-service', device: vmnet1, service: 'nat', on: false}, 'ENOENT'],
		['a forward where there is no NAT', {...forward, device: vmnet1, to}, 'ENOENT'],
		['a forward that is not there', {...forward, device: idOf(world, 'H/vmnet8')}, 'ENOENT'],
		['a port that is none', {...forward, device: idOf(world, 'H/vmnet8'), hostPort: 0, to}, 'EINVAL'],
		['a network moved to another machine', {kind: 'move', device: vmnet1, machine: 0}, 'EINVAL'],
	])('%s', (_, change, errno) => {
		const before = copy(world);
		expect(apply(world, change)).toMatchObject({kind: 'refused', errno});
		expect(world).toEqual(before);
	});
});

describe('plugging', () => {
	it('pulling a guest out leaves its NIC without cable; plugged in elsewhere it is a guest there', () => {
		const world = worldOf(hostedLab());
		const device = idOf(world, 'nat1/eth0');
		expect(apply(world, {kind: 'unplug-guest', device}).kind).toBe('done');
		expect(deviceAt(world, device)).toMatchObject({link: -1, carrier: false, present: true});
		expect(apply(world, {kind: 'plug-guest', device, master: idOf(world, 'H/vmnet1')}).kind).toBe('done');
		expect(deviceAt(world, device).carrier).toBe(true);
	});

	it('a network that is deleted takes its services along and leaves its guests', () => {
		const world = worldOf(hostedLab());
		expect(apply(world, {kind: 'delete', device: idOf(world, 'H/vmnet8')}).kind).toBe('done');
		expect(world.machines.filter(({role, devices}) => role === 'service' && devices.length > 0).map(({name}) => name)).toEqual([
			'vmnet1.dhcp',
		]);
		expect(machineNamed(world, 'H')?.natServices).toBeUndefined();
		expect(deviceAt(world, idOf(world, 'nat1/eth0'))).toMatchObject({link: -1, present: true});
		expect(
			apply(world, {kind: 'add-vmnet', machine: machineNamed(world, 'H')?.id as number, name: 'vmnet8', number: 8, options: {}}).kind,
		).toBe('done');
	});

	it('networks that come and go have services with names of their own', () => {
		const world = worldOf(BARE);
		for (let round = 0; round < 3; round++) {
			add(world, 8);
			apply(world, {kind: 'delete', device: idOf(world, 'H/vmnet8')});
		}
		const names = world.machines.filter(({role}) => role === 'service').map(({name}) => name);
		expect(new Set(names).size).toBe(6);
	});

	it('a NIC that goes is bridged to nothing', () => {
		const world = worldOf(hostedLab());
		apply(world, {kind: 'delete', device: idOf(world, 'H/eth0')});
		expect(deviceAt(world, idOf(world, 'H/vmnet0'))).toMatchObject({uplink: -1});
	});

	it('a bridged NIC is promiscuous only while somebody is plugged in', () => {
		const world = worldOf(hostedLab());
		const nic = deviceAt(world, idOf(world, 'H/eth0'));
		const seen = ['br1', 'br2'].map((guest) => {
			apply(world, {kind: 'unplug-guest', device: idOf(world, `${guest}/eth0`)});
			return nic.promiscuity;
		});
		expect(seen).toEqual([1, 0]);
		apply(world, {kind: 'plug-guest', device: idOf(world, 'br1/eth0'), master: idOf(world, 'H/vmnet0')});
		expect(nic.promiscuity).toBe(1);
		apply(world, {kind: 'set-vmnet', device: idOf(world, 'H/vmnet0'), uplink: -1});
		expect(nic.promiscuity).toBe(0);
	});

	it('a bridged NIC is promiscuous, a wireless one is not', () => {
		for (const wireless of [false, true]) {
			const world = worldOf(hostedLab({}, {wireless}));
			expect(deviceAt(world, idOf(world, 'H/eth0')).promiscuity).toBe(wireless ? 0 : 1);
			expect(deviceAt(world, idOf(world, 'H/vmnet0'))).toMatchObject({rewriting: wireless});
		}
	});
});

describe('a lab with such networks', () => {
	const dhcp = {from: '192.168.80.188', to: '192.168.80.200', lease: 600, hosts: [{mac: '00:0c:29:00:00:01', address: '192.168.80.150'}]};
	const forwards = [{port: 8888, to: '192.168.80.128:80'}];
	const labs: [string, LabFile][] = [
		['as preset', hostedLab()],
		['wireless', hostedLab({}, {wireless: true})],
		['with settings', hostedLab({vmnet8: {service: {dhcp, nat: {forwards}}}, vmnet1: {promiscuous: true, up: false}})],
		['with services off', hostedLab({vmnet8: {service: {dhcp: {on: false}, nat: {on: false}}}, vmnet1: {service: {dhcp: 'none'}}})],
	];
	const described = (lab: Lab): Lab => {
		const built = buildWorld(lab);
		if (built.kind === 'wrong') throw new Error(JSON.stringify(built.problems));
		return describeWorld(built.world, lab.seed, lab.rows);
	};

	it.each(labs)('%s is described as the same lab, without ports and services', (_, lab) => {
		const first = described(labSchema.parse(lab));
		expect(described(labSchema.parse(first))).toEqual(first);
		expect(first.machines.map(({name}) => name)).toEqual(lab.machines.map(({name}) => name));
		const devices = first.machines.find(({name}) => name === 'H')?.devices.map(({name}) => name);
		expect(devices).toEqual(['eth0', 'vmnet0', 'vmnet1', 'vmnet8']);
		expect(first.links.map(({ends}) => [...ends].sort()).sort()).toEqual((lab.links ?? []).map(({ends}) => [...ends].sort()).sort());
	});

	it('may leave the choice of the NIC to the hypervisor', () => {
		const world = worldOf(hostedLab({vmnet0: {uplink: 'auto'}}));
		expect(deviceAt(world, idOf(world, 'H/vmnet0'))).toMatchObject({uplink: idOf(world, 'H/eth0')});
	});

	it('names the place of a mistake', () => {
		const lab = labSchema.parse(
			hostedLab({vmnet0: {uplink: 'eth7'}, vmnet8: {service: {nat: {forwards: [{port: 80, to: '192.168.80.128:70000'}]}}}}),
		);
		const built = buildWorld(lab);
		expect(built.kind === 'wrong' && built.problems.map(({path}) => path)).toEqual([
			'machines[6].devices[1].uplink',
			'machines[6].devices[3].service.nat.forwards[0]',
		]);
	});

	it('keeps a service that is stopped deaf', () => {
		const world = worldOf(hostedLab({vmnet8: {service: {nat: {on: false}}}}));
		const nat = machineNamed(world, 'vmnet8.nat');
		expect(nat && deviceNamed(world, nat, 'eth0')?.up).toBe(false);
	});
});
