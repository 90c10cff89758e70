/*
 * `bridge mdb add` and `del` (br_mdb.c, rtnetlink.c)
 *
 * The kernel looks at the group first, then at the bridge, then at the port, and
 * says what it minds in words. Groups of 224.0.0.x are refused: they flood, so an
 * entry would do nothing. A MAC group must be permanent, because no report could
 * keep it alive. With VLAN filtering and no VLAN given, an entry is made in every
 * VLAN of the port.
 *
 * Not modelled: IPv6 groups and source addresses given by hand.
 */

import {type ChangeResult, DONE, refused} from '../change.js';
import type {BridgeChange} from '../devices/bridge/bridge-change.js';
import type {Bridge, BridgePort} from '../devices/bridge/bridge-device.js';
import {arm, ensureGroup, findGroup, type GroupAddress, memberAt, removeHost, removeMember} from '../devices/bridge/mdb.js';
import {isLocalIpv4Group} from '../devices/bridge/mdb-message.js';
import {MEMBERSHIP_TIME} from '../devices/bridge/mdb-query.js';
import {STOPPED} from '../devices/bridge/timer.js';
import {isGroup} from '../mac.js';
import {isMulticast} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, type World} from '../world.js';

type MdbAdd = Extract<BridgeChange, {kind: 'mdb-add'}>;
type MdbDel = Extract<BridgeChange, {kind: 'mdb-del'}>;

/** Applies one change to the multicast database of a bridge. */
export function applyMdbChange(world: World, change: MdbAdd | MdbDel, out: Sink): ChangeResult {
	const bridge = deviceAt(world, change.bridge);
	if (bridge.kind !== 'bridge') return refused('EOPNOTSUPP', 'Device does not support MDB operations');
	const group = addressOf(change);
	const fault = faultOf(group) ?? ((change.vid ?? 0) >= 4095 ? refused('EINVAL', 'Invalid entry VLAN id') : undefined);
	if (fault) return fault;
	if (!bridge.up) return refused('EINVAL', 'bridge: Bridge device is not running');
	if (!bridge.mcast.snooping) return refused('EINVAL', "bridge: Bridge's multicast processing is disabled");
	// br0 itself stands for its host.
	const port = bridge.ports.find((candidate) => candidate.device === change.port);
	if (!port && change.port !== bridge.id) return refused('EINVAL', notAPort(world, change.port));
	return overVids(bridge, port, change, (vid) =>
		change.kind === 'mdb-add' ? add(bridge, port, group, vid, change.permanent, world.now, out) : del(bridge, port, group, vid),
	);
}

function add(
	bridge: Bridge,
	port: BridgePort | undefined,
	address: GroupAddress,
	vid: number,
	permanent: boolean,
	now: number,
	out: Sink,
): ChangeResult {
	const isL2 = address.family === 'mac';
	if (port?.state === 'disabled' && !permanent) return refused('EINVAL', 'bridge: Port is in disabled state and entry is not permanent');
	if (!port && !isL2 && permanent) return refused('EINVAL', 'bridge: Flags are not allowed for host groups');
	if (isL2 && !permanent) return refused('EINVAL', 'bridge: Only permanent L2 entries allowed');
	const known = findGroup(bridge.mcast.mdb, address, vid);
	if (!port && known?.hostJoined) return refused('EEXIST', 'bridge: Group is already joined by host');
	if (port && known && memberAt(known, port.device))
		return refused('EEXIST', `bridge: (${isL2 ? 'S' : '*'}, G) group is already joined by port`);

	const group = ensureGroup(bridge.mcast.mdb, address, vid);
	const timer = isL2 || permanent ? STOPPED : arm(bridge, now + MEMBERSHIP_TIME, out);
	if (port) {
		group.members.push({port: port.device, permanent, byCommand: true, timer});
	} else {
		group.hostJoined = true;
		group.hostTimer = timer;
	}
	return DONE;
}

function del(bridge: Bridge, port: BridgePort | undefined, address: GroupAddress, vid: number): ChangeResult {
	const group = findGroup(bridge.mcast.mdb, address, vid);
	const member = group && port && memberAt(group, port.device);
	if (group && member) removeMember(bridge, group, member);
	else if (group?.hostJoined && !port) removeHost(bridge, group);
	else return refused('EINVAL');
	return DONE;
}

/** In the one VLAN, or with filtering and none given in all of the port's. A refusal ends an addition, but not a deletion. */
function overVids(
	bridge: Bridge,
	port: BridgePort | undefined,
	change: MdbAdd | MdbDel,
	apply: (vid: number) => ChangeResult,
): ChangeResult {
	const vid = change.vid ?? 0;
	if (!bridge.vlanFiltering || vid !== 0) return apply(vid);
	let last: ChangeResult = DONE;
	for (const member of (port ?? bridge).vlans.members.keys()) {
		last = apply(member);
		if (last.kind === 'refused' && change.kind === 'mdb-add') break;
	}
	return last;
}

function addressOf(change: MdbAdd | MdbDel): GroupAddress {
	return change.mac === undefined ? {family: 'ipv4', address: change.group ?? 0} : {family: 'mac', address: change.mac};
}

/** rtnl_validate_mdb_entry */
function faultOf(group: GroupAddress): ChangeResult | undefined {
	if (group.family === 'mac') return isGroup(group.address) ? undefined : refused('EINVAL', 'L2 entry group is not multicast');
	if (group.family === 'ipv6') return undefined;
	if (group.address === 0) return refused('EINVAL', 'bridge: IPv4 entry group address 0.0.0.0 is not allowed');
	if (!isMulticast(group.address)) return refused('EINVAL', 'IPv4 entry group address is not multicast or 0.0.0.0');
	return isLocalIpv4Group(group.address) ? refused('EINVAL', 'IPv4 entry group address is local multicast') : undefined;
}

function notAPort(world: World, port: number): string {
	return deviceAt(world, port).master === -1
		? 'bridge: Net device is not a bridge port'
		: 'bridge: Port belongs to a different bridge device';
}
