/*
 * How flows stand in memory
 *
 * A flow has a row of words, its key, and a record of numbers: what it has counted, and what it takes to
 * answer a frame. A hit in the exact-match cache needs only the record, which is one line of a
 * processor's cache, and follows no reference from object to object.
 */

/** Words from one row to the next: a key and three more, two lines of a cache. */
export const ROW_WORDS = 32;

/** Numbers in a record, and which is which. */
export const RECORD = 8;
export const PACKETS = 0;
export const BYTES = 1;
/** World time of the last hit, ns; -1 never. */
export const USED = 2;
export const TCP_FLAGS = 3;
/** 0 is no flow. */
export const ID = 4;
/** Number of the mask table. */
export const TABLE = 5;
/** The port of the only action when that is an output, else -1. */
export const OUTPUT = 6;

/** A copy with room for `length` numbers. */
export function longer<T extends Int32Array | Float64Array>(column: T, length: number): T {
	const made = (column instanceof Int32Array ? new Int32Array(length) : new Float64Array(length)) as T;
	made.set(column);
	return made;
}
