/** How many functions, what the host may set, what a guest may: refusals are those of drivers/pci/iov.c and of the drivers. */
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import {type LabFile, labSchema} from '../../../source/engine/lab.js';
import {formatMac, toMac} from '../../../source/engine/mac.js';
import type {NicModel} from '../../../source/engine/sriov/nic-model.js';
import {MODEL_RULES} from '../../../source/engine/sriov/nic-model.js';
import {deviceAtPath} from '../../../source/engine/world.js';
import {historyOf} from '../../fixtures/macvlan-lab.js';
import {change, idOf, MACS, send, setVf, sriovLab} from '../../fixtures/sriov-lab.js';

type History = ReturnType<typeof historyOf>;

function numvfs(history: History, count: number) {
	return change(history, {kind: 'set-sriov-numvfs', device: idOf(history.world, 'host/eth0'), count});
}

/** A card without functions yet. */
const bare = (model: NicModel = '82599', more: object = {}) => historyOf(sriovLab([], {model, ...more}));
const macOf = (history: History, path: string) => formatMac(deviceAtPath(history.world, path)?.mac ?? 0);
const vfState = (history: History, number: number) => {
	const pf = deviceAtPath(history.world, 'host/eth0');
	return pf?.kind === 'nic' ? pf.sriov?.vfs[number] : undefined;
};

describe('the number of virtual functions', () => {
	it.each([
		['82599', 63],
		['igb', 7],
		['x710', 128],
		['e810', 256],
	] as const)('of a card %s is at most %i', (model, most) => {
		expect(MODEL_RULES[model].totalVfs).toBe(most);
		expect(numvfs(bare(model), most + 1)).toMatchObject({errno: 'ERANGE'});
		const history = bare(model);
		expect(numvfs(history, most)).toEqual({kind: 'done'});
		expect(deviceAtPath(history.world, `host/eth0v${most - 1}`)?.kind).toBe('vf');
	});

	it('says in a lab file that a function is somebody’s already', () => {
		const vf = (name: string, number: number) => ({kind: 'vf' as const, name, pf: 'host/eth0', number});
		const lab: LabFile = {
			machines: [
				{name: 'host', role: 'host', devices: [{kind: 'nic', name: 'eth0', sriov: {model: '82599', vfs: 2}}]},
				{name: 'vm1', role: 'vm', devices: [vf('eth0', 1)]},
				{name: 'vm2', role: 'vm', devices: [vf('eth0', 1)]},
			],
		};
		expect(buildWorld(labSchema.parse(lab))).toEqual({
			kind: 'wrong',
			problems: [{path: 'machines[2].devices[0].number', message: 'virtual function 1 of "host/eth0" is "vm1/eth0" already'}],
		});
	});

	it('leaves 7 of 70 guests without one on an 82599', () => {
		expect(70 - MODEL_RULES['82599'].totalVfs).toBe(7);
	});

	it('is 7 on a bus without ARI', () => {
		expect(numvfs(bare('82599', {ari: false}), 8)).toMatchObject({errno: 'ENOMEM'});
		expect(numvfs(bare('82599', {ari: false}), 7)).toEqual({kind: 'done'});
	});

	it('changes only by way of 0, and not while a guest has one', () => {
		const history = bare();
		numvfs(history, 2);
		expect(numvfs(history, 4)).toMatchObject({errno: 'EBUSY'});
		expect(numvfs(history, 0)).toEqual({kind: 'done'});
		expect(deviceAtPath(history.world, 'host/eth0v0')).toBeUndefined();
		expect(numvfs(historyOf(sriovLab([{}])), 0)).toMatchObject({errno: 'EPERM'});
	});
});

describe('what the host sets', () => {
	it.each([
		[{vlan: 4096}, 'EINVAL'],
		[{vlan: 10, qos: 8}, 'EINVAL'],
		[{vlan: 10, proto: 0x88a8}, 'EPROTONOSUPPORT'],
		[{mac: toMac('01:00:5e:00:00:01')}, 'EINVAL'],
		[{maxTxRate: 10}, 'EINVAL'],
		[{maxTxRate: 10_001}, 'EINVAL'],
		[{minTxRate: 100}, 'EINVAL'],
	] as const)('%o is refused with %s on an 82599', (options, errno) => {
		expect(setVf(historyOf(sriovLab([{}])), 0, options)).toMatchObject({errno});
	});

	it('is refused for a function that is not there, and for a NIC without functions', () => {
		expect(setVf(historyOf(sriovLab([{}])), 1, {trust: true})).toMatchObject({errno: 'EINVAL'});
		const history = historyOf(sriovLab([{}]));
		expect(change(history, {kind: 'set-vf', device: idOf(history.world, 'ext/eth0'), number: 0, options: {}})).toMatchObject({
			errno: 'EOPNOTSUPP',
		});
	});

	it('as VLAN 0 is no VLAN any more', () => {
		const history = historyOf(sriovLab([{vlan: 10, qos: 3}]));
		setVf(history, 0, {vlan: 0});
		expect(send(history, 'vm1', 'ext')).toEqual(['ext', 'wire']);
		expect(vfState(history, 0)?.qos).toBe(0);
	});
});

