/** The frames of T-NAT: udhcpc asks, a server as dnsmasq answers. Lengths and order were recorded with both. */
import {describe, expect, it} from 'vitest';
import type {LabFile} from '../../../source/engine/lab.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {frameName} from '../../../source/view/frame-name.js';
import {bench} from '../../fixtures/two-stations.js';

const SERVER = {
	device: 'eth0',
	from: '192.168.80.188',
	to: '192.168.80.190',
	routers: ['192.168.80.2'],
	dns: ['192.168.80.2'],
	lease: 1800,
};
const nic = {kind: 'nic' as const, name: 'eth0'};

function lab(server: object = {}, more: LabFile['machines'] = []): LabFile {
	const stations = [
		{name: 'a', role: 'vm' as const, devices: [{...nic, mac: '00:0c:29:00:00:01', dhcp: true}]},
		{
			name: 's',
			role: 'host' as const,
			dhcpServers: [{...SERVER, ...server}],
			devices: [{...nic, mac: '00:0c:29:00:00:fe', addresses: ['192.168.80.254/24']}],
		},
		...more,
	];
	const ports = stations.map((_, index) => ({kind: 'nic' as const, name: `p${index}`}));
	return {
		machines: [
			...stations,
			{name: 'sw', role: 'switch', devices: [...ports, {kind: 'vlan-switch', name: 'sw0', ports: ports.map(({name}) => ({device: name}))}]},
		],
		links: stations.map(({name}, index) => ({ends: [`${name}/eth0`, `sw/p${index}`] as [string, string]})),
	};
}

function sent(net: ReturnType<typeof bench>): string[] {
	return net
		.wire()
		.filter(({from}) => from !== 'sw')
		.map(({from, frame}) => `${from}: ${frameName(net.history.world, frame)} ${frame.bytes.length}`);
}

describe('a DHCP client', () => {
	it('has an address after DISCOVER, OFFER, REQUEST and ACK, each 342 octets, and a who-has of the server', () => {
		const net = bench(lab());
		net.wait(3);
		expect(sent(net)).toEqual([
			'a: DHCP DISCOVER 342',
			's: ARP who-has 192.168.80.188 42',
			's: DHCP OFFER 342',
			'a: DHCP REQUEST 342',
			's: DHCP ACK 342',
		]);
		const {addresses} = net.history.world.devices[net.device('a/eth0')] as {addresses: {address: number; prefix: number}[]};
		expect(addresses.map(({address, prefix}) => `${formatIpv4(address)}/${prefix}`)).toEqual(['192.168.80.188/24']);
		expect(net.machine('a').stack.routes.map(({prefix, gateway, origin}) => [prefix, gateway && formatIpv4(gateway), origin])).toEqual([
			[24, undefined, undefined],
			[0, '192.168.80.2', 'dhcp'],
		]);
		expect(net.machine('a').programs?.dhcpClients[0]).toMatchObject({state: 'bound', lease: {dns: [toIpv4('192.168.80.2')]}});
	});
});
