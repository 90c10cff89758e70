/** What learners are asked to predict about virtual functions, and the challenge of hardware tagging, as the engine has it. */
import {describe, expect, it} from 'vitest';
import {listEntries} from '../../../source/engine/fdb.js';
import {tags} from '../../../source/engine/frame.js';
import {input, settle} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {RING_LENGTH} from '../../../source/engine/sriov/pacing.js';
import {crossings, drops} from '../../../source/engine/trace.js';
import {askTrace} from '../../../source/lesson/trace-query.js';
import {historyOf} from '../../fixtures/macvlan-lab.js';
import {change, idOf, MACS, outcomesSince, send, setVf, sriovLab} from '../../fixtures/sriov-lab.js';
import {bench, SECOND} from '../../fixtures/two-stations.js';

type Bench = ReturnType<typeof bench>;

function reach(lab: Bench, from: string, to: string): boolean {
	lab.ping(from, to, 1, {linger: 2 * SECOND});
	lab.wait(5);
	return lab.lastPing(from).events.some(({kind}) => kind === 'reply');
}

describe('a VF with spoof check sends a forged MAC', () => {
	it('and the card drops it', () => {
		expect(send(historyOf(sriovLab([{}, {}])), 'vm1', 'vm2', [], 'nobody')).toEqual(['vf-spoofed-mac']);
	});
});

describe('a VF of VLAN 10 whose guest tags 20', () => {
	it('is refused, and unchecked its tag ends inside the card’s', () => {
		expect(send(historyOf(sriovLab([{vlan: 10}])), 'vm1', 'ext', [20])).toEqual(['vf-spoofed-vlan']);
		expect(send(historyOf(sriovLab([{vlan: 10, spoofCheck: false}])), 'vm1', 'ext', [20])).toEqual([
			'ext:10:20',
			'wire:10:20',
			'no-vlan-device',
		]);
	});

	it('cannot even make a sub-interface', () => {
		const history = historyOf(sriovLab([{vlan: 10}]));
		const {world} = history;
		const vlan = {kind: 'add-vlan-device', machine: 1, name: 'eth0.20', lower: idOf(world, 'vm1/eth0'), vid: 20, protocol: 0x8100} as const;
		expect(change(history, vlan)).toMatchObject({errno: 'EACCES'});
		setVf(history, 0, {vlan: 0});
		expect(change(history, vlan)).toMatchObject({kind: 'done'});
		expect(send(history, 'vm1', 'ext', [20])).toEqual(['ext:20', 'wire:20', 'no-vlan-device']);
		expect(send(history, 'vm1', 'ext', [21])).toEqual(['vf-spoofed-vlan']);
	});
});

describe('the cable is out', () => {
	const cut = (lab: Bench) => lab.change({kind: 'cut', device: lab.device('host/eth0'), cut: true});

	it('and with state auto there is no link between two VFs either', () => {
		const lab = bench(sriovLab([{}, {}], {model: 'x710'}));
		expect(reach(lab, 'vm1', '10.0.0.2')).toBe(true);
		cut(lab);
		expect(reach(lab, 'vm1', '10.0.0.2')).toBe(false);
	});

	it('and with state enable they reach each other', () => {
		const lab = bench(sriovLab([{link: 'enable'}, {link: 'enable'}], {model: 'x710'}));
		cut(lab);
		expect(reach(lab, 'vm1', '10.0.0.2')).toBe(true);
		expect(reach(lab, 'vm1', '10.0.0.99')).toBe(false);
	});

	it('and on an 82599 `enable` is taken and does nothing', () => {
		const lab = bench(sriovLab([{link: 'enable'}, {link: 'enable'}]));
		cut(lab);
		expect(reach(lab, 'vm1', '10.0.0.2')).toBe(false);
	});
});

