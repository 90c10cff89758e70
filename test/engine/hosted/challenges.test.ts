/** The challenges of the lesson on hosted networks, solved. */
import {describe, expect, it} from 'vitest';
import {printConnection} from '../../../source/console/print/conntrack.js';
import type {History} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {machineNamed} from '../../../source/engine/world.js';
import {addDefaultRoute, change, courseHistory, fetchPage, machineId, reaches, userCourse} from '../../fixtures/hosted-course.js';
import {historyOf, idOf} from '../../fixtures/macvlan-lab.js';

function logLength(history: History, name: string): number {
	return machineNamed(history.world, name)?.programs?.webServers[0]?.log.length ?? -1;
}

describe('publish a web server (L2-C1)', () => {
	const history = courseHistory();
	const before = reaches(history, 'S', '192.168.1.50', 8888);
	const to = {address: toIpv4('192.168.80.128'), port: 80};
	change(history, {kind: 'set-port-forward', device: idOf(history.world, 'H/vmnet8'), protocol: 'tcp', hostPort: 8888, to});

	it('before: refused by the host', () => {
		expect(before).toEqual({kind: 'refused'});
	});

	it('S reaches port 8888 of the host, and nat1 serves it', () => {
		expect(reaches(history, 'S', '192.168.1.50', 8888)).toEqual({kind: 'yes'});
		fetchPage(history, 'S', '192.168.1.50', {port: 8888});
		expect([logLength(history, 'nat1'), logLength(history, 'nat2'), logLength(history, 'H')]).toEqual([1, 0, 0]);
	});

	it('the host and the other guest reach nat1 by that port, too', () => {
		for (const [from, sourcePort] of [
			['H', 40_001],
			['nat2', 40_002],
		] as const) {
			expect(reaches(history, from, '192.168.1.50', 8888)).toEqual({kind: 'yes'});
			const before = logLength(history, 'nat1');
			fetchPage(history, from, '192.168.1.50', {port: 8888, sourcePort});
			expect(logLength(history, 'nat1')).toBe(before + 1);
		}
	});

	it('S does not reach nat1 by ICMP', () => {
		expect(reaches(history, 'S', '192.168.80.128').kind).not.toBe('yes');
	});

	it('without the forward it is as before', () => {
		change(history, {kind: 'set-port-forward', device: idOf(history.world, 'H/vmnet8'), protocol: 'tcp', hostPort: 8888});
		expect(reaches(history, 'S', '192.168.1.50', 8888)).toEqual({kind: 'refused'});
	});

	it('the same behind a NAT of its own', () => {
		const alone = userCourse([{port: 8081, to: '10.0.2.15:80'}]);
		expect(reaches(alone, 'S', '192.168.1.50', 8081)).toEqual({kind: 'yes'});
		expect(reaches(alone, 'S', '192.168.1.50', 8082)).toEqual({kind: 'refused'});
	});
});

