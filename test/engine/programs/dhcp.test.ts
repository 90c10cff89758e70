/** The DHCP client as udhcpc, the server with the options of dnsmasq: what RFC 2131 asks of both. */
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, type Frame, srcMac} from '../../../source/engine/frame.js';
import {BROADCAST, formatMac, toMac} from '../../../source/engine/mac.js';
import {buildDhcp, DHCP_OPTION} from '../../../source/engine/protocol/dhcp.js';
import {typeOption, wordsOption} from '../../../source/engine/protocol/dhcp-options.js';
import {buildIpv4, IP_PROTOCOL} from '../../../source/engine/protocol/ipv4.js';
import {formatIpv4, LIMITED_BROADCAST, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {client, dhcpBench, server} from '../../fixtures/dhcp-lab.js';
import {SECOND} from '../../fixtures/two-stations.js';

const EXCHANGE = [
	'a: DHCP DISCOVER 342',
	's: ARP who-has 192.168.80.188 42',
	's: DHCP OFFER 342',
	'a: DHCP REQUEST 342',
	's: DHCP ACK 342',
];

/** A message made by hand, from the first station to everybody. */
function toAll(source: number, payload: Uint8Array): Frame {
	const ends = {source, destination: LIMITED_BROADCAST};
	const datagram = buildUdp({sourcePort: 68, destinationPort: 67, payload}, ends);
	const packet = buildIpv4({...ends, protocol: IP_PROTOCOL.udp, payload: datagram});
	return buildFrame({dst: BROADCAST, src: toMac('00:0c:29:00:00:01'), etherType: ETHERTYPE.ipv4, payload: packet});
}

describe('a DHCP client', () => {
	it('has address, route and name server after four messages of 342 octets and a who-has of the server', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.wait(3);
		expect(net.sent()).toEqual(EXCHANGE);
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.188/24']);
		expect(net.machine('a').stack.routes.map(({prefix, gateway, origin}) => [prefix, gateway && formatIpv4(gateway), origin])).toEqual([
			[24, undefined, undefined],
			[0, '192.168.80.2', 'dhcp'],
		]);
		expect(net.client('a')).toMatchObject({state: 'bound', lease: {dns: [toIpv4('192.168.80.2')], server: toIpv4('192.168.80.254')}});
	});

	it('gets offer and acknowledgement by unicast, to a MAC that nobody had to ask for', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.wait(3);
		const answers = net.wire().filter(({from, frame}) => from === 's' && frame.bytes.length === 342);
		expect(answers.map(({frame}) => Buffer.from(frame.bytes.subarray(0, 6)).toString('hex'))).toEqual(['000c29000001', '000c29000001']);
	});

	it('asks its server alone for more time at half of the lease, after ARP, and keeps its address', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.wait(3);
		const before = net.sent().length;
		net.wait(900);
		expect(net.sent().slice(before, before + 4)).toEqual([
			'a: ARP who-has 192.168.80.254 42',
			's: ARP 192.168.80.254 is-at 42',
			'a: DHCP REQUEST 342',
			's: DHCP ACK 342',
		]);
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.188/24']);
		expect(net.client('a').lease?.expiry).toBeGreaterThan(2690 * SECOND);
	});

	it('asks everybody at 7/8 when its server is silent, gives the address up at the end, and begins again', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.wait(3);
		net.change({kind: 'stop-dhcp-server', device: net.device('s/eth0')});
		net.wait(1580);
		expect(net.client('a').state).toBe('rebinding');
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.188/24']);
		net.wait(220);
		expect(net.client('a').state).toBe('selecting');
		expect(net.addresses('a/eth0')).toEqual([]);
		expect(net.machine('a').stack.routes).toEqual([]);
		const kinds = net.client('a').events.map(({kind}) => kind);
		expect(kinds).toEqual([
			'discover',
			'select',
			'bound',
			'renew',
			'renew',
			'renew',
			'renew',
			'renew',
			'rebind',
			'rebind',
			'rebind',
			'expired',
			'discover',
		]);
	});

	it('tries three times, three seconds apart, then waits twenty seconds', () => {
		const net = dhcpBench([client('a', 1), client('b', 2)]);
		net.wait(60);
		const times = net
			.wire()
			.filter(({from}) => from === 'a')
			.map(({t}) => t);
		expect(times).toEqual([0, 3, 6, 29, 32, 35, 58]);
	});

	it('gives its address back when told to, and says so to its server', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.wait(3);
		net.change({kind: 'release-dhcp', device: net.device('a/eth0')});
		net.wait(1);
		expect(net.sent().at(-1)).toBe('a: DHCP RELEASE 342');
		expect(net.addresses('a/eth0')).toEqual([]);
		expect([...net.server().leases.values()].map(({state}) => state)).toEqual(['released']);
		expect(net.change({kind: 'release-dhcp', device: net.device('a/eth0')})).toEqual({kind: 'refused', errno: 'ENOENT'});
		net.change({kind: 'start-dhcp-client', device: net.device('a/eth0')});
		net.wait(3);
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.188/24']);
	});

	it('gives its address up at a NAK and begins again', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.wait(3);
		// A new server with another pool knows nothing of the lease.
		const device = net.device('s/eth0');
		net.change({kind: 'stop-dhcp-server', device});
		net.change({kind: 'start-dhcp-server', device, options: {from: toIpv4('192.168.80.100'), to: toIpv4('192.168.80.110')}});
		net.change({kind: 'renew-dhcp', device: net.device('a/eth0')});
		net.wait(1);
		expect(net.sent().at(-1)).toBe('s: DHCP NAK 342');
		expect(net.addresses('a/eth0')).toEqual([]);
		net.wait(5);
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.100/24']);
	});

	it('takes the first offer, and the other server hears that its own is not wanted', () => {
		const net = dhcpBench([
			client('a', 1),
			server(),
			server({from: '192.168.80.50', to: '192.168.80.60', probe: 1}, 't', '192.168.80.253'),
		]);
		net.wait(3);
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.188/24']);
		expect([...net.server('t').leases.values()]).toEqual([]);
	});

	it('ends with its device', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.change({kind: 'delete', device: net.device('a/eth0')});
		expect(net.machine('a').programs?.dhcpClients).toEqual([]);
	});
});

