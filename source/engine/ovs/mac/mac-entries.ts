/*
 * Storage of the MAC table of Open vSwitch
 *
 * Entries stand in a pool of integers and are named by their place in it, which never
 * changes while they live. An index finds them by MAC and VLAN (`mac-table.ts`).
 * Three lists run through the pool, each from the least to the most recently
 * used: all entries, in the order in which `fdb/show` prints them; those that
 * age; and those of each port. Every operation on a list is O(1).
 *
 * Ports are kept in a heap by their number of entries, so that the one that has
 * most is at hand when the table is full.
 *
 * Follows lib/mac-learning.c (struct mac_entry, struct mac_learning_port). Not
 * modelled: giving memory back.
 */
import type {Mac} from '../../mac.js';
import {createMacTable, dataAt, findSlot, highOf, insertSlot, lowOf, type MacTable, removeSlot, setData} from '../../mac-table.js';
import {append, createEntryList, type EntryList, type Links, listEntries, NONE, unlink} from './linked-entries.js';
import {countDown, countUp, createUsageHeap, mostUsed, type UsageHeap} from './usage-heap.js';

/** Words of an entry in the pool. */
const FIELD = {high: 0, low: 1, vlan: 2, expires: 3, lock: 4, port: 5} as const;
const STRIDE = 12;
/** Through all entries; a free one has the next free one in the first word. */
const ALL: Links = {stride: STRIDE, back: 6, forth: 7};
const AGEING: Links = {stride: STRIDE, back: 8, forth: 9};
const SIBLINGS: Links = {stride: STRIDE, back: 10, forth: 11};
const FIRST_CAPACITY = 16;
/** `expires` of a static entry. */
export const NEVER = 0x7fff_ffff;

/** A port that has or had entries. */
interface LearningPort {
	name: string;
	entries: EntryList;
}

export interface MacEntries {
	/** (MAC, VLAN) -> place in `pool`. */
	index: MacTable;
	pool: Int32Array;
	/** Entries that the pool has ever had at once. */
	used: number;
	/** First of the chain of free entries. */
	free: number;
	all: EntryList;
	ageing: EntryList;
	/** Entries and the heap know a port by its place here. */
	ports: LearningPort[];
	portByName: Map<string, number>;
	usage: UsageHeap;
}

export function createMacEntries(): MacEntries {
	return {
		index: createMacTable(),
		pool: new Int32Array(FIRST_CAPACITY * STRIDE),
		used: 0,
		free: NONE,
		all: createEntryList(),
		ageing: createEntryList(),
		ports: [],
		portByName: new Map(),
		usage: createUsageHeap(),
	};
}

/** Place of the entry, NONE when there is none. */
export function findEntry(entries: MacEntries, mac: Mac, vlan: number): number {
	const slot = findSlot(entries.index, highOf(mac), lowOf(mac), vlan);
	return slot === -1 ? NONE : dataAt(entries.index, slot);
}

/** A new entry, as most recently used, of no port. `expires` is a second of world time, or NEVER. */
export function addEntry(entries: MacEntries, mac: Mac, vlan: number, expires: number): number {
	const entry = takeFree(entries);
	const {pool} = entries;
	pool.set([highOf(mac), lowOf(mac), vlan, expires, 0, NONE], entry * STRIDE);
	setData(entries.index, insertSlot(entries.index, highOf(mac), lowOf(mac), vlan), entry);
	append(pool, entries.all, entry, ALL);
	if (expires !== NEVER) append(pool, entries.ageing, entry, AGEING);
	return entry;
}

/** Makes the entry the most recently used one of all its lists; it lives until `expires`. */
export function refreshEntry(entries: MacEntries, entry: number, expires: number): void {
	const {pool} = entries;
	unlink(pool, entries.all, entry, ALL);
	append(pool, entries.all, entry, ALL);
	if (expiryOf(entries, entry) !== NEVER) unlink(pool, entries.ageing, entry, AGEING);
	if (expires !== NEVER) append(pool, entries.ageing, entry, AGEING);
	pool[entry * STRIDE + FIELD.expires] = expires;
	const port = entries.ports[pool[entry * STRIDE + FIELD.port] as number];
	if (!port) return;
	unlink(pool, port.entries, entry, SIBLINGS);
	append(pool, port.entries, entry, SIBLINGS);
}

