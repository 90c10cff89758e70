/** Forgetting what the MAC table has learned: at a command, with its port, with its setting (mac_learning_flush, ofproto-dpif.c bundle_flush_macs). */

import {flushMcastPort} from '../snooping/mcast-snooping.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';
import {NONE} from './linked-entries.js';
import {entriesOfPort, macOfEntry, vlanOfEntry} from './mac-entries.js';
import {lookUpMac, type MacLearning, removeMac} from './mac-learning.js';

/** `fdb/flush`: forgets what was learned; static entries stay. */
export function flushMacs(macs: MacLearning): void {
	const {entries} = macs;
	while (entries.ageing.first !== NONE) removeMac(macs, entries.ageing.first);
}

/**
 * Forgets the stations behind a port, static ones too (bundle_flush_macs). `everywhere`, when the port is deleted:
 * also on all other bridges, whatever port they are behind there, as they may have moved.
 */
export function flushPortMacs(switchd: Vswitchd, bridge: OvsBridge, port: string, everywhere: boolean): void {
	const {macs} = bridge;
	for (const entry of entriesOfPort(macs.entries, port)) {
		const mac = macOfEntry(macs.entries, entry);
		const vlan = vlanOfEntry(macs.entries, entry);
		removeMac(macs, entry);
		if (!everywhere) continue;
		for (const other of switchd.bridges) {
			if (other === bridge) continue;
			const same = lookUpMac(other, mac, vlan);
			if (same !== NONE) removeMac(other.macs, same);
		}
	}
}

/** What was learned of a port is forgotten: stations and groups (bundle_destroy, bundle_set). */
export function forgetPort(switchd: Vswitchd, bridge: OvsBridge, port: string, everywhere: boolean): void {
	flushPortMacs(switchd, bridge, port, everywhere);
	if (bridge.snooping) flushMcastPort(bridge.snooping, port);
}
