/** The NAT device of a VMnet: its table, ports, names, what it refuses. */
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE} from '../../../source/engine/frame.js';
import {type History, input} from '../../../source/engine/history.js';
import {toMac} from '../../../source/engine/mac.js';
import type {Connection} from '../../../source/engine/nat/connection.js';
import {buildIpv4} from '../../../source/engine/protocol/ipv4.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {causesOf, drops} from '../../../source/engine/trace.js';
import {machineNamed} from '../../../source/engine/world.js';
import {
	addDefaultRoute,
	change,
	courseHistory,
	fetchPage,
	lease,
	machineId,
	reaches,
	SECOND,
	userCourse,
	wait,
} from '../../fixtures/hosted-course.js';
import {HOSTED_MAC} from '../../fixtures/hosted-lab.js';
import {idOf} from '../../fixtures/macvlan-lab.js';

const S = '192.168.1.10';

function table(history: History, service = 'vmnet8.nat'): Connection[] {
	const {now} = history.world;
	const entries = machineNamed(history.world, service)?.natService?.connections.entries.values() ?? [];
	return [...entries].filter(({expires}) => expires > now);
}

function ping(history: History, from: string, address: string, count = 1): number {
	const machine = machineId(history.world, from);
	change(history, {kind: 'ping', machine, address: toIpv4(address), count, interval: SECOND, payload: 56});
	wait(history, count + 1);
	return (
		machineNamed(history.world, from)
			?.stack.pings.at(-1)
			?.events.filter(({kind}) => kind === 'reply').length ?? 0
	);
}

function resolve(history: History, from: string, name: string): string {
	change(history, {kind: 'resolve', machine: machineId(history.world, from), name});
	wait(history, 20);
	const outcome = machineNamed(history.world, from)?.programs?.resolver.queries.at(-1)?.outcome;
	return outcome?.kind === 'answered' ? `${outcome.addresses.map(formatIpv4)} from ${formatIpv4(outcome.server)}` : String(outcome?.kind);
}

describe('ports', () => {
	it('are kept when they are free and replaced when they are not', () => {
		const history = courseHistory();
		fetchPage(history, 'nat1', S);
		fetchPage(history, 'nat2', S);
		const [first, second] = table(history);
		expect(first).toMatchObject({original: {source: toIpv4('192.168.80.128'), sourcePort: 40_000}, reply: {destinationPort: 40_000}});
		expect(second).toMatchObject({original: {source: toIpv4('192.168.80.129'), sourcePort: 40_000}});
		expect(second?.reply.destinationPort).not.toBe(40_000);
		for (const name of ['nat1', 'nat2'])
			expect(machineNamed(history.world, name)?.programs?.webRequests.at(-1)?.outcome).toMatchObject({kind: 'answered', status: 200});
	});

	it('of one remote do not disturb those of another', () => {
		const history = courseHistory();
		fetchPage(history, 'nat1', S);
		fetchPage(history, 'nat2', '203.0.113.80');
		expect(table(history).map(({reply}) => reply.destinationPort)).toEqual([40_000, 40_000]);
	});

	it('that the host itself uses are not given to a guest', () => {
		const history = courseHistory();
		const machine = machineId(history.world, 'H');
		change(history, {kind: 'web-request', machine, host: S, port: 80, path: '/', sourcePort: 40_000, hold: true});
		wait(history, 1);
		fetchPage(history, 'nat1', S);
		expect(table(history)[0]?.reply.destinationPort).not.toBe(40_000);
		expect(machineNamed(history.world, 'nat1')?.programs?.webRequests.at(-1)?.outcome).toMatchObject({kind: 'answered'});
	});

	it('are shared by the services of one host: two VMs with the same address, each behind its own', () => {
		const history = userCourse();
		fetchPage(history, 'vm1', S);
		fetchPage(history, 'vm2', S);
		const [first, second] = ['slirp1.nat', 'slirp2.nat'].map((service) => table(history, service)[0]?.reply.destinationPort);
		expect(first).toBe(40_000);
		expect(second).not.toBe(40_000);
		for (const name of ['vm1', 'vm2'])
			expect(machineNamed(history.world, name)?.programs?.webRequests.at(-1)?.outcome).toMatchObject({kind: 'answered'});
	});
});

