/** One lab of each kind of network: it is built, described again, and does what its name says. */
import {describe, expect, it} from 'vitest';
import {frameName} from '../../source/console/telling/frame-name.js';
import {buildWorld} from '../../source/engine/build-world.js';
import {describeWorld} from '../../source/engine/describe-world.js';
import {buildFrame, ETHERTYPE, tags} from '../../source/engine/frame.js';
import {type History, input, settle} from '../../source/engine/history.js';
import type {Lab} from '../../source/engine/lab.js';
import {toMac} from '../../source/engine/mac.js';
import {crossings, deliveries, drops} from '../../source/engine/trace.js';
import {deviceAtPath, machineNamed, machineOf, pathOf, type World} from '../../source/engine/world.js';
import {feed} from '../../source/lesson/feed.js';
import {LAB_FILES, labFile} from '../fixtures/lab-files.js';
import {atRest, SETTLED} from '../fixtures/lab-talk.js';

function worldOf(lab: Lab): World {
	const built = buildWorld(lab);
	if (built.kind === 'wrong') throw new Error(built.problems.map(({path, message}) => `${path}: ${message}`).join('\n'));
	return built.world;
}

/** Does a ping get its answer, and over which wires did its request go? */
function ping(history: History, from: string, to: string): {answered: boolean; wires: string[]} {
	const before = history.end;
	feed(history, {kind: 'ping', from, to, count: 1});
	feed(history, {kind: 'wait', ms: SETTLED});
	settle(history);
	const trace = history.trace.filter(({id}) => id >= before);
	const answered = trace.some(({effects}) => effects.some((effect) => effect.kind === 'note' && effect.cause.kind === 'echo-received'));
	const {world} = history;
	const wires = crossings(trace)
		.filter(({frame}) => frameName(world, frame).includes('echo request'))
		.map(({from: end, frame}) => `${pathOf(world, end)}: ${frameName(world, frame)}`);
	return {answered, wires};
}

