/** NAT rules and web servers in a lab file: read, built, described again, refused with a place. */
import {describe, expect, it} from 'vitest';
import {buildWorld} from '../../source/engine/build-world.js';
import {describeWorld} from '../../source/engine/describe-world.js';
import {type LabFile, labSchema} from '../../source/engine/lab.js';
import {NAT_LAB} from '../fixtures/nat-lab.js';

type Rule = NonNullable<LabFile['machines'][number]['nat']>[number];

function labWith(nat: Rule[], more: Partial<LabFile['machines'][number]> = {}): LabFile {
	return {...NAT_LAB, machines: NAT_LAB.machines.map((machine) => (machine.name === 'H' ? {...machine, nat, ...more} : machine))};
}

const RULES: Rule[] = [
	{chain: 'prerouting', protocol: 'tcp', in: 'eth0', destinationPorts: 8888, target: 'dnat', to: '192.168.80.128', toPorts: 80},
	{chain: 'prerouting', protocol: 'udp', source: '! 10.0.0.0/8', in: '! virbr0', sourcePorts: '1024-65535', target: 'accept'},
	{chain: 'output', protocol: 'tcp', destination: '192.0.2.1/32', target: 'redirect', toPorts: '8080-8081', random: true},
	{chain: 'postrouting', source: '192.168.80.0/24', out: 'eth+', target: 'masquerade'},
	{chain: 'postrouting', target: 'snat', to: '192.168.1.60-192.168.1.61'},
];

describe('NAT in a lab file', () => {
	it('is described as it was written', () => {
		const built = buildWorld(labSchema.parse(labWith(RULES, {web: [{port: 8080, files: [{name: 'a.txt', content: 'x\n'}]}]})));
		if (built.kind === 'wrong') throw new Error(JSON.stringify(built.problems));
		const host = describeWorld(built.world, 1).machines.find(({name}) => name === 'H');
		expect(host?.nat).toEqual(RULES);
		expect(host?.web).toEqual([{port: 8080, files: [{name: 'a.txt', content: 'x\n'}]}]);
	});

	it.each<[string, Rule]>([
		['a subnet', {chain: 'postrouting', source: '300.0.0.0/24', target: 'masquerade'}],
		['a device', {chain: 'postrouting', out: 'not a name', target: 'masquerade'}],
		['ports', {chain: 'prerouting', protocol: 'tcp', destinationPorts: 'http', target: 'accept'}],
		['a target without address', {chain: 'prerouting', protocol: 'tcp', target: 'dnat'}],
		['an address without use', {chain: 'postrouting', target: 'masquerade', to: '192.0.2.1'}],
	])('is refused when %s is written wrongly', (_, rule) => {
		const parsed = labSchema.safeParse(labWith([rule]));
		expect(parsed.success).toBe(false);
		expect(parsed.error?.issues[0]?.path.slice(0, 4)).toEqual(['machines', 2, 'nat', 0]);
	});

	it('that the kernel would refuse is a problem with its place', () => {
		const rules: Rule[] = [
			{chain: 'prerouting', target: 'masquerade'},
			{chain: 'postrouting', in: 'eth0', target: 'accept'},
			{chain: 'postrouting', target: 'masquerade', toPorts: '1024-65535'},
		];
		const built = buildWorld(labSchema.parse(labWith(rules, {web: [{port: 80}, {port: 80}]})));
		expect(built.kind === 'wrong' && built.problems.map(({path}) => path)).toEqual([
			'machines[2].nat[0]',
			'machines[2].nat[1]',
			'machines[2].nat[2]',
			'machines[2].web[1]',
		]);
	});
});
