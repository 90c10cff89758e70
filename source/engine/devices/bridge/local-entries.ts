/*
 * Local entries: the addresses that are the bridge's own
 *
 * The MAC of every port and of br0 is in the FDB as a local entry, so that a frame
 * for it goes up to the host. Several ports may have one MAC: the first keeps the
 * entry, and when that port goes, the next one with the same MAC inherits it, or
 * br0 itself. An entry that a user added is not the port's own and is left alone.
 *
 * With VLAN filtering there is an entry in VID 0 and one in each VLAN of the port.
 *
 * Rules: fdb_add_local, fdb_delete_local, br_fdb_changeaddr,
 * br_fdb_change_mac_address (br_fdb.c), __vlan_add (br_vlan.c).
 *
 * Not modelled: the per-VLAN entries that a kernel built with VLAN filtering keeps
 * even while filtering is off, when nothing looks at them; they appear when it is
 * turned on.
 */
import {addLocal, BY_USER, findEntry, flagsAt, hasFlag, LOCAL, portAt, removeEntry, rewriteEntry} from '../../fdb.js';
import type {Mac} from '../../mac.js';
import {macAt, slotsOf, vidAt} from '../../mac-table.js';
import type {Bridge, BridgePort, VlanGroup} from './bridge-device.js';
import {vidsOf} from './vlan.js';

/** A new port's own address, in VID 0 and its VLANs. */
export function addPortEntries(bridge: Bridge, port: BridgePort, now: number): void {
	for (const vid of localVids(bridge, port.vlans)) addLocal(bridge.fdb, port.mac, vid, port.number, now);
}

/** The port's device has a new address: `port.mac` is already the new one (br_fdb_changeaddr). */
export function changePortEntries(bridge: Bridge, port: BridgePort, now: number): void {
	forEachOwn(bridge, port.number, (mac, vid) => removeOwn(bridge, port.number, mac, vid));
	addPortEntries(bridge, port, now);
}

/** br0 takes the address `mac`; call it while `bridge.mac` is still the old one (br_fdb_change_mac_address). */
export function changeBridgeEntries(bridge: Bridge, mac: Mac, now: number): void {
	for (const vid of localVids(bridge, bridge.vlans)) {
		removeOwn(bridge, 0, bridge.mac, vid);
		addLocal(bridge.fdb, mac, vid, 0, now);
	}
}

/** The own address of a port, or (number 0) of br0, is no longer needed in `vid` (br_fdb_find_delete_local). */
export function removeOwn(bridge: Bridge, number: number, mac: Mac, vid: number): void {
	const slot = findEntry(bridge.fdb, mac, vid);
	if (slot === -1 || portAt(bridge.fdb, slot) !== number || !hasFlag(bridge.fdb, slot, LOCAL) || hasFlag(bridge.fdb, slot, BY_USER)) return;
	passOn(bridge, number, mac, vid);
}

/** All entries of a port that leaves go, but its local ones may find an heir (br_fdb_delete_by_port with do_all). */
export function removePortEntries(bridge: Bridge, number: number): void {
	const {fdb} = bridge;
	const held = slotsOf(fdb.table).filter((slot) => portAt(fdb, slot) === number);
	for (const [mac, vid] of held.map((slot) => [macAt(fdb.table, slot), vidAt(fdb.table, slot)] as const)) {
		const slot = findEntry(fdb, mac, vid);
		if (hasFlag(fdb, slot, LOCAL)) passOn(bridge, number, mac, vid);
		else removeEntry(fdb, slot);
	}
}

/** The entry of `number` goes to another port with the same MAC, to br0, or away (fdb_delete_local). */
function passOn(bridge: Bridge, number: number, mac: Mac, vid: number): void {
	const slot = findEntry(bridge.fdb, mac, vid);
	const newestFirst = bridge.ports.toReversed();
	const heir = newestFirst.find((port) => port.number !== number && port.mac === mac && (vid === 0 || port.vlans.members.has(vid)));
	if (heir) rewriteEntry(bridge.fdb, slot, heir.number, flagsAt(bridge.fdb, slot) & ~BY_USER);
	else if (number !== 0 && bridge.mac === mac && (vid === 0 || bridge.vlans.members.has(vid)))
		rewriteEntry(bridge.fdb, slot, 0, flagsAt(bridge.fdb, slot) & ~BY_USER);
	else removeEntry(bridge.fdb, slot);
}

function forEachOwn(bridge: Bridge, number: number, visit: (mac: Mac, vid: number) => void): void {
	const {fdb} = bridge;
	const own = slotsOf(fdb.table).filter(
		(slot) => portAt(fdb, slot) === number && hasFlag(fdb, slot, LOCAL) && !hasFlag(fdb, slot, BY_USER),
	);
	for (const [mac, vid] of own.map((slot) => [macAt(fdb.table, slot), vidAt(fdb.table, slot)] as const)) visit(mac, vid);
}

function localVids(bridge: Bridge, group: VlanGroup): number[] {
	return bridge.vlanFiltering ? [0, ...vidsOf(group)] : [0];
}
