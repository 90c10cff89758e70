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
import type {DeviceId} from '../netdev.js';
import {buildDhcp, DHCP_OPTION, type DhcpMessage, type DhcpMessageType} from '../protocol/dhcp.js';
import {messageType, typeOption, wordOf, wordsOption} from '../protocol/dhcp-options.js';
import {type Ipv4Address, UNSPECIFIED} from '../protocol/ipv4-address.js';
import {nextRandom} from '../random.js';
import type {Sink} from '../sink.js';
import {deviceAt, type World} from '../world.js';
import type {DhcpClient, DhcpClientEvent} from './dhcp-client-state.js';
import {configure, dropLease, leaseOf} from './dhcp-lease.js';
import {broadcast, identifier, requestOf, unicast} from './dhcp-request.js';

const SECOND = 1_000_000_000;
/** udhcpc -t, -T, -A: messages before a pause, time between them, the pause. */
const MOST_TRIES = 3;
const RETRY = 3 * SECOND;
const PAUSE = 20 * SECOND;
/** After a NAK. */
const PENANCE = 3 * SECOND;
/** The shortest wait between two requests for more time (RFC 2131 4.4.5). */
const SHORTEST_WAIT = 60 * SECOND;
/** Seconds of an infinite lease. */
const FOR_EVER = 0xffff_ffff;
/** Events that are kept. */
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
	const lease = leaseOf(message, server, now);
	const duration = lease.expiry - now;
	if (client.lease && (client.lease.address !== lease.address || client.lease.prefix !== lease.prefix)) dropLease(world, client);
	client.lease = lease;
	enter(client, 'bound');
	configure(world, client.device, lease);
	tell(client, {
		time: now,
		kind: 'bound',
		address: lease.address,
		server,
		duration: duration === Number.POSITIVE_INFINITY ? FOR_EVER : duration / SECOND,
	});
	if (out.tracing) out.note({kind: 'dhcp-bound', address: lease.address, server, duration});
	wait(client, lease.renew, out);
}

function discover(world: World, client: DhcpClient, out: Sink): void {
	tell(client, {time: world.now, kind: 'discover'});
	if (out.tracing) out.note({kind: 'dhcp-discovered'});
	broadcast(world, client, UNSPECIFIED, requestOf(world, client, UNSPECIFIED, [typeOption('discover')]), out);
	client.sent++;
	wait(client, world.now + RETRY, out);
}

function request(world: World, client: DhcpClient, out: Sink): void {
	const {offered: address, server} = client;
	tell(client, {time: world.now, kind: 'select', address, server});
	if (out.tracing) out.note({kind: 'dhcp-selected', address, server});
	const chosen = [wordsOption(DHCP_OPTION.requestedAddress, [address]), wordsOption(DHCP_OPTION.serverIdentifier, [server])];
	broadcast(world, client, UNSPECIFIED, requestOf(world, client, UNSPECIFIED, [typeOption('request'), ...chosen]), out);
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
	const payload = requestOf(world, client, address, [typeOption('request')]);
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
