/*
 * `bridge fdb flush`: many entries at once
 *
 * Every condition is a flag that an entry must have or must not have; all of them,
 * the port and the VLAN must fit. Nothing is spared: without a condition the local
 * entries go as well, and then the bridge no longer knows its own addresses.
 *
 * A permanent entry is local and static. So "not static" leaves what ages and what a
 * control plane added, and "static" alone would take the permanent ones along; that is
 * why the tool asks for two flags where the user says one word. Extern_learn on br0
 * itself is local without being static.
 *
 * `self` means the bridge itself; `master` the bridge of a port, and then only
 * that port's entries, unless another port is named.
 *
 * Rules: rtnl_fdb_del (rtnetlink.c), br_fdb_delete_bulk, __fdb_flush_matches (br_fdb.c).
 *
 * Not modelled: entries that switch hardware forwards; none is offloaded here.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {BridgeChange, FdbFlags} from '../devices/bridge/bridge-change.js';
import type {Bridge} from '../devices/bridge/bridge-device.js';
import {portOf} from '../devices/bridge/ports.js';
import {MAX_VID} from '../devices/bridge/vlan.js';
import {BY_USER, EXTERN_LEARN, flagsAt, LOCAL, portAt, removeEntries, STATIC, STICKY} from '../fdb.js';
import {vidAt} from '../mac-table.js';
import type {DeviceId} from '../netdev.js';
import {deviceAt, deviceOfKind, type World} from '../world.js';

type FdbFlush = Extract<BridgeChange, {kind: 'fdb-flush'}>;

/** Bits of the conditions that an entry can fulfil; nothing is ever offloaded. */
const BITS: Readonly<Record<Exclude<keyof FdbFlags, 'offloaded'>, number>> = {
	local: LOCAL,
	static: STATIC,
	byUser: BY_USER,
	externLearn: EXTERN_LEARN,
	sticky: STICKY,
};

/**
 * Deletes whatever fits. EOPNOTSUPP: `self` on what is no bridge, `master` on what is
 * no port. EINVAL: `port` is none of this bridge's. ERANGE: no VID.
 */
export function flushFdb(world: World, {device, target, port, vid, flags = {}}: FdbFlush): ChangeResult {
	const bridge = deviceOfKind(world, target === 'self' ? device : deviceAt(world, device).master, 'bridge');
	if (!bridge) return refused('EOPNOTSUPP');
	if (vid !== undefined && (vid < 1 || vid > MAX_VID)) return refused('ERANGE', 'integer out of range');
	const refusal = port === undefined ? undefined : check(world, bridge, port);
	if (refusal) return refusal;
	const only = port ?? (target === 'master' ? device : undefined);
	const number = only === undefined ? undefined : (portOf(bridge, only)?.number ?? 0);
	if (flags.offloaded === true) return DONE;
	const {mask, wanted} = conditionOf(flags);
	const {fdb} = bridge;
	removeEntries(fdb, (slot) => {
		if (number !== undefined && portAt(fdb, slot) !== number) return false;
		if (vid !== undefined && vidAt(fdb.table, slot) !== vid) return false;
		return (flagsAt(fdb, slot) & mask) === wanted;
	});
	return DONE;
}

/** __fdb_flush_validate_ifindex */
function check(world: World, bridge: Bridge, id: DeviceId): ChangeResult | undefined {
	const device = deviceAt(world, id);
	if (device.kind === 'bridge') {
		return id === bridge.id ? undefined : refused('EINVAL', 'bridge: Flush bridge device does not match target bridge device');
	}
	if (device.master === -1) return refused('EINVAL', 'bridge: Flush device is not a bridge or bridge port');
	return device.master === bridge.id ? undefined : refused('EINVAL', 'bridge: Port belongs to a different bridge device');
}

function conditionOf(flags: FdbFlags): {mask: number; wanted: number} {
	let mask = 0;
	let wanted = 0;
	for (const [flag, bit] of Object.entries(BITS)) {
		const said = flags[flag as keyof typeof BITS];
		if (said !== undefined) mask |= bit;
		if (said === true) wanted |= bit;
	}
	return {mask, wanted};
}
