/** What a DHCP client sends: the messages of udhcpc, by broadcast in frames of its own or by unicast like any program. */
import type {Device} from '../device.js';
import {buildFrame, ETHERTYPE} from '../frame.js';
import {BROADCAST} from '../mac.js';
import {buildDhcp, DHCP_OPTION, DHCP_PORT, type DhcpOption} from '../protocol/dhcp.js';
import {octetsOption, textOption} from '../protocol/dhcp-options.js';
import {buildIpv4, IP_PROTOCOL} from '../protocol/ipv4.js';
import {type Ipv4Address, LIMITED_BROADCAST} from '../protocol/ipv4-address.js';
import {write16, write32} from '../protocol/octets.js';
import {buildUdp} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import {sendUdp} from '../stack/udp.js';
import {deviceAt, machineOf, type World} from '../world.js';
import type {DhcpClient} from './dhcp-client-state.js';

const SECOND = 1_000_000_000;

/** A request with what udhcpc always says: the longest message that it takes, what it wants to know, who it is. */
export function requestOf(world: World, client: DhcpClient, clientAddress: Ipv4Address, options: DhcpOption[]): Uint8Array {
	const device = deviceAt(world, client.device);
	const {subnetMask, router, dns, hostName, domainName, broadcast: broadcastCode, ntp} = DHCP_OPTION;
	return buildDhcp({
		operation: 'request',
		xid: client.xid,
		seconds: Math.min(0xffff, Math.floor((world.now - client.began) / SECOND)),
		clientMac: device.mac,
		clientAddress,
		options: [
			...options,
			octetsOption(DHCP_OPTION.maxSize, [2, 64]),
			octetsOption(DHCP_OPTION.parameterList, [subnetMask, router, dns, hostName, domainName, broadcastCode, ntp]),
			textOption(DHCP_OPTION.vendorClass, 'udhcp 1.35.0'),
			identifier(device),
		],
	});
}

/** Option 61: Ethernet, and its MAC. */
export function identifier({mac}: Device): DhcpOption {
	const value = new Uint8Array(7);
	value[0] = 1;
	write16(value, 1, Math.floor(mac / 0x1_0000_0000));
	write32(value, 3, mac % 0x1_0000_0000);
	return {code: DHCP_OPTION.clientIdentifier, value};
}

/** A frame of its own to everybody; the stack and its routes are not asked. */
export function broadcast(world: World, {device: id}: DhcpClient, source: Ipv4Address, payload: Uint8Array, out: Sink): void {
	const device = deviceAt(world, id);
	const addresses = {source, destination: LIMITED_BROADCAST};
	const datagram = buildUdp({sourcePort: DHCP_PORT.client, destinationPort: DHCP_PORT.server, payload}, addresses);
	const packet = buildIpv4({...addresses, protocol: IP_PROTOCOL.udp, payload: datagram});
	out.transmit(id, buildFrame({dst: BROADCAST, src: device.mac, etherType: ETHERTYPE.ipv4, payload: packet}));
}

/** A datagram of the stack, by route and ARP, from the leased address. */
export function unicast(world: World, {device, lease}: DhcpClient, server: Ipv4Address, payload: Uint8Array, out: Sink): void {
	const datagram = {sourcePort: DHCP_PORT.client, destinationPort: DHCP_PORT.server, payload};
	sendUdp(world, machineOf(world, device), datagram, server, out, {dontFragment: true, ...(lease ? {source: lease.address} : {})});
}
