import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../source/engine/build-world.js';
import {describeWorld} from '../../source/engine/describe-world.js';
import {labSchema} from '../../source/engine/lab.js';
import {deviceAtPath} from '../../source/engine/world.js';
import {macvlanLab, worldOf} from '../fixtures/macvlan-lab.js';

const ROWS = [['vm1'], ['host']];

describe('a lab', () => {
	it.each([
		['four modes', macvlanLab(['private', 'vepa', 'bridge', 'source'], true)],
		['passthru', macvlanLab(['passthru'])],
	])('becomes a world and the same lab again: %s', (_, lab) => {
		const first = describeWorld(worldOf(lab), 1, ROWS);
		const second = describeWorld(worldOf(first), 1, ROWS);
		expect(second).toEqual(first);
		expect(labSchema.parse(first)).toEqual(first);
	});

	it('keeps what its author wrote', () => {
		const described = describeWorld(worldOf(macvlanLab(['vepa'], true)), 1);
		const [, vm1, sw0] = described.machines;
		expect(vm1?.devices[0]).toMatchObject({mode: 'vepa', lower: 'host/eth0', addresses: ['10.0.0.1/24']});
		expect(sw0?.devices.find(({kind}) => kind === 'bridge')).toMatchObject({
			ports: [
				{device: 'swp1', hairpin: true},
				{device: 'swp2', hairpin: false},
			],
		});
	});

	it('gives a port the state that was asked for, once it is up', () => {
		const lab = macvlanLab(['vepa']);
		const bridge = lab.machines.at(-2)?.devices.find(({kind}) => kind === 'bridge');
		Object.assign(bridge ?? {}, {ports: [{device: 'swp1', state: 'learning'}, 'swp2']});
		const sw0 = deviceAtPath(worldOf(lab), 'sw0/sw0');
		expect(sw0?.kind === 'bridge' && sw0.ports.map(({state}) => state)).toEqual(['learning', 'forwarding']);
	});

	it('that names what is not there says where and what to write', () => {
		const lab = macvlanLab(['vepa']);
		const wrong = labSchema.parse({...lab, links: [{ends: ['host/eth7', 'sw0/swp1']}]});
		expect(buildWorld(wrong)).toEqual({
			kind: 'wrong',
			problems: [{path: 'links[0].ends', message: 'there is no device "host/eth7"; write machine/device as in "machines"'}],
		});
	});

	it('that cannot make a device says so once, and not of every cable to it', () => {
		const wrong = labSchema.parse({
			machines: [
				{name: 'H', role: 'host', devices: [{kind: 'vmnet', name: 'vmnet0', number: 0, uplink: 'eth7'}]},
				{name: 'vm', role: 'vm', devices: [{kind: 'nic', name: 'eth0'}]},
			],
			links: [{ends: ['H/vmnet0', 'vm/eth0'], kind: 'virtual'}],
		});
		expect(buildWorld(wrong)).toEqual({
			kind: 'wrong',
			problems: [{path: 'machines[0].devices[0].uplink', message: '"H" has no device "eth7" to bridge to'}],
		});
	});

	it('that the kernel would refuse says so', () => {
		const lab = labSchema.parse(macvlanLab(['passthru', 'bridge']));
		expect(buildWorld(lab)).toEqual({
			kind: 'wrong',
			problems: [
				{
					path: 'machines[2].devices[0]',
					message: 'the kernel refuses this (EINVAL): a value makes no sense here, or not together with others',
				},
			],
		});
	});
});