describe('pings', () => {
	it('have an entry by their identifier, for 30 seconds', () => {
		const history = courseHistory();
		expect(ping(history, 'nat1', S)).toBe(1);
		expect(table(history)).toMatchObject([{original: {protocol: 1, sourcePort: 1}, reply: {sourcePort: 1}}]);
		wait(history, 31);
		expect(table(history)).toEqual([]);
	});

	it('of two guests with the same identifier, and of the host, all find back', () => {
		const history = courseHistory();
		const all = ['nat1', 'nat2', 'H'].map((from) => ping(history, from, S, 2));
		expect(all).toEqual([2, 2, 2]);
		const again = ['H', 'nat2', 'nat1'].map((from) => ping(history, from, S, 2));
		expect(again).toEqual([2, 2, 2]);
	});

	it('to .2 and .254 are answered by the stations themselves', () => {
		const history = courseHistory();
		expect([ping(history, 'nat1', '192.168.80.2'), ping(history, 'nat1', '192.168.80.254')]).toEqual([1, 1]);
		expect(table(history)).toEqual([]);
	});

	it('to the address of the host on the LAN are answered, and need no entry', () => {
		const history = courseHistory();
		expect(ping(history, 'nat1', '192.168.1.50')).toBe(1);
		expect(table(history)).toEqual([]);
	});
});

describe('the host', () => {
	it('serves guests by its address on the LAN, too', () => {
		const history = courseHistory();
		fetchPage(history, 'nat1', '192.168.1.50');
		expect(machineNamed(history.world, 'nat1')?.programs?.webRequests.at(-1)?.outcome).toMatchObject({kind: 'answered'});
	});

	it('is not forwarded for by NAT, even when it sends there', () => {
		const history = courseHistory();
		const machine = machineId(history.world, 'H');
		change(history, {kind: 'add-route', machine, network: toIpv4('198.51.100.0'), prefix: 24, gateway: toIpv4('192.168.80.2')});
		expect(reaches(history, 'H', '198.51.100.7')).toMatchObject({kind: 'silence', lost: {reason: 'nat-service-host-adapter'}});
	});

	it('of a user network is at 10.0.2.2, with what it serves', () => {
		const history = userCourse();
		fetchPage(history, 'vm1', '10.0.2.2');
		expect(machineNamed(history.world, 'vm1')?.programs?.webRequests.at(-1)?.outcome).toMatchObject({kind: 'answered'});
		expect(machineNamed(history.world, 'H')?.programs?.webServers[0]?.log.map(({client}) => formatIpv4(client))).toEqual(['127.0.0.1']);
	});
});

describe('a forwarded port', () => {
	it('at 127.0.0.1 refuses at once: no guest could answer that client', () => {
		const history = courseHistory();
		const to = {address: toIpv4('192.168.80.128'), port: 80};
		change(history, {kind: 'set-port-forward', device: idOf(history.world, 'H/vmnet8'), protocol: 'tcp', hostPort: 8888, to});
		fetchPage(history, 'H', '127.0.0.1', {port: 8888});
		expect(machineNamed(history.world, 'H')?.programs?.webRequests.at(-1)?.outcome).toMatchObject({kind: 'refused'});
	});
});

