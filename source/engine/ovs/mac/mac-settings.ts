/** Settings of the MAC table (ofproto-dpif.c, set_flood_vlans, set_mac_table_config; defaults of bridge.c). */

import type {OvsBridge} from '../vswitchd.js';
import {shiftExpiry} from './mac-entries.js';
import {flushMacs} from './mac-flush.js';
import {DEFAULT_MAC_AGEING, DEFAULT_MAC_TABLE_SIZE, type MacLearning} from './mac-learning.js';

/** `flood-vlans`: VLANs in which nothing is learned. A change forgets what was learned. */
export function setFloodVlans(bridge: OvsBridge, vlans: Uint32Array | undefined): void {
	const before = bridge.floodVlans;
	const isSame = before && vlans ? before.every((word, at) => word === vlans[at]) : before === vlans;
	if (isSame) return;
	bridge.floodVlans = vlans;
	flushMacs(bridge.macs);
}

/** `mac-aging-time` in seconds, 0 for the default; what is in the table gets older or younger with it. */
export function setMacAgeing(macs: MacLearning, seconds: number): void {
	const ageing = Math.min(Math.max(seconds || DEFAULT_MAC_AGEING, 15), 3600);
	shiftExpiry(macs.entries, ageing - macs.ageing);
	macs.ageing = ageing;
}

/** `mac-table-size`, 0 for the default. Too many entries go with the next `expireMacs`. */
export function setMacTableSize(macs: MacLearning, size: number): void {
	macs.maxEntries = Math.min(Math.max(size || DEFAULT_MAC_TABLE_SIZE, 10), 1_000_000);
}

/** `fdb/stats-clear`. */
export function clearMacStatistics({statistics}: MacLearning): void {
	Object.assign(statistics, {learned: 0, expired: 0, evicted: 0, moved: 0});
}
