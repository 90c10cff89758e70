/** The switch of an 82599 with virtual functions, against its datasheet and the driver ixgbe. */
import {describe, expect, it} from 'vitest';
import {historyOf} from '../../fixtures/macvlan-lab.js';
import {send, setVf, sriovLab} from '../../fixtures/sriov-lab.js';

const three = () => historyOf(sriovLab([{}, {}, {}]));

describe('a virtual Ethernet bridge inside the card', () => {
	it('keeps a frame between two functions off the wire', () => {
		expect(send(three(), 'vm1', 'vm2')).toEqual(['vm2']);
		expect(send(three(), 'vm1', 'host')).toEqual(['host']);
		expect(send(three(), 'host', 'vm3')).toEqual(['vm3']);
	});

	it('sends what no filter knows to the wire, and to nobody else', () => {
		expect(send(three(), 'vm1', 'nobody')).toEqual(['ext', 'wire', 'other-host']);
	});

	it('gives a broadcast to everybody, inside and outside', () => {
		expect(send(three(), 'vm1', 'all')).toEqual(['ext', 'host', 'vm2', 'vm3', 'wire']);
	});

	it('gives a group from the wire to nobody who has not joined it', () => {
		expect(send(three(), 'ext', 'group')).toEqual(['wire', 'adapter-no-filter']);
	});

	it('never gives unknown unicast from the wire to a virtual function', () => {
		expect(send(three(), 'ext', 'nobody')).toEqual(['wire', 'adapter-no-filter']);
		expect(send(three(), 'ext', 'vm2')).toEqual(['vm2', 'wire']);
	});

	it('does not send a frame to itself, and keeps it off the wire all the same', () => {
		expect(send(three(), 'vm1', 'vm1')).toEqual(['adapter-no-receiver']);
	});
});

describe('a VEPA', () => {
	it('sends everything to the wire', () => {
		const history = historyOf(sriovLab([{}, {}], {mode: 'vepa'}));
		expect(send(history, 'vm1', 'vm2')).toEqual(['ext', 'wire', 'other-host']);
		expect(send(history, 'vm1', 'all')).toEqual(['ext', 'wire']);
	});

	it('does not give a reflected broadcast back to its sender, as a VEB does', () => {
		const vepa = historyOf(sriovLab([{}, {}], {mode: 'vepa'}));
		expect(send(vepa, 'ext', 'all', [], 'vm1')).toEqual(['host', 'vm2', 'wire']);
		const veb = historyOf(sriovLab([{}, {}]));
		expect(send(veb, 'ext', 'all', [], 'vm1')).toEqual(['host', 'vm1', 'vm2', 'wire']);
	});
});

describe('spoof check', () => {
	it('drops a false source and counts it', () => {
		const history = three();
		expect(send(history, 'vm1', 'ext', [], 'vm2')).toEqual(['vf-spoofed-mac']);
		setVf(history, 0, {spoofCheck: false});
		expect(send(history, 'vm1', 'ext', [], 'vm2')).toEqual(['ext', 'wire']);
	});
});

describe('a port VLAN', () => {
	const tenants = () => historyOf(sriovLab([{vlan: 10}, {vlan: 10}, {vlan: 20, qos: 3}]));

	it('is put on by the card and taken off by it', () => {
		expect(send(tenants(), 'vm1', 'ext')).toEqual(['ext:10', 'wire:10', 'no-vlan-device']);
		expect(send(tenants(), 'ext', 'vm1', [10])).toEqual(['vm1', 'wire:10']);
	});

	it('separates tenants on one card', () => {
		expect(send(tenants(), 'vm1', 'vm2')).toEqual(['vm2']);
		expect(send(tenants(), 'vm1', 'vm3')).toEqual(['adapter-no-receiver']);
		expect(send(tenants(), 'vm1', 'all')).toEqual(['ext:10', 'vm2', 'wire:10', 'no-vlan-device']);
	});

	it('keeps untagged frames of the wire from the function, and refuses the tag of the guest', () => {
		expect(send(tenants(), 'ext', 'vm1')).toEqual(['host', 'wire', 'other-host']);
		expect(send(tenants(), 'ext', 'vm1', [30])).toEqual(['wire:30', 'adapter-no-filter']);
		expect(send(tenants(), 'vm1', 'ext', [20])).toEqual(['vf-spoofed-vlan']);
	});
});
