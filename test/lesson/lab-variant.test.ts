import {describe, expect, it} from 'vitest';
import {labSchema} from '../../source/engine/lab.js';
import {labDifferences} from '../../source/lesson/lab-difference.js';
import {type LessonLab, lessonLabSchema, resolveLab} from '../../source/lesson/lab-variant.js';

/*
 *  a ── p1 sw p2 ── b
 */
const lan = labSchema.parse({
	machines: [
		{name: 'a', role: 'external', devices: [{kind: 'nic', name: 'eth0'}]},
		{name: 'b', role: 'external', devices: [{kind: 'nic', name: 'eth0'}]},
		{
			name: 'sw',
			role: 'switch',
			devices: [
				{kind: 'nic', name: 'p1'},
				{kind: 'nic', name: 'p2'},
				{kind: 'bridge', name: 'br0', ports: ['p1', 'p2']},
			],
		},
	],
	links: [{ends: ['a/eth0', 'sw/p1']}, {ends: ['b/eth0', 'sw/p2']}],
	rows: [['a', 'b'], ['sw']],
});

function resolve(variant: object): ReturnType<typeof resolveLab> {
	const labs: Record<string, LessonLab> = {lan, other: lessonLabSchema.parse({base: 'lan', ...variant})};
	return resolveLab(labs, 'other');
}

function labOf(variant: object) {
	const resolved = resolve(variant);
	if (resolved.kind !== 'lab') throw new Error(JSON.stringify(resolved.problems));
	return resolved.lab;
}

describe('a variant of a lab', () => {
	it('sets an option of a device and differs in nothing else', () => {
		expect(labDifferences(lan, labOf({set: {'a/eth0': {mtu: 9000}}}))).toEqual(['a/eth0.mtu']);
	});
	it('sets an option of a bridge port at the device of the port', () => {
		const lab = labOf({set: {'sw/p1': {hairpin: true}}});
		expect(lab.machines[2]?.devices[2]).toMatchObject({ports: [{device: 'p1', hairpin: true}, 'p2']});
		expect(labDifferences(lan, lab)).toEqual(['sw/br0.ports.p1.hairpin']);
	});
	it('leaves machines out, with their links and their place on the screen', () => {
		const lab = labOf({without: ['b']});
		expect(lab.machines.map(({name}) => name)).toEqual(['a', 'sw']);
		expect(lab.links).toHaveLength(1);
		expect(lab.rows).toEqual([['a'], ['sw']]);
		expect(labDifferences(lan, lab)).toEqual(['b', 'link b/eth0 sw/p2']);
	});
	it('adds commands to those of its base', () => {
		expect(labOf({setup: [{on: 'a', run: 'ip link'}]}).setup).toEqual([{on: 'a', run: 'ip link'}]);
	});
	it('leaves its base as it is', () => {
		const before = structuredClone(lan);
		labOf({set: {'sw/p1': {hairpin: true}}, without: ['b']});
		expect(lan).toEqual(before);
	});
	it.each([
		[{set: {'a/eth9': {mtu: 9000}}}, 'there is no device "a/eth9" in the base lab'],
		[{set: {'a/eth0': {colour: 'red'}}}, 'machines.0.devices.0: Unrecognized key: "colour"'],
		[{set: {'a/eth0': {hairpin: true}}}, '"a/eth0" is not a port of a bridge, and only those have "hairpin"'],
		[{set: {'a/eth0': {mtu: 'large'}}}, 'machines.0.devices.0.mtu: Invalid input: expected number, received string'],
		[{without: ['z']}, 'there is no machine "z" in lab "lan"'],
	])('refuses %j', (variant, message) => {
		expect(resolve(variant)).toMatchObject({kind: 'problems', problems: [{message}]});
	});
	it('refuses a circle', () => {
		const labs: Record<string, LessonLab> = {x: lessonLabSchema.parse({base: 'y'}), y: lessonLabSchema.parse({base: 'x'})};
		expect(resolveLab(labs, 'x')).toEqual({kind: 'problems', problems: [{path: ['base'], message: 'lab "x" is its own base'}]});
	});
});
