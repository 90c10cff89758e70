/**
 * The order in which the daemon walks a hash table (lib/hmap.c, lib/shash.c)
 *
 * Where it adds several ports at once, their order is that of the table's buckets, and the
 * numbers they get follow it; FLOOD and ALL send in the order of a table of ports. A bucket gives the newest
 * first, and a table that grows turns its buckets round.
 */
import {hashBytes} from '../../flow/hash.js';
import {createHashTable, hashedItems, insertHashed} from './hash-table.js';

/** `items`, in the order in which they were put in, as a table that hashes them so gives them back. */
export function tableOrder<T>(items: readonly T[], hashOf: (item: T) => number): T[] {
	const table = createHashTable<T>();
	for (const item of items) insertHashed(table, hashOf(item), item);
	return hashedItems(table).map(({item}) => item);
}

/** `names`, in the order in which they were put in, as a table of names gives them back. */
export function hashOrder(names: readonly string[]): string[] {
	return tableOrder(names, (name) => hashBytes(octetsOf(name), 0));
}

/** Names of interfaces are ASCII. */
function octetsOf(name: string): Uint8Array {
	return Uint8Array.from(name, (character) => character.charCodeAt(0));
}