describe('names', () => {
	it('are asked of .2, which asks the name server of the host', () => {
		const history = courseHistory(['nat1']);
		lease(history, 'nat1');
		expect(resolve(history, 'nat1', 'www.example.com')).toBe('203.0.113.80 from 192.168.80.2');
		const server = toIpv4('192.168.1.1');
		expect(table(history)).toMatchObject([{original: {protocol: 17, destination: server, destinationPort: 53}, reply: {source: server}}]);
	});

	it('lead to a page: a guest asks the DNS proxy, then the server by NAT', () => {
		const history = courseHistory(['nat1']);
		lease(history, 'nat1');
		fetchPage(history, 'nat1', 'www.example.com');
		expect(machineNamed(history.world, 'nat1')?.programs?.webRequests[0]?.outcome).toMatchObject({kind: 'answered', status: 200});
		const clients = machineNamed(history.world, 'net')?.programs?.webServers[0]?.log.map(({client}) => formatIpv4(client));
		expect(clients).toEqual(['192.168.1.50']);
	});

	it('have no answer when the host knows no name server', () => {
		const history = courseHistory(['nat1']);
		change(history, {kind: 'set-resolver', machine: machineId(history.world, 'H'), servers: []});
		lease(history, 'nat1');
		expect(resolve(history, 'nat1', 'www.example.com')).toBe('timeout');
		expect(drops(history.trace).map(({reason}) => reason)).toContain('nat-service-unreachable');
	});
});

describe('what does not pass', () => {
	it.each([
		[50, S, 'nat-service-protocol'],
		[17, '192.168.56.128', 'nat-service-not-outside'],
		[17, '198.51.100.7', undefined],
	])('protocol %i to %s', (protocol, to, reason) => {
		const history = courseHistory();
		const [source, destination] = [toIpv4('192.168.80.128'), toIpv4(to)];
		const payload = buildIpv4({source, destination, protocol, payload: new Uint8Array([0, 99, 0, 99, 0, 8, 0, 0])});
		const frame = buildFrame({dst: toMac('00:50:56:e0:00:08'), src: toMac(HOSTED_MAC.nat1), etherType: ETHERTYPE.ipv4, payload});
		input(history, {kind: 'frame', device: idOf(history.world, 'nat1/eth0'), frame});
		wait(history, 1);
		const found = drops(history.trace).map((drop) => drop.reason);
		if (reason === undefined) expect(found.filter((one) => one.startsWith('nat-service'))).toEqual([]);
		else expect(found).toContain(reason);
	});

	it('anything, while the service is stopped; the table is lost', () => {
		const history = courseHistory();
		const device = idOf(history.world, 'H/vmnet8');
		fetchPage(history, 'nat1', S);
		expect(table(history)).toHaveLength(1);
		change(history, {kind: 'set-service', device, service: 'nat', on: false});
		expect(table(history)).toEqual([]);
		expect(reaches(history, 'nat1', S).kind).not.toBe('yes');
		change(history, {kind: 'set-service', device, service: 'nat', on: true});
		expect(reaches(history, 'nat1', S)).toEqual({kind: 'yes'});
	});

	it('what the host has no way to', () => {
		const history = courseHistory();
		const machine = machineId(history.world, 'H');
		change(history, {kind: 'del-route', machine, network: 0, prefix: 0});
		expect(reaches(history, 'nat1', '203.0.113.80')).toMatchObject({kind: 'silence', lost: {reason: 'nat-service-unreachable'}});
		addDefaultRoute(history, 'H', '192.168.1.1');
		expect(reaches(history, 'nat1', '203.0.113.80')).toEqual({kind: 'yes'});
	});
});

describe('an ICMP error from outside', () => {
	it('reaches the guest that it is about', () => {
		const history = courseHistory();
		const machine = machineId(history.world, 'R');
		change(history, {kind: 'set-forwarding', machine, on: true});
		expect(reaches(history, 'nat1', '198.51.100.7')).toMatchObject({kind: 'unreachable', from: toIpv4('192.168.1.1')});
	});
});

describe('causes', () => {
	it('say what became an entry, what went out and what came in', () => {
		const history = courseHistory();
		fetchPage(history, 'nat1', S);
		const found = history.trace.flatMap(causesOf).filter(({kind}) => kind.startsWith('nat-service'));
		const ends = {inside: toIpv4('192.168.80.128'), insidePort: 40_000, outside: toIpv4('192.168.1.50'), outsidePort: 40_000};
		expect(found.slice(0, 3)).toEqual([
			{kind: 'nat-service-entry', protocol: 6, ...ends},
			{kind: 'nat-service-out', ...ends},
			{kind: 'nat-service-in', ...ends},
		]);
	});
});
