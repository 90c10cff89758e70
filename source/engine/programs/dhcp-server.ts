/*
 * The DHCP server (RFC 2131 4.3)
 *
 * It has a pool of addresses on the subnet of its device and a memory of who has which one until when. An address that
 * a client had is kept for it as long as nobody else needs it; a station with a fixed entry always gets its own.
 *
 *  - Before it offers an address it asks by ARP whether somebody has it all the same, and waits a moment for the answer. That is
 *    the who-has that one sees between DISCOVER and OFFER.
 *  - To a client without address it answers by unicast all the same: to the MAC in the message, without ARP, for
 *    nobody would answer a question for an address that nobody has yet. With the broadcast flag it sends to all.
 *  - A REQUEST that names another server withdraws the offer. One for an address that is not the client's is refused (NAK);
 *    so is more time for an address that the server gave to another or does not have.
 *
 * The choice of address is the first free one, so that a lab is the same each time. Options and their order are dnsmasq's; the
 * probe is one ARP request, as udhcpd sends it (dhcpd and dnsmasq ping, and the ARP request of that ping may come again while nobody answers).
 *
 * Not modelled: relay agents, BOOTP, several subnets on a device, dynamic DNS, files of leases, a second server that shares the pool.
 */
import type {Device} from '../device.js';
import {buildFrame, ETHERTYPE} from '../frame.js';
import {BROADCAST, formatMac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import {ARP_OPERATION, type ArpPacket, buildArp} from '../protocol/arp.js';
import {DHCP_OPTION, type DhcpMessage, parseDhcp} from '../protocol/dhcp.js';
import {messageType, optionOf, textOf, wordOf} from '../protocol/dhcp-options.js';
import {type Ipv4Address, UNSPECIFIED} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {chooseAddress, holds, isOffered, subnetOf} from './dhcp-pool.js';
import {sendReply} from './dhcp-reply.js';
import type {DhcpServer, DhcpServerOptions, ServerLease} from './dhcp-server-state.js';

const SECOND = 1_000_000_000;
/** How long an offer is held back for the client, and an address that is in use for nobody. */
const OFFER_TIME = 60 * SECOND;
const CONFLICT_TIME = 3600 * SECOND;

export const DEFAULT_DHCP_OPTIONS: Omit<DhcpServerOptions, 'from' | 'to'> = {
	routers: [],
	dns: [],
	lease: 3600 * SECOND,
	maxLease: 86_400 * SECOND,
	hosts: [],
	probe: SECOND / 2,
};

export function createDhcpServer(device: DeviceId, options: DhcpServerOptions): DhcpServer {
	return {device, options, leases: new Map(), probes: []};
}

/** A message of a client, which came by the server's device. */
export function receiveAsServer(world: World, server: DhcpServer, message: DhcpMessage, octets: Uint8Array, out: Sink): void {
	if (message.operation !== 'request' || message.relay !== UNSPECIFIED || !subnetOf(world, server)) return;
	switch (messageType(message)) {
		case 'discover':
			considerOffer(world, server, message, octets, out);
			return;
		case 'request':
			answerRequest(world, server, message, out);
			return;
		case 'decline':
			decline(world, server, message, out);
			return;
		case 'release':
			giveBack(world, server, message, out);
			return;
		case 'inform':
			sendReply(world, server, 'ack', message, undefined, out);
			return;
		default:
			return;
	}
}

/** Probes that nobody answered: their offers go out. */
export function dhcpServerTimer(world: World, server: DhcpServer, now: number, out: Sink): void {
	const due = server.probes.filter(({until}) => until <= now);
	if (due.length === 0) return;
	server.probes = server.probes.filter(({until}) => until > now);
	for (const {address, discover} of due) {
		const parsed = parseDhcp(discover);
		if (parsed.kind === 'ok') offer(world, server, parsed.value, address, out);
	}
}

/** Somebody said by ARP that it has an address: is that what a probe asks? */
export function arpHeard(world: World, machine: Machine, device: Device, {senderAddress, senderMac}: ArpPacket, out: Sink): void {
	const server = machine.programs?.dhcpServers.find((candidate) => candidate.device === device.id);
	const probe = server?.probes.find(({address}) => address === senderAddress);
	const parsed = probe && parseDhcp(probe.discover);
	if (!server || !probe || parsed?.kind !== 'ok' || parsed.value.clientMac === senderMac) return;
	server.probes = server.probes.filter((other) => other !== probe);
	if (out.tracing) out.note({kind: 'dhcp-conflict', address: senderAddress, mac: senderMac});
	const {now} = world;
	server.leases.set(senderAddress, {
		address: senderAddress,
		mac: senderMac,
		client: formatMac(senderMac),
		state: 'conflict',
		expiry: now + CONFLICT_TIME,
	});
	considerOffer(world, server, parsed.value, probe.discover, out);
}

/** Who the client is: its identifier, or its MAC. */
function clientOf(message: DhcpMessage): string {
	const identifier = optionOf(message, DHCP_OPTION.clientIdentifier);
	return identifier ? [...identifier].map((octet) => octet.toString(16).padStart(2, '0')).join(':') : formatMac(message.clientMac);
}

/** A DISCOVER: offers an address, after asking whether somebody has it. */
function considerOffer(world: World, server: DhcpServer, message: DhcpMessage, octets: Uint8Array, out: Sink): void {
	const client = clientOf(message);
	const pending = server.probes.find(({address}) => server.leases.get(address)?.client === client);
	if (pending) {
		// It asks again while the probe is out: the answer is for the newest question.
		pending.discover = octets;
		return;
	}
	const address = chooseAddress(world, server, message, client);
	if (address === undefined) {
		if (out.tracing) out.note({kind: 'dhcp-pool-empty'});
		return;
	}
	const {probe} = server.options;
	const known = server.leases.get(address);
	if (probe === 0 || (known && holds(known, client, world.now))) {
		offer(world, server, message, address, out);
		return;
	}
	server.leases.set(address, {...identity(message, address), state: 'offered', expiry: world.now + probe + OFFER_TIME});
	if (out.tracing) out.note({kind: 'dhcp-probing', address});
	server.probes.push({address, until: world.now + probe, discover: octets});
	out.wake(server.device, world.now + probe);
	const device = deviceAt(world, server.device);
	const payload = buildArp({
		operation: ARP_OPERATION.request,
		senderMac: device.mac,
		senderAddress: subnetOf(world, server)?.address ?? UNSPECIFIED,
		targetMac: 0,
		targetAddress: address,
	});
	out.transmit(device.id, buildFrame({dst: BROADCAST, src: device.mac, etherType: ETHERTYPE.arp, payload}));
}

function offer(world: World, server: DhcpServer, message: DhcpMessage, address: Ipv4Address, out: Sink): void {
	const known = server.leases.get(address);
	// A client that asks again while its lease lives keeps it.
	const lives = known && known.state === 'bound' && holds(known, clientOf(message), world.now);
	if (!lives) server.leases.set(address, {...identity(message, address), state: 'offered', expiry: world.now + OFFER_TIME});
	if (out.tracing) out.note({kind: 'dhcp-offered', address, mac: message.clientMac});
	sendReply(world, server, 'offer', message, {address, duration: durationOf(server, message)}, out);
}

/** A REQUEST: for an offer, for more time, or for an address that it had before. */
function answerRequest(world: World, server: DhcpServer, message: DhcpMessage, out: Sink): void {
	const client = clientOf(message);
	const chosen = wordOf(message, DHCP_OPTION.serverIdentifier);
	if (chosen !== undefined && chosen !== subnetOf(world, server)?.address) {
		for (const lease of server.leases.values())
			if (lease.client === client && lease.state === 'offered') server.leases.delete(lease.address);
		server.probes = server.probes.filter(({address}) => server.leases.has(address));
		if (out.tracing) out.note({kind: 'dhcp-other-server', server: chosen});
		return;
	}
	const address =
		message.clientAddress === UNSPECIFIED ? (wordOf(message, DHCP_OPTION.requestedAddress) ?? UNSPECIFIED) : message.clientAddress;
	const known = server.leases.get(address);
	const isTheirs = known !== undefined && known.state !== 'conflict' && holds(known, client, world.now);
	// Somebody who had a lease before the server was started, or whose lease is over, may have it when it is free.
	const isFree = chosen === undefined && isOffered(world, server, message, address, client);
	if (!isTheirs && !isFree) {
		if (out.tracing) out.note({kind: 'dhcp-denied', address, mac: message.clientMac});
		sendReply(world, server, 'nak', message, undefined, out);
		return;
	}
	for (const other of server.leases.values())
		if (other.client === client && other.address !== address && other.state !== 'conflict') server.leases.delete(other.address);
	const duration = durationOf(server, message);
	server.leases.set(address, {...identity(message, address), state: 'bound', expiry: world.now + duration});
	server.probes = server.probes.filter((probe) => probe.address !== address);
	if (out.tracing) out.note({kind: 'dhcp-granted', address, mac: message.clientMac});
	sendReply(world, server, 'ack', message, {address, duration}, out);
}

/** The client found the address in use. */
function decline(world: World, server: DhcpServer, message: DhcpMessage, out: Sink): void {
	const address = wordOf(message, DHCP_OPTION.requestedAddress) ?? UNSPECIFIED;
	const lease = server.leases.get(address);
	if (lease?.client !== clientOf(message)) return;
	server.leases.set(address, {...lease, state: 'conflict', expiry: world.now + CONFLICT_TIME});
	if (out.tracing) out.note({kind: 'dhcp-conflict', address, mac: message.clientMac});
}

function giveBack(world: World, server: DhcpServer, message: DhcpMessage, out: Sink): void {
	const lease = server.leases.get(message.clientAddress);
	if (lease?.state !== 'bound' || lease.client !== clientOf(message)) return;
	server.leases.set(lease.address, {...lease, state: 'released', expiry: world.now});
	if (out.tracing) out.note({kind: 'dhcp-returned', address: lease.address});
}

function identity(message: DhcpMessage, address: Ipv4Address): Omit<ServerLease, 'state' | 'expiry'> {
	const host = textOf(message, DHCP_OPTION.hostName);
	return {address, mac: message.clientMac, client: clientOf(message), ...(host === undefined ? {} : {host})};
}

/** ns: what the client asks for, but not more than there is. */
function durationOf({options}: DhcpServer, message: DhcpMessage): number {
	const asked = wordOf(message, DHCP_OPTION.leaseTime);
	return Math.min(asked === undefined ? options.lease : asked * SECOND, options.maxLease);
}
