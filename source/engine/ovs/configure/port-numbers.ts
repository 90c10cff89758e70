/**
 * OpenFlow port numbers of a bridge (ofproto.c, alloc_ofp_port)
 *
 * A number that was asked for is given when no port has it. All others get the next
 * number after the last one that was given, and not one that became free in the last
 * hour: flows that name it may still be there.
 */

export interface PortNumbers {
	/** The last number that was chosen here. */
	last: number;
	/** Numbers that were given away: in use, or the world time (ns) at which they were given back. */
	used: Map<number, 'now' | number>;
}

/** The lower half is for ports that do not care. */
const AUTOMATIC = 32768;
const MAX = 0xff00;
const HOUR = 3_600_000_000_000;

export function createPortNumbers(): PortNumbers {
	return {last: 0, used: new Map()};
}

/** Gives a number away: `wanted` if it is free; `undefined` when none is left. */
export function takeNumber(numbers: PortNumbers, wanted: number | undefined, now: number): number | undefined {
	const number = wanted !== undefined && wanted < MAX && numbers.used.get(wanted) !== 'now' ? wanted : nextNumber(numbers, now);
	if (number !== undefined) numbers.used.set(number, 'now');
	return number;
}

export function giveBackNumber(numbers: PortNumbers, number: number, now: number): void {
	if (number < MAX) numbers.used.set(number, now);
}

function nextNumber(numbers: PortNumbers, now: number): number | undefined {
	let oldest: number | undefined;
	let oldestTime = Number.POSITIVE_INFINITY;
	for (let tried = 1; tried < AUTOMATIC; tried++) {
		numbers.last = numbers.last + 1 >= AUTOMATIC ? 1 : numbers.last + 1;
		const used = numbers.used.get(numbers.last);
		if (used === undefined || (used !== 'now' && used < now - HOUR)) return numbers.last;
		if (used !== 'now' && used < oldestTime) {
			oldestTime = used;
			oldest = numbers.last;
		}
	}
	return oldest;
}