describe('a DHCP server', () => {
	it('gives each client an address of its own, the first that is free, and nothing when none is', () => {
		const net = dhcpBench([client('a', 1), client('b', 2), client('c', 3), client('d', 4), server()]);
		net.wait(5);
		expect(['a', 'b', 'c', 'd'].map((name) => net.addresses(`${name}/eth0`))).toEqual([
			['192.168.80.188/24'],
			['192.168.80.189/24'],
			['192.168.80.190/24'],
			[],
		]);
	});

	it('keeps a fixed address for its station, outside of the pool, too', () => {
		const hosts = [{mac: '00:0c:29:00:00:02', address: '192.168.80.7'}];
		const net = dhcpBench([client('a', 1), client('b', 2), server({hosts})]);
		net.wait(5);
		expect(net.addresses('b/eth0')).toEqual(['192.168.80.7/24']);
	});

	it('does not offer an address that somebody has without a lease', () => {
		const squatter = {
			name: 'x',
			role: 'vm' as const,
			devices: [{kind: 'nic' as const, name: 'eth0', mac: '00:0c:29:00:00:09', addresses: ['192.168.80.188/24']}],
		};
		const net = dhcpBench([client('a', 1), server(), squatter]);
		net.wait(5);
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.189/24']);
		expect(net.server().leases.get(toIpv4('192.168.80.188'))?.state).toBe('conflict');
	});

	it('gives a client the address that it had, after others came and its lease is over', () => {
		const net = dhcpBench([client('a', 1), client('b', 2), server({lease: 60})]);
		net.wait(3);
		net.change({kind: 'release-dhcp', device: net.device('a/eth0')});
		net.wait(100);
		net.change({kind: 'start-dhcp-client', device: net.device('a/eth0')});
		net.wait(3);
		expect(net.addresses('a/eth0')).toEqual(['192.168.80.188/24']);
	});

	it('answers to all when the client asks for that', () => {
		const net = dhcpBench([{...client('a', 1), devices: [{kind: 'nic', name: 'eth0', mac: '00:0c:29:00:00:01'}]}, server({probe: 0})]);
		const clientMac = toMac('00:0c:29:00:00:01');
		const payload = buildDhcp({operation: 'request', xid: 7, clientMac, broadcast: true, options: [typeOption('discover')]});
		net.send('a/eth0', toAll(0, payload));
		const offer = net.wire().find(({from}) => from === 's')?.frame;
		expect(offer && formatMac(srcMac(offer))).toBe('00:0c:29:00:00:fe');
		expect(offer && Buffer.from(offer.bytes.subarray(0, 6)).toString('hex')).toBe('ffffffffffff');
	});

	it('tells who asks what else it may know, without a lease (INFORM)', () => {
		const own = {kind: 'nic' as const, name: 'eth0', mac: '00:0c:29:00:00:01', addresses: ['192.168.80.9/24']};
		const net = dhcpBench([{name: 'a', role: 'vm', devices: [own]}, server()]);
		const clientMac = toMac(own.mac);
		const source = toIpv4('192.168.80.9');
		const payload = buildDhcp({operation: 'request', xid: 7, clientMac, clientAddress: source, options: [typeOption('inform')]});
		net.send('a/eth0', toAll(source, payload));
		expect(net.sent().filter((line) => line.includes('DHCP'))).toEqual([
			expect.stringMatching(/^a: DHCP INFORM/),
			expect.stringMatching(/^s: DHCP ACK/),
		]);
		expect(net.server().leases.size).toBe(0);
	});

	it('does not offer again what a client declined', () => {
		const net = dhcpBench([client('a', 1), server()]);
		net.wait(3);
		const clientMac = toMac('00:0c:29:00:00:01');
		const options = [typeOption('decline'), wordsOption(DHCP_OPTION.requestedAddress, [toIpv4('192.168.80.188')])];
		const identifier = {code: DHCP_OPTION.clientIdentifier, value: Uint8Array.from([1, 0, 0x0c, 0x29, 0, 0, 1])};
		const payload = buildDhcp({operation: 'request', xid: 7, clientMac, options: [...options, identifier]});
		net.send('a/eth0', toAll(0, payload));
		expect(net.server().leases.get(toIpv4('192.168.80.188'))?.state).toBe('conflict');
	});

	it('needs an address on its device, a pool in that subnet, and is alone there', () => {
		const net = dhcpBench([client('a', 1), server()]);
		const options = {from: toIpv4('192.168.80.10'), to: toIpv4('192.168.80.20')};
		expect(net.change({kind: 'start-dhcp-server', device: net.device('s/eth0'), options})).toMatchObject({errno: 'EADDRINUSE'});
		expect(net.change({kind: 'start-dhcp-server', device: net.device('sw/p0'), options})).toMatchObject({errno: 'EADDRNOTAVAIL'});
		net.change({kind: 'stop-dhcp-server', device: net.device('s/eth0')});
		const far = {...options, to: toIpv4('192.168.81.20')};
		expect(net.change({kind: 'start-dhcp-server', device: net.device('s/eth0'), options: far})).toMatchObject({errno: 'EINVAL'});
	});
});