describe('hardware tagging: three VFs, two tenants', () => {
	const tenants = (): Bench => bench(sriovLab([{vlan: 10}, {vlan: 10}, {vlan: 20}]));

	it('lets one tenant’s guests reach each other and not the other’s', () => {
		const lab = tenants();
		expect(reach(lab, 'vm1', '10.0.0.2')).toBe(true);
		expect(reach(lab, 'vm1', '10.0.0.3')).toBe(false);
	});

	it('drops what the other tenant forges', () => {
		expect(send(tenants().history, 'vm3', 'vm2', [], 'vm1')).toEqual(['vf-spoofed-mac']);
	});

	it('shows the tags 10 and 20 on the wire', () => {
		const lab = tenants();
		for (const from of ['vm1', 'vm3']) reach(lab, from, '10.0.0.99');
		const seen = new Set(crossings(lab.history.trace).flatMap(({frame}) => tags(frame).map(({vid}) => vid)));
		expect([...seen].sort()).toEqual([10, 20]);
	});
});

describe('what the host loses', () => {
	const blocked = (history: ReturnType<typeof historyOf>) => {
		const device = idOf(history.world, 'host/eth0');
		change(history, {kind: 'tc-qdisc-add', device, qdisc: 'clsact', verb: 'add'});
		for (const parent of [0xffff_fff2, 0xffff_fff3])
			change(history, {
				kind: 'tc-filter-add',
				verb: 'add',
				device,
				parent,
				chain: 0,
				pref: 0,
				protocol: 3,
				filter: 'matchall',
				handle: 0,
				actions: [{kind: 'gact', control: {verdict: 'drop'}}],
			});
		return history;
	};

	it('tc on the PF stops the host, but no guest', () => {
		expect(send(blocked(historyOf(sriovLab([{}]))), 'host', 'ext')).toEqual(['tc-drop']);
		expect(send(blocked(historyOf(sriovLab([{}]))), 'vm1', 'ext')).toEqual(['ext', 'wire']);
		expect(send(blocked(historyOf(sriovLab([{}]))), 'ext', 'vm1')).toEqual(['vm1', 'wire']);
	});

	it('a bridge over the PF learns nothing of what guests say to each other and to the wire', () => {
		const lab = sriovLab([{}, {}], {}, [{kind: 'bridge', name: 'br0', ports: ['eth0'], options: {mcastSnooping: false}}]);
		const history = historyOf(lab);
		send(history, 'vm1', 'vm2');
		send(history, 'vm1', 'ext');
		send(history, 'ext', 'vm1');
		const learned = () => {
			const bridge = history.world.devices[idOf(history.world, 'host/br0')];
			if (bridge?.kind !== 'bridge') throw new Error('br0 is a bridge');
			return listEntries(bridge.fdb, Number.POSITIVE_INFINITY, 0).filter(({state}) => state === 'dynamic').length;
		};
		expect(learned()).toBe(0);
		send(history, 'ext', 'all');
		expect(learned()).toBe(1);
	});

	it('a bridge of Open vSwitch that drops everything drops nothing of theirs', () => {
		const lab = sriovLab([{}, {}]);
		lab.machines[0]?.devices.push({kind: 'ovs-bridge', name: 'br0', failMode: 'secure', ports: [{name: 'eth0'}]});
		const blocked = historyOf(lab);
		expect(send(blocked, 'ext', 'all')).toEqual(['vm1', 'vm2', 'wire', 'ovs-table-miss']);
		expect(send(blocked, 'vm1', 'vm2')).toEqual(['vm2']);
		expect(send(blocked, 'vm1', 'ext')).toEqual(['ext', 'wire']);
	});

	it('the counters of the PF know nothing of the guests', () => {
		const lab = bench(sriovLab([{}, {}]));
		const before = {...lab.history.world.devices[lab.device('host/eth0')]?.counters};
		send(lab.history, 'vm1', 'vm2');
		send(lab.history, 'vm1', 'ext');
		expect(lab.history.world.devices[lab.device('host/eth0')]?.counters).toEqual(before);
	});
});

