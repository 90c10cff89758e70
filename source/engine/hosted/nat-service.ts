/*
 * The NAT device of a virtual network
 *
 * A process of the host that is the network's gateway (.2). What a guest sends to it for an address outside, it sends again as
 * the host would: with the host's address, by the host's routes, a TTL of its own. The table remembers who talks
 * to whom, so that answers find back:
 *
 *   (tcp, 192.168.80.128:40000)  is  (tcp, 192.168.1.50:40000)  for  192.168.1.10:80
 *
 * A port is kept when it is free and replaced when another guest, or the host itself, talks to the same remote
 * with it. A ping has no ports; its identifier stands in their place. Entries end by time, not when a guest is switched off.
 *
 *  - Outside is what the host reaches by a NIC. Another VMnet is not outside, and the host itself needs no NAT: guests
 *    have it at .1. "The NAT never forwards traffic from the host virtual adapter", and it does not need the adapter.
 *  - Nothing comes in unasked, but by a port forward of nat.conf. A guest sees the true client of a forwarded port.
 *  - It is a DNS server that knows nothing: questions go to the first name server of the host, answers come back as its own.
 *
 * Source: VMware Server Virtual Machine Guide, Understanding NAT and Advanced NAT Configuration; connection tracking
 * as in `nat/`.
 *
 * Not modelled: the real device ends a guest's TCP connection and opens a second one by a socket of the host, this one passes segments
 * on; traceroute through it; FTP, NetLogon and other protocols that carry addresses; the manual's word that whatever the host
 * reaches is reached by NAT, as far as it means guests of other VMnets; forwards that the host itself uses.
 */

import type {Connection, Mapping} from '../nat/connection.js';
import {translateBack, translateIn, translateOut} from '../nat/translate.js';
import {tupleKey} from '../nat/tuple.js';
import {ICMP_TYPE, parseIcmp} from '../protocol/icmp.js';
import {IP_PROTOCOL, type Ipv4Packet, ipv4Packet} from '../protocol/ipv4.js';
import {broadcastOf, type Ipv4Address, isMulticast, LIMITED_BROADCAST, networkOf} from '../protocol/ipv4-address.js';
import {read16} from '../protocol/octets.js';
import {buildUdp, parseUdp} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import {ownsAddress} from '../stack/address.js';
import {reassemble} from '../stack/fragment.js';
import {stackSend} from '../stack/ipv4-output.js';
import {wayTo} from '../stack/route.js';
import {deviceAt, type Machine, type World} from '../world.js';
import type {Hub} from './hub-device.js';
import {nameServersOf} from './name-servers.js';
import type {NatService} from './nat-state.js';
import {isHub} from './plug.js';

const DNS_PORT = 53;
/** Where a port is looked for when the guest's own is taken. */
const FREE_PORTS = {from: 1024, to: 65_535};

/** A packet reached the station of a NAT service: true when the service takes it, false when it is the station's own affair. */
export function serviceTakes(world: World, machine: Machine, packet: Ipv4Packet, now: number, out: Sink): boolean {
	const service = machine.natService;
	const hub = service && hubOf(world, service);
	if (!service || !hub?.nat?.on) return false;
	const own = ownsAddress(world, machine, packet.destination);
	if (!own && isGroupAddress(hub, packet.destination)) return false;
	if (own && !isDnsQuestion(packet)) return false;
	const isFragment = packet.moreFragments || packet.fragmentOffset > 0;
	const whole = isFragment ? reassemble(machine.stack, packet, now) : packet;
	if (!whole) return true;
	if (own) askNameServer(world, service, whole, out);
	else goOut(world, hub, service, whole, out);
	return true;
}

/** A packet for `host`, whole and for one of its addresses: true when it belongs to a guest behind one of its NAT services. */
export function hostTakes(world: World, host: Machine, packet: Ipv4Packet, out: Sink): boolean {
	for (const id of host.natServices ?? []) {
		const machine = world.machines[id] as Machine;
		const service = machine.natService;
		if (service && hubOf(world, service)?.nat?.on && comeBack(world, machine, service, packet, out)) return true;
	}
	return false;
}

