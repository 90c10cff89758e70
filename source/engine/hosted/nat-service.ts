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
 *  - Nothing comes in unasked, but by a port forward of nat.conf, which serves the LAN, the host and other guests alike.
 *  - It is a DNS server that knows nothing: questions go to the first name server of the host, answers come back as its own.
 *
 * Source: VMware Server Virtual Machine Guide, Understanding NAT and Advanced NAT Configuration; connection tracking
 * as in `nat/`.
 *
 * Not modelled: a connection of its own for every connection of a guest, by a socket of the host, as the real device is said to
 * open; this one passes segments on, and so a guest sees the true client of a forwarded port. Traceroute through it; FTP, NetLogon and
 * other protocols that carry addresses; the manual's word that whatever the host reaches is reached by NAT, as far as it means
 * guests of other VMnets; forwarded ports at 127.0.0.1, which refuse here.
 */
import type {Mapping} from '../nat/connection.js';
import {translateBack, translateIn, translateOut} from '../nat/translate.js';
import {buildEcho, echoOf, ICMP_TYPE, parseIcmp} from '../protocol/icmp.js';
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import {broadcastOf, type Ipv4Address, isLoopback, isMulticast, LIMITED_BROADCAST, LOOPBACK, networkOf} from '../protocol/ipv4-address.js';
import {read16} from '../protocol/octets.js';
import type {Sink} from '../sink.js';
import {ownsAddress} from '../stack/address.js';
import {reassemble} from '../stack/fragment.js';
import {stackSend} from '../stack/ipv4-output.js';
import {wayTo} from '../stack/route.js';
import {deviceAt, type Machine, type World} from '../world.js';
import type {Hub} from './hub-device.js';
import {nameServersOf} from './name-servers.js';
import {noteIn, noteOut} from './nat-notes.js';
import {portIsTaken} from './nat-ports.js';
import type {NatService} from './nat-state.js';
import {isHub} from './plug.js';
import {readdressed} from './readdress.js';

const DNS_PORT = 53;
const DHCP_PORT = 67;
/** Where a port is looked for when the guest's own is taken. */
const FREE_PORTS = {from: 1024, to: 65_535};

/** A packet reached the station of a NAT service: true when the service takes it, false when it is the station's own affair. */
export function serviceTakes(world: World, machine: Machine, packet: Ipv4Packet, now: number, out: Sink): boolean {
	const service = machine.natService;
	const hub = service && hubOf(world, service);
	if (!service || !hub?.nat?.on) return false;
	const own = ownsAddress(world, machine, packet.destination);
	if (!own && isGroupAddress(hub, packet.destination)) return false;
	const role = own ? roleOf(service, packet) : 'gateway';
	if (role === 'station') return false;
	const isFragment = packet.moreFragments || packet.fragmentOffset > 0;
	const whole = isFragment ? reassemble(machine.stack, packet, now) : packet;
	if (!whole) return true;
	switch (role) {
		case 'name-server':
			askNameServer(world, service, whole, out);
			break;
		case 'host':
			proxy(world, service, whole, LOOPBACK, LOOPBACK, out);
			break;
		case 'gateway':
			goOut(world, machine, hub, service, whole, out);
			break;
		default:
			role satisfies never;
	}
	return true;
}

/** A whole packet that `host` has received: true when it belongs to a guest behind one of its NAT services. */
export function hostTakes(world: World, host: Machine, packet: Ipv4Packet, out: Sink): boolean {
	if (!ownsAddress(world, host, packet.destination)) return false;
	for (const id of host.natServices ?? []) {
		const machine = world.machines[id] as Machine;
		const service = machine.natService;
		if (service && hubOf(world, service)?.nat?.on && comeBack(world, machine, service, packet, out)) return true;
	}
	return false;
}

/** As what is the service asked by a packet for its own address: as DNS proxy, in place of the host, or as a station like any other? */
function roleOf({alias}: NatService, {protocol, destination, payload}: Ipv4Packet): 'name-server' | 'host' | 'station' {
	const isUdp = protocol === IP_PROTOCOL.udp;
	const port = payload.length >= 4 ? read16(payload, 2) : 0;
	if (isUdp && port === DNS_PORT) return 'name-server';
	return destination === alias && (protocol === IP_PROTOCOL.tcp || (isUdp && port !== DHCP_PORT)) ? 'host' : 'station';
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
		const inside = asked === undefined ? back.packet : readdressed(back.packet, {...back.packet, source: asked});
		noteIn(service, back.connection, out);
		sendInside(world, machine, inside, out);
		return true;
	}
	// The guest could not answer 127.0.0.1.
	if (isLoopback(packet.source)) return false;
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
function goOut(world: World, machine: Machine, hub: Hub, service: NatService, packet: Ipv4Packet, out: Sink): void {
	const host = world.machines[service.host] as Machine;
	const answer = translateBack(service.connections, packet, world.now);
	if (answer.kind === 'translated') {
		noteOut(service, answer.connection, false, out);
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
	if (way.kind === 'none' || way.kind === 'broadcast') {
		out.drop('nat-service-unreachable');
		return;
	}
	if (way.kind === 'link' && isHub(deviceAt(world, way.device))) {
		out.drop('nat-service-not-outside');
		return;
	}
	if (way.kind === 'local' && packet.protocol === IP_PROTOCOL.icmp) {
		answerForHost(world, machine, packet, out);
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
	proxy(world, service, packet, server, way.source, out);
}

/** What was said to `packet.destination` is said to `server` by the host, with `address`; what comes back is from who was asked. */
function proxy(world: World, service: NatService, packet: Ipv4Packet, server: Ipv4Address, address: Ipv4Address, out: Sink): void {
	const host = world.machines[service.host] as Machine;
	const sent = readdressed(packet, {...packet, destination: server});
	const connection = translateAndSend(world, host, service, sent, address, out);
	if (connection === undefined) return;
	// Those that are over are forgotten with a new one, and not looked for with every packet.
	if (!service.proxied.has(connection))
		for (const id of service.proxied.keys()) if (!service.connections.entries.has(id)) service.proxied.delete(id);
	service.proxied.set(connection, packet.destination);
}

/** The host's own address outside: the service returns the ping itself. */
function answerForHost(world: World, machine: Machine, {source, destination, payload}: Ipv4Packet, out: Sink): void {
	const message = parseIcmp(payload);
	const echo = message.kind === 'ok' ? echoOf(message.value) : undefined;
	if (!echo) return;
	if (out.tracing) out.note({kind: 'echo-answered', address: source, sequence: echo.sequence});
	const answer = {source: destination, destination: source, protocol: IP_PROTOCOL.icmp, payload: buildEcho('reply', echo)};
	stackSend(world, machine, answer, world.now, out);
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

function sendOutside(world: World, host: Machine, packet: Ipv4Packet, out: Sink): void {
	const {source, destination, protocol, payload, tos, dontFragment} = packet;
	const sent = stackSend(world, host, {source, destination, protocol, payload, tos, dontFragment}, world.now, out);
	if (sent.kind === 'no-route') out.drop('nat-service-unreachable');
}

function sendInside(world: World, machine: Machine, packet: Ipv4Packet, out: Sink): void {
	const {source, destination, protocol, payload, tos, dontFragment} = packet;
	stackSend(world, machine, {source, destination, protocol, payload, tos, dontFragment}, world.now, out);
}

function isGroupAddress({subnet}: Hub, address: Ipv4Address): boolean {
	const broadcast = broadcastOf(networkOf(subnet.address, subnet.prefix), subnet.prefix);
	return isMulticast(address) || address === LIMITED_BROADCAST || address === broadcast;
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
