/** Steps that a switch in software makes for a packet, as JavaScript does them. */
import {closeSync, fstatSync, openSync} from 'node:fs';
import {devNull} from 'node:os';
import {createMacTable, findSlot, insertSlot} from '../../engine/mac-table.js';
import type {Loops, Probe} from './probe.js';

const ENTRIES = 1000;

export const STEP_PROBES: readonly Probe[] = [
	{name: {kind: 'call'}, prepare: calls},
	{name: {kind: 'map'}, prepare: mapLookups},
	{name: {kind: 'typed'}, prepare: tableLookups},
	{name: {kind: 'atomic'}, prepare: atomics},
	{name: {kind: 'copy-64'}, prepare: () => copies(64)},
	{name: {kind: 'copy-1500'}, prepare: () => copies(1500)},
	{name: {kind: 'syscall'}, prepare: systemCalls},
];

/** A sum over the counter: what every loop does beside its work. */
function counting(count: number): number {
	let sum = 0;
	for (let step = 0; step < count; step++) sum = (sum + step) | 0;
	return sum;
}

/** Through a table of functions, which no compiler can look through. */
function calls(): Loops {
	const table = [1, 2, 3, 4, 5, 6, 7, 8].map((more) => new Function('x', `return x + ${more} | 0`) as (x: number) => number);
	return {
		work(count) {
			let sum = 0;
			for (let step = 0; step < count; step++) sum = (table[step & 7] as (x: number) => number)(sum);
			return sum;
		},
		empty: counting,
	};
}

function mapLookups(): Loops {
	const map = new Map(Array.from({length: ENTRIES}, (_, index) => [(index * 0x9e37_79b1) | 0, index]));
	const keys = Int32Array.from(map.keys());
	return {
		work(count) {
			let sum = 0;
			for (let step = 0; step < count; step++) sum = (sum + (map.get(keys[(step * 7) % ENTRIES] as number) as number)) | 0;
			return sum;
		},
		empty(count) {
			let sum = 0;
			for (let step = 0; step < count; step++) sum = (sum + (keys[(step * 7) % ENTRIES] as number)) | 0;
			return sum;
		},
	};
}

/** The table that the bridge uses. */
function tableLookups(): Loops {
	const table = createMacTable();
	const keys = Int32Array.from({length: ENTRIES}, (_, index) => (index * 0x9e37_79b1) | 0);
	for (const key of keys) insertSlot(table, 0x0200, key, 0);
	return {
		work(count) {
			let sum = 0;
			for (let step = 0; step < count; step++) sum = (sum + findSlot(table, 0x0200, keys[(step * 7) % ENTRIES] as number, 0)) | 0;
			return sum;
		},
		empty(count) {
			let sum = 0;
			for (let step = 0; step < count; step++) sum = (sum + (keys[(step * 7) % ENTRIES] as number)) | 0;
			return sum;
		},
	};
}

function atomics(): Loops {
	const word = new Int32Array(new SharedArrayBuffer(64));
	return {
		work(count) {
			for (let step = 0; step < count; step++) Atomics.add(word, 0, 1);
			return word[0] as number;
		},
		empty: counting,
	};
}

/** Between two buffers that stay in the cache. */
function copies(octets: number): Loops {
	const from = new Uint8Array(octets).fill(1);
	const to = new Uint8Array(octets);
	return {
		work(count) {
			for (let step = 0; step < count; step++) to.set(from);
			return to[octets - 1] as number;
		},
		empty: counting,
	};
}

/** The cheapest one that Node passes on to the system. */
function systemCalls(): Loops {
	return {
		work(count) {
			const file = openSync(devNull, 'r');
			let sum = 0;
			try {
				for (let step = 0; step < count; step++) sum = (sum + fstatSync(file).nlink) | 0;
			} finally {
				closeSync(file);
			}
			return sum;
		},
		empty: counting,
	};
}
