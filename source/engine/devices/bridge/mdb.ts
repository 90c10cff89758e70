/*
 * The multicast database (net/bridge/br_multicast.c, RFC 4541)
 *
 * To a bridge a multicast frame is a frame for everybody, so it floods. But hosts
 * tell multicast routers what they listen to, in IGMP and MLD messages that pass
 * through the bridge. A bridge that reads them (snooping) learns which ports want
 * which group, and spares the others.
 *
 * What it knows
 * -------------
 * groups         for each group the ports that asked for it. `temp` members go when
 *                they have not been heard for 260 s; `permanent` ones were added by
 *                a command. br0 may be a member itself, for its host
 * router ports   ports behind which a multicast router was heard. They get every
 *                group, and the reports, because routers must know what is wanted
 * the querier    the one that asks "who listens?". If nobody asks, nobody answers,
 *                and what the bridge knows would soon be wrong
 *
 * Three surprises
 * ---------------
 * Snooping is on by default and restricts nothing until somebody is the querier,
 * and for the first response time (10 s) after one was heard, because the answers
 * are still on their way. Permanent members do not change that.
 *
 * Reports go to router ports only. If every host heard them, a version 2 host would
 * keep its own report back and the bridge would not learn of it.
 *
 * 224.0.0.x and ff02::1 always flood: hosts are members without saying so. Groups
 * that are not IP always flood, too, unless a command made an entry for the MAC;
 * that needs no querier.
 *
 * Not modelled: source lists (IGMPv3, MLDv2; the bridge speaks versions 2 and 1 as
 * the kernel does by default, so a version 3 report counts as join or leave),
 * contexts per VLAN, multicast to unicast, the limit of 4096 groups, statistics,
 * and br0 as MLD querier, which would need an IPv6 address.
 */

import type {Mac} from '../../mac.js';
import type {DeviceId} from '../../netdev.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import {compareIpv6, type Ipv6Address} from '../../protocol/ipv6-address.js';
import type {Sink} from '../../sink.js';
import type {Bridge} from './bridge-device.js';
import {STOPPED} from './timer.js';

export const IP_FAMILIES = ['ipv4', 'ipv6'] as const;
export type IpFamily = (typeof IP_FAMILIES)[number];

/** A group: of IP, or for everything else the destination MAC. */
export type GroupAddress = {family: 'ipv4'; address: Ipv4Address} | {family: 'ipv6'; address: Ipv6Address} | {family: 'mac'; address: Mac};

/** A port that wants a group (struct net_bridge_port_group). */
export interface MdbMember {
	port: DeviceId;
	permanent: boolean;
	/** Added by a command (`proto static`), not by a report (`proto kernel`). */
	byCommand: boolean;
	/** World time at which a `temp` member goes, ns. */
	timer: number;
}

/** Who wants a group (struct net_bridge_mdb_entry). */
export interface MdbGroup {
	vid: number;
	group: GroupAddress;
	/** Groups are numbered as they are made; `bridge mdb` lists the newest first. */
	order: number;
	members: MdbMember[];
	/** br0's host is a member. */
	hostJoined: boolean;
	hostTimer: number;
}

/** When to ask next (struct bridge_mcast_own_query). */
export interface OwnQuery {
	timer: number;
	/** Queries sent since it began, up to 2: the first ones come faster. */
	sent: number;
}

/** What is known of queriers and routers in one family. Times are world times in ns; Infinity is "not running". */
export interface Querying {
	/** Until when another querier counts. */
	other: number;
	/** Until when its answers may still be on their way. */
	settling: number;
	/** The elected querier; `undefined` before the first query. */
	querier: {address: Ipv4Address | Ipv6Address; port: DeviceId} | undefined;
	/** br0's own questions to its host. */
	own: OwnQuery;
	/** Until when the host itself counts as a multicast router. */
	hostRouter: number;
	ports: Map<DeviceId, PortQuerying>;
}

export interface PortQuerying {
	isRouter: boolean;
	/** Until when; Infinity for a router port set by hand. */
	routerTimer: number;
	own: OwnQuery;
}

