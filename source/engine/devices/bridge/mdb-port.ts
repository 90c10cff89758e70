/*
 * Snooping and the life of bridge and ports (br_multicast_open, _enable_port, …)
 *
 * A port that goes down loses its `temp` members and is no router port any more;
 * permanent members and an operator's `mcast_router 2` come back with it. A port
 * that leaves takes everything along. Snooping that is switched off forgets the
 * same as if all ports had gone down.
 *
 * Not modelled: that br0 itself joins the group of all snoopers.
 */

import type {DeviceId} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {arm, groupsOf, IP_FAMILIES, portQuerying, removeMember} from './mdb.js';
import {RESPONSE_TIME, startPortQueries, startQuerier, startQueries} from './mdb-query.js';
import {isRunning, STOPPED} from './timer.js';

/** br0 is up (br_multicast_open). */
export function openMulticast(bridge: Bridge, now: number, out: Sink): void {
	if (bridge.mcast.snooping) startQueries(bridge, bridge.mcast.mdb.ipv4.own, now, out);
}

/** br0 goes down: nobody is a querier any more (br_multicast_stop). */
export function closeMulticast(bridge: Bridge): void {
	for (const family of IP_FAMILIES) {
		const querying = bridge.mcast.mdb[family];
		querying.other = STOPPED;
		querying.settling = STOPPED;
		querying.hostRouter = STOPPED;
		querying.own.timer = STOPPED;
	}
}

/** A port may carry messages: it is not disabled and not blocking (br_multicast_enable_port). Repeated calls are harmless. */
export function enableMulticastPort(bridge: Bridge, port: BridgePort, now: number, out: Sink): void {
	if (!bridge.mcast.snooping || !bridge.up) return;
	startPortQueries(bridge, port, now, out);
	if (port.multicastRouter === 2) makeRouter(bridge, port);
}

/** A port is disabled (br_multicast_disable_port). */
export function disableMulticastPort(bridge: Bridge, port: BridgePort): void {
	removeMembersOf(bridge, port.device, false);
	forgetRouter(bridge, port.device);
}

/** A port leaves the bridge, permanent members and all (br_multicast_del_port). */
export function removeMulticastPort(bridge: Bridge, port: BridgePort): void {
	removeMembersOf(bridge, port.device, true);
	for (const family of IP_FAMILIES) bridge.mcast.mdb[family].ports.delete(port.device);
}

/** `mcast_snooping` (br_multicast_toggle). */
export function setSnooping(bridge: Bridge, on: boolean, now: number, out: Sink): void {
	if (bridge.mcast.snooping === on) return;
	bridge.mcast.snooping = on;
	if (!on) {
		for (const port of bridge.ports) disableMulticastPort(bridge, port);
	} else if (bridge.up) {
		openMulticast(bridge, now, out);
		for (const port of bridge.ports) enableMulticastPort(bridge, port, now, out);
	}
}

/** `mcast_querier` (br_multicast_set_querier). Nothing is restricted before the first answers can be there. */
export function setQuerier(bridge: Bridge, on: boolean, now: number, out: Sink): void {
	if (bridge.mcast.querier === on) return;
	bridge.mcast.querier = on;
	if (!on) return;
	for (const family of IP_FAMILIES) {
		const querying = bridge.mcast.mdb[family];
		if (!isRunning(querying.other, now)) querying.settling = arm(bridge, now + RESPONSE_TIME, out);
	}
	startQuerier(bridge, now, out);
}

/** `mcast_router` of a port: 0 never, 1 as queries teach, 2 always (br_multicast_set_port_router). */
export function setMulticastRouter(bridge: Bridge, port: BridgePort, value: 0 | 1 | 2): void {
	if (port.multicastRouter === value) return;
	port.multicastRouter = value;
	forgetRouter(bridge, port.device);
	if (value === 2) makeRouter(bridge, port);
}

function makeRouter(bridge: Bridge, port: BridgePort): void {
	for (const family of IP_FAMILIES) portQuerying(bridge.mcast.mdb[family], port.device).isRouter = true;
}

function forgetRouter(bridge: Bridge, port: DeviceId): void {
	for (const family of IP_FAMILIES) {
		const known = bridge.mcast.mdb[family].ports.get(port);
		if (!known) continue;
		known.isRouter = false;
		known.routerTimer = STOPPED;
	}
}

function removeMembersOf(bridge: Bridge, port: DeviceId, permanentToo: boolean): void {
	for (const group of groupsOf(bridge.mcast.mdb)) {
		for (const member of group.members)
			if (member.port === port && (permanentToo || !member.permanent)) removeMember(bridge, group, member);
	}
}