/** `web` bridged and on VMnet2, `app` on VMnet2 and VMnet3, `db` on VMnet3; none of the two has an adapter of the host. */
function threeTiers(): LabFile {
	const inner = (number: number) => ({
		kind: 'vmnet' as const,
		name: `vmnet${number}`,
		number,
		hostAdapter: 'none' as const,
		service: {dhcp: 'none' as const},
	});
	const nic = (name: string, last: number, address: string) => ({
		kind: 'nic' as const,
		name,
		mac: `00:0c:29:00:00:${String(last).padStart(2, '0')}`,
		addresses: [address],
	});
	return {
		machines: [
			{name: 'web', role: 'vm', devices: [nic('eth0', 1, '192.168.1.77/24'), nic('eth1', 2, '172.16.2.3/24')]},
			{name: 'app', role: 'vm', devices: [nic('eth0', 3, '172.16.2.4/24'), nic('eth1', 4, '172.16.3.4/24')]},
			{name: 'db', role: 'vm', devices: [nic('eth0', 5, '172.16.3.5/24')]},
			{
				name: 'H',
				role: 'host',
				devices: [
					{kind: 'nic', name: 'eth0', addresses: ['192.168.1.50/24']},
					{kind: 'vmnet', name: 'vmnet0', number: 0, uplink: 'eth0'},
					inner(2),
					inner(3),
				],
			},
			{
				name: 'S',
				role: 'external',
				devices: [
					{kind: 'nic', name: 'eth0', addresses: ['192.168.1.10/24']},
					{kind: 'nic', name: 'eth1', addresses: ['203.0.113.1/24']},
				],
			},
			{name: 'net', role: 'external', devices: [{kind: 'nic', name: 'eth0', addresses: ['203.0.113.80/24']}]},
		],
		links: [
			{ends: ['H/vmnet0', 'web/eth0'], kind: 'virtual'},
			{ends: ['H/vmnet2', 'web/eth1'], kind: 'virtual'},
			{ends: ['H/vmnet2', 'app/eth0'], kind: 'virtual'},
			{ends: ['H/vmnet3', 'app/eth1'], kind: 'virtual'},
			{ends: ['H/vmnet3', 'db/eth0'], kind: 'virtual'},
			{ends: ['H/eth0', 'S/eth0']},
			{ends: ['S/eth1', 'net/eth0']},
		],
	};
}

describe('three tiers on one laptop (L2-C2)', () => {
	const history = historyOf(threeTiers());
	change(history, {kind: 'set-forwarding', machine: machineId(history.world, 'S'), on: true});
	addDefaultRoute(history, 'web', '192.168.1.10');
	addDefaultRoute(history, 'net', '203.0.113.1');
	// Whoever wants to break in knows the way.
	const network = {network: toIpv4('172.16.2.0'), prefix: 24, gateway: toIpv4('192.168.1.77')};
	change(history, {kind: 'add-route', machine: machineId(history.world, 'S'), ...network});

	it.each([
		['S', '192.168.1.77', 'yes'],
		['web', '172.16.2.4', 'yes'],
		['S', '172.16.2.4', 'no'],
		['app', '172.16.3.5', 'yes'],
		['web', '172.16.3.5', 'no'],
		['db', '203.0.113.80', 'no'],
		['web', '203.0.113.80', 'yes'],
		['H', '172.16.2.4', 'no'],
	])('%s reaches %s: %s', (from, to, answer) => {
		expect(reaches(history, from, to).kind === 'yes' ? 'yes' : 'no').toBe(answer);
	});
});

describe('read the table (L2-C3)', () => {
	const history = courseHistory();
	fetchPage(history, 'nat1', '192.168.1.10');
	fetchPage(history, 'nat2', '192.168.1.10');
	const {world} = history;
	const entries = [...(machineNamed(world, 'vmnet8.nat')?.natService?.connections.entries.values() ?? [])];
	const lines = entries.map((entry) => printConnection(entry, world.now));
	/** What S sees of the second one. */
	const port = machineNamed(world, 'S')?.programs?.webServers[0]?.log[1]?.clientPort;

	it('the session that S has with another port than 40000 is that of nat2', () => {
		expect(port).not.toBe(40_000);
		const line = lines.find((text) => text.includes(`dst=192.168.1.50 sport=80 dport=${port} `));
		expect(line).toContain('src=192.168.80.129 dst=192.168.1.10 sport=40000 dport=80');
	});

	it('the table of the course, line by line', () => {
		const tail = 'src=192.168.1.10 dst=192.168.1.50 sport=80';
		expect(lines.map((line) => line.replace(/^tcp\s+6 \d+ /, 'tcp 6 ').trimEnd())).toEqual([
			`tcp 6 TIME_WAIT src=192.168.80.128 dst=192.168.1.10 sport=40000 dport=80 ${tail} dport=40000 [ASSURED] mark=0 use=1`,
			`tcp 6 TIME_WAIT src=192.168.80.129 dst=192.168.1.10 sport=40000 dport=80 ${tail} dport=${port} [ASSURED] mark=0 use=1`,
		]);
	});
});
