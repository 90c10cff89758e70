/** Names: a resolver asks, a server answers or asks on, and what is there when nobody does. */
import {describe, expect, it} from 'vitest';
import {frameName} from '../../../source/console/telling/frame-name.js';
import type {LabFile} from '../../../source/engine/lab.js';
import type {DnsQuery} from '../../../source/engine/programs/dns-state.js';
import {buildDns, DNS_TYPE, isDnsName, parseDns} from '../../../source/engine/protocol/dns.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {labFile} from '../../fixtures/lab-files.js';
import {bench} from '../../fixtures/two-stations.js';

function dnsBench(lab: LabFile = labFile('lan-with-router')) {
	const net = bench(lab);
	net.wait(3);
	return {
		...net,
		ask(name: string, of: string): DnsQuery {
			const asked = net.change({kind: 'resolve', machine: net.machine(name).id, name: of});
			net.wait(0.1);
			const number = asked.kind === 'done' ? asked.query : undefined;
			return net.machine(name).programs?.resolver.queries.find((query) => query.number === number) as DnsQuery;
		},
		said: (): string[] =>
			net
				.wire()
				.filter(({from, t}) => from !== 'sw' && t >= 3)
				.map(({from, frame}) => `${from}: ${frameName(net.history.world, frame)}`)
				.filter((line) => line.includes('DNS') || line.includes('ICMP')),
	};
}

describe('a resolver', () => {
	it('asks the server of its lease for a name that this one knows', () => {
		const net = dnsBench();
		expect(net.ask('pc', 'server.lan').outcome).toEqual({
			kind: 'answered',
			addresses: [toIpv4('192.168.1.10')],
			server: toIpv4('192.168.1.1'),
		});
		expect(net.said()).toEqual(['pc: DNS server.lan?', 'router: DNS server.lan: 192.168.1.10']);
	});

	it('hears of the world from a proxy, which asks in its own name', () => {
		const net = dnsBench();
		expect(net.ask('pc', 'WWW.example.com.').outcome).toMatchObject({kind: 'answered', addresses: [toIpv4('203.0.113.80')]});
		expect(net.said()).toEqual([
			'pc: DNS www.example.com?',
			'router: DNS www.example.com?',
			'internet: DNS www.example.com: 203.0.113.80',
			'router: DNS www.example.com: 203.0.113.80',
		]);
	});

	it('is told when there is no such name', () => {
		const net = dnsBench();
		expect(net.ask('pc', 'nobody.example.com').outcome).toEqual({kind: 'unknown', server: toIpv4('192.168.1.1')});
	});

	it('takes an address for its own answer, and asks nobody', () => {
		const net = dnsBench();
		expect(net.ask('pc', '192.0.2.7').outcome).toMatchObject({kind: 'answered', addresses: [toIpv4('192.0.2.7')]});
		expect(net.ask('pc', 'no name').outcome).toMatchObject({kind: 'unknown'});
		expect(net.said()).toEqual([]);
	});

	it('without a server knows nothing', () => {
		const net = dnsBench();
		expect(net.ask('internet', 'server.lan').outcome).toEqual({kind: 'no-server'});
	});

	it('hears "port unreachable" where no server listens, twice, and gives up', () => {
		const net = dnsBench();
		net.change({kind: 'set-resolver', machine: net.machine('server').id, servers: [toIpv4('192.168.1.77')]});
		expect(net.ask('server', 'server.lan').outcome).toEqual({kind: 'unreachable', server: toIpv4('192.168.1.77')});
		expect(net.said()).toEqual([
			'server: DNS server.lan?',
			'pc: ICMP port unreachable',
			'server: DNS server.lan?',
			'pc: ICMP port unreachable',
		]);
	});

	it('waits five seconds for each server, goes twice round, and passes over one that is silent', () => {
		const net = dnsBench();
		const machine = net.machine('server').id;
		net.change({kind: 'set-resolver', machine, servers: [toIpv4('203.0.113.9'), toIpv4('192.168.1.1')]});
		const query = net.ask('server', 'server.lan');
		expect(query.outcome).toBeUndefined();
		net.wait(5);
		expect(query.attempts).toBe(2);
		expect(net.machine('server').programs?.resolver.queries.at(-1)?.outcome).toMatchObject({kind: 'answered'});
	});

	it('of the server machine itself asks by lo, and no frame leaves', () => {
		const net = dnsBench();
		net.change({kind: 'set-resolver', machine: net.machine('router').id, servers: [toIpv4('127.0.0.1')]});
		expect(net.ask('router', 'server.lan').outcome).toMatchObject({kind: 'answered', addresses: [toIpv4('192.168.1.10')]});
		expect(net.said()).toEqual([]);
	});
});

