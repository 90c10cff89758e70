/*
 * The MAC table of a switch of a fabric, and what it does when it is full
 *
 * Three policies, all of which are in use: the first stations are kept and no new one is
 * learned (`kept-table.ts`); the port that has most entries loses its oldest (`fair-table.ts`);
 * the hash decides who has to go (`bucket-table.ts`). A station is a number, which stands for its VLAN
 * and address. It does not move, so its port follows from its number.
 *
 * An entry lives `ageing` seconds after the last frame *from* its station, in whole seconds.
 *
 * Not modelled: stations that move, entries by hand, limits of single ports, entries that host routes and multicast
 * groups take from the same memory.
 */
import {type BucketTable, createBuckets, expireBuckets, knowsBucket, learnBucket} from './bucket-table.js';
import {createFair, expireFair, type FairTable, fairBytes, knowsFair, learnFair} from './fair-table.js';
import {createKept, expireKept, type KeptTable, keptBytes, knowsKept, learnKept} from './kept-table.js';
import type {Policy} from './parameters.js';
import {pooledBytes} from './station-index.js';

export interface Counters {
	/** Entries that it may have. */
	size: number;
	/** Seconds; 0: nothing is learned. */
	ageing: number;
	/** Entries that it has. */
	count: number;
	learned: number;
	/** Had to make room for others. */
	evicted: number;
	/** Times that a new station found no room. */
	refused: number;
	expired: number;
}

export type Table = KeptTable | FairTable | BucketTable;

interface TableOptions {
	policy: Policy;
	size: number;
	ageing: number;
	ways: number;
	/** Stations are numbered from 0 to this - 1. */
	stations: number;
	/** It will see so many of them, most likely; it grows when they are more. `undefined`: it may see all. */
	expected: number | undefined;
}

export function createTable({policy, size, ageing, ways, stations, expected}: TableOptions): Table {
	const counters: Counters = {size, ageing, count: 0, learned: 0, evicted: 0, refused: 0, expired: 0};
	// Where everybody has room, nobody is evicted, and no order has to be kept.
	const effective = policy === 'evict-fairly' && size >= stations ? 'first-kept' : policy;
	switch (effective) {
		case 'first-kept':
			return createKept(counters, stations, expected === undefined && isDense(keptBytes, size, stations), expected);
		case 'evict-fairly':
			return createFair(counters, stations, expected === undefined && isDense(fairBytes, size, stations), expected);
		case 'evict-by-hash':
			return createBuckets(counters, ways, expected);
		default:
			return effective satisfies never;
	}
}

/** A frame from `station` came by `port` in second `now`. */
export function learn(table: Table, station: number, port: number, now: number): void {
	if (table.ageing === 0) return;
	if (table.kind === 'kept') learnKept(table, station, now);
	else if (table.kind === 'fair') learnFair(table, station, port, now);
	else learnBucket(table, station, now);
}

/** Is the station in the table? Entries that are too old are, until somebody looks (`expire`, or the next `learn`). */
export function knows(table: Table, station: number): boolean {
	if (table.kind === 'kept') return knowsKept(table, station);
	if (table.kind === 'fair') return knowsFair(table, station);
	return knowsBucket(table, station);
}

/** Removes what is too old. */
export function expire(table: Table, now: number): void {
	if (table.kind === 'kept') expireKept(table, now);
	else if (table.kind === 'fair') expireFair(table, now);
	else expireBuckets(table, now);
}

/** Octets of the table's arrays. */
export function tableBytes(table: Table): number {
	if (table.kind === 'bucket') {
		const {loose} = table;
		const entries = loose ? loose.keys.byteLength + loose.ages.byteLength + loose.ways.byteLength : 0;
		return table.keys.byteLength + table.ages.byteLength + table.slots.byteLength + entries;
	}
	const {keys, heads, chain} = table.index;
	const index = (keys?.byteLength ?? 0) + heads.byteLength + chain.byteLength;
	if (table.kind === 'kept') return index + table.times.byteLength;
	const {counts, places, heap} = table.usage;
	const lists = table.ends.byteLength + (counts.length + places.length + heap.length) * WORD;
	return index + table.times.byteLength + table.links.byteLength + lists;
}

/** An element of an array, as V8 has it. */
const WORD = 8;

/** Is an entry for everybody smaller than a pool with an index? `bytes`: of an entry without the index, among so many. */
function isDense(bytes: (most: number) => number, size: number, stations: number): boolean {
	const most = Math.min(size, stations);
	return stations * bytes(stations) <= most * (bytes(most) + pooledBytes(stations, most));
}
