/*
 * The FDB of a VXLAN device: behind which address is this station?
 *
 * A bridge learns that a station is behind a port. Behind a VXLAN device there is not
 * one segment but many hosts, so it has a table of its own, MAC to IP, learned
 * from the outer source address of what comes in.
 *
 *  - *Default remotes.* A destination that is not in the table goes to the entry with
 *    the address 00:00:00:00:00:00, and so does every group address that has no entry.
 *    It may have many remotes, and each gets a copy: the sender replicates ("head-end
 *    replication"), because the underlay has no flood. `remote` at creation makes its
 *    first one, `bridge fdb append` the others.
 *  - *Hand-made entries do not move.* A frame whose source has a permanent or static
 *    entry with another remote is an impostor and is dropped.
 *  - *Age* counts from the last frame received, not sent, and is looked at every ten
 *    seconds at most, so an entry lives a little longer than its age. What an operator or a
 *    control plane put in never ages.
 *  - *Full* tables learn nothing more; the default remotes count as an entry.
 *
 * Rules: vxlan_snoop, vxlan_fdb_update, vxlan_cleanup, vxlan_flush (vxlan_core.c).
 *
 * Not modelled: next hop groups, VNI filters, the multicast database.
 */
import {isGroup, type Mac} from '../../mac.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import type {Sink} from '../../sink.js';
import type {VxlanDevice, VxlanEntry, VxlanRemote} from './vxlan-device.js';

/** The address of the entry with the default remotes. */
export const DEFAULT_ENTRY: Mac = 0;
/** Longest time between two looks for old entries (FDB_AGE_INTERVAL). */
const SWEEP_INTERVAL = 10_000_000_000;

/** The entry for `mac`, as a frame that is sent asks for it (vxlan_find_mac_tx). */
export function lookUpRemote(device: VxlanDevice, mac: Mac, now: number): VxlanEntry | undefined {
	const entry = device.fdb.get(mac);
	if (entry) entry.used = now;
	return entry;
}

/** Takes a new entry; false when the table is full (vxlan_fdb_create). */
export function createEntry(device: VxlanDevice, entry: VxlanEntry): boolean {
	if (device.limit > 0 && device.fdb.size >= device.limit) return false;
	device.fdb.set(entry.mac, entry);
	return true;
}

/** Learns from a frame with the source `mac` that came from `address`. 'bogus': drop the frame (vxlan_snoop). */
export function snoop(device: VxlanDevice, mac: Mac, address: Ipv4Address, now: number, out: Sink): 'learned' | 'bogus' {
	if (mac === 0 || isGroup(mac)) return 'bogus';
	const entry = device.fdb.get(mac);
	if (!entry) {
		const remotes = [{address, port: device.port, vni: device.vni, via: -1}];
		const made = createEntry(device, {mac, remotes, state: 'dynamic', byUser: false, externLearn: false, used: now, updated: now});
		if (out.tracing && made) out.note({kind: 'vxlan-learned', mac, remote: address});
		return 'learned';
	}
	const [remote] = entry.remotes as [VxlanRemote];
	entry.updated = now;
	if (remote.address === address && remote.via === -1) return 'learned';
	if (entry.state !== 'dynamic') return 'bogus';
	if (out.tracing) out.note({kind: 'vxlan-moved', mac, remote: address, origin: remote.address});
	remote.address = address;
	return 'learned';
}

/** The device came up: its collector begins to run (vxlan_open). */
export function startCollector(device: VxlanDevice, now: number, out: Sink): void {
	arm(device, now + SWEEP_INTERVAL, out);
}

/** Removes what is older than the device's age, if it is time to look (vxlan_cleanup). */
export function collectOldRemotes(device: VxlanDevice, now: number, out: Sink): void {
	if (!device.up || now < device.sweep) return;
	let next = now + SWEEP_INTERVAL;
	let count = 0;
	for (const entry of device.fdb.values()) {
		if (entry.state !== 'dynamic' || entry.externLearn) continue;
		const end = entry.updated + device.ageing;
		if (end <= now) {
			device.fdb.delete(entry.mac);
			count++;
		} else next = Math.min(next, end);
	}
	if (out.tracing && count > 0) out.note({kind: 'fdb-aged', count});
	arm(device, next, out);
}

/** The device went down: what it learned is forgotten, the default remotes are not (vxlan_stop). */
export function forgetLearned(device: VxlanDevice): void {
	for (const entry of device.fdb.values()) {
		if (entry.mac !== DEFAULT_ENTRY && entry.state === 'dynamic') device.fdb.delete(entry.mac);
	}
}

function arm(device: VxlanDevice, time: number, out: Sink): void {
	device.sweep = time;
	out.wake(device.id, time);
}