function hubOf(world: World, service: NatService): Hub | undefined {
	const hub = world.devices[service.hub];
	return hub?.present && isHub(hub) ? hub : undefined;
}

/** Does it look like an entry of the table, or like a forward? Then it goes inside. */
function comeBack(world: World, machine: Machine, service: NatService, packet: Ipv4Packet, out: Sink): boolean {
	const back = translateBack(service.connections, packet, world.now);
	if (back.kind === 'dropped') return false;
	if (back.kind === 'translated') {
		const asked = service.proxied.get(back.connection);
		const inside = asked === undefined ? back.packet : withSource(back.packet, asked);
		noteIn(service, packet, back.connection, out);
		sendInside(world, machine, inside, out);
		return true;
	}
	const forward = service.forwards.find(
		({protocol, port}) => IP_PROTOCOL[protocol] === packet.protocol && destinationPort(packet) === port,
	);
	if (!forward) return false;
	const {address, port} = forward.to;
	const mapping: Mapping = {end: 'destination', addresses: {from: address, to: address}, ports: {from: port, to: port}};
	const sent = translateIn(service.connections, packet, mapping, world, world.now);
	if (sent.kind !== 'translated') return false;
	if (out.tracing) out.note({kind: 'nat-service-forward', port: forward.port, inside: address, insidePort: port});
	sendInside(world, machine, sent.packet, out);
	return true;
}

/** Sends a guest's packet again as the host's own. */
function goOut(world: World, hub: Hub, service: NatService, packet: Ipv4Packet, out: Sink): void {
	const host = world.machines[service.host] as Machine;
	// What answers a forwarded connection goes back the way it came.
	const answer = translateBack(service.connections, packet, world.now);
	if (answer.kind === 'translated') {
		sendOutside(world, host, answer.packet, out);
		return;
	}
	if (hub.addresses.some(({address}) => address === packet.source)) {
		out.drop('nat-service-host-adapter');
		return;
	}
	if (!passesNat(packet)) {
		out.drop('nat-service-protocol');
		return;
	}
	const way = wayTo(world, host, packet.destination);
	if (way.kind !== 'link') {
		out.drop('nat-service-unreachable');
		return;
	}
	if (isHub(deviceAt(world, way.device))) {
		out.drop('nat-service-not-outside');
		return;
	}
	translateAndSend(world, host, service, packet, way.source, out);
}

/** A question to the DNS proxy becomes one of the host to its first name server. */
function askNameServer(world: World, service: NatService, packet: Ipv4Packet, out: Sink): void {
	const host = world.machines[service.host] as Machine;
	const [server] = nameServersOf(host);
	const way = server === undefined ? undefined : wayTo(world, host, server);
	if (server === undefined || way?.kind !== 'link') {
		out.drop('nat-service-unreachable');
		return;
	}
	const connection = translateAndSend(world, host, service, withDestination(packet, server), way.source, out);
	if (connection === undefined) return;
	forgetEnded(service);
	service.proxied.set(connection, packet.destination);
}

/** The connection, when the packet was sent. */
function translateAndSend(
	world: World,
	host: Machine,
	service: NatService,
	packet: Ipv4Packet,
	address: Ipv4Address,
	out: Sink,
): number | undefined {
	const mapping: Mapping = {end: 'source', addresses: {from: address, to: address}};
	const taken = portIsTaken(world, host, service, packet, address);
	const sent = translateOut(service.connections, packet, taken ? {...mapping, ports: FREE_PORTS, random: true} : mapping, world, world.now);
	if (sent.kind !== 'translated') {
		out.drop('nat-service-unreachable');
		return undefined;
	}
	noteOut(service, sent.connection, sent.isNew, out);
	sendOutside(world, host, sent.packet, out);
	return sent.connection;
}

