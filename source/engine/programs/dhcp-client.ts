/*
 * The DHCP client (RFC 2131 4.4)
 *
 * A machine without an address asks everybody on the link for one. Four messages: DISCOVER (who
 * has an address for me?), OFFER, REQUEST (I take this one of that server: a broadcast, so that the other servers hear that
 * theirs are not wanted), ACK. Then it has address, default route and name servers for the time of the
 * lease.
 *
 *  - Without address it cannot use the stack: it sends frames of its own from 0.0.0.0, and
 *    reads what the device receives before the stack does.
 *  - At half of the lease (T1) it asks its server for more time, now by unicast and ARP like any program
 *    (*renewing*). If that server stays silent, at 7/8 (T2) it asks all of them (*rebinding*). At the end of the lease the
 *    address goes and everything begins again. A NAK ends the lease at once.
 *  - It takes the first offer. Three DISCOVERs, three seconds apart; when nobody answers it waits twenty seconds.
 *
 * Messages and their times are those of udhcpc (BusyBox); the waiting in renewing and rebinding is that of RFC 2131 4.4.5.
 *
 * Not modelled: asking for the address that it had (INIT-REBOOT), DECLINE and the ARP probe before use, INFORM, host names.
 */
import {addAddress, delAddress} from '../changes/stack.js';
import type {Device} from '../device.js';
import {buildFrame, ETHERTYPE} from '../frame.js';
import {BROADCAST} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import {buildDhcp, DHCP_OPTION, DHCP_PORT, type DhcpMessage, type DhcpMessageType, type DhcpOption} from '../protocol/dhcp.js';
import {messageType, octetsOption, textOf, textOption, typeOption, wordOf, wordsOf, wordsOption} from '../protocol/dhcp-options.js';
import {buildIpv4, IP_PROTOCOL} from '../protocol/ipv4.js';
import {broadcastOf, type Ipv4Address, LIMITED_BROADCAST, UNSPECIFIED} from '../protocol/ipv4-address.js';
import {write16, write32} from '../protocol/octets.js';
import {buildUdp} from '../protocol/udp.js';
import {nextRandom} from '../random.js';
import type {Sink} from '../sink.js';
import {addRoute} from '../stack/route-table.js';
import {sendUdp} from '../stack/udp.js';
import {deviceAt, type Machine, machineOf, type World} from '../world.js';
import type {DhcpClient, DhcpClientEvent, DhcpLease} from './dhcp-client-state.js';

const SECOND = 1_000_000_000;
/** udhcpc -t, -T, -A: messages before a pause, time between them, the pause. */
const MOST_TRIES = 3;
const RETRY = 3 * SECOND;
const PAUSE = 20 * SECOND;
/** After a NAK. */
const PENANCE = 3 * SECOND;
/** The shortest wait between two requests for more time (RFC 2131 4.4.5). */
const SHORTEST_WAIT = 60 * SECOND;
/** An infinite lease. */
const FOR_EVER = 0xffff_ffff;
/** Seconds: less is not believed. */
const SHORTEST_LEASE = 16;
const DEFAULT_PREFIX = 24;
const MOST_EVENTS = 100;

export function createDhcpClient(device: DeviceId): DhcpClient {
	return {
		device,
		state: 'init',
		xid: 0,
		offered: UNSPECIFIED,
		server: UNSPECIFIED,
		sent: 0,
		timer: Number.POSITIVE_INFINITY,
		began: 0,
		events: [],
	};
}

/** Begins from the beginning: a DISCOVER. */
export function beginDhcp(world: World, client: DhcpClient, out: Sink): void {
	client.xid = nextRandom(world);
	client.began = world.now;
	client.offered = UNSPECIFIED;
	client.server = UNSPECIFIED;
	enter(client, 'selecting');
	discover(world, client, out);
}

/** Does what is due, if anything. */
export function dhcpClientTimer(world: World, client: DhcpClient, now: number, out: Sink): void {
	if (client.timer > now) return;
	client.timer = Number.POSITIVE_INFINITY;
	switch (client.state) {
		case 'init':
			beginDhcp(world, client, out);
			return;
		case 'selecting':
			if (client.sent < MOST_TRIES) discover(world, client, out);
			else {
				tell(client, {time: now, kind: 'no-offer'});
				enter(client, 'init');
				wait(client, now + PAUSE, out);
			}
			return;
		case 'requesting':
			if (client.sent < MOST_TRIES) request(world, client, out);
			else beginDhcp(world, client, out);
			return;
		case 'bound':
			if (client.lease) renewDhcp(world, client, out);
			return;
		case 'renewing':
		case 'rebinding':
			askForTime(world, client, now, out);
			return;
		case 'released':
			return;
		default:
			client.state satisfies never;
	}
}

/** Asks its server for more time, now. */
export function renewDhcp(world: World, client: DhcpClient, out: Sink): void {
	enter(client, 'renewing');
	client.xid = nextRandom(world);
	client.began = world.now;
	askForTime(world, client, world.now, out);
}