describe('the labs', () => {
	it.each(LAB_FILES)('%s is built, and described as the same lab', (name) => {
		const lab = labFile(name);
		const first = describeWorld(worldOf(lab), lab.seed, lab.rows);
		expect(describeWorld(worldOf(first), lab.seed, lab.rows)).toEqual(first);
		expect(first.machines.map((machine) => [machine.name, machine.devices.map((device) => device.name).sort()])).toEqual(
			lab.machines.map((machine) => [machine.name, machine.devices.map((device) => device.name).sort()]),
		);
	});

	it.each([
		['ovs-access-trunk', 'vm1', 'vm3', ['vm1/eth0: ICMP echo request 1', 'host/vnet3: ICMP echo request 1']],
		[
			'ovs-access-trunk',
			'vm2',
			'pc20',
			['vm2/eth0: ICMP echo request 1', 'host/eth0: ICMP echo request 1, VLAN 20', 'sw0/p3: ICMP echo request 1'],
		],
		['ovs-patch', 'vm1', 'pc', ['vm1/eth0: ICMP echo request 1', 'host/eth0: ICMP echo request 1']],
		[
			'ovs-vxlan',
			'vm1',
			'vm2',
			['vm1/eth0: ICMP echo request 1', 'hostA/eth0: VXLAN 42: ICMP echo request 1', 'hostB/vnet2: ICMP echo request 1'],
		],
		[
			'linux-vxlan',
			'vm1',
			'vm2',
			['vm1/eth0: ICMP echo request 1', 'hostA/eth0: VXLAN 42: ICMP echo request 1', 'hostB/vnet2: ICMP echo request 1'],
		],
		[
			'guest-tagging',
			'vm1',
			'pc20',
			['vm1/eth0: ICMP echo request 1, VLAN 20', 'host/eth0: ICMP echo request 1, VLAN 20', 'sw0/p3: ICMP echo request 1'],
		],
		['vmware', 'est', 'pc1', ['est/eth0: ICMP echo request 1', 'esx/vmnic0: ICMP echo request 1', 'sw0/p2: ICMP echo request 1']],
		['vmware', 'vst', 'pc10', ['vst/eth0: ICMP echo request 1', 'esx/vmnic0: ICMP echo request 1, VLAN 10', 'sw0/p3: ICMP echo request 1']],
		[
			'vmware',
			'vgt',
			'pc20',
			['vgt/eth0: ICMP echo request 1, VLAN 20', 'esx/vmnic0: ICMP echo request 1, VLAN 20', 'sw0/p4: ICMP echo request 1'],
		],
		['vmware-two-switches', 'vm1', 'vm2', ['vm1/eth0: ICMP echo request 1', 'esx/port2: ICMP echo request 1']],
		[
			'vmware-two-switches',
			'vm1',
			'vm3',
			['vm1/eth0: ICMP echo request 1', 'esx/vmnic0: ICMP echo request 1', 'sw0/p2: ICMP echo request 1', 'esx/port3: ICMP echo request 1'],
		],
		['vmware-two-switches', 'esx', 'vm1', ['esx/port1: ICMP echo request 1']],
		[
			'vmware-team',
			'vm2',
			'server',
			['vm2/eth0: ICMP echo request 1', 'esx/vmnic1: ICMP echo request 1, VLAN 10', 'sw0/p3: ICMP echo request 1'],
		],
		[
			'vmware-private-vlans',
			'tenant2',
			'router',
			[
				'tenant2/eth0: ICMP echo request 1',
				'esx2/vmnic0: ICMP echo request 1, VLAN 101',
				'sw0/p1: ICMP echo request 1, VLAN 101',
				'esx1/port2: ICMP echo request 1',
			],
		],
		[
			'vmware-nested',
			'inner',
			'server',
			[
				'inner/eth0: ICMP echo request 1',
				'vm1/eth0: ICMP echo request 1',
				'esx/vmnic0: ICMP echo request 1, VLAN 10',
				'sw0/p2: ICMP echo request 1',
			],
		],
		[
			'nexus-1000v',
			'vm1',
			'server',
			['vm1/eth0: ICMP echo request 1', 'esx/vmnic0: ICMP echo request 1, VLAN 10', 'sw0/p2: ICMP echo request 1'],
		],
		['sriov-tenants', 'vm1', 'vm2', []],
		['sriov-tenants', 'vm1', 'S', ['host/eth0: ICMP echo request 1, VLAN 10']],
		['sriov-vepa', 'vm1', 'vm2', ['host/eth0: ICMP echo request 1', 'sw/p1: ICMP echo request 1']],
		['sriov-spoof', 'vm1', 'S', ['host/eth0: ICMP echo request 1']],
		['sriov-migration', 'vm', 'S', ['host1/eth0: ICMP echo request 1', 'sw/p3: ICMP echo request 1']],
		[
			'linux-vlan-filtering',
			'vm1',
			'pc',
			['vm1/eth0: ICMP echo request 1', 'host/eth0: ICMP echo request 1, VLAN 10', 'sw0/p2: ICMP echo request 1'],
		],
	])('%s carries a ping from %s to %s', (name, from, to, wires) => {
		expect(ping(atRest(name), from, to)).toEqual({answered: true, wires});
	});

	it.each([
		['ovs-bond', 'vm1', 'pc', /^host\/eth[01]: ICMP echo request 1, VLAN 10$/],
		['ovs-lacp', 'vm1', 'pc', /^host\/eth[01]: ICMP echo request 1$/],
		['linux-bond', 'a', 'b', /^a\/eth[01]: ICMP echo request 1$/],
	])('%s sends each frame by one member only', (name, from, to, member) => {
		const {answered, wires} = ping(atRest(name), from, to);
		expect(answered).toBe(true);
		expect(wires.filter((wire) => member.test(wire))).toHaveLength(1);
	});

	it.each([
		['ovs-access-trunk', 'vm1', 'vm2'],
		['ovs-access-trunk', 'vm1', 'pc20'],
		['linux-vlan-filtering', 'vm2', 'pc'],
		['sriov-tenants', 'vm1', 'vm3'],
		['vmware-private-vlans', 'tenant1', 'tenant2'],
	])('%s lets nothing pass from %s to %s, which are in other VLANs', (name, from, to) => {
		expect(ping(atRest(name), from, to).answered).toBe(false);
	});

	it('double-tagging: a frame with two tags arrives in the VLAN of the inner one', () => {
		const history = atRest('double-tagging');
		const {world} = history;
		const frame = buildFrame({
			dst: toMac('00:16:3e:00:00:20'),
			src: toMac('00:16:3e:00:00:66'),
			tags: [10, 20].map((vid) => ({tpid: 0x8100, pcp: 0, dei: false, vid})),
			etherType: ETHERTYPE.experimental,
			payload: new Uint8Array(46),
		});
		input(history, {kind: 'frame', device: deviceAtPath(world, 'attacker/eth0')?.id as number, frame});
		settle(history);
		expect(crossings(history.trace).map(({from, frame: seen}) => [pathOf(world, from), tags(seen).map(({vid}) => vid)])).toEqual([
			['attacker/eth0', [10, 20]],
			['sw1/t1', [20]],
			['sw2/p2', []],
		]);
		expect(deliveries(history.trace).map(({device}) => machineOf(world, device).name)).toEqual(['victim']);
	});

	it('ovs-controller: with fail mode secure and no controller nothing passes', () => {
		const history = atRest('ovs-controller');
		expect(ping(history, 'vm1', 'vm2').answered).toBe(false);
		expect(drops(history.trace).map(({reason}) => reason)).toContain('ovs-table-miss');
	});

	it('ovs-controller: a controller that learns lets them talk', () => {
		const history = atRest('ovs-controller');
		const machine = machineNamed(history.world, 'ctl')?.id as number;
		input(history, {kind: 'change', change: {kind: 'start-controller', machine, options: {}}});
		feed(history, {kind: 'wait', ms: 20_000});
		settle(history);
		expect(ping(history, 'vm1', 'vm2').answered).toBe(true);
	});
});
