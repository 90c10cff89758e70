/** UDP for the programs of a machine: who listens on the port? */
import type {Device} from '../device.js';
import {DHCP_PORT, parseDhcp} from '../protocol/dhcp.js';
import {DNS_PORT} from '../protocol/dns.js';
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import {read16} from '../protocol/octets.js';
import {parseUdp, UDP_HEADER_LENGTH, type UdpDatagram} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {receiveAsClient} from './dhcp-client.js';
import {receiveAsServer} from './dhcp-server.js';
import {receiveQuestion, relayAnswer} from './dns-server.js';
import {receiveAnswer} from './resolver.js';

/** Hands a datagram, received by `device` (`undefined` is `lo`), to the program that listens on its port; false when none does. */
export function receiveDatagram(
	world: World,
	machine: Machine,
	device: Device | undefined,
	packet: Ipv4Packet,
	datagram: UdpDatagram,
	out: Sink,
): boolean {
	const {programs} = machine;
	if (!programs) return false;
	switch (datagram.destinationPort) {
		case DHCP_PORT.server: {
			if (programs.dhcpServers.length === 0) return false;
			// Each server hears its own device only.
			const server = programs.dhcpServers.find((candidate) => candidate.device === device?.id);
			const parsed = parseDhcp(datagram.payload);
			if (server && parsed.kind === 'ok') receiveAsServer(world, server, parsed.value, datagram.payload, out);
			return true;
		}
		case DNS_PORT: {
			const {dnsServer} = programs;
			if (dnsServer) receiveQuestion(world, machine, dnsServer, packet, datagram, out);
			return dnsServer !== undefined;
		}
		default:
			return receiveAnswer(world, machine, packet, datagram, out) || relayAnswer(world, machine, packet, datagram, out);
	}
}

/**
 * What the DHCP client of `device` reads from the device itself, whoever the packet is for (AF_PACKET): true when it was its
 * answer. A client that has an address reads like any program, which comes to the same.
 */
export function readByClient(world: World, {programs}: Machine, device: Device, packet: Ipv4Packet, out: Sink): boolean {
	const client = programs?.dhcpClients.find((candidate) => candidate.device === device.id);
	if (!client || packet.protocol !== IP_PROTOCOL.udp || packet.moreFragments || packet.fragmentOffset > 0) return false;
	if (packet.payload.length < UDP_HEADER_LENGTH || read16(packet.payload, 2) !== DHCP_PORT.client) return false;
	const udp = parseUdp(packet.payload, packet);
	if (udp.kind === 'malformed' || udp.value.sourcePort !== DHCP_PORT.server) return false;
	const parsed = parseDhcp(udp.value.payload);
	return parsed.kind === 'ok' && receiveAsClient(world, client, parsed.value, out);
}
