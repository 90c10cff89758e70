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
import {DATAPATH_WORDS, type FlowKey} from '../../flow/key.js';
import type {FlowIndex} from './flow-cache.js';

/** EM_FLOW_HASH_ENTRIES */
export const EXACT_PLACES = 8192;
const PLACE_BITS = 13;
const PLACE_MASK = EXACT_PLACES - 1;

export interface ExactCache {
	/** Entry + 1 by place, 0 where there never was one; empty until something enters. */
	places: Uint16Array;
	/** Entries made. */
	count: number;
	hashes: Int32Array;
	/** `DATAPATH_WORDS` an entry. */
	keys: Int32Array;
	flows: Int32Array;
	/** Id of the flow when it entered. */
	ids: Int32Array;
}

export function createExactCache(): ExactCache {
	return {
		places: new Uint16Array(0),
		count: 0,
		hashes: new Int32Array(0),
		keys: new Int32Array(0),
		flows: new Int32Array(0),
		ids: new Int32Array(0),
	};
}

/** The flow that this very key had, or -1 (emc_lookup). `ids` are those of the flows. */
export function findExact(cache: ExactCache, key: FlowKey, hash: number, ids: Int32Array): FlowIndex {
	if (cache.count === 0) return -1;
	const first = cache.places[hash & PLACE_MASK] as number;
	if (first !== 0 && cache.hashes[first - 1] === hash && isEntry(cache, first - 1, key, ids)) return cache.flows[first - 1] as number;
	const second = cache.places[(hash >>> PLACE_BITS) & PLACE_MASK] as number;
	if (second !== 0 && cache.hashes[second - 1] === hash && isEntry(cache, second - 1, key, ids)) return cache.flows[second - 1] as number;
	return -1;
}

/** Remembers `key` (emc_insert). */
export function insertExact(cache: ExactCache, key: FlowKey, hash: number, flow: FlowIndex, ids: Int32Array): void {
	if (cache.places.length === 0) cache.places = new Uint16Array(EXACT_PLACES);
	let place = -1;
	for (const candidate of [hash & PLACE_MASK, (hash >>> PLACE_BITS) & PLACE_MASK]) {
		const entry = (cache.places[candidate] as number) - 1;
		if (entry >= 0 && cache.hashes[entry] === hash && hasKey(cache, entry, key)) {
			cache.flows[entry] = flow;
			cache.ids[entry] = ids[flow] as number;
			return;
		}
		if (place === -1 || isBetterVictim(cache, place, candidate, ids)) place = candidate;
	}
	let entry = (cache.places[place] as number) - 1;
	if (entry < 0) {
		entry = cache.count++;
		if (entry >= cache.flows.length) grow(cache);
		cache.places[place] = entry + 1;
	}
	cache.hashes[entry] = hash;
	cache.flows[entry] = flow;
	cache.ids[entry] = ids[flow] as number;
	cache.keys.set(key.subarray(0, DATAPATH_WORDS), entry * DATAPATH_WORDS);
}

/** Entries whose flow is still there. */
export function countExact(cache: ExactCache, ids: Int32Array): number {
	let alive = 0;
	for (let entry = 0; entry < cache.count; entry++) if (isAlive(cache, entry, ids)) alive++;
	return alive;
}

/** Is `candidate` rather to be given up than `place`: the other is alive and it is not, or its hash is lower? */
function isBetterVictim(cache: ExactCache, place: number, candidate: number, ids: Int32Array): boolean {
	const held = (cache.places[place] as number) - 1;
	const other = (cache.places[candidate] as number) - 1;
	if (isAlive(cache, held, ids) && !isAlive(cache, other, ids)) return true;
	return hashAt(cache, other) < hashAt(cache, held);
}

function isAlive(cache: ExactCache, entry: number, ids: Int32Array): boolean {
	return entry >= 0 && ids[cache.flows[entry] as number] === cache.ids[entry];
}

/** As an unsigned number; 0 for a place that never had an entry. */
function hashAt(cache: ExactCache, entry: number): number {
	return entry < 0 ? 0 : (cache.hashes[entry] as number) >>> 0;
}

function isEntry(cache: ExactCache, entry: number, key: FlowKey, ids: Int32Array): boolean {
	return ids[cache.flows[entry] as number] === cache.ids[entry] && hasKey(cache, entry, key);
}

function hasKey(cache: ExactCache, entry: number, key: FlowKey): boolean {
	const {keys} = cache;
	const from = entry * DATAPATH_WORDS;
	for (let word = 0; word < DATAPATH_WORDS; word++) if (keys[from + word] !== key[word]) return false;
	return true;
}

function grow(cache: ExactCache): void {
	const entries = Math.min(EXACT_PLACES, Math.max(16, cache.flows.length * 2));
	cache.hashes = longer(cache.hashes, entries);
	cache.flows = longer(cache.flows, entries);
	cache.ids = longer(cache.ids, entries);
	cache.keys = longer(cache.keys, entries * DATAPATH_WORDS);
}

function longer(column: Int32Array, length: number): Int32Array {
	const made = new Int32Array(length);
	made.set(column);
	return made;
}
