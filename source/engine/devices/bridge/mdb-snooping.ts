/*
 * Snooping: what the messages teach (br_multicast_rcv)
 *
 * report   the port is a member for another 260 s
 * leave    the port stays a member for 2 s more, time for another host there to say
 *          "I do". With `fastleave` it ceases at once. While another querier is there
 *          nothing happens: that one will ask, and its question has the same effect
 * query    for all groups: the sender is the querier if its address is the lowest, and
 *          its port is a router port for 255 s. For one group: its members have twice
 *          the response time left to answer
 *
 * The host's own messages count, too: its groups, and that it asks.
 *
 * Not modelled: source lists, and router ports for one term only (`mcast_router 3`).
 */

import {dstMac, type Frame} from '../../frame.js';
import type {Mac} from '../../mac.js';
import {groupMac} from '../../protocol/ipv4-address.js';
import {compareIpv6, type Ipv6Address} from '../../protocol/ipv6-address.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {arm, ensureGroup, findGroup, type GroupAddress, type IpFamily, memberAt, portQuerying, type Querying, removeMember} from './mdb.js';
import {type GroupMessage, isEverybody, readGroupMessage} from './mdb-message.js';
import {LAST_MEMBER_QUERIES, LAST_MEMBER_TIME, MEMBERSHIP_TIME, QUERIER_TIME, sendQuery} from './mdb-query.js';
import {isRunning} from './timer.js';

/** `malformed` ends the frame: the caller drops it. */
export type Snooped = 'forward' | 'malformed';

type Query = Extract<GroupMessage, {kind: 'query'}>;

/** Looks at a multicast frame (not broadcast) that came in by `port`, or (`undefined`) from br0's host. `vid` is 0 without VLAN filtering. */
export function snoop(bridge: Bridge, port: BridgePort | undefined, frame: Frame, vid: number, now: number, out: Sink): Snooped {
	if (!bridge.mcast.snooping) return 'forward';
	const message = readGroupMessage(frame);
	if (message.kind === 'malformed') return 'malformed';
	if (!bridge.up || port?.state === 'disabled') return 'forward';
	const noteTo = (what: 'query' | 'report' | 'leave', group: Mac): void => {
		if (out.tracing) out.note({kind: 'snooped', message: what, port: port?.device ?? bridge.id, group});
	};
	switch (message.kind) {
		case 'not-ip':
		case 'data':
			break;
		case 'router':
			markRouter(bridge, port, message.family, now, out);
			break;
		case 'query':
			noteTo('query', message.group ? macOf(message.group) : dstMac(frame));
			if (message.counts) queryReceived(bridge, port, message, vid, now, out);
			break;
		case 'membership':
			for (const change of message.changes) {
				noteTo(change.kind === 'join' ? 'report' : 'leave', macOf(change.group));
				if (isEverybody(change.group)) continue;
				if (change.kind === 'join') joined(bridge, port, change.group, vid, now, out);
				else left(bridge, port, change.group, vid, now, out);
			}
			if (message.truncated) return 'malformed';
			break;
		default:
			message satisfies never;
	}
	return 'forward';
}

/** The Ethernet group that carries `group`: 33:33 and the low 32 bits for IPv6 (RFC 2464 7). */
export function macOf(group: GroupAddress): Mac {
	switch (group.family) {
		case 'ipv4':
			return groupMac(group.address);
		case 'ipv6':
			return 0x3333_0000_0000 + group.address[3];
		case 'mac':
			return group.address;
		default:
			return group satisfies never;
	}
}

/** br_multicast_add_group */
function joined(bridge: Bridge, port: BridgePort | undefined, address: GroupAddress, vid: number, now: number, out: Sink): void {
	const group = ensureGroup(bridge.mcast.mdb, address, vid);
	const timer = arm(bridge, now + MEMBERSHIP_TIME, out);
	if (!port) {
		group.hostJoined = true;
		group.hostTimer = timer;
		return;
	}
	const member = memberAt(group, port.device);
	if (!member) group.members.push({port: port.device, permanent: false, byCommand: false, timer});
	else if (!member.permanent) member.timer = timer;
}

/** br_multicast_leave_group */
function left(bridge: Bridge, port: BridgePort | undefined, address: GroupAddress, vid: number, now: number, out: Sink): void {
	const {mdb} = bridge.mcast;
	const group = findGroup(mdb, address, vid);
	if (!group || address.family === 'mac') return;
	const member = port && memberAt(group, port.device);
	if (port?.fastLeave) {
		if (member && !member.permanent) removeMember(bridge, group, member);
		return;
	}
	const querying = mdb[address.family];
	if (isRunning(querying.other, now)) return;
	const soon = arm(bridge, now + LAST_MEMBER_QUERIES * LAST_MEMBER_TIME, out);
	if (bridge.mcast.querier && address.family === 'ipv4') {
		sendQuery(bridge, port, address.address, out);
		(port ? portQuerying(querying, port.device) : querying).own.timer = soon;
	}
	if (!port) group.hostTimer = Math.min(group.hostTimer, soon);
	else if (member && !member.permanent) member.timer = Math.min(member.timer, soon);
}

/** br_ip4_multicast_query, br_ip6_multicast_query */
function queryReceived(bridge: Bridge, port: BridgePort | undefined, query: Query, vid: number, now: number, out: Sink): void {
	const {mdb} = bridge.mcast;
	const querying = mdb[query.family];
	if (query.group) {
		const group = findGroup(mdb, query.group, vid);
		if (!group) return;
		const soon = arm(bridge, now + LAST_MEMBER_QUERIES * query.maxResponse, out);
		if (group.hostJoined) group.hostTimer = Math.min(group.hostTimer, soon);
		for (const member of group.members) if (!member.permanent) member.timer = Math.min(member.timer, soon);
		return;
	}
	if (!isBetterQuerier(querying, query.source, now)) return;
	querying.querier = {address: query.source.address, port: port?.device ?? -1};
	if (!isRunning(querying.other, now)) querying.settling = arm(bridge, now + query.maxResponse, out);
	querying.other = arm(bridge, now + QUERIER_TIME, out);
	markRouter(bridge, port, query.family, now, out);
}

/** The lowest address is the querier; after the last one has gone, anybody is (br_multicast_select_querier). */
function isBetterQuerier(querying: Querying, source: GroupAddress, now: number): boolean {
	if (!querying.querier) return true;
	const known = querying.querier.address;
	const order =
		source.family === 'ipv6' ? compareIpv6(source.address, known as Ipv6Address) : known === 0 ? 0 : source.address - (known as number);
	return order <= 0 || !(isRunning(querying.own.timer, now) || isRunning(querying.other, now));
}

/** A multicast router is behind `port`, or is br0's own host (br_multicast_mark_router). */
function markRouter(bridge: Bridge, port: BridgePort | undefined, family: IpFamily, now: number, out: Sink): void {
	const querying = bridge.mcast.mdb[family];
	if (!port) {
		querying.hostRouter = arm(bridge, now + QUERIER_TIME, out);
		return;
	}
	// 0 and 2 are an operator's word; queries have no say.
	if (port.multicastRouter !== 1) return;
	const known = portQuerying(querying, port.device);
	known.isRouter = true;
	known.routerTimer = arm(bridge, now + QUERIER_TIME, out);
}
