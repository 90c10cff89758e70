/*
 * The VLAN sets of a bridge: adding, deleting, the default PVID, filtering on and off
 *
 * A VID that joins the set of a port brings the port's own MAC into that VLAN as a
 * local entry; one that leaves takes it along, with whatever was learned there.
 *
 * New ports get `vlan_default_pvid`. Changing it moves every port that still has the
 * old one as its untagged PVID, and leaves those alone that somebody configured.
 *
 * Turning filtering on puts the local entries, and what was added by hand for all
 * VLANs, into each VLAN; what was learned in VID 0 is no longer found and ages.
 *
 * Rules: __vlan_add, nbp_vlan_delete, br_vlan_delete, br_vlan_filter_toggle,
 * __br_vlan_set_default_pvid (br_vlan.c).
 *
 * Not modelled: VLAN filters of the NICs (vlan_vid_add). The kernel's sysfs file, not
 * its netlink interface, refuses a new default PVID while filtering is on; here as
 * with netlink.
 */
import {addLocal, BY_USER, createEntry, findEntry, flagsAt, flushPort, hasFlag, LOCAL, portAt, removeEntries} from '../../fdb.js';
import {macAt, slotsOf, vidAt} from '../../mac-table.js';
import type {Bridge, BridgePort, VlanGroup} from './bridge-device.js';
import {addPortEntries, changeBridgeEntries, removeOwn} from './local-entries.js';
import {portNumbered} from './ports.js';
import {joinVlan, leaveVlan, vidsOf} from './vlan.js';

/** A port, or br0 itself, which is number 0. */
interface Member {
	number: number;
	mac: number;
	vlans: VlanGroup;
}

/** Puts `vid` into the set of `port`, or (`undefined`) of br0 itself. */
export function addVlan(bridge: Bridge, port: BridgePort | undefined, vid: number, pvid: boolean, untagged: boolean, now: number): void {
	const member = memberOf(bridge, port);
	const isNew = !member.vlans.members.has(vid);
	joinVlan(member.vlans, vid, pvid, untagged);
	if (isNew && bridge.vlanFiltering) addLocal(bridge.fdb, member.mac, vid, member.number, now);
}

/** Takes `vid` out of the set, with the local entry and what was learned; false when it was not there. */
export function deleteVlan(bridge: Bridge, port: BridgePort | undefined, vid: number): boolean {
	const member = memberOf(bridge, port);
	if (!member.vlans.members.has(vid)) return false;
	removeOwn(bridge, member.number, member.mac, vid);
	flushPort(bridge.fdb, member.number, vid);
	return leaveVlan(member.vlans, vid);
}

/** Another VID for untagged frames; 0 is none. Ports that were configured otherwise stay as they are. */
export function setDefaultPvid(bridge: Bridge, pvid: number, now: number): void {
	const old = bridge.vlanDefaultPvid;
	for (const port of [undefined, ...bridge.ports]) {
		const {vlans} = memberOf(bridge, port);
		const isDefault = old !== 0 && vlans.pvid === old && vlans.members.get(old)?.untagged === true;
		if (pvid === 0) {
			if (isDefault) deleteVlan(bridge, port, old);
		} else if ((old === 0 || isDefault) && !vlans.members.has(pvid)) {
			addVlan(bridge, port, pvid, true, true, now);
			deleteVlan(bridge, port, old);
		}
	}
	bridge.vlanDefaultPvid = pvid;
}

/** Filtering on or off (br_vlan_filter_toggle). */
export function setVlanFiltering(bridge: Bridge, on: boolean, now: number): void {
	if (bridge.vlanFiltering === on) return;
	bridge.vlanFiltering = on;
	if (on) {
		for (const port of bridge.ports) addPortEntries(bridge, port, now);
		changeBridgeEntries(bridge, bridge.mac, now);
		spreadUserEntries(bridge, now);
	} else {
		const {fdb} = bridge;
		removeEntries(fdb, (slot) => vidAt(fdb.table, slot) !== 0 && hasFlag(fdb, slot, LOCAL) && !hasFlag(fdb, slot, BY_USER));
	}
}

/** What was added by hand without a VLAN is meant for all VLANs of its port (br_fdb_add). */
function spreadUserEntries(bridge: Bridge, now: number): void {
	const {fdb} = bridge;
	const entries = slotsOf(fdb.table)
		.filter((slot) => vidAt(fdb.table, slot) === 0 && hasFlag(fdb, slot, BY_USER))
		.map((slot) => ({mac: macAt(fdb.table, slot), number: portAt(fdb, slot), flags: flagsAt(fdb, slot)}));
	for (const {mac, number, flags} of entries) {
		for (const vid of vidsOf(memberOf(bridge, portNumbered(bridge, number)).vlans)) {
			if (findEntry(fdb, mac, vid) === -1) createEntry(fdb, mac, vid, number, flags, now, 0);
		}
	}
}

function memberOf(bridge: Bridge, port: BridgePort | undefined): Member {
	return port ?? {number: 0, mac: bridge.mac, vlans: bridge.vlans};
}
