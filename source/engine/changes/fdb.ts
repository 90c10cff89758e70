/*
 * Entries of the FDB by hand: `bridge fdb add`, `replace`, `append`, `del`
 *
 * `master` edits the FDB of the bridge that the device is a port of, `self` the
 * device's own filter (which addresses a NIC accepts), and that is the default when
 * neither is said: traffic still floods. `self` on a bridge edits its FDB too, for
 * addresses of br0 itself, which are always permanent.
 *
 * An entry without a kind is `permanent`, which is local: frames for it go up to the
 * host. A group address may have an entry; nothing looks it up. With VLAN filtering,
 * no VID means VID 0 and every VLAN of the port. `self` on a VXLAN device edits its own FDB (`vxlan-fdb.ts`).
 *
 * Rules: rtnl_fdb_add, ndo_dflt_fdb_add, ndo_dflt_fdb_del (rtnetlink.c), br_fdb_add,
 * fdb_add_entry, br_fdb_external_learn_add, br_fdb_delete.
 *
 * Not modelled: `use`, activity notification.
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {BridgeChange} from '../devices/bridge/bridge-change.js';
import type {Bridge, BridgePort} from '../devices/bridge/bridge-device.js';
import {wakeCollector} from '../devices/bridge/collector.js';
import {holdTime, portOf} from '../devices/bridge/ports.js';
import {vidsOf} from '../devices/bridge/vlan.js';
import type {VxlanDevice} from '../devices/vxlan/vxlan-device.js';
import {
	BY_USER,
	createEntry,
	EXTERN_LEARN,
	entryAt,
	findEntry,
	flagsAt,
	hasFlag,
	LOCAL,
	LOCKED,
	portAt,
	refresh,
	removeEntry,
	rewriteEntry,
	STATIC,
	STICKY,
	touch,
} from '../fdb.js';
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, type World} from '../world.js';
import {flushFdb} from './fdb-flush.js';
import {addToFilter, deleteFromFilter} from './unicast-filter.js';
import {addVxlanEntry, deleteVxlanEntry, flushVxlan} from './vxlan-fdb.js';

type FdbAdd = Extract<BridgeChange, {kind: 'fdb-add'}>;
type FdbDelete = Extract<BridgeChange, {kind: 'fdb-del'}>;

/** Where an entry goes: the bridge, and the port or (`undefined`) br0 itself. */
interface Target {
	bridge: Bridge;
	port: BridgePort | undefined;
}

/** Applies a change to an FDB, or to the filter of a device. */
export function applyFdbChange(
	world: World,
	change: FdbAdd | FdbDelete | Extract<BridgeChange, {kind: 'fdb-flush'}>,
	out: Sink,
): ChangeResult {
	const vxlan = change.target === 'self' ? deviceOfKind(world, change.device, 'vxlan') : undefined;
	if (vxlan) return applyToVxlan(world, vxlan, change);
	switch (change.kind) {
		case 'fdb-add': {
			const target = targetOf(world, change.device, change.target);
			if (target) return addToFdb(world, target, change, out);
			return change.target === 'self' ? addToFilter(deviceAt(world, change.device), change) : refused('EOPNOTSUPP');
		}
		case 'fdb-del': {
			const target = targetOf(world, change.device, change.target);
			if (target) return deleteFromFdb(target, change);
			return change.target === 'self' ? deleteFromFilter(deviceAt(world, change.device), change.mac) : refused('EOPNOTSUPP');
		}
		case 'fdb-flush':
			return flushFdb(world, change);
		default:
			return change satisfies never;
	}
}

function applyToVxlan(
	world: World,
	device: VxlanDevice,
	change: FdbAdd | FdbDelete | Extract<BridgeChange, {kind: 'fdb-flush'}>,
): ChangeResult {
	switch (change.kind) {
		case 'fdb-add':
			return addVxlanEntry(world, device, change);
		case 'fdb-del':
			return deleteVxlanEntry(device, change);
		case 'fdb-flush':
			return flushVxlan(device, change);
		default:
			return change satisfies never;
	}
}

/** `undefined` when the change is not about an FDB. */
function targetOf(world: World, id: DeviceId, target: 'self' | 'master'): Target | undefined {
	if (target === 'self') {
		const itself = deviceOfKind(world, id, 'bridge');
		return itself && {bridge: itself, port: undefined};
	}
	const bridge = deviceOfKind(world, deviceAt(world, id).master, 'bridge');
	const port = bridge && portOf(bridge, id);
	return port && {bridge, port};
}

