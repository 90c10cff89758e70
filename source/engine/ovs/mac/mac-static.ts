/** Static entries of the MAC table: `fdb/add` and `fdb/del` (mac_learning_add_static_entry, mac_learning_del_static_entry). */
import type {Mac} from '../../mac.js';
import type {OvsBridge} from '../vswitchd.js';
import {NONE} from './linked-entries.js';
import {addEntry, expiryOf, findEntry, NEVER, portOfEntry, refreshEntry} from './mac-entries.js';
import {lookUpMac, type MacEntry, makeRoom, putOn, removeMac, viewOf} from './mac-learning.js';

/** `fdb/add`: the station is behind `port`, whatever its frames say. Returns the entry that this overrides, if any. */
export function addStaticMac(bridge: OvsBridge, port: string, vlan: number, mac: Mac, now: number): MacEntry | undefined {
	const {macs} = bridge;
	const {entries} = macs;
	const seen = lookUpMac(bridge, mac, vlan);
	const before = seen === NONE ? undefined : viewOf(macs, seen, now);
	const entry = findEntry(entries, mac, vlan);
	if (entry === NONE) {
		makeRoom(macs, now);
		macs.statistics.static++;
		putOn(macs, addEntry(entries, mac, vlan, NEVER), port);
	} else {
		if (expiryOf(entries, entry) !== NEVER) macs.statistics.static++;
		refreshEntry(entries, entry, NEVER);
		if (portOfEntry(entries, entry) !== port) putOn(macs, entry, port);
	}
	return before && (before.port !== port || !before.static) ? before : undefined;
}

/** `fdb/del`; false when there is no static entry. */
export function deleteStaticMac(bridge: OvsBridge, vlan: number, mac: Mac): boolean {
	const {macs} = bridge;
	const entry = lookUpMac(bridge, mac, vlan);
	if (entry === NONE || expiryOf(macs.entries, entry) !== NEVER) return false;
	removeMac(macs, entry);
	macs.statistics.static--;
	return true;
}