export function removeEntry(entries: MacEntries, entry: number): void {
	const {pool, index} = entries;
	leavePort(entries, entry);
	const at = entry * STRIDE;
	removeSlot(index, findSlot(index, pool[at + FIELD.high] as number, pool[at + FIELD.low] as number, pool[at + FIELD.vlan] as number));
	unlink(pool, entries.all, entry, ALL);
	if (expiryOf(entries, entry) !== NEVER) unlink(pool, entries.ageing, entry, AGEING);
	pool[at + ALL.back] = entries.free;
	entries.free = entry;
}

/** The entry is behind `name` from now on (mac_entry_set_port). */
export function setEntryPort(entries: MacEntries, entry: number, name: string): void {
	leavePort(entries, entry);
	const port = numberOf(entries, name);
	countUp(entries.usage, port);
	append(entries.pool, (entries.ports[port] as LearningPort).entries, entry, SIBLINGS);
	entries.pool[entry * STRIDE + FIELD.port] = port;
}

export function portOfEntry({pool, ports}: MacEntries, entry: number): string {
	return (ports[pool[entry * STRIDE + FIELD.port] as number] as LearningPort).name;
}

export function macOfEntry({pool}: MacEntries, entry: number): Mac {
	return (pool[entry * STRIDE + FIELD.high] as number) * 0x1_0000_0000 + ((pool[entry * STRIDE + FIELD.low] as number) >>> 0);
}

export function vlanOfEntry({pool}: MacEntries, entry: number): number {
	return pool[entry * STRIDE + FIELD.vlan] as number;
}

/** Second of world time at which it expires; NEVER for a static one. */
export function expiryOf({pool}: MacEntries, entry: number): number {
	return pool[entry * STRIDE + FIELD.expires] as number;
}

/** Second of world time until which it is locked against gratuitous ARP. */
export function lockOf({pool}: MacEntries, entry: number): number {
	return pool[entry * STRIDE + FIELD.lock] as number;
}

export function setLock({pool}: MacEntries, entry: number, until: number): void {
	pool[entry * STRIDE + FIELD.lock] = until;
}

/** All entries that age live so many seconds longer; the order stays. */
export function shiftExpiry({pool, ageing}: MacEntries, seconds: number): void {
	for (const entry of listEntries(pool, ageing, AGEING)) {
		const at = entry * STRIDE + FIELD.expires;
		pool[at] = (pool[at] as number) + seconds;
	}
}

/** All, least recently used first. */
export function entriesInOrder({pool, all}: MacEntries): number[] {
	return listEntries(pool, all, ALL);
}

/** Those of one port, least recently used first. */
export function entriesOfPort({pool, ports, portByName}: MacEntries, name: string): number[] {
	const port = ports[portByName.get(name) ?? NONE];
	return port ? listEntries(pool, port.entries, SIBLINGS) : [];
}

/** Least recently used entry of a port that has as many as any; NONE in an empty table. */
export function fairestVictim({ports, usage}: MacEntries): number {
	return ports[mostUsed(usage)]?.entries.first ?? NONE;
}

function takeFree(entries: MacEntries): number {
	if (entries.free !== NONE) {
		const entry = entries.free;
		entries.free = entries.pool[entry * STRIDE + ALL.back] as number;
		return entry;
	}
	if (entries.used * STRIDE === entries.pool.length) {
		const grown = new Int32Array(entries.pool.length * 2);
		grown.set(entries.pool);
		entries.pool = grown;
	}
	return entries.used++;
}

function numberOf({ports, portByName}: MacEntries, name: string): number {
	const known = portByName.get(name);
	if (known !== undefined) return known;
	portByName.set(name, ports.length);
	return ports.push({name, entries: createEntryList()}) - 1;
}

function leavePort({pool, ports, usage}: MacEntries, entry: number): void {
	const number = pool[entry * STRIDE + FIELD.port] as number;
	const port = ports[number];
	if (!port) return;
	unlink(pool, port.entries, entry, SIBLINGS);
	pool[entry * STRIDE + FIELD.port] = NONE;
	countDown(usage, number);
}