/** Gives the address back, and has none from now on. */
export function releaseDhcp(world: World, client: DhcpClient, out: Sink): void {
	const {lease} = client;
	if (!lease) return;
	client.xid = nextRandom(world);
	const payload = buildDhcp({
		operation: 'request',
		xid: client.xid,
		clientMac: deviceAt(world, client.device).mac,
		clientAddress: lease.address,
		options: [typeOption('release'), wordsOption(DHCP_OPTION.serverIdentifier, [lease.server]), identifier(deviceAt(world, client.device))],
	});
	unicast(world, client, lease.server, payload, out);
	tell(client, {time: world.now, kind: 'released', address: lease.address});
	if (out.tracing) out.note({kind: 'dhcp-released', address: lease.address});
	dropLease(world, client);
	enter(client, 'released');
}

/** A message that `client.device` received; false when it is not an answer to this client. */
export function receiveAsClient(world: World, client: DhcpClient, message: DhcpMessage, out: Sink): boolean {
	const device = deviceAt(world, client.device);
	if (message.operation !== 'reply' || message.xid !== client.xid || message.clientMac !== device.mac) return false;
	const server = wordOf(message, DHCP_OPTION.serverIdentifier);
	const type = messageType(message);
	if (server === undefined) return false;
	switch (client.state) {
		case 'selecting':
			if (type !== 'offer') return false;
			client.offered = message.yourAddress;
			client.server = server;
			enter(client, 'requesting');
			request(world, client, out);
			return true;
		case 'requesting':
			if (server !== client.server) return false;
			return decide(world, client, type, message, server, out);
		case 'renewing':
		case 'rebinding':
			return decide(world, client, type, message, server, out);
		case 'init':
		case 'bound':
		case 'released':
			return false;
		default:
			return client.state satisfies never;
	}
}

/** Does `address` stand on `device` because a DHCP client put it there? */
export function isLeased({programs}: Machine, device: DeviceId, address: Ipv4Address): boolean {
	return (
		programs?.dhcpClients.some((client) => client.device === device && isConfigured(client) && client.lease?.address === address) ?? false
	);
}

/** Has it an address at the moment? */
export function isConfigured({state, lease}: DhcpClient): boolean {
	return lease !== undefined && (state === 'bound' || state === 'renewing' || state === 'rebinding');
}

function decide(
	world: World,
	client: DhcpClient,
	type: DhcpMessageType | undefined,
	message: DhcpMessage,
	server: Ipv4Address,
	out: Sink,
): boolean {
	if (type === 'nak') {
		tell(client, {time: world.now, kind: 'nak', server});
		if (out.tracing) out.note({kind: 'dhcp-refused', server});
		dropLease(world, client);
		enter(client, 'init');
		wait(client, world.now + PENANCE, out);
		return true;
	}
	if (type !== 'ack') return false;
	bind(world, client, message, server, out);
	return true;
}

function bind(world: World, client: DhcpClient, message: DhcpMessage, server: Ipv4Address, out: Sink): void {
	const {now} = world;
	const seconds = Math.max(wordOf(message, DHCP_OPTION.leaseTime) ?? FOR_EVER, SHORTEST_LEASE);
	const duration = seconds === FOR_EVER ? Number.POSITIVE_INFINITY : seconds * SECOND;
	const timeOf = (code: number, share: number): number => {
		const given = wordOf(message, code);
		return now + (given === undefined || given >= seconds ? duration * share : given * SECOND);
	};
	const domain = textOf(message, DHCP_OPTION.domainName);
	const lease: DhcpLease = {
		address: message.yourAddress,
		prefix: prefixOf(wordOf(message, DHCP_OPTION.subnetMask)),
		server,
		routers: wordsOf(message, DHCP_OPTION.router),
		dns: wordsOf(message, DHCP_OPTION.dns),
		...(domain === undefined ? {} : {domain}),
		since: now,
		renew: timeOf(DHCP_OPTION.renewalTime, 1 / 2),
		rebind: timeOf(DHCP_OPTION.rebindingTime, 7 / 8),
		expiry: now + duration,
	};
	if (client.lease && (client.lease.address !== lease.address || client.lease.prefix !== lease.prefix)) dropLease(world, client);
	client.lease = lease;
	enter(client, 'bound');
	configure(world, client.device, lease);
	tell(client, {time: now, kind: 'bound', address: lease.address, server, duration: seconds});
	if (out.tracing) out.note({kind: 'dhcp-bound', address: lease.address, server, duration});
	wait(client, lease.renew, out);
}

/** Address and default route as the script of udhcpc sets them; what is there already stays. */
function configure(world: World, id: DeviceId, {address, prefix, routers}: DhcpLease): void {
	const device = deviceAt(world, id);
	const machine = machineOf(world, id);
	addAddress(machine.stack, device, {kind: 'add-address', device: id, address, prefix, broadcast: broadcastOf(address, prefix)});
	for (const gateway of routers)
		addRoute(world, machine, {kind: 'add-route', machine: machine.id, network: 0, prefix: 0, gateway, device: id, origin: 'dhcp'});
}