describe('the MAC of a function', () => {
	it('is its own until the host gives it one, which counts when the driver is loaded again', () => {
		const history = historyOf(sriovLab([{}]));
		setVf(history, 0, {mac: toMac(MACS.vm4 as string)});
		expect(macOf(history, 'vm1/eth0')).toBe(MACS.vm1);
		expect(send(history, 'vm1', 'ext')).toEqual(['vf-spoofed-mac']);
		const device = idOf(history.world, 'vm1/eth0');
		change(history, {kind: 'set-up', device, up: false});
		change(history, {kind: 'set-up', device, up: true});
		expect(macOf(history, 'vm1/eth0')).toBe(MACS.vm4);
	});

	it('changes at once where the host resets the function', () => {
		const history = historyOf(sriovLab([{}], {model: 'e810'}));
		setVf(history, 0, {mac: toMac(MACS.vm4 as string)});
		expect(macOf(history, 'vm1/eth0')).toBe(MACS.vm4);
	});

	it.each([
		['82599', 'EPERM'],
		['igb', 'EADDRNOTAVAIL'],
		['x710', 'EACCES'],
	] as const)('from the host is not for the guest to change on a card %s, unless it is trusted', (model, errno) => {
		const history = historyOf(sriovLab([{}], {model}));
		const wanted = {kind: 'set-mac' as const, device: idOf(history.world, 'vm1/eth0'), mac: toMac(MACS.vm4 as string)};
		expect(change(history, wanted)).toMatchObject({errno});
		setVf(history, 0, {trust: true});
		expect(change(history, wanted)).toEqual({kind: 'done'});
		expect(send(history, 'vm1', 'ext', [], 'vm4')).toEqual(['ext', 'wire']);
	});
});

describe('spoof check counts', () => {
	it('every frame that it dropped', () => {
		const history = historyOf(sriovLab([{}, {}]));
		for (let times = 0; times < 3; times++) send(history, 'vm1', 'ext', [], 'vm2');
		expect(vfState(history, 0)?.spoofed).toBe(3);
		expect(vfState(history, 1)?.spoofed).toBe(0);
	});

	it('nothing once the function has further addresses of its own', () => {
		const history = historyOf(sriovLab([{trust: true}, {}]));
		const device = idOf(history.world, 'vm1/eth0');
		change(history, {kind: 'fdb-add', verb: 'add', device, mac: toMac(MACS.vm4 as string), type: 'permanent', target: 'self'});
		expect(send(history, 'vm1', 'ext', [], 'nobody')).toEqual(['ext', 'wire']);
		expect(send(history, 'vm2', 'vm4')).toEqual(['vm1', 'other-host']);
	});

	it('and denies further addresses to a function whose MAC is the host’s', () => {
		const history = historyOf(sriovLab([{}, {}]));
		const device = idOf(history.world, 'vm1/eth0');
		change(history, {kind: 'fdb-add', verb: 'add', device, mac: toMac(MACS.vm4 as string), type: 'permanent', target: 'self'});
		expect(send(history, 'vm2', 'vm4')).toEqual(['ext', 'wire', 'other-host']);
	});
});

describe('trust', () => {
	const promiscuous = (model: NicModel, settings: object, more: object = {}) => {
		const history = historyOf(sriovLab([settings, {}], {model, ...more}));
		change(history, {kind: 'set-promisc', device: idOf(history.world, 'vm1/eth0'), on: true});
		return history;
	};

	it('lets a function see unknown unicast, on cards that can', () => {
		expect(send(promiscuous('e810', {trust: true}), 'ext', 'nobody')).toEqual(['vm1', 'wire', 'other-host']);
		expect(send(promiscuous('e810', {}), 'ext', 'nobody')).toEqual(['wire', 'adapter-no-filter']);
		expect(send(promiscuous('82599', {trust: true}), 'ext', 'nobody')).toEqual(['wire', 'adapter-no-filter']);
	});

	it('does not show what is another function’s, without true promiscuous mode', () => {
		expect(send(promiscuous('e810', {trust: true}), 'ext', 'vm2')).toEqual(['vm2', 'wire']);
		expect(send(promiscuous('e810', {trust: true}, {truePromisc: true}), 'ext', 'vm2')).toEqual(['vm1', 'vm2', 'wire', 'other-host']);
	});
});

describe('without an IOMMU', () => {
	it('no guest gets a function, but the host may use it', () => {
		const history = bare('82599', {iommu: false});
		numvfs(history, 1);
		const device = idOf(history.world, 'host/eth0v0');
		const guest = history.world.machines.length;
		history.world.machines.push({
			...structuredClone(history.world.machines[1] as (typeof history.world.machines)[number]),
			id: guest,
			role: 'vm',
			name: 'vm',
			devices: [],
		});
		expect(change(history, {kind: 'assign-vf', device, machine: guest})).toEqual({
			kind: 'refused',
			errno: 'EOPNOTSUPP',
			message: "host doesn't support passthrough of host PCI devices",
		});
		expect(change(history, {kind: 'set-up', device, up: true})).toEqual({kind: 'done'});
	});
});
