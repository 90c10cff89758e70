/*
 * The forwarding database of a Linux bridge (net/bridge/br_fdb.c)
 *
 * A bridge learns where a station is by looking at the source address of what it
 * sends: "frames from M came in by port P, so frames for M go out by P". The
 * table maps (MAC, VID) to a port. Without VLAN filtering the VID is always 0.
 *
 * Kinds of entries
 * ----------------
 * dynamic        learned, or `fdb add … dynamic`; ages, moves with its station
 * static         `fdb add … static`; does not age, but does move with its station
 * static sticky  does not age and does not move
 * local          a port's or br0's own address, or `fdb add` with no kind, shown
 *                as `permanent`; frames for it go up to the host, whatever its port
 * extern_learn   given by a control plane; does not age; moves, and is then dynamic
 * locked         seen on a locked port (MAB); keeps its station out until somebody
 *                authorises it with an entry of another kind
 *
 * Learning, refreshing, moving
 * ----------------------------
 * The last frame wins at once; there is no hold-down. Only traffic FROM a station
 * refreshes its entry. The table itself never learns a group address, because
 * frames with such a source are dropped before they come here.
 *
 * Ageing
 * ------
 * Nobody looks at the age when a frame is forwarded. A collector (`collector.ts`
 * of the bridge) walks the table, removes what is older than the hold time, and comes
 * back when the next entry is due, or after one hold time. The hold time is the ageing time, or the forward
 * delay while the spanning tree reports a topology change. When it drops while the
 * collector sleeps, entries past it are shown as `stale` and still in use.
 *
 * Limit
 * -----
 * `fdb_max_learned` counts learned entries only and refuses new ones; nothing is
 * ever evicted to make room.
 *
 * Times are kept in jiffies of 1 ms, so ages are exact to that.
 *
 * Not modelled: activity notification, offloading to switch hardware, jiffies of
 * 4 or 10 ms, ages beyond 49 days.
 */

import {isGroup, type Mac} from './mac.js';
import {
	coldAt,
	createMacTable,
	dataAt,
	findSlot,
	highOf,
	insertSlot,
	lowOf,
	type MacTable,
	macAt,
	removeSlot,
	removeWhere,
	setCold,
	setData,
	setTime,
	slotsOf,
	timeAt,
	vidAt,
} from './mac-table.js';

/** ns */
const JIFFY = 1_000_000;

const PORT_BITS = 0x3ff;
/** Frames for it go to the host. */
export const LOCAL = 1 << 10;
/** Does not age. */
export const STATIC = 1 << 11;
/** Does not move. */
export const STICKY = 1 << 12;
/** A control plane put it there: does not age. */
export const EXTERN_LEARN = 1 << 13;
/** Its station waits outside a locked port. */
export const LOCKED = 1 << 14;
/** Not learned, but added by hand: does not count towards the limit. */
export const BY_USER = 1 << 15;
/** Counts towards the limit. */
const LEARNED = 1 << 16;

const USED = 0;
const ORDER = 1;

export interface Fdb {
	table: MacTable;
	/** Entries that count towards `fdb_max_learned` (fdb_n_learned). */
	learned: number;
	/** Entries ever made: newer ones have a higher number. */
	made: number;
}

/** What learning found. */
export type Learned = 'learned' | 'refreshed' | 'moved' | 'own-address' | 'sticky' | 'limit';

/** How `bridge fdb` names the state of an entry. */
export type FdbState = 'permanent' | 'static' | 'dynamic' | 'stale';

/** An entry as it is shown. */
export interface FdbEntry {
	mac: Mac;
	vid: number;
	/** Port number; 0 is the bridge itself. */
	port: number;
	state: FdbState;
	sticky: boolean;
	externLearn: boolean;
	locked: boolean;
	/** Added by a command. */
	byUser: boolean;
	/** ns since a frame came from it. */
	updated: number;
	/** ns since a frame went to it. */
	used: number;
}

export function createFdb(): Fdb {
	return {table: createMacTable(), learned: 0, made: 0};
}

