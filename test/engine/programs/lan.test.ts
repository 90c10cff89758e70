/** A PC on a LAN as at home, from no address to a page of the Internet: DHCP, ARP for the gateway, DNS by a proxy, TCP through NAT. */
import {expect, it} from 'vitest';
import {formatIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {summarise} from '../../../source/engine/protocol/summary.js';
import {labFile} from '../../fixtures/lab-files.js';
import {bench} from '../../fixtures/two-stations.js';

it('needs nothing but a cable', () => {
	const net = bench(labFile('lan-with-router'));
	net.wait(3);
	const machine = net.machine('pc').id;
	expect(net.change({kind: 'web-request', machine, host: 'www.example.com', port: 80, path: '/'}).kind).toBe('done');
	net.wait(5);
	const request = net.machine('pc').programs?.webRequests.at(-1);
	expect(request?.outcome).toMatchObject({kind: 'answered', status: 200});
	// Who is asked sees the router only.
	expect(net.machine('internet').programs?.webServers[0]?.log.map(({client}) => formatIpv4(client))).toEqual(['203.0.113.1']);
	const kinds = net
		.wire()
		.filter(({from}) => from === 'pc')
		.map(({frame}) => summarise(frame).kind);
	expect(kinds.slice(0, 5)).toEqual(['dhcp', 'dhcp', 'arp-request', 'dns-query', 'tcp']);
});

it('pings the world, and the world cannot begin', () => {
	const net = bench(labFile('lan-with-router'));
	net.wait(3);
	net.ping('pc', '203.0.113.80', 1);
	net.wait(1);
	expect(net.lastPing('pc').events).toMatchObject([{kind: 'reply', ttl: 63}]);
	expect(net.ping('internet', '192.168.1.77', 1)).toEqual({kind: 'refused', errno: 'ENETUNREACH'});
});
