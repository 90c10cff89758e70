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

/** A machine with Open vSwitch: a port, a bond of two, a tunnel and a port that is a device of its own. */
const ovs = labSchema.parse({
	machines: [
		{
			name: 'vs',
			role: 'host',
			ovs: {release: '3.1'},
			devices: [
				{kind: 'nic', name: 'p1'},
				{kind: 'nic', name: 'p2'},
				{kind: 'nic', name: 'p3'},
				{
					kind: 'ovs-bridge',
					name: 'br0',
					ports: [
						'p1',
						{name: 'bond0', bond: {members: ['p2', 'p3']}},
						{name: 'vx', type: 'vxlan', options: {remote_ip: '10.0.0.2'}},
						{name: 'int', type: 'internal'},
					],
				},
			],
		},
	],
});

describe('a variant of a lab with Open vSwitch', () => {
	function differences(set: object): string[] {
		const labs: Record<string, LessonLab> = {ovs, other: lessonLabSchema.parse({base: 'ovs', set})};
		const resolved = resolveLab(labs, 'other');
		return resolved.kind === 'lab' ? labDifferences(ovs, resolved.lab) : resolved.problems.map(({message}) => message);
	}
	it.each([
		['an option of a port that is a name', {'vs/p1': {tag: 10, vlanMode: 'access'}}, ['vs/br0.ports.p1.tag', 'vs/br0.ports.p1.vlanMode']],
		['an option of a bond', {'vs/bond0': {lacp: 'active'}}, ['vs/br0.ports.bond0.lacp']],
		['an option of a member of a bond', {'vs/p3': {ofport: 7}}, ['vs/br0.ports.bond0.bond']],
		['an option of a tunnel', {'vs/vx': {options: {remote_ip: '10.0.0.3'}}}, ['vs/br0.ports.vx.options']],
		['the MTU of a port that is no device of the lab', {'vs/int': {mtu: 9000}}, ['vs/br0.ports.int.mtu']],
		['the MTU of a device that is a port', {'vs/p1': {mtu: 9000}}, ['vs/p1.mtu']],
		['an option of the bridge', {'vs/br0': {failMode: 'secure'}}, ['vs/br0.failMode']],
		['the release of the machine', {vs: {ovs: {release: '2.10'}}}, ['vs/.ovs.release']],
		['a port that is not there', {'vs/vy': {tag: 1}}, ['there is no device "vs/vy" in the base lab']],
		['an option of Linux bridges', {'vs/vx': {hairpin: true}}, ['"vs/vx" is a port of Open vSwitch, and those have no "hairpin"']],
	])('sets %s', (_, set, expected) => {
		expect(differences(set)).toEqual(expected);
	});
});

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
