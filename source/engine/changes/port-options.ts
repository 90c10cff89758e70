/*
 * Options of one port
 *
 * Most are flags that the next frame obeys. MAB needs a locked port that learns, and
 * turning it off forgets the stations that waited. The kernel applies options one
 * after the other and stops at the first it refuses; here all are checked before any
 * is set.
 *
 * Rules: br_setport (br_netlink.c), nbp_backup_change (br_if.c).
 *
 * Not modelled: proxy ARP, neighbour suppression, VLAN tunnels, multicast to unicast,
 * limits of groups and hosts, a next hop as backup.
 */

import {refreshCarrier} from '../carrier.js';
import {type ChangeResult, DONE, refused} from '../change.js';
import type {BridgePortOptions} from '../devices/bridge/bridge-change.js';
import type {Bridge, BridgePort} from '../devices/bridge/bridge-device.js';
import {REFUSED_PORT_BITS} from '../devices/bridge/link-local.js';
import {setMulticastRouter} from '../devices/bridge/mdb-port.js';
import {portOf} from '../devices/bridge/ports.js';
import {MAX_PATH_COST, MAX_PORT_PRIORITY, setPathCost, setPortPriority, setPortState} from '../devices/bridge/stp-settings.js';
import {hasFlag, LOCKED, portAt, removeEntries} from '../fdb.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, type World} from '../world.js';

/** Options that are nothing but a flag of the port. */
const FLAGS = [
	'learning',
	'flood',
	'mcastFlood',
	'bcastFlood',
	'hairpin',
	'isolated',
	'locked',
	'mab',
	'guard',
	'rootBlock',
	'fastLeave',
] as const;

/**
 * `ip link set … type bridge_slave …`, `bridge link set`. EOPNOTSUPP: not a port.
 * Otherwise the errors of the single options.
 */
export function setPort(world: World, id: DeviceId, options: BridgePortOptions, out: Sink): ChangeResult {
	const bridge = deviceOfKind(world, deviceAt(world, id).master, 'bridge');
	const port = bridge && portOf(bridge, id);
	if (!port) return refused('EOPNOTSUPP');
	const refusal = checkFlags(port, options) ?? checkMask(options) ?? checkBackup(world, bridge, id, options.backupPort);
	if (refusal) return refusal;
	const result = setSpanningTree(world, bridge, port, options, out);
	if (result.kind === 'refused') return result;

	const hadMab = port.mab;
	for (const flag of FLAGS) port[flag] = options[flag] ?? port[flag];
	if (hadMab && !port.mab) {
		removeEntries(bridge.fdb, (slot) => portAt(bridge.fdb, slot) === port.number && hasFlag(bridge.fdb, slot, LOCKED));
	}
	port.groupFwdMask = options.groupFwdMask ?? port.groupFwdMask;
	port.backupPort = options.backupPort ?? port.backupPort;
	if (options.multicastRouter !== undefined) setMulticastRouter(bridge, port, options.multicastRouter);
	refreshCarrier(world, bridge.id, out);
	return DONE;
}

function checkFlags(port: BridgePort, options: BridgePortOptions): ChangeResult | undefined {
	const mab = options.mab ?? port.mab;
	if (!mab || ((options.locked ?? port.locked) && (options.learning ?? port.learning))) return undefined;
	return refused('EINVAL', 'Bridge port must be locked and have learning enabled when MAB is enabled');
}

function checkMask({groupFwdMask}: BridgePortOptions): ChangeResult | undefined {
	return groupFwdMask !== undefined && (groupFwdMask & REFUSED_PORT_BITS) !== 0 ? refused('EINVAL') : undefined;
}

/** -1 takes the backup away. */
function checkBackup(world: World, bridge: Bridge, id: DeviceId, backup: DeviceId | undefined): ChangeResult | undefined {
	if (backup === undefined || backup === -1) return undefined;
	const {master} = deviceAt(world, backup);
	if (master === -1) return refused('ENOENT');
	return master !== bridge.id || backup === id ? refused('EINVAL') : undefined;
}

/** State, cost and priority: what the election looks at. */
function setSpanningTree(world: World, bridge: Bridge, port: BridgePort, options: BridgePortOptions, out: Sink): ChangeResult {
	const {cost, priority, state} = options;
	if (cost !== undefined && (cost < 1 || cost > MAX_PATH_COST)) return refused('ERANGE');
	if (priority !== undefined && (priority < 0 || priority > MAX_PORT_PRIORITY)) return refused('ERANGE');
	if (state !== undefined) {
		const result = setPortState(bridge, port, state, deviceAt(world, port.device).up, world.now, out);
		if (result.kind === 'refused') return result;
	}
	if (cost !== undefined) setPathCost(bridge, port, cost, world.now, out);
	if (priority !== undefined) setPortPriority(bridge, port, priority, world.now, out);
	return DONE;
}