/** EINVAL, EPERM, EEXIST; all VLANs are checked before the first entry is made. */
function addToFdb(world: World, target: Target, change: FdbAdd, out: Sink): ChangeResult {
	const refusal = check(target, change);
	if (refusal) return refusal;
	const {bridge} = target;
	const vids = vidsFor(target, change.vid);
	if (change.verb === 'add' && !change.externLearn && vids.some((vid) => findEntry(bridge.fdb, change.mac, vid) !== -1))
		return refused('EEXIST');
	for (const vid of vids) {
		if (change.externLearn) addExternal(target, change.mac, vid, world.now);
		else addEntry(target, change, vid, world.now);
	}
	wakeCollector(bridge, world.now, out);
	return DONE;
}

function check({bridge, port}: Target, change: FdbAdd): ChangeResult | undefined {
	const {mac, vid, type, sticky, externLearn} = change;
	if (mac === 0) return refused('EINVAL');
	if (vid !== undefined && (vid < 1 || vid > 4094)) return refused('EINVAL', 'invalid vlan id');
	if (vid !== undefined && !(port ?? bridge).vlans.members.has(vid)) return refused('EINVAL');
	if (!port && type !== 'permanent') {
		return externLearn ? refused('EINVAL', 'bridge: FDB entry towards bridge must be permanent') : refused('EINVAL');
	}
	if (externLearn) return undefined;
	if (port && type === 'dynamic' && port.state !== 'learning' && port.state !== 'forwarding') return refused('EPERM');
	return sticky && type === 'permanent' ? refused('EINVAL') : undefined;
}

/** Creates an entry, or gives an existing one the port and kind asked for (fdb_add_entry). */
function addEntry({bridge, port}: Target, change: FdbAdd, vid: number, now: number): void {
	const {fdb} = bridge;
	const number = port?.number ?? 0;
	const kind = {permanent: LOCAL | STATIC, static: STATIC, dynamic: 0}[change.type] | (change.sticky ? STICKY : 0);
	const slot = findEntry(fdb, change.mac, vid);
	if (slot === -1) {
		createEntry(fdb, change.mac, vid, number, kind | BY_USER, now, 0);
		return;
	}
	const before = entryAt(fdb, slot, holdTime(bridge), now);
	rewriteEntry(fdb, slot, number, kind | BY_USER | (flagsAt(fdb, slot) & EXTERN_LEARN));
	touch(fdb, slot, now);
	const changed = before.port !== number || before.state !== change.type || before.sticky !== (change.sticky ?? false) || before.locked;
	if (changed) refresh(fdb, slot, now);
}

/** br_fdb_external_learn_add: the kind asked for does not matter, and doing it twice is no error. */
function addExternal({bridge, port}: Target, mac: Mac, vid: number, now: number): void {
	const {fdb} = bridge;
	const number = port?.number ?? 0;
	const flags = EXTERN_LEARN | BY_USER | (port ? 0 : LOCAL);
	const slot = findEntry(fdb, mac, vid);
	if (slot === -1) {
		createEntry(fdb, mac, vid, number, flags, now, 0);
		return;
	}
	if (hasFlag(fdb, slot, EXTERN_LEARN)) touch(fdb, slot, now);
	rewriteEntry(fdb, slot, number, (flagsAt(fdb, slot) & ~LOCKED) | flags);
	refresh(fdb, slot, now);
}

/** ENOENT: no such entry on this port. Local entries can be deleted like any other. */
function deleteFromFdb(target: Target, {mac, vid}: FdbDelete): ChangeResult {
	const {fdb} = target.bridge;
	const number = target.port?.number ?? 0;
	let deleted = false;
	for (const each of vidsFor(target, vid)) {
		const slot = findEntry(fdb, mac, each);
		if (slot === -1 || portAt(fdb, slot) !== number) continue;
		removeEntry(fdb, slot);
		deleted = true;
	}
	return deleted ? DONE : refused('ENOENT');
}

function vidsFor({bridge, port}: Target, vid: number | undefined): number[] {
	if (vid !== undefined) return [vid];
	return bridge.vlanFiltering ? [0, ...vidsOf((port ?? bridge).vlans)] : [0];
}
