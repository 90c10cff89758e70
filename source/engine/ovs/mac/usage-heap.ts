/*
 * Who has most? (lib/heap.c)
 *
 * A binary heap of small numbers, each with a count. The one with the highest count
 * is at hand in O(1), a change costs O(log n). Among equals nothing moves without
 * need, so the same history gives the same answer, and it is the answer of Open
 * vSwitch, whose heap is built the same way.
 */

export interface UsageHeap {
	/** Count of each member. */
	counts: number[];
	/** Where each member stands in `heap`; 0 is nowhere, and then its count is 0. */
	places: number[];
	/** Members; the first place is 1. */
	heap: number[];
}

export function createUsageHeap(): UsageHeap {
	return {counts: [], places: [], heap: [-1]};
}

/** A member with the highest count, -1 when all are 0. */
export function mostUsed({heap}: UsageHeap): number {
	return heap[1] ?? -1;
}

/** One more. */
export function countUp(usage: UsageHeap, member: number): void {
	const {counts, places, heap} = usage;
	while (counts.length <= member) {
		counts.push(0);
		places.push(0);
	}
	counts[member] = (counts[member] as number) + 1;
	if (places[member] === 0) put(usage, member, heap.length);
	settle(usage, places[member] as number);
}

/** One less; at 0 the member leaves the heap. */
export function countDown(usage: UsageHeap, member: number): void {
	const {counts, places, heap} = usage;
	const place = places[member] as number;
	const count = (counts[member] as number) - 1;
	counts[member] = count;
	if (count > 0) {
		settle(usage, place);
		return;
	}
	const last = heap.pop() as number;
	places[member] = 0;
	if (last === member) return;
	put(usage, last, place);
	settle(usage, place);
}

function put({heap, places}: UsageHeap, member: number, place: number): void {
	heap[place] = member;
	places[member] = place;
}

function countAt({heap, counts}: UsageHeap, place: number): number {
	const member = heap[place];
	return member === undefined ? -1 : (counts[member] as number);
}

function swap(usage: UsageHeap, a: number, b: number): void {
	const atA = usage.heap[a] as number;
	put(usage, usage.heap[b] as number, a);
	put(usage, atA, b);
}

/** Up while its parent has less; if it does not move, down while a child has more. */
function settle(usage: UsageHeap, place: number): void {
	let at = place;
	for (; at > 1 && countAt(usage, at >> 1) < countAt(usage, at); at >>= 1) swap(usage, at, at >> 1);
	if (at !== place) return;
	for (;;) {
		let most = at;
		if (countAt(usage, 2 * at) > countAt(usage, most)) most = 2 * at;
		if (countAt(usage, 2 * at + 1) > countAt(usage, most)) most = 2 * at + 1;
		if (most === at) return;
		swap(usage, at, most);
		at = most;
	}
}
