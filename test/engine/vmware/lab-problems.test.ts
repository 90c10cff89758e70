/** What is wrong with a switch of VMware in a lab file, and where: nothing that is written there is quietly ignored. */
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../../source/engine/build-world.js';
import {type LabFile, labSchema} from '../../../source/engine/lab.js';

type Device = NonNullable<LabFile['machines'][number]['devices']>[number];

function problemsOf(...devices: Device[]): string[] {
	const built = buildWorld(labSchema.parse({machines: [{name: 'esx', role: 'host', devices}]}));
	return built.kind === 'built' ? [] : built.problems.map(({path, message}) => `${path}: ${message}`);
}

const vmk = (device: {switch: string; group: string}): Device => ({kind: 'vmknic', name: 'vmk0', ...device});

const vSwitch: Device = {
	kind: 'standard-switch',
	name: 'vSwitch0',
	groups: [{name: 'web'}, {name: 'Management Network'}],
	ports: [{device: 'vmk0', group: 'Management Network'}],
};

describe('a lab file with switches of VMware', () => {
	it('may have blanks in the name of a port group', () => {
		expect(problemsOf(vSwitch, vmk({switch: 'vSwitch0', group: 'Management Network'}))).toEqual([]);
	});

	it('has no port group twice', () => {
		expect(problemsOf({kind: 'standard-switch', name: 'vSwitch0', groups: [{name: 'web'}, {name: 'web', vlan: 3}]})).toEqual([
			'machines[0].devices[0].groups[1]: there is a port group "web" already',
		]);
	});

	it('says of a vmknic the same in both places', () => {
		expect(problemsOf(vSwitch, vmk({switch: 'nope', group: 'web'}))).toEqual([
			'machines[0].devices[0].ports[0]: "vmk0" says that it is in port group "web" of "nope", not in "Management Network" of "vSwitch0"',
			'machines[0].devices[1].switch: "nope" is no switch of VMware on esx',
		]);
	});

	it('has no names that a terminal would obey', () => {
		const named = (name: string): boolean =>
			labSchema.safeParse({
				machines: [{name: 'esx', role: 'host', devices: [{kind: 'standard-switch', name: 'vSwitch0', groups: [{name}]}]}],
			}).success;
		expect([named('VM Network'), named('web\u001B[31m'), named('a\nb'), named('')]).toEqual([true, false, false, false]);
	});
});
