/**
 * When something may be due, earliest first: a binary heap of times and ids. An entry that lives longer than
 * its alarm said is put in again when it rings, so that to prolong a life costs nothing.
 */
export interface Alarms {
	heap: {time: number; id: number}[];
}

export function createAlarms(): Alarms {
	return {heap: []};
}

/** World time of the first alarm, ns; Infinity when there is none. */
export function firstAlarm({heap}: Alarms): number {
	return heap[0]?.time ?? Number.POSITIVE_INFINITY;
}

/** O(log n). */
export function setAlarm({heap}: Alarms, time: number, id: number): void {
	const added = {time, id};
	let at = heap.length;
	heap.push(added);
	while (at > 0) {
		const up = (at - 1) >> 1;
		const above = heap[up] as {time: number; id: number};
		if (!isBefore(added, above)) break;
		heap[at] = above;
		at = up;
	}
	heap[at] = added;
}

/** Takes the first alarm if it is due: its id; O(log n). */
export function takeAlarm({heap}: Alarms, now: number): number | undefined {
	const [first] = heap;
	if (!first || first.time > now) return undefined;
	const last = heap.pop() as {time: number; id: number};
	if (last === first) return first.id;
	let at = 0;
	for (;;) {
		let down = at * 2 + 1;
		if (down >= heap.length) break;
		const right = heap[down + 1];
		if (right && isBefore(right, heap[down] as {time: number; id: number})) down++;
		const below = heap[down] as {time: number; id: number};
		if (!isBefore(below, last)) break;
		heap[at] = below;
		at = down;
	}
	heap[at] = last;
	return first.id;
}

function isBefore(a: {time: number; id: number}, b: {time: number; id: number}): boolean {
	return a.time < b.time || (a.time === b.time && a.id < b.id);
}