/** Takes away what the lease had set. */
function dropLease(world: World, client: DhcpClient): void {
	const {lease, device: id} = client;
	if (!lease) return;
	delete client.lease;
	const machine = machineOf(world, id);
	machine.stack.routes = machine.stack.routes.filter((route) => route.device !== id || route.origin !== 'dhcp');
	delAddress(world, machine, deviceAt(world, id), lease.address, lease.prefix);
}

function discover(world: World, client: DhcpClient, out: Sink): void {
	tell(client, {time: world.now, kind: 'discover'});
	if (out.tracing) out.note({kind: 'dhcp-discovered'});
	broadcast(world, client, UNSPECIFIED, message(world, client, UNSPECIFIED, [typeOption('discover')]), out);
	client.sent++;
	wait(client, world.now + RETRY, out);
}

function request(world: World, client: DhcpClient, out: Sink): void {
	const {offered: address, server} = client;
	tell(client, {time: world.now, kind: 'select', address, server});
	if (out.tracing) out.note({kind: 'dhcp-selected', address, server});
	const chosen = [wordsOption(DHCP_OPTION.requestedAddress, [address]), wordsOption(DHCP_OPTION.serverIdentifier, [server])];
	broadcast(world, client, UNSPECIFIED, message(world, client, UNSPECIFIED, [typeOption('request'), ...chosen]), out);
	client.sent++;
	wait(client, world.now + RETRY, out);
}

/** For more time: its server until T2, then anybody until the end, then nobody. */
function askForTime(world: World, client: DhcpClient, now: number, out: Sink): void {
	const {lease} = client;
	if (!lease) return;
	const {address, server} = lease;
	if (now >= lease.expiry) {
		tell(client, {time: now, kind: 'expired', address});
		if (out.tracing) out.note({kind: 'dhcp-expired', address});
		dropLease(world, client);
		beginDhcp(world, client, out);
		return;
	}
	if (now >= lease.rebind && client.state !== 'rebinding') enter(client, 'rebinding');
	const payload = message(world, client, address, [typeOption('request')]);
	client.sent++;
	if (client.state === 'renewing') {
		tell(client, {time: now, kind: 'renew', address, server});
		if (out.tracing) out.note({kind: 'dhcp-renewing', address, server});
		unicast(world, client, server, payload, out);
	} else {
		tell(client, {time: now, kind: 'rebind', address});
		if (out.tracing) out.note({kind: 'dhcp-rebinding', address});
		broadcast(world, client, address, payload, out);
	}
	const end = client.state === 'renewing' ? lease.rebind : lease.expiry;
	wait(client, Math.min(end, now + Math.max(SHORTEST_WAIT, (end - now) / 2)), out);
}

/** A request with what udhcpc always says: the longest message that it takes, what it wants to know, who it is. */
function message(world: World, client: DhcpClient, clientAddress: Ipv4Address, options: DhcpOption[]): Uint8Array {
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
function identifier({mac}: Device): DhcpOption {
	const value = new Uint8Array(7);
	value[0] = 1;
	write16(value, 1, Math.floor(mac / 0x1_0000_0000));
	write32(value, 3, mac % 0x1_0000_0000);
	return {code: DHCP_OPTION.clientIdentifier, value};
}

/** A frame of its own to everybody; the stack and its routes are not asked. */
function broadcast(world: World, {device: id}: DhcpClient, source: Ipv4Address, payload: Uint8Array, out: Sink): void {
	const device = deviceAt(world, id);
	const addresses = {source, destination: LIMITED_BROADCAST};
	const datagram = buildUdp({sourcePort: DHCP_PORT.client, destinationPort: DHCP_PORT.server, payload}, addresses);
	const packet = buildIpv4({...addresses, protocol: IP_PROTOCOL.udp, payload: datagram});
	out.transmit(id, buildFrame({dst: BROADCAST, src: device.mac, etherType: ETHERTYPE.ipv4, payload: packet}));
}

function unicast(world: World, {device, lease}: DhcpClient, server: Ipv4Address, payload: Uint8Array, out: Sink): void {
	const datagram = {sourcePort: DHCP_PORT.client, destinationPort: DHCP_PORT.server, payload};
	sendUdp(world, machineOf(world, device), datagram, server, out, {dontFragment: true, ...(lease ? {source: lease.address} : {})});
}

function prefixOf(mask: number | undefined): number {
	return mask === undefined ? DEFAULT_PREFIX : Math.clz32(~mask >>> 0);
}

function enter(client: DhcpClient, state: DhcpClient['state']): void {
	client.state = state;
	client.sent = 0;
	client.timer = Number.POSITIVE_INFINITY;
}

function wait(client: DhcpClient, time: number, out: Sink): void {
	client.timer = time;
	if (time !== Number.POSITIVE_INFINITY) out.wake(client.device, time);
}

function tell(client: DhcpClient, event: DhcpClientEvent): void {
	client.events.push(event);
	if (client.events.length > MOST_EVENTS) client.events.shift();
}