describe('a resolver whose own machine should have a server', () => {
	it('hears from lo that nothing listens', () => {
		const net = dnsBench();
		const server = toIpv4('127.0.0.1');
		net.change({kind: 'set-resolver', machine: net.machine('server').id, servers: [server]});
		expect(net.ask('server', 'server.lan').outcome).toEqual({kind: 'unreachable', server});
		expect(net.said()).toEqual([]);
	});
});

describe('a DNS server', () => {
	it('is one a machine, and can be stopped', () => {
		const net = dnsBench();
		const machine = net.machine('router').id;
		expect(net.change({kind: 'start-dns-server', machine, records: [], forwardTo: []})).toEqual({kind: 'refused', errno: 'EADDRINUSE'});
		expect(net.change({kind: 'stop-dns-server', machine})).toEqual({kind: 'done'});
		expect(net.change({kind: 'stop-dns-server', machine})).toEqual({kind: 'refused', errno: 'ENOENT'});
		const records = [{name: 'no name', address: 1}];
		expect(net.change({kind: 'start-dns-server', machine, records, forwardTo: []})).toMatchObject({errno: 'EINVAL'});
	});

	it('that cannot reach the next one says that it failed', () => {
		const net = dnsBench();
		net.change({kind: 'cut', device: net.device('router/wan'), cut: true});
		net.change({kind: 'set-up', device: net.device('router/wan'), up: false});
		expect(net.ask('pc', 'www.example.com').outcome).toEqual({kind: 'failed', server: toIpv4('192.168.1.1'), code: 2});
	});
});

describe('a DNS message', () => {
	const question = {
		id: 0x1234,
		response: false,
		authoritative: false,
		recursionDesired: true,
		recursionAvailable: false,
		code: 0,
		name: 'www.example.com',
		type: DNS_TYPE.a,
		addresses: [],
	};

	it('has the octets of RFC 1035, with a pointer instead of the name in the answer', () => {
		expect(Buffer.from(buildDns(question)).toString('hex')).toBe('12340100000100000000000003777777076578616d706c6503636f6d0000010001');
		const answer = {...question, response: true, addresses: [{address: toIpv4('192.0.2.1'), ttl: 60}]};
		expect(Buffer.from(buildDns(answer)).toString('hex').slice(-32)).toBe('c00c000100010000003c0004c0000201');
		expect(parseDns(buildDns(answer))).toEqual({kind: 'ok', value: answer});
	});

	it('that points at itself, or ends too early, is malformed', () => {
		const octets = buildDns(question);
		expect(parseDns(octets.subarray(0, 11))).toEqual({kind: 'malformed', fault: 'truncated'});
		expect(parseDns(octets.subarray(0, 30))).toEqual({kind: 'malformed', fault: 'truncated'});
		const loop = octets.slice();
		loop.set([0xc0, 12], 12);
		expect(parseDns(loop)).toEqual({kind: 'malformed', fault: 'truncated'});
	});

	it('asks for names of labels only', () => {
		expect(['a', 'a.b-c.d_e', 'x'.repeat(63)].map(isDnsName)).toEqual([true, true, true]);
		expect(['', '.', 'a..b', 'ä', 'x'.repeat(64), `${'x.'.repeat(130)}x`].map(isDnsName)).toEqual([
			false,
			false,
			false,
			false,
			false,
			false,
		]);
	});
});
