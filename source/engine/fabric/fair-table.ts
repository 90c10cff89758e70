/*
 * Evict fairly: who fills the table pays
 *
 * When the table is full, the entry that was longest unused goes, of the port that has
 * most of them (lib/mac-learning.c, evict_mac_entry_fairly). A port that invents stations
 * throws out its own. The lists and the heap of ports are those of the MAC table of Open
 * vSwitch in this engine (`ovs/mac`); an entry that speaks twice in a second is not moved the second time, as there.
 *
 * It is fair among the ports of one switch, and a port may be an uplink: of the victims behind the same uplink as
 * the attacker some are forgotten, too.
 *
 * Not modelled: that of entries of the same second and of different ports either may expire first.
 */
import {append, createEntryList, type EntryList, type Links, NONE, type Pool, unlink} from '../ovs/mac/linked-entries.js';
import {countDown, countUp, createUsageHeap, mostUsed, type UsageHeap} from '../ovs/mac/usage-heap.js';
import {createIndex, entryOf, giveEntry, growIndex, mustGrow, NOWHERE, type StationIndex, takeEntry} from './station-index.js';
import type {Counters} from './table.js';

const LINKS: Links = {stride: 2, back: 0, forth: 1};

export interface FairTable extends Counters {
	kind: 'fair';
	index: StationIndex;
	/** Second of the last frame + 1 of each entry; 0: free. */
	times: Uint16Array;
	/** Entries of a port, least recently used first. */
	links: Pool;
	list: EntryList;
	/** First and last entry of each port; `list` holds those in hand. */
	ends: Pool;
	usage: UsageHeap;
	/** No entry is older than from this second. */
	oldest: number;
}

/** `first`: entries that a pooled table has room for from the beginning. */
export function createFair(counters: Counters, stations: number, dense: boolean, first?: number): FairTable {
	const index = createIndex(stations, Math.min(stations, counters.size), dense, first);
	const {capacity} = index;
	return {
		...counters,
		kind: 'fair',
		index,
		times: new Uint16Array(capacity),
		links: linksOf(capacity, index.most),
		list: createEntryList(),
		ends: linksOf(0, index.most),
		usage: createUsageHeap(),
		oldest: 0,
	};
}

/** Octets of an entry without the index: its time and its links. */
export function fairBytes(most: number): number {
	return 2 + LINKS.stride * (most <= MOST_SHORT ? 2 : 4);
}

/** Entries of a pool whose numbers fit 16 bits with NONE among them. */
const MOST_SHORT = 0x8000;

function linksOf(capacity: number, most: number): Pool {
	const words = capacity * LINKS.stride;
	return most <= MOST_SHORT ? new Int16Array(words) : new Int32Array(words);
}

/** `port` is always the same for a station. */
export function learnFair(table: FairTable, station: number, port: number, now: number): void {
	const {index} = table;
	expireFair(table, now);
	if (table.ends.length < 2 * (port + 1)) growPorts(table, port);
	const known = entryOf(index, station);
	if (known !== NOWHERE && table.times[known] !== 0) {
		if (table.times[known] === now + 1) return;
		table.times[known] = now + 1;
		const list = takeList(table, port);
		unlink(table.links, list, known, LINKS);
		append(table.links, list, known, LINKS);
		keepList(table, port);
		return;
	}
	if (table.count >= table.size) {
		const port = mostUsed(table.usage);
		removeFair(table, port, table.ends[2 * port] as number);
		table.evicted++;
	}
	if (mustGrow(index)) {
		const capacity = growIndex(index);
		const times = new Uint16Array(capacity);
		times.set(table.times);
		table.times = times;
		const links = linksOf(capacity, index.most);
		links.set(table.links);
		table.links = links;
	}
	if (table.count === 0) table.oldest = now;
	const entry = takeEntry(index, station);
	table.times[entry] = now + 1;
	countUp(table.usage, port);
	append(table.links, takeList(table, port), entry, LINKS);
	keepList(table, port);
	table.count++;
	table.learned++;
}

export function knowsFair({index, times}: FairTable, station: number): boolean {
	const entry = entryOf(index, station);
	return entry !== NOWHERE && times[entry] !== 0;
}

/** Removes what is too old, the oldest first whatever its port (mac_learning_run). */
export function expireFair(table: FairTable, now: number): void {
	while (table.count > 0 && now - table.oldest >= table.ageing) {
		let port = NONE;
		let oldest = now + 1;
		for (let at = 0; 2 * at < table.ends.length; at++) {
			const first = table.ends[2 * at] as number;
			const time = first === NONE ? oldest : (table.times[first] as number);
			if (time >= oldest) continue;
			oldest = time;
			port = at;
		}
		table.oldest = oldest - 1;
		if (port === NONE || now - table.oldest < table.ageing) return;
		removeFair(table, port, table.ends[2 * port] as number);
		table.expired++;
	}
}

function removeFair(table: FairTable, port: number, entry: number): void {
	unlink(table.links, takeList(table, port), entry, LINKS);
	keepList(table, port);
	countDown(table.usage, port);
	table.times[entry] = 0;
	giveEntry(table.index, entry);
	table.count--;
}

/** The list of a port; whoever changes it keeps it. */
function takeList({list, ends}: FairTable, port: number): EntryList {
	list.first = ends[2 * port] as number;
	list.last = ends[2 * port + 1] as number;
	return list;
}

function keepList({list, ends}: FairTable, port: number): void {
	ends[2 * port] = list.first;
	ends[2 * port + 1] = list.last;
}

/** Room for the lists of some more ports. */
function growPorts(table: FairTable, port: number): void {
	const ends = linksOf(port + PORTS_AT_ONCE, table.index.most).fill(NONE);
	ends.set(table.ends);
	table.ends = ends;
}

const PORTS_AT_ONCE = 16;
