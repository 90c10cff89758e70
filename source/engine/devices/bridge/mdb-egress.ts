/*
 * Where a multicast frame goes (br_mdb_get, br_multicast_flood)
 *
 * A group that is known goes to its members and to router ports, an unknown one to
 * router ports only, but both only when there is a querier whose answers have come
 * in; else the frame floods. A group by MAC that a command added needs no querier.
 * Members get their group whatever their `mcast_flood` says.
 *
 * Not modelled: copies as unicast (`mcast_to_unicast`).
 */

import type {Frame} from '../../frame.js';
import type {Bridge, BridgePort} from './bridge-device.js';
import {findGroup, type IpFamily, type MdbGroup, memberAt} from './mdb.js';
import {readGroupMessage} from './mdb-message.js';
import {isRunning} from './timer.js';

export type MulticastEgress =
	/** Nothing restricts it: all ports that flood multicast, and the host. */
	| {kind: 'flood'}
	/** These ports only, and the host if `host`. `registered`: the group is known; else these are router ports only. */
	| {kind: 'ports'; ports: BridgePort[]; host: boolean; registered: boolean};

const FLOOD: MulticastEgress = {kind: 'flood'};

/** Decides for a multicast frame (not broadcast) that snooping has already seen. `vid` is 0 without VLAN filtering. */
export function multicastEgress(bridge: Bridge, frame: Frame, vid: number, now: number): MulticastEgress {
	if (!bridge.mcast.snooping) return FLOOD;
	const message = readGroupMessage(frame);
	switch (message.kind) {
		case 'not-ip': {
			const group = findGroup(bridge.mcast.mdb, message.group, vid);
			return group ? toPorts(bridge, group, 'mac', now) : FLOOD;
		}
		case 'data':
			if (message.everybody || !hasQuerier(bridge, message.family, now)) return FLOOD;
			return toPorts(bridge, findGroup(bridge.mcast.mdb, message.group, vid), message.family, now);
		case 'membership':
			// Routers are to hear a report; other hosts are not.
			if (!message.toRouters || !hasQuerier(bridge, message.family, now)) return FLOOD;
			return toPorts(bridge, undefined, message.family, now);
		case 'router':
		case 'query':
		case 'malformed':
			return FLOOD;
		default:
			return message satisfies never;
	}
}

/** Does somebody ask, and have the answers come in (br_multicast_querier_exists)? */
function hasQuerier(bridge: Bridge, family: IpFamily, now: number): boolean {
	const {other, settling} = bridge.mcast.mdb[family];
	const asks = family === 'ipv4' && bridge.mcast.querier;
	return !isRunning(settling, now) && (asks || isRunning(other, now));
}

/** Members of `group` and router ports; groups that are not IP take the IPv4 routers (br_multicast_get_first_rport_node). */
function toPorts(bridge: Bridge, group: MdbGroup | undefined, family: IpFamily | 'mac', now: number): MulticastEgress {
	const querying = bridge.mcast.mdb[family === 'mac' ? 'ipv4' : family];
	const ports = bridge.ports.filter(
		(port) => querying.ports.get(port.device)?.isRouter === true || (group !== undefined && memberAt(group, port.device) !== undefined),
	);
	const isRouter = family !== 'mac' && isRunning(querying.hostRouter, now);
	return {kind: 'ports', ports, host: group?.hostJoined === true || isRouter, registered: group !== undefined};
}
