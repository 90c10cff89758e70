/*
 * Asking: br0 as the querier (br_multicast_send_query)
 *
 * With `mcast_querier` on and no other querier heard, br0 asks "who listens?" by
 * every port, and its own host, every 125 s; when it begins, twice at 31.25 s. Its
 * queries come from 0.0.0.0, so that any other querier wins against it. When
 * somebody leaves a group, br0 asks for that group on that port at once.
 *
 * Not modelled: other intervals, version 3, br0's address as the source
 * (`mcast_query_use_ifaddr`), MLD.
 */

import {buildFrame, ETHERTYPE, type Frame} from '../../frame.js';
import type {Mac} from '../../mac.js';
import {buildIgmp} from '../../protocol/igmp.js';
import {buildIpv4, IP_PROTOCOL} from '../../protocol/ipv4.js';
import {groupMac, type Ipv4Address, UNSPECIFIED} from '../../protocol/ipv4-address.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {arm, type OwnQuery, portQuerying} from './mdb.js';
import {isRunning, STOPPED} from './timer.js';

const SECOND = 1_000_000_000;
const QUERY_INTERVAL = 125 * SECOND;
const STARTUP_INTERVAL = 31.25 * SECOND;
const STARTUP_QUERIES = 2;
/** How long hosts may take to answer a general query. */
export const RESPONSE_TIME = 10 * SECOND;
/** How long a querier, and the router that it is, counts. */
export const QUERIER_TIME = 255 * SECOND;
/** How long a member counts that is not heard again. */
export const MEMBERSHIP_TIME = 260 * SECOND;
/** How long hosts may take to answer when a member left, and how often they are asked. */
export const LAST_MEMBER_TIME = 1 * SECOND;
export const LAST_MEMBER_QUERIES = 2;

const ALL_HOSTS: Ipv4Address = 0xe000_0001;
/** IPv4 option 148, router alert: every router looks at the packet (RFC 2113). */
const ROUTER_ALERT = new Uint8Array([148, 4, 0, 0]);
/** DSCP of network control. */
const NETWORK_CONTROL = 0xc0;

/** A query as br0 sends it, byte for byte the kernel's; `group` 0 asks for every group. */
function buildQuery(src: Mac, group: Ipv4Address): Frame {
	const maxResponse = group === 0 ? RESPONSE_TIME : LAST_MEMBER_TIME;
	const payload = buildIpv4({
		tos: NETWORK_CONTROL,
		dontFragment: true,
		ttl: 1,
		protocol: IP_PROTOCOL.igmp,
		source: UNSPECIFIED,
		destination: ALL_HOSTS,
		options: ROUTER_ALERT,
		payload: buildIgmp({kind: 'query', version: 2, group, maxResponse, sources: 0}),
	});
	return buildFrame({dst: groupMac(ALL_HOSTS), src, etherType: ETHERTYPE.ipv4, payload});
}

/** Sends a query by `port`, or to br0's own host; for one group, or (0) for all. */
export function sendQuery(bridge: Bridge, port: BridgePort | undefined, group: Ipv4Address, out: Sink): void {
	const frame = buildQuery(bridge.mac, group);
	if (port) out.transmit(port.device, frame);
	else out.receive(bridge.id, frame, 'host');
}

/** Sends the general query that is due by `port` or to the host, and arms the next one. */
export function queryExpired(bridge: Bridge, port: BridgePort | undefined, now: number, out: Sink): void {
	const {ipv4} = bridge.mcast.mdb;
	const own = port ? portQuerying(ipv4, port.device).own : ipv4.own;
	own.timer = STOPPED;
	if (port && (port.state === 'disabled' || port.state === 'blocking')) return;
	own.sent = Math.min(own.sent + 1, STARTUP_QUERIES);
	if (!bridge.up || !bridge.mcast.snooping || !bridge.mcast.querier || isRunning(ipv4.other, now)) return;
	if (!port) ipv4.querier = {address: UNSPECIFIED, port: -1};
	sendQuery(bridge, port, 0, out);
	own.timer = arm(bridge, now + (own.sent < STARTUP_QUERIES ? STARTUP_INTERVAL : QUERY_INTERVAL), out);
}

/** Begins to ask everywhere (br_multicast_start_querier). */
export function startQuerier(bridge: Bridge, now: number, out: Sink): void {
	startQueries(bridge, bridge.mcast.mdb.ipv4.own, now, out);
	for (const port of bridge.ports) {
		if (port.state !== 'disabled' && port.state !== 'blocking') startPortQueries(bridge, port, now, out);
	}
}

export function startPortQueries(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	startQueries(bridge, portQuerying(bridge.mcast.mdb.ipv4, port.device).own, now, out);
}

/** Without `mcast_querier` nothing would be asked, so no timer is started. */
export function startQueries(bridge: Bridge, own: OwnQuery, now: number, out: Sink): void {
	if (!bridge.mcast.querier) return;
	own.sent = 0;
	own.timer = arm(bridge, now, out);
}
