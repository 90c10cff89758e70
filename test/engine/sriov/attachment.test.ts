/** KVM's two ways to a virtual function: what is said of them as data is what the engine does. */
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {labSchema} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {ATTACHMENT_FACTS, ATTACHMENTS, type Attachment} from '../../../source/engine/sriov/attachment.js';
import {deviceAtPath} from '../../../source/engine/world.js';
import {historyOf} from '../../fixtures/macvlan-lab.js';
import {change, idOf, MACS, send, sriovLab} from '../../fixtures/sriov-lab.js';

/** vm1 on a virtual function in one of the two ways; `iommu` or without. */
function labOf(attachment: Attachment, iommu = true): LabFile {
	const vf = {kind: 'vf' as const, pf: 'host/eth0', number: 0};
	if (attachment === 'pci-passthrough') return sriovLab([{}], {iommu});
	const lab = sriovLab([], {iommu, vfs: [{mac: MACS.vm1 as string}]}, [
		{...vf, name: 'eth0v0'},
		{kind: 'macvtap', name: 'tap1', lower: 'host/eth0v0', mode: 'passthru'},
	]);
	const [pf] = lab.machines[0]?.devices ?? [];
	if (pf?.kind === 'nic' && pf.sriov) pf.sriov.vfs = [{mac: MACS.vm1 as string}];
	lab.machines.push({name: 'vm1', role: 'vm', devices: [{kind: 'nic', name: 'eth0', mac: MACS.vm1 as string}]});
	lab.links?.push({ends: ['host/tap1', 'vm1/eth0'], kind: 'virtual'});
	return lab;
}

describe.each(ATTACHMENTS)('%s', (attachment) => {
	const facts = ATTACHMENT_FACTS[attachment];

	it('carries frames in both directions', () => {
		expect(send(historyOf(labOf(attachment)), 'vm1', 'ext')).toContain('ext');
		expect(send(historyOf(labOf(attachment)), 'ext', 'vm1')).toContain('vm1');
	});

	it(`${facts.needsIommu ? 'needs' : 'does not need'} an IOMMU`, () => {
		expect(buildWorld(labSchema.parse(labOf(attachment, false))).kind).toBe(facts.needsIommu ? 'wrong' : 'built');
	});

	it(`${facts.hostSeesFrames ? 'shows' : 'does not show'} the frames on a device of the host`, () => {
		const history = historyOf(labOf(attachment));
		const count = () =>
			history.world.devices
				.filter(({machine}) => history.world.machines[machine]?.name === 'host')
				.reduce((sum, {counters}) => sum + counters.rxFrames + counters.txFrames, 0);
		const before = count();
		send(history, 'vm1', 'ext');
		expect(count() > before).toBe(facts.hostSeesFrames);
	});

	it(`lets the guest be moved ${facts.liveMigration === 'yes' ? 'as it is' : 'only with a failover pair'}`, () => {
		const lab = labOf(attachment);
		lab.machines.push({name: 'host2', role: 'host', devices: [{kind: 'nic', name: 'tap0', mac: '02:00:00:00:02:01'}]});
		const history = historyOf(lab);
		const machine = history.world.machines.find(({name}) => name === 'vm1')?.id ?? -1;
		const result = change(history, {kind: 'migrate', machine, port: idOf(history.world, 'host2/tap0')});
		expect(result.kind).toBe(facts.liveMigration === 'yes' ? 'done' : 'refused');
	});
});

describe('a macvtap in passthru mode on a virtual function', () => {
	it('has the MAC of the function, and gives it another only where the function may have one', () => {
		const history = historyOf(labOf('macvtap-passthru'));
		const {world} = history;
		expect(deviceAtPath(world, 'host/tap1')?.mac).toBe(toMac(MACS.vm1 as string));
		const wanted = {kind: 'set-mac' as const, device: idOf(world, 'host/tap1'), mac: toMac(MACS.vm4 as string)};
		expect(change(history, wanted)).toMatchObject({errno: 'EPERM'});
		change(history, {kind: 'set-vf', device: idOf(world, 'host/eth0'), number: 0, options: {trust: true}});
		expect(change(history, wanted)).toEqual({kind: 'done'});
		expect(deviceAtPath(world, 'host/eth0v0')?.mac).toBe(toMac(MACS.vm4 as string));
	});
});
