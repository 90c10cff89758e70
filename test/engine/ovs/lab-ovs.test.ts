/** Open vSwitch in a lab file: built by transactions and flow-mods, and described again. */
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {listRules} from '../../../source/engine/flow/flow-tables.js';
import {type Lab, type LabFile, labSchema} from '../../../source/engine/lab.js';
import {formatMac} from '../../../source/engine/mac.js';
import {listMacs} from '../../../source/engine/ovs/mac/mac-learning.js';
import {bridgeNamed, type OvsBridge, ofPortNamed} from '../../../source/engine/ovs/vswitchd.js';
import {deviceAtPath, machineNamed, type World} from '../../../source/engine/world.js';

type Devices = LabFile['machines'][number]['devices'];

function lab(devices: Devices, ovs?: LabFile['machines'][number]['ovs']): Lab {
	return labSchema.parse({machines: [{name: 'host', role: 'host', ...(ovs ? {ovs} : {}), devices}]});
}

function worldOf(description: Lab): World {
	const built = buildWorld(description);
	if (built.kind === 'wrong') throw new Error(built.problems.map(({path, message}) => `${path}: ${message}`).join('\n'));
	return built.world;
}

function problemsOf(description: Lab): {path: string; message: string}[] {
	const built = buildWorld(description);
	return built.kind === 'wrong' ? built.problems : [];
}

function bridge(world: World, name = 'br0'): OvsBridge {
	const found = machineNamed(world, 'host')?.vswitchd;
	return bridgeNamed(found as NonNullable<typeof found>, name) as OvsBridge;
}

const nics = (...names: string[]): Devices => names.map((name, index) => ({kind: 'nic', name, mac: `00:16:3e:00:00:0${index + 1}`}));

const FULL: Devices = [
	...nics('eth0', 'eth1', 'eth2', 'eth3', 'eth4'),
	{
		kind: 'ovs-bridge',
		name: 'br0',
		mac: '02:00:00:00:b0:00',
		addresses: ['10.0.0.1/24'],
		failMode: 'standalone',
		protocols: ['OpenFlow10', 'OpenFlow13'],
		mcastSnooping: true,
		floodVlans: [99],
		otherConfig: {'mac-aging-time': '20', 'forward-bpdu': 'true'},
		ports: [
			'eth0',
			{name: 'eth1', tag: 10, ofport: 7, protected: true, flags: ['no-flood']},
			{name: 'eth2', trunks: [10, 20], tag: 5, vlanMode: 'native-untagged', otherConfig: {'priority-tags': 'always'}},
			{name: 'bond0', bond: {members: ['eth3', {device: 'eth4', ofport: 20}], mode: 'balance-slb', updelay: 100}, lacp: 'active'},
			{name: 'vm', type: 'internal', mac: '02:00:00:00:00:77', addresses: ['10.0.1.1/24'], up: false},
			{name: 'pa', type: 'patch', options: {peer: 'pb'}},
			{name: 'vx0', type: 'vxlan', options: {remote_ip: '192.0.2.9', key: '42'}},
			{name: 'vlan30', type: 'internal', tag: 30, fakeBridge: true},
		],
		mirrors: [
			{name: 'm0', selectSrc: ['eth0', 'eth1'], selectVlan: [10], outputPort: 'eth2', snaplen: 64},
			{name: 'm1', selectAll: true, outputVlan: 99},
		],
		flows: [
			'table=0,priority=10,in_port=eth1 actions=output:2',
			'cookie=0x7,priority=5,ip,nw_dst=10.0.0.0/24 actions=mod_vlan_vid:5,NORMAL',
			{flow: 'table=1,tcp,tp_dst=80 actions=set_field:10.0.0.9->ip_dst,goto_table:2', openflow: 'OpenFlow13'},
			'priority=0 actions=group:1',
		],
		groups: [{group: 'group_id=1,type=all,bucket=output:1,bucket=output:7', openflow: 'OpenFlow13'}],
		stations: [{mac: '02:00:00:00:00:99', vlan: 10, port: 'eth1'}],
		tables: [{table: 3, flowLimit: 10, overflow: 'evict'}],
		netflow: {targets: ['10.0.0.9:2055'], activeTimeout: 60},
		sflow: {targets: ['10.0.0.9:6343'], sampling: 64, agent: 'eth0'},
		ipfix: {targets: ['10.0.0.9:4739'], sampling: 100, obsDomain: 1},
	},
	{
		kind: 'ovs-bridge',
		name: 'br1',
		failMode: 'secure',
		datapathType: 'netdev',
		stp: true,
		ports: [{name: 'pb', type: 'patch', options: {peer: 'pa'}}],
	},
];