/** Does another service of the host, or the host itself, talk to the same remote by the port that the guest uses? */
function portIsTaken(world: World, host: Machine, service: NatService, packet: Ipv4Packet, address: Ipv4Address): boolean {
	const isIcmp = packet.protocol === IP_PROTOCOL.icmp;
	const port = isIcmp ? read16(packet.payload, 4) : read16(packet.payload, 0);
	const remote = isIcmp ? ICMP_TYPE.echoReply << 8 : read16(packet.payload, 2);
	const answer = tupleKey({
		protocol: packet.protocol,
		source: packet.destination,
		destination: address,
		sourcePort: isIcmp ? port : remote,
		destinationPort: isIcmp ? remote : port,
	});
	const others = (host.natServices ?? []).flatMap((id) => world.machines[id]?.natService ?? []).filter((other) => other !== service);
	if (others.some(({connections}) => connections.tuples.has(answer))) return true;
	return isIcmp && host.stack.pings.some(({id, target, done}) => !done && id === port && target === packet.destination);
}

function sendOutside(world: World, host: Machine, packet: Ipv4Packet, out: Sink): void {
	const {source, destination, protocol, payload, tos, dontFragment} = packet;
	const sent = stackSend(world, host, {source, destination, protocol, payload, tos, dontFragment}, world.now, out);
	if (sent.kind !== 'sent') out.drop('nat-service-unreachable');
}

function sendInside(world: World, machine: Machine, packet: Ipv4Packet, out: Sink): void {
	const {source, destination, protocol, payload, tos, dontFragment} = packet;
	stackSend(world, machine, {source, destination, protocol, payload, tos, dontFragment}, world.now, out);
}

function isGroupAddress({subnet}: Hub, address: Ipv4Address): boolean {
	const broadcast = broadcastOf(networkOf(subnet.address, subnet.prefix), subnet.prefix);
	return isMulticast(address) || address === LIMITED_BROADCAST || address === broadcast;
}

function isDnsQuestion(packet: Ipv4Packet): boolean {
	return packet.protocol === IP_PROTOCOL.udp && packet.fragmentOffset === 0 && destinationPort(packet) === DNS_PORT;
}

/** Only what the host can send by a socket: TCP, UDP, pings. */
function passesNat({protocol, payload}: Ipv4Packet): boolean {
	if (protocol !== IP_PROTOCOL.icmp) return (protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp) && payload.length >= 8;
	const message = parseIcmp(payload);
	return message.kind === 'ok' && message.value.type === ICMP_TYPE.echoRequest;
}

function destinationPort({payload}: Ipv4Packet): number {
	return payload.length >= 4 ? read16(payload, 2) : 0;
}

/** A datagram with another sender or receiver; its checksum covers both. */
function withSource(packet: Ipv4Packet, source: Ipv4Address): Ipv4Packet {
	return readdressed(packet, {...packet, source});
}

function withDestination(packet: Ipv4Packet, destination: Ipv4Address): Ipv4Packet {
	return readdressed(packet, {...packet, destination});
}

function readdressed(packet: Ipv4Packet, to: Ipv4Packet): Ipv4Packet {
	const datagram = parseUdp(packet.payload, packet);
	return datagram.kind === 'ok' ? ipv4Packet({...to, payload: buildUdp(datagram.value, to)}) : to;
}

function forgetEnded({proxied, connections}: NatService): void {
	for (const id of proxied.keys()) if (!connections.entries.has(id)) proxied.delete(id);
}

function noteOut({connections}: NatService, id: number, isNew: boolean, out: Sink): void {
	const connection = out.tracing ? connections.entries.get(id) : undefined;
	if (!connection) return;
	const ends = endsOf(connection);
	if (isNew) out.note({kind: 'nat-service-entry', protocol: connection.original.protocol, ...ends});
	out.note({kind: 'nat-service-out', ...ends});
}

function noteIn({connections}: NatService, _packet: Ipv4Packet, id: number, out: Sink): void {
	const connection = out.tracing ? connections.entries.get(id) : undefined;
	if (connection) out.note({kind: 'nat-service-in', ...endsOf(connection)});
}

/** What the guest sends from, and what it looks like outside. */
function endsOf({original, reply}: Connection) {
	const isIcmp = original.protocol === IP_PROTOCOL.icmp;
	return {
		inside: original.source,
		insidePort: original.sourcePort,
		outside: reply.destination,
		outsidePort: isIcmp ? reply.sourcePort : reply.destinationPort,
	};
}
