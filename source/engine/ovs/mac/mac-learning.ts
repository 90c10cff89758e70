/*
 * The MAC table of a bridge (lib/mac-learning.[ch], ofproto-dpif.c bundle_flush_macs)
 *
 * Which station is behind which port, separately for each VLAN: the same address
 * in two VLANs is two stations. A frame teaches its source. Group addresses teach nothing,
 * nor does anything in a flood VLAN.
 *
 * Age
 * ---
 * Whole seconds. An entry that was not used for 300 s (`mac-aging-time`, 15 to
 * 3600) goes. Only frames *from* a station use its entry; a second frame in the same
 * second changes nothing, not even the order.
 *
 * Fairness
 * --------
 * The table is limited (`mac-table-size`, 8192). A guest that invents sources
 * must not push out everybody else, so the victim is the oldest entry of the port that has most
 * of them: who fills the table pays.
 *
 * Static entries
 * --------------
 * `fdb/add` makes an entry that neither ages nor moves nor is flushed; only
 * `fdb/del`, the end of its port or a full table ends it. Open vSwitch counts them up and down
 * only in those two commands, so the number that `fdb/stats-show` prints may be too high.
 *
 * Gratuitous ARP
 * --------------
 * A guest that has just moved here says so with a broadcast ARP of its own. On a
 * bond the switch at the other end may send that broadcast back by another member, and
 * it would look as if the guest had moved away again. So an announcement by an ordinary port locks the
 * entry for 5 s against announcements that come by a bond.
 *
 * Not modelled: VLANs over 4095 in `fdb/add`, and the random secret of the hash, which
 * nobody can see.
 */
import {isGroup, type Mac} from '../../mac.js';
import {holds} from '../normal/port-vlan.js';
import type {Credit} from '../translate/translation.js';
import type {OvsBridge} from '../vswitchd.js';
import {NONE} from './linked-entries.js';
import {
	addEntry,
	createMacEntries,
	entriesInOrder,
	expiryOf,
	fairestVictim,
	findEntry,
	lockOf,
	type MacEntries,
	macOfEntry,
	NEVER,
	portOfEntry,
	refreshEntry,
	removeEntry,
	setEntryPort,
	setLock,
	vlanOfEntry,
} from './mac-entries.js';

const SECOND = 1_000_000_000;
/** Seconds. */
export const DEFAULT_MAC_AGEING = 300;
export const DEFAULT_MAC_TABLE_SIZE = 8192;
/** Seconds for which an announcement locks an entry (MAC_GRAT_ARP_LOCK_TIME). */
const LOCK = 5;

export interface MacLearning {
	/** Counts changes that matter to cached flows: an entry came, moved or went. */
	version: number;
	/** Seconds. */
	ageing: number;
	maxEntries: number;
	/** The latest second that the table has seen. What is credited late is not older than what was credited before. */
	latest: number;
	entries: MacEntries;
	/** `fdb/stats-show`; `staticNotMoved` is the coverage counter mac_learning_static_none_move. */
	statistics: {static: number; learned: number; expired: number; evicted: number; moved: number; staticNotMoved: number};
}

/** One entry, as `fdb/show` prints it. */
export interface MacEntry {
	port: string;
	vlan: number;
	mac: Mac;
	/** World time at which it was last refreshed, ns. */
	updated: number;
	/** Whole seconds since then; 0 for a static one. */
	age: number;
	static: boolean;
}

/** What a frame taught. */
export type Learned =
	/** New here; `evicted` had to make room. */
	| {kind: 'learned'; evicted: MacEntry | undefined}
	| {kind: 'moved'; from: string}
	/** Known here: its age starts again. */
	| {kind: 'refreshed'}
	/** The port has gone since the frame came in. */
	| {kind: 'no-such-port'}
	| {kind: 'not-learned'; why: 'group' | 'flood-vlan' | 'static' | 'grat-arp-lock'};

export function createMacLearning(): MacLearning {
	return {
		version: 0,
		ageing: DEFAULT_MAC_AGEING,
		maxEntries: DEFAULT_MAC_TABLE_SIZE,
		latest: 0,
		entries: createMacEntries(),
		statistics: {static: 0, learned: 0, expired: 0, evicted: 0, moved: 0, staticNotMoved: 0},
	};
}

