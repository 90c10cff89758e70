/*
 * The exact-match cache, EMC (dpif-netdev-private-dfc.[ch])
 *
 * It remembers whole keys: no mask, one compare. It has 8192 places, and a key may
 * stand in two of them: the low 13 bits of its hash name one, the next 13 the other.
 * Who is new pushes out a dead entry, or the one with the lower hash; so of three keys that
 * want the same two places one is never there.
 *
 * To keep the many flows of a short life from pushing out the few of a long one, only one in a hundred
 * frames that it could not answer enters (emc-insert-inv-prob); 1 enters all, 0 turns it off.
 *
 * An empty cache takes no room: places are made when the first key comes, room for keys as they come.
 * An entry whose flow is gone is dead.
 */
import {DATAPATH_WORDS, type FlowKey, WORD} from '../../flow/key.js';
import type {FlowIndex} from './flow-cache.js';
import {ID, longer, RECORD, ROW_WORDS} from './flow-row.js';

/** EM_FLOW_HASH_ENTRIES */
export const EXACT_PLACES = 8192;
const PLACE_BITS = 13;
const PLACE_MASK = EXACT_PLACES - 1;
/** Words of an entry behind its key: the hash, the flow, and the id that the flow had. */
const HASH = 29;
const FLOW = 30;
const FLOW_ID = 31;
const IPV4 = 0x0800_0000;
const {etherType, ipv6Src, nw} = WORD;

export interface ExactCache {
	/** Entry + 1 by place, 0 where there never was one; empty until something enters. */
	places: Uint16Array;
	/** Entries made. */
	count: number;
	/** `ROW_WORDS` an entry. */
	entries: Int32Array;
}

export function createExactCache(): ExactCache {
	return {places: new Uint16Array(0), count: 0, entries: new Int32Array(0)};
}

/** The flow that this very key had, or -1 (emc_lookup). `records` are those of all flows. */
export function findExact(cache: ExactCache, key: FlowKey, hash: number, records: Float64Array): FlowIndex {
	if (cache.count === 0) return -1;
	const {places, entries} = cache;
	const first = (((places[hash & PLACE_MASK] as number) - 1) | 0) * ROW_WORDS;
	if (first >= 0 && entries[first + HASH] === hash && hasKey(entries, first, key) && isAlive(entries, first, records)) {
		return entries[first + FLOW] as number;
	}
	const second = (((places[(hash >>> PLACE_BITS) & PLACE_MASK] as number) - 1) | 0) * ROW_WORDS;
	if (second >= 0 && entries[second + HASH] === hash && hasKey(entries, second, key) && isAlive(entries, second, records)) {
		return entries[second + FLOW] as number;
	}
	return -1;
}

/** Remembers `key` (emc_insert). */
export function insertExact(cache: ExactCache, key: FlowKey, hash: number, flow: FlowIndex, records: Float64Array): void {
	if (cache.places.length === 0) cache.places = new Uint16Array(EXACT_PLACES);
	const first = hash & PLACE_MASK;
	const second = (hash >>> PLACE_BITS) & PLACE_MASK;
	let place = first;
	if (!holds(cache, first, key, hash) && (holds(cache, second, key, hash) || isBetterVictim(cache, first, second, records))) place = second;
	let row = rowAt(cache, place);
	if (row < 0) {
		row = cache.count++ * ROW_WORDS;
		if (row >= cache.entries.length) cache.entries = longer(cache.entries, Math.max(16 * ROW_WORDS, cache.entries.length * 2));
		cache.places[place] = cache.count;
	}
	const {entries} = cache;
	for (let word = 0; word < DATAPATH_WORDS; word++) entries[row + word] = key[word] as number;
	entries[row + HASH] = hash;
	entries[row + FLOW] = flow;
	entries[row + FLOW_ID] = records[flow * RECORD + ID] as number;
}

/** Entries whose flow is still there. */
export function countExact(cache: ExactCache, records: Float64Array): number {
	let alive = 0;
	for (let entry = 0; entry < cache.count; entry++) if (isAlive(cache.entries, entry * ROW_WORDS, records)) alive++;
	return alive;
}

/** Does the entry of a place have this key? */
function holds(cache: ExactCache, place: number, key: FlowKey, hash: number): boolean {
	const row = rowAt(cache, place);
	return row >= 0 && cache.entries[row + HASH] === hash && hasKey(cache.entries, row, key);
}

/** Is `candidate` rather to be given up than `place`: the other is alive and it is not, or its hash is lower? */
function isBetterVictim(cache: ExactCache, place: number, candidate: number, records: Float64Array): boolean {
	const held = rowAt(cache, place);
	const other = rowAt(cache, candidate);
	if (held >= 0 && isAlive(cache.entries, held, records) && !(other >= 0 && isAlive(cache.entries, other, records))) return true;
	return hashAt(cache, other) < hashAt(cache, held);
}

/** Where the entry of a place begins; negative when it never had one. */
function rowAt(cache: ExactCache, place: number): number {
	return ((cache.places[place] as number) - 1) * ROW_WORDS;
}

function isAlive(entries: Int32Array, row: number, records: Float64Array): boolean {
	return records[(entries[row + FLOW] as number) * RECORD + ID] === entries[row + FLOW_ID];
}

/** As an unsigned number; 0 for a place that never had an entry. */
function hashAt(cache: ExactCache, row: number): number {
	return row < 0 ? 0 : (cache.entries[row + HASH] as number) >>> 0;
}

/**
 * Words that IPv4 does not have need no compare: they are 0 in every key with its EtherType. The others are
 * compared without a branch for each, because a hash that is equal nearly always means a key that is.
 */
function hasKey(entries: Int32Array, row: number, key: FlowKey): boolean {
	const outside =
		((entries[row] as number) ^ (key[0] as number)) |
		((entries[row + 1] as number) ^ (key[1] as number)) |
		((entries[row + 2] as number) ^ (key[2] as number)) |
		((entries[row + 3] as number) ^ (key[3] as number)) |
		((entries[row + 4] as number) ^ (key[4] as number)) |
		((entries[row + 5] as number) ^ (key[5] as number)) |
		((entries[row + 6] as number) ^ (key[6] as number)) |
		((entries[row + 7] as number) ^ (key[7] as number)) |
		((entries[row + 8] as number) ^ (key[8] as number)) |
		((entries[row + 9] as number) ^ (key[9] as number)) |
		((entries[row + 10] as number) ^ (key[10] as number)) |
		((entries[row + 11] as number) ^ (key[11] as number)) |
		((entries[row + 12] as number) ^ (key[12] as number)) |
		((entries[row + 13] as number) ^ (key[13] as number)) |
		((entries[row + 14] as number) ^ (key[14] as number));
	if (outside !== 0) return false;
	for (let word: number = key[etherType] === IPV4 ? nw : ipv6Src; word < DATAPATH_WORDS; word++) {
		if (entries[row + word] !== key[word]) return false;
	}
	return true;
}
