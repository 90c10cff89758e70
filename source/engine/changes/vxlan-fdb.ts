/**
 * Entries of the FDB of a VXLAN device by hand: `bridge fdb add … dev vx0 dst ADDRESS`.
 *
 * Only the entry of the default remotes and entries for groups take several remotes, by `append`; only
 * unicast ones have theirs replaced. Deleting one remote of several that is not there is no error.
 *
 * Rules: vxlan_fdb_add, vxlan_fdb_update, vxlan_fdb_delete, vxlan_fdb_delete_bulk (vxlan_core.c).
 */
import {type ChangeResult, DONE, refused} from '../change.js';
import type {BridgeChange, FdbFlags, FdbRemote} from '../devices/bridge/bridge-change.js';
import type {VxlanDevice, VxlanEntry, VxlanRemote} from '../devices/vxlan/vxlan-device.js';
import {createEntry, DEFAULT_ENTRY} from '../devices/vxlan/vxlan-fdb.js';
import {isGroup, type Mac} from '../mac.js';
import type {World} from '../world.js';

type FdbAdd = Extract<BridgeChange, {kind: 'fdb-add'}>;
type FdbFlush = Extract<BridgeChange, {kind: 'fdb-flush'}>;
type FdbDelete = Extract<BridgeChange, {kind: 'fdb-del'}>;

/** EINVAL: no address. EEXIST, EOPNOTSUPP, ENOSPC: full. */
export function addVxlanEntry(world: World, device: VxlanDevice, change: FdbAdd): ChangeResult {
	const {mac, verb, type} = change;
	if (change.remote?.address === undefined) return refused('EINVAL');
	const remote = remoteOf(device, change.remote);
	const entry = device.fdb.get(mac);
	if (!entry) {
		if (verb === 'replace' && takesMany(mac)) return refused('EOPNOTSUPP');
		const made: VxlanEntry = {
			mac,
			remotes: [remote],
			state: type,
			byUser: true,
			externLearn: change.externLearn ?? false,
			used: world.now,
			updated: world.now,
		};
		return createEntry(device, made) ? DONE : refused('ENOSPC');
	}
	if (verb === 'add') return refused('EEXIST');
	return updateEntry(entry, change, remote, world.now);
}

function updateEntry(entry: VxlanEntry, change: FdbAdd, remote: VxlanRemote, now: number): ChangeResult {
	const externLearn = change.externLearn ?? false;
	// A control plane does not take over what the user put in.
	if (!externLearn || !entry.byUser) {
		if (entry.state !== change.type || entry.externLearn !== externLearn || !entry.byUser) entry.updated = now;
		Object.assign(entry, {state: change.type, externLearn, byUser: true});
	}
	if (change.verb === 'replace' && takesMany(entry.mac)) return refused('EOPNOTSUPP', 'Cannot replace non-unicast fdb entries');
	const isKnown = find(entry, remote) !== -1;
	if (change.verb === 'replace' && !isKnown) Object.assign(entry.remotes[0] as VxlanRemote, remote);
	if (change.verb === 'append' && takesMany(entry.mac) && !isKnown) entry.remotes.push(remote);
	return DONE;
}

/** Without an address the whole entry goes. ENOENT: there is none. */
export function deleteVxlanEntry(device: VxlanDevice, {mac, remote}: FdbDelete): ChangeResult {
	const entry = device.fdb.get(mac);
	if (!entry) return refused('ENOENT');
	if (!remote?.address) {
		device.fdb.delete(mac);
		return DONE;
	}
	const at = find(entry, remoteOf(device, remote));
	if (at === -1) return DONE;
	if (entry.remotes.length > 1) entry.remotes.splice(at, 1);
	else device.fdb.delete(mac);
	return DONE;
}

/** Conditions on what the table does not keep are refused; the default remotes go too. */
export function flushVxlan(device: VxlanDevice, {flags = {}, vid, port}: FdbFlush): ChangeResult {
	if (vid !== undefined || port !== undefined) return refused('EINVAL', 'Unsupported attribute');
	if (flags.byUser !== undefined || flags.sticky !== undefined) return refused('EINVAL', 'Unsupported fdb flush ndm flag bits set');
	for (const entry of device.fdb.values()) if (meets(entry, flags)) device.fdb.delete(entry.mac);
	return DONE;
}

function meets({state, externLearn, byUser}: VxlanEntry, flags: FdbFlags): boolean {
	const isLocal = state === 'permanent';
	// The default remote given at creation is permanent, but not static (it lacks NUD_NOARP).
	const isStatic = state !== 'dynamic' && byUser;
	return (
		(flags.local === undefined || flags.local === isLocal) &&
		(flags.static === undefined || flags.static === isStatic) &&
		(flags.externLearn === undefined || flags.externLearn === externLearn) &&
		flags.offloaded !== true
	);
}

function remoteOf(device: VxlanDevice, {address, port, vni, via}: FdbRemote): VxlanRemote {
	return {address: address ?? 0, port: port ?? device.port, vni: vni ?? device.vni, via: via ?? -1};
}

function find(entry: VxlanEntry, {address, port, vni, via}: VxlanRemote): number {
	return entry.remotes.findIndex(
		(remote) => remote.address === address && remote.port === port && remote.vni === vni && remote.via === via,
	);
}

function takesMany(mac: Mac): boolean {
	return mac === DEFAULT_ENTRY || isGroup(mac);
}