/** The source of a frame was seen: learns, moves or refreshes it (mac_learning_update). `now` is world time, ns, of the frame or of the moment it is credited. */
export function learnFrom(bridge: OvsBridge, credit: Extract<Credit, {kind: 'learn'}>, now: number): Learned {
	const {port, vlan, mac, gratuitousArp} = credit;
	const owner = bridge.ports.find(({name}) => name === port);
	if (!owner) return {kind: 'no-such-port'};
	if (!learnsIn(bridge, vlan)) return {kind: 'not-learned', why: 'flood-vlan'};
	if (isGroup(mac)) return {kind: 'not-learned', why: 'group'};
	const {macs} = bridge;
	const {entries, statistics} = macs;
	const seconds = Math.max(secondsOf(now), macs.latest);
	macs.latest = seconds;
	const fromBond = owner.bond !== undefined;
	const entry = findEntry(entries, mac, vlan);
	if (entry === NONE) {
		const evicted = makeRoom(macs, now);
		const made = addEntry(entries, mac, vlan, seconds + macs.ageing);
		statistics.learned++;
		if (gratuitousArp && !fromBond) setLock(entries, made, seconds + LOCK);
		putOn(macs, made, port);
		return {kind: 'learned', evicted};
	}
	const from = portOfEntry(entries, entry);
	if (expiryOf(entries, entry) === NEVER) {
		if (from !== port) statistics.staticNotMoved++;
		return {kind: 'not-learned', why: 'static'};
	}
	const isLocked = gratuitousArp && fromBond && seconds < lockOf(entries, entry);
	const isOfThisSecond = expiryOf(entries, entry) - macs.ageing >= seconds;
	if (isLocked && isOfThisSecond) return {kind: 'not-learned', why: 'grat-arp-lock'};
	const locks = gratuitousArp && !fromBond;
	if (!isOfThisSecond || locks || from !== port) refreshEntry(entries, entry, seconds + macs.ageing);
	if (locks) setLock(entries, entry, seconds + LOCK);
	if (isLocked) return {kind: 'not-learned', why: 'grat-arp-lock'};
	if (from === port) return {kind: 'refreshed'};
	statistics.moved++;
	putOn(macs, entry, port);
	return {kind: 'moved', from};
}

/** Name of the port behind which the station is; `undefined` when nobody knows, and always for group addresses and in flood VLANs (mac_learning_lookup). */
export function portOfMac(bridge: OvsBridge, mac: Mac, vlan: number): string | undefined {
	const entry = lookUpMac(bridge, mac, vlan);
	return entry === NONE ? undefined : portOfEntry(bridge.macs.entries, entry);
}

/** Is the entry of a known station locked against announcements by a bond (mac_entry_is_grat_arp_locked)? */
export function isLockedMac(bridge: OvsBridge, mac: Mac, vlan: number, now: number): boolean {
	const entry = lookUpMac(bridge, mac, vlan);
	return entry !== NONE && secondsOf(now) < lockOf(bridge.macs.entries, entry);
}

/** All entries, least recently used first, as `fdb/show` prints them. */
export function listMacs(macs: MacLearning, now: number): MacEntry[] {
	return entriesInOrder(macs.entries).map((entry) => viewOf(macs, entry, now));
}

/** Entries in the table. */
export function countMacs(macs: MacLearning): number {
	return macs.entries.index.size;
}

/** World time, ns, at which `expireMacs` has something to do; Infinity when nothing ages, -Infinity for at once. */
export function nextMacExpiry(macs: MacLearning): number {
	const {entries, maxEntries} = macs;
	const oldest = entries.ageing.first;
	if (oldest === NONE) return Number.POSITIVE_INFINITY;
	return entries.index.size > maxEntries ? Number.NEGATIVE_INFINITY : expiryOf(entries, oldest) * SECOND;
}

/** Removes what is too old, and the oldest when there are too many (mac_learning_run). Returns how many. */
export function expireMacs(macs: MacLearning, now: number): number {
	macs.latest = Math.max(secondsOf(now), macs.latest);
	const before = macs.entries.index.size;
	while (nextMacExpiry(macs) <= now) {
		removeMac(macs, macs.entries.ageing.first);
		macs.statistics.expired++;
	}
	return before - macs.entries.index.size;
}

/** Place of the entry of a station, as lookups see it: NONE for group addresses and in flood VLANs. */
export function lookUpMac(bridge: OvsBridge, mac: Mac, vlan: number): number {
	return isGroup(mac) || !learnsIn(bridge, vlan) ? NONE : findEntry(bridge.macs.entries, mac, vlan);
}

function learnsIn(bridge: OvsBridge, vlan: number): boolean {
	return !bridge.floodVlans || !holds(bridge.floodVlans, vlan);
}

function secondsOf(time: number): number {
	return Math.floor(time / SECOND);
}

/** An entry as `fdb/show` prints it. */
export function viewOf(macs: MacLearning, entry: number, now: number): MacEntry {
	const {entries} = macs;
	const expires = expiryOf(entries, entry);
	const isStatic = expires === NEVER;
	const used = isStatic ? 0 : expires - macs.ageing;
	return {
		port: portOfEntry(entries, entry),
		vlan: vlanOfEntry(entries, entry),
		mac: macOfEntry(entries, entry),
		updated: used * SECOND,
		age: isStatic ? 0 : secondsOf(now) - used,
		static: isStatic,
	};
}

/** Evicts one entry when the table is full (evict_mac_entry_fairly). */
export function makeRoom(macs: MacLearning, now: number): MacEntry | undefined {
	const {entries, maxEntries, statistics} = macs;
	if (entries.index.size < maxEntries) return undefined;
	const victim = fairestVictim(entries);
	const evicted = viewOf(macs, victim, now);
	removeMac(macs, victim);
	statistics.evicted++;
	return evicted;
}

/** The station is behind `port` from now on. */
export function putOn(macs: MacLearning, entry: number, port: string): void {
	setEntryPort(macs.entries, entry, port);
	macs.version++;
}

/** Ends an entry (mac_learning_expire). */
export function removeMac(macs: MacLearning, entry: number): void {
	removeEntry(macs.entries, entry);
	macs.version++;
}
