/*
 * First come, first kept: a table that learns nothing new when it is full
 *
 * So does a Linux bridge with `fdb_max_learned` (br_fdb.c, fdb_create), and many a
 * switch in hardware until entries age (RFC 7348, 3.3). Who is in stays in as long as
 * it speaks. The rules are those of `fdb.ts`; times are whole seconds.
 *
 * Not modelled: jiffies, and the tick by which the kernel's collector comes late.
 */
import {createIndex, entryOf, giveEntry, growIndex, mustGrow, NOWHERE, type StationIndex, takeEntry} from './station-index.js';
import type {Counters} from './table.js';

export interface KeptTable extends Counters {
	kind: 'kept';
	index: StationIndex;
	/** Second of the last frame + 1 of each entry; 0: free. */
	times: Uint16Array;
	/** No entry is older than from this second. */
	oldest: number;
}

/** `first`: entries that a pooled table has room for from the beginning. */
export function createKept(counters: Counters, stations: number, dense: boolean, first?: number): KeptTable {
	const index = createIndex(stations, Math.min(stations, counters.size), dense, first);
	return {...counters, kind: 'kept', index, times: new Uint16Array(index.capacity), oldest: 0};
}

/** Octets of an entry without the index: its time. */
export function keptBytes(): number {
	return Uint16Array.BYTES_PER_ELEMENT;
}

export function learnKept(table: KeptTable, station: number, now: number): void {
	const {index} = table;
	expireKept(table, now);
	const known = entryOf(index, station);
	if (known !== NOWHERE && table.times[known] !== 0) {
		table.times[known] = now + 1;
		return;
	}
	if (table.count >= table.size) {
		table.refused++;
		return;
	}
	if (mustGrow(index)) {
		const grown = new Uint16Array(growIndex(index));
		grown.set(table.times);
		table.times = grown;
	}
	if (table.count === 0) table.oldest = now;
	table.times[takeEntry(index, station)] = now + 1;
	table.count++;
	table.learned++;
}

export function knowsKept({index, times}: KeptTable, station: number): boolean {
	const entry = entryOf(index, station);
	return entry !== NOWHERE && times[entry] !== 0;
}

/** Removes what is too old. It looks only when something may be, like the collector of the kernel (br_fdb_cleanup). */
export function expireKept(table: KeptTable, now: number): void {
	if (table.count === 0 || now - table.oldest < table.ageing) return;
	const {index, times} = table;
	let oldest = now;
	for (let entry = 0; entry < index.used; entry++) {
		const time = times[entry] as number;
		if (time === 0) continue;
		const seen = time - 1;
		if (now - seen >= table.ageing) {
			times[entry] = 0;
			giveEntry(index, entry);
			table.count--;
			table.expired++;
		} else if (seen < oldest) oldest = seen;
	}
	table.oldest = oldest;
}