/** Everything that snooping knows. */
export interface Mdb {
	/** By a hash of VID and group. */
	groups: Map<number, MdbGroup[]>;
	/** Groups ever made. */
	made: number;
	ipv4: Querying;
	ipv6: Querying;
	/** Nothing is due before this world time, ns. */
	nextTimer: number;
}

export function createMdb(): Mdb {
	return {groups: new Map(), made: 0, ipv4: createQuerying(), ipv6: createQuerying(), nextTimer: STOPPED};
}

function createQuerying(): Querying {
	return {other: STOPPED, settling: STOPPED, querier: undefined, own: {timer: STOPPED, sent: 0}, hostRouter: STOPPED, ports: new Map()};
}

/** What is known of a port's router and queries; made at the first question. */
export function portQuerying(querying: Querying, port: DeviceId): PortQuerying {
	const known = querying.ports.get(port);
	if (known) return known;
	const made: PortQuerying = {isRouter: false, routerTimer: STOPPED, own: {timer: STOPPED, sent: 0}};
	querying.ports.set(port, made);
	return made;
}

/** Asks for a timer step at `time` and returns it. */
export function arm(bridge: Bridge, time: number, out: Sink): number {
	bridge.mcast.mdb.nextTimer = Math.min(bridge.mcast.mdb.nextTimer, time);
	out.wake(bridge.id, time);
	return time;
}

/** All groups, newest first. */
export function groupsOf(mdb: Mdb): MdbGroup[] {
	return [...mdb.groups.values()].flat().sort((a, b) => b.order - a.order);
}

export function findGroup(mdb: Mdb, group: GroupAddress, vid: number): MdbGroup | undefined {
	return mdb.groups.get(hash(group, vid))?.find((known) => known.vid === vid && isSameGroup(known.group, group));
}

/** The group's entry, made when there is none (br_multicast_new_group). */
export function ensureGroup(mdb: Mdb, group: GroupAddress, vid: number): MdbGroup {
	const known = findGroup(mdb, group, vid);
	if (known) return known;
	const made: MdbGroup = {vid, group, order: mdb.made++, members: [], hostJoined: false, hostTimer: STOPPED};
	const key = hash(group, vid);
	mdb.groups.set(key, [...(mdb.groups.get(key) ?? []), made]);
	return made;
}

export function memberAt(group: MdbGroup, port: DeviceId): MdbMember | undefined {
	return group.members.find((member) => member.port === port);
}

/** Takes a member out, and the group with its last one (br_multicast_del_pg). */
export function removeMember(bridge: Bridge, group: MdbGroup, member: MdbMember): void {
	group.members = group.members.filter((other) => other !== member);
	dropIfEmpty(bridge, group);
}

/** The host does not want the group any more (br_multicast_host_leave). */
export function removeHost(bridge: Bridge, group: MdbGroup): void {
	group.hostJoined = false;
	group.hostTimer = STOPPED;
	dropIfEmpty(bridge, group);
}

/** While br0 is down nothing is dropped: an empty group keeps its place until somebody asks for it again. */
function dropIfEmpty(bridge: Bridge, group: MdbGroup): void {
	if (!bridge.up || group.members.length > 0 || group.hostJoined) return;
	const {groups} = bridge.mcast.mdb;
	const key = hash(group.group, group.vid);
	const rest = (groups.get(key) ?? []).filter((other) => other !== group);
	if (rest.length > 0) groups.set(key, rest);
	else groups.delete(key);
}

function isSameGroup(a: GroupAddress, b: GroupAddress): boolean {
	if (a.family === 'ipv6' || b.family === 'ipv6') {
		return a.family === 'ipv6' && b.family === 'ipv6' && compareIpv6(a.address, b.address) === 0;
	}
	return a.family === b.family && a.address === b.address;
}

/** An integer that spreads groups over the map; equal groups have equal ones. */
function hash(group: GroupAddress, vid: number): number {
	const spread = Math.imul(vid + 1, 0x9e37_79b1);
	switch (group.family) {
		case 'ipv4':
			return group.address ^ spread;
		case 'ipv6':
			return group.address[0] ^ group.address[1] ^ group.address[2] ^ group.address[3] ^ spread;
		case 'mac':
			return (group.address % 0x1_0000_0000) ^ Math.floor(group.address / 0x1_0000_0000) ^ spread;
		default:
			return group satisfies never;
	}
}