describe('a lab with Open vSwitch', () => {
	it('becomes a world and the same lab again', () => {
		const first = describeWorld(worldOf(lab(FULL, {release: '3.1', otherConfig: {'vlan-limit': '2'}})), 1);
		const second = describeWorld(worldOf(first), 1);
		expect(second).toEqual(first);
		expect(labSchema.parse(first)).toEqual(first);
	});

	it('keeps what its author wrote', () => {
		const [host] = describeWorld(worldOf(lab(FULL)), 1).machines;
		const described = host?.devices.find(({name}) => name === 'br0');
		expect(described).toMatchObject({
			kind: 'ovs-bridge',
			mac: '02:00:00:00:b0:00',
			addresses: ['10.0.0.1/24'],
			otherConfig: {'mac-aging-time': '20', 'forward-bpdu': 'true'},
			ports: [
				{name: 'eth0', type: 'system'},
				{name: 'eth1', tag: 10, ofport: 7, protected: true, flags: ['no-flood']},
				{name: 'eth2', tag: 5, trunks: [10, 20], vlanMode: 'native-untagged', otherConfig: {'priority-tags': 'always'}},
				{
					name: 'bond0',
					bond: {members: [{device: 'eth3'}, {device: 'eth4', ofport: 20}], mode: 'balance-slb', updelay: 100},
					lacp: 'active',
				},
				{name: 'vm', type: 'internal', mac: '02:00:00:00:00:77', addresses: ['10.0.1.1/24'], up: false},
				{name: 'pa', type: 'patch', options: {peer: 'pb'}},
				{name: 'vx0', type: 'vxlan', options: {remote_ip: '192.0.2.9', key: '42'}},
				{name: 'vlan30', type: 'internal', tag: 30, fakeBridge: true, up: true},
			],
			stations: [{mac: '02:00:00:00:00:99', vlan: 10, port: 'eth1'}],
			tables: [{table: 3, flowLimit: 10, overflow: 'evict', prefixes: []}],
			netflow: {targets: ['10.0.0.9:2055'], activeTimeout: 60},
			sflow: {targets: ['10.0.0.9:6343'], sampling: 64, agent: 'eth0'},
			ipfix: {targets: ['10.0.0.9:4739'], sampling: 100, obsDomain: 1},
		});
		expect(described?.kind === 'ovs-bridge' && described.mirrors.map(({name}) => name).sort()).toEqual(['m0', 'm1']);
	});

	it('numbers ports in the order of the lab', () => {
		const world = worldOf(lab(FULL));
		const numbers = [...bridge(world).ofPorts.values()].map(({name, number}) => `${name} ${number}`);
		expect(numbers).toEqual(['br0 65534', 'eth0 1', 'eth1 7', 'eth2 2', 'eth4 20', 'eth3 3', 'vm 4', 'pa 5', 'vx0 6', 'vlan30 8']);
	});

	it('has its own flows in place of the one of the switch', () => {
		const world = worldOf(lab(FULL));
		const rules = listRules(bridge(world).tables).map(({table, priority}) => [table, priority]);
		expect(rules.sort()).toEqual(
			[
				[0, 0],
				[0, 10],
				[0, 5],
				[1, 32768],
			].sort(),
		);
	});

	it('without flows of its own says nothing of those of the switch', () => {
		const world = worldOf(lab([...nics('eth0'), {kind: 'ovs-bridge', name: 'br0', ports: ['eth0']}]));
		const described = describeWorld(world, 1).machines[0]?.devices.find(({kind}) => kind === 'ovs-bridge');
		expect(described).not.toHaveProperty('flows');
		expect(listRules(bridge(world).tables)).toHaveLength(1);
	});

	it('can have an empty table', () => {
		const world = worldOf(lab([{kind: 'ovs-bridge', name: 'br0', flows: []}]));
		expect(listRules(bridge(world).tables)).toEqual([]);
		expect(describeWorld(world, 1).machines[0]?.devices[0]).toMatchObject({flows: []});
	});

	it('has stations that stay, and flags of ports', () => {
		const world = worldOf(lab(FULL));
		expect(listMacs(bridge(world).macs, world.now).map(({mac, vlan, port, static: stays}) => [formatMac(mac), vlan, port, stays])).toEqual([
			['02:00:00:00:00:99', 10, 'eth1', true],
		]);
		expect(ofPortNamed(bridge(world), 'eth1')?.config.noFlood).toBe(true);
	});

	it('has br0 and internal ports as devices, up or down as it says', () => {
		const world = worldOf(lab(FULL));
		const state = (name: string) => {
			const device = deviceAtPath(world, `host/${name}`);
			return [device?.kind, device?.up, formatMac(device?.mac ?? 0)];
		};
		expect(state('br0')).toEqual(['ovs-internal', true, '02:00:00:00:b0:00']);
		expect(state('vm')).toEqual(['ovs-internal', false, '02:00:00:00:00:77']);
		expect(state('ovs-system')[0]).toBe('datapath');
		expect(state('ovs-netdev')[0]).toBe('datapath');
	});

	it('may have a macvlan on br0, and a VLAN sub-interface as a port', () => {
		const world = worldOf(
			lab([
				...nics('eth0'),
				{kind: 'ovs-bridge', name: 'br0', ports: ['eth0.10']},
				{kind: 'macvlan', name: 'mv0', lower: 'host/br0', mode: 'bridge'},
				{kind: 'vlan', name: 'eth0.10', lower: 'host/eth0', vid: 10},
			]),
		);
		expect([...bridge(world).ofPorts.values()].map(({name}) => name)).toEqual(['br0', 'eth0.10']);
		expect(deviceAtPath(world, 'host/mv0')).toMatchObject({kind: 'macvlan', up: true});
	});

	it.each<[string, Devices, {path: string; message: string}[]]>([
		[
			'a port without device',
			[{kind: 'ovs-bridge', name: 'br0', ports: ['eth7']}],
			[{path: 'machines[0].devices[0].ports[0]', message: 'machine "host" has no device "eth7" that could be a port'}],
		],
		[
			'a patch without peer',
			[{kind: 'ovs-bridge', name: 'br0', ports: [{name: 'pa', type: 'patch'}]}],
			[{path: 'machines[0].devices[0].ports[0]', message: "pa: patch type requires valid 'peer' argument"}],
		],
		[
			'a flow that is none',
			[{kind: 'ovs-bridge', name: 'br0', flows: ['priority=x actions=NORMAL']}],
			[{path: 'machines[0].devices[0].flows[0]', message: 'invalid priority "x"'}],
		],
		[
			'a NIC that is a port already',
			[...nics('eth0'), {kind: 'ovs-bridge', name: 'br0', ports: ['eth0']}, {kind: 'ovs-bridge', name: 'br1', ports: ['eth0']}],
			[{path: 'machines[0].devices[2].ports[0]', message: '"eth0" is a port of bridge "br0" already'}],
		],
		[
			'a NIC on which a macvlan stands',
			[...nics('eth0'), {kind: 'ovs-bridge', name: 'br0', ports: ['eth0']}, {kind: 'macvlan', name: 'mv0', lower: 'host/eth0'}],
			[
				{
					path: 'machines[0].devices[2]',
					message: 'the kernel refuses this (EBUSY): one of the devices is a port, an uplink or below something else already; use another',
				},
			],
		],
	])('says where %s is and what is wrong', (_, devices, problems) => {
		expect(problemsOf(lab(devices))).toEqual(problems);
	});
});
