/** Doubly linked lists through a pool of integers: an entry is a place in the pool, and has two words for each list that it may be in. */

/** No entry. */
export const NONE = -1;

/** Ends of a list; NONE in both when it is empty. */
export interface EntryList {
	first: number;
	last: number;
}

/** How a list runs through a pool: words an entry has, and which of them lead back and forth. */
export interface Links {
	stride: number;
	back: number;
	forth: number;
}

/** Room for links; small pools take the short ones. */
export type Pool = Int16Array | Int32Array;

export function createEntryList(): EntryList {
	return {first: NONE, last: NONE};
}

/** Puts an entry that is not in the list at its end. */
export function append(pool: Pool, list: EntryList, entry: number, {stride, back, forth}: Links): void {
	pool[entry * stride + back] = list.last;
	pool[entry * stride + forth] = NONE;
	if (list.last === NONE) list.first = entry;
	else pool[list.last * stride + forth] = entry;
	list.last = entry;
}

/** Takes an entry out of the list in which it is. */
export function unlink(pool: Pool, list: EntryList, entry: number, {stride, back, forth}: Links): void {
	const before = pool[entry * stride + back] as number;
	const after = pool[entry * stride + forth] as number;
	if (before === NONE) list.first = after;
	else pool[before * stride + forth] = after;
	if (after === NONE) list.last = before;
	else pool[after * stride + back] = before;
}

/** The entries from first to last. */
export function listEntries(pool: Pool, list: EntryList, {stride, forth}: Links): number[] {
	const found: number[] = [];
	for (let entry = list.first; entry !== NONE; entry = pool[entry * stride + forth] as number) found.push(entry);
	return found;
}
