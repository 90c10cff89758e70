/** Timers of multicast snooping: members that are not heard any more, queriers and routers that fell silent, questions that are due. */

import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {groupsOf, IP_FAMILIES, type Mdb, type Querying, removeHost, removeMember} from './mdb.js';
import {queryExpired, startQuerier} from './mdb-query.js';
import {STOPPED} from './timer.js';

/** Runs whatever is due at `now` (ns). */
export function mdbTimer(bridge: Bridge, now: number, out: Sink): void {
	const {mdb} = bridge.mcast;
	if (now < mdb.nextTimer) return;
	expireMembers(bridge, now);
	for (const family of IP_FAMILIES) expireQuerying(bridge, mdb[family], now, out);
	if (mdb.ipv4.own.timer <= now) queryExpired(bridge, undefined, now, out);
	for (const port of bridge.ports) {
		if ((mdb.ipv4.ports.get(port.device)?.own.timer ?? STOPPED) <= now) queryExpired(bridge, port, now, out);
	}
	mdb.nextTimer = earliest(mdb);
}

/** br_multicast_port_group_expired, br_multicast_group_expired: both do nothing while br0 is down. */
function expireMembers(bridge: Bridge, now: number): void {
	for (const group of groupsOf(bridge.mcast.mdb)) {
		for (const member of group.members) {
			if (member.timer > now) continue;
			member.timer = STOPPED;
			if (bridge.up && !member.permanent) removeMember(bridge, group, member);
		}
		if (group.hostTimer <= now) {
			group.hostTimer = STOPPED;
			if (bridge.up) removeHost(bridge, group);
		}
	}
}

function expireQuerying(bridge: Bridge, querying: Querying, now: number, out: Sink): void {
	if (querying.settling <= now) querying.settling = STOPPED;
	if (querying.hostRouter <= now) querying.hostRouter = STOPPED;
	if (querying.other <= now) {
		querying.other = STOPPED;
		// The other querier is gone: br0 asks again, if it is to.
		if (bridge.up && bridge.mcast.snooping && querying === bridge.mcast.mdb.ipv4) startQuerier(bridge, now, out);
	}
	for (const port of bridge.ports) expireRouter(querying, port, now);
}

/** br_multicast_router_expired */
function expireRouter(querying: Querying, port: BridgePort, now: number): void {
	const known = querying.ports.get(port.device);
	if (!known || known.routerTimer > now) return;
	known.routerTimer = STOPPED;
	known.isRouter = false;
}

function earliest(mdb: Mdb): number {
	let next = STOPPED;
	for (const group of groupsOf(mdb)) {
		next = Math.min(next, group.hostTimer);
		for (const member of group.members) next = Math.min(next, member.timer);
	}
	for (const family of IP_FAMILIES) {
		const {other, settling, hostRouter, own, ports} = mdb[family];
		next = Math.min(next, other, settling, hostRouter, own.timer);
		for (const port of ports.values()) next = Math.min(next, port.routerTimer, port.own.timer);
	}
	return next;
}