describe('a capture on the PF', () => {
	const seenAt = (from: string, to: string, at = 'host/eth0') => {
		const history = historyOf(sriovLab([{}, {}]));
		send(history, from, to);
		return askTrace({kind: 'sees', at, of: 'any'}, history.world, history.trace).value;
	};

	it('shows what the host sends and gets', () => {
		expect(seenAt('host', 'ext')).toBe(1);
		expect(seenAt('ext', 'host')).toBe(1);
		expect(seenAt('vm1', 'host')).toBe(1);
		expect(seenAt('ext', 'all')).toBe(1);
	});

	it('shows nothing of what guests send to each other and to the wire, or get from there', () => {
		expect(seenAt('vm1', 'vm2')).toBe(0);
		expect(seenAt('vm1', 'ext')).toBe(0);
		expect(seenAt('ext', 'vm1')).toBe(0);
		expect(seenAt('vm1', 'ext', 'ext/eth0')).toBe(1);
		expect(seenAt('ext', 'vm1', 'vm1/eth0')).toBe(1);
	});
});

describe('a guest behind a bridge on the PF', () => {
	const bridged = (): LabFile => {
		const lab = sriovLab([{}], {}, [
			{kind: 'nic', name: 'tap0', mac: '02:00:00:00:ee:01'},
			{kind: 'bridge', name: 'br0', ports: ['eth0', 'tap0']},
		]);
		lab.machines.push({name: 'soft', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: MACS.vm4 as string}]});
		lab.links?.push({ends: ['host/tap0', 'soft/eth0'], kind: 'virtual'});
		return lab;
	};

	it('is not found by a VF, whose frame leaves by the wire', () => {
		expect(send(historyOf(bridged()), 'vm1', 'vm4')).toEqual(['ext', 'wire', 'other-host']);
	});

	it('is found once the PF has its address', () => {
		const history = historyOf(bridged());
		const device = idOf(history.world, 'host/eth0');
		change(history, {kind: 'fdb-add', verb: 'add', device, mac: 0x5254_0000_0004, type: 'permanent', target: 'self'});
		expect(send(history, 'vm1', 'vm4')).toEqual(['soft', 'wire']);
	});

	it('is found from outside in any case, for a bridge makes the PF promiscuous', () => {
		expect(send(historyOf(bridged()), 'ext', 'vm4')).toEqual(['soft', 'wire', 'wire']);
	});
});

describe('a bridge behind a VF', () => {
	it('gets no frames for whoever is behind it', () => {
		const lab = sriovLab([{}]);
		lab.machines[1]?.devices.push({kind: 'bridge', name: 'br0', ports: ['eth0']});
		const history = historyOf(lab);
		expect(send(history, 'ext', 'nobody')).toEqual(['wire', 'adapter-no-filter']);
		expect(send(history, 'ext', 'vm1')).toEqual(['vm1', 'wire']);
	});
});

describe('a rate limit', () => {
	it('holds frames back for as long as they take at that rate, in order', () => {
		const history = historyOf(sriovLab([{maxTxRate: 100}]));
		const before = history.end;
		const device = idOf(history.world, 'vm1/eth0');
		const frame = {bytes: Uint8Array.from([...[2, 0, 0, 0, 0, 0x99], ...[0x52, 0x54, 0, 0, 0, 1], 0x88, 0xb5, ...new Array(46).fill(0)])};
		const start = history.world.now;
		for (let count = 0; count < 3; count++) input(history, {kind: 'frame', device, frame});
		settle(history);
		const times = crossings(history.trace.filter(({id}) => id >= before)).map(({node}) => node.time - start);
		// 84 octets at 100 Mb/s.
		expect(times).toEqual([0, 6720, 13_440]);
	});

	it('drops only what finds the ring full', () => {
		const history = historyOf(sriovLab([{maxTxRate: 11}]));
		const before = history.end;
		const device = idOf(history.world, 'vm1/eth0');
		const frame = {bytes: Uint8Array.from([...[2, 0, 0, 0, 0, 0x99], ...[0x52, 0x54, 0, 0, 0, 1], 0x88, 0xb5, ...new Array(46).fill(0)])};
		for (let count = 0; count < RING_LENGTH + 6; count++) input(history, {kind: 'frame', device, frame});
		settle(history);
		const trace = history.trace.filter(({id}) => id >= before);
		expect(drops(trace).filter(({reason}) => reason === 'vf-ring-full')).toHaveLength(5);
		expect(crossings(trace)).toHaveLength(RING_LENGTH + 1);
		expect(outcomesSince(history, history.end)).toEqual([]);
	});
});