/** Slot of an entry, -1 when there is none. `high` and `low` are the two parts of the MAC. */
export function lookUp(fdb: Fdb, high: number, low: number, vid: number): number {
	return findSlot(fdb.table, high, low, vid);
}

/** Slot of the entry for `mac`, -1 when there is none. */
export function findEntry(fdb: Fdb, mac: Mac, vid: number): number {
	return findSlot(fdb.table, highOf(mac), lowOf(mac), vid);
}

/** Port number of an entry; 0 is the bridge itself. */
export function portAt(fdb: Fdb, slot: number): number {
	return dataAt(fdb.table, slot) & PORT_BITS;
}

/** Does the entry have this flag (LOCAL, STATIC, …)? */
export function hasFlag(fdb: Fdb, slot: number, flag: number): boolean {
	return (dataAt(fdb.table, slot) & flag) !== 0;
}

/** A frame was sent to the station; `now` in ns. */
export function touch(fdb: Fdb, slot: number, now: number): void {
	setCold(fdb.table, slot, USED, jiffies(now));
}

/**
 * Learns that a frame from (high, low) in `vid` came by `port` (br_fdb_update).
 * `maxLearned` 0 is no limit; `flags` are given to a new entry.
 */
export function learn(fdb: Fdb, high: number, low: number, vid: number, port: number, now: number, maxLearned: number, flags = 0): Learned {
	const table = fdb.table;
	const slot = findSlot(table, high, low, vid);
	if (slot === -1) return create(fdb, high, low, vid, port, flags, now, maxLearned) === -1 ? 'limit' : 'learned';
	const data = dataAt(table, slot);
	if ((data & LOCAL) !== 0) return 'own-address';
	setTime(table, slot, jiffies(now));
	if ((data & PORT_BITS) === port) return 'refreshed';
	if ((data & STICKY) !== 0) return 'sticky';
	setData(table, slot, (data & ~(PORT_BITS | EXTERN_LEARN | LOCKED)) | port);
	return 'moved';
}

/** Makes an entry that is not there yet; returns its slot, or -1 at the limit of learned entries (fdb_create). */
export function createEntry(fdb: Fdb, mac: Mac, vid: number, port: number, flags: number, now: number, maxLearned: number): number {
	return create(fdb, highOf(mac), lowOf(mac), vid, port, flags, now, maxLearned);
}

/** Gives an entry another port and other flags; one that becomes a user's or local no longer counts as learned. */
export function rewriteEntry(fdb: Fdb, slot: number, port: number, flags: number): void {
	let learned = dataAt(fdb.table, slot) & LEARNED;
	if (learned !== 0 && (flags & (BY_USER | LOCAL)) !== 0) {
		learned = 0;
		fdb.learned--;
	}
	setData(fdb.table, slot, port | flags | learned);
}

/** All flags of an entry. */
export function flagsAt(fdb: Fdb, slot: number): number {
	return dataAt(fdb.table, slot) & ~(PORT_BITS | LEARNED);
}

/** The entry's age starts again. */
export function refresh(fdb: Fdb, slot: number, now: number): void {
	setTime(fdb.table, slot, jiffies(now));
}

export function removeEntry(fdb: Fdb, slot: number): void {
	if ((dataAt(fdb.table, slot) & LEARNED) !== 0) fdb.learned--;
	removeSlot(fdb.table, slot);
}

/** Removes what `matches` (called with a slot); returns how many. */
export function removeEntries(fdb: Fdb, matches: (slot: number) => boolean): number {
	const removed = removeWhere(fdb.table, matches);
	if (removed > 0) fdb.learned = slotsOf(fdb.table).filter((slot) => (dataAt(fdb.table, slot) & LEARNED) !== 0).length;
	return removed;
}

/**
 * Removes a port's learned entries, in one VLAN or (0) in all; static, local and
 * extern_learn ones stay (br_fdb_delete_by_port without do_all).
 */
export function flushPort(fdb: Fdb, port: number, vid = 0): number {
	return removeEntries(
		fdb,
		(slot) => portAt(fdb, slot) === port && !hasFlag(fdb, slot, STATIC | EXTERN_LEARN) && (vid === 0 || vidAt(fdb.table, slot) === vid),
	);
}

/**
 * Makes a port's own address known as local (fdb_add_local). The first port with
 * an address keeps it; an entry learned for it goes.
 */
export function addLocal(fdb: Fdb, mac: Mac, vid: number, port: number, now: number): void {
	if (mac === 0 || isGroup(mac)) return;
	const slot = findEntry(fdb, mac, vid);
	if (slot !== -1) {
		if (hasFlag(fdb, slot, LOCAL)) return;
		removeEntry(fdb, slot);
	}
	createEntry(fdb, mac, vid, port, LOCAL | STATIC, now, 0);
}

/** All entries, newest first, as `bridge fdb` lists them; `holdTime` and `now` in ns. */
export function listEntries(fdb: Fdb, holdTime: number, now: number): FdbEntry[] {
	const table = fdb.table;
	return slotsOf(table)
		.sort((a, b) => coldAt(table, b, ORDER) - coldAt(table, a, ORDER))
		.map((slot) => entryAt(fdb, slot, holdTime, now));
}

/** One entry as it is shown. */
export function entryAt(fdb: Fdb, slot: number, holdTime: number, now: number): FdbEntry {
	const {table} = fdb;
	const age = ageAt(fdb, slot, now);
	return {
		mac: macAt(table, slot),
		vid: vidAt(table, slot),
		port: portAt(fdb, slot),
		state: stateAt(fdb, slot, isOver(age, holdTime)),
		sticky: hasFlag(fdb, slot, STICKY),
		externLearn: hasFlag(fdb, slot, EXTERN_LEARN),
		locked: hasFlag(fdb, slot, LOCKED),
		byUser: hasFlag(fdb, slot, BY_USER),
		updated: age,
		used: elapsed(jiffies(now), coldAt(table, slot, USED)) * JIFFY,
	};
}

/** ns since the entry was made or last refreshed, in whole jiffies. */
export function ageAt(fdb: Fdb, slot: number, now: number): number {
	return elapsed(jiffies(now), timeAt(fdb.table, slot)) * JIFFY;
}

/** Is an entry of this age past the hold time (has_expired)? Both in ns. */
export function isOver(age: number, holdTime: number): boolean {
	return age + JIFFY > holdTime;
}

/** Does the collector look at the entry at all? */
export function ages(fdb: Fdb, slot: number): boolean {
	return !hasFlag(fdb, slot, STATIC | EXTERN_LEARN);
}

/** fdb_to_nud */
function stateAt(fdb: Fdb, slot: number, expired: boolean): FdbState {
	if (hasFlag(fdb, slot, LOCAL)) return 'permanent';
	if (hasFlag(fdb, slot, STATIC)) return 'static';
	return expired && ages(fdb, slot) ? 'stale' : 'dynamic';
}

function create(fdb: Fdb, high: number, low: number, vid: number, port: number, flags: number, now: number, maxLearned: number): number {
	const learned = (flags & (BY_USER | LOCAL)) === 0;
	if (learned && maxLearned > 0 && fdb.learned >= maxLearned) return -1;
	if (learned) fdb.learned++;
	const table = fdb.table;
	const slot = insertSlot(table, high, low, vid);
	const at = jiffies(now);
	setData(table, slot, port | flags | (learned ? LEARNED : 0));
	setTime(table, slot, at);
	setCold(table, slot, USED, at);
	setCold(table, slot, ORDER, fdb.made++);
	return slot;
}

/** ns to jiffies, as a 32-bit word that wraps. */
function jiffies(time: number): number {
	return (time / JIFFY) | 0;
}

/** Jiffies from `then` to `now`, across a wrap. */
function elapsed(now: number, then: number): number {
	return (now - then) >>> 0;
}
