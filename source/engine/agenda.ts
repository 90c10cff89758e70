/*
 * The agenda: what happens next
 *
 * A binary heap ordered by time and then by order of entry, so that equal times
 * keep their order and a run is the same every time. Frames
 * in flight and timers stand in two heaps: a world with no frame in flight is
 * quiet, whatever its timers will do later.
 */
import type {Frame} from './frame.js';
import type {DeviceId, PacketType} from './netdev.js';
import type {Letter} from './openflow/letter.js';

/** What an entry asks the tick to do at `device`. */
const STEPS = ['transmit', 'receive', 'letter', 'timer'] as const;
export type Step = (typeof STEPS)[number];

export interface Entry {
	/** World time, ns. */
	time: number;
	step: Step;
	device: DeviceId;
	/** `undefined` for a timer. */
	frame: Frame | undefined;
	/**
	 * Type a previous device gave the frame; `undefined` when it came by a link and `device` classifies it. A frame
	 * to be transmitted has one only when it was received before.
	 */
	type: PacketType | undefined;
	/** Trace node that caused this, -1 at a root. */
	parent: number;
	/** Links the frame may still cross; from one macvlan to its sibling counts as one. */
	hops: number;
	/** To be transmitted although the device went down in the same moment: it was sent before that. */
	isLast?: boolean | undefined;
	/** `wire`: it comes by a link. `paced`: it waited for the rate limit of a virtual function. */
	phase?: 'wire' | 'paced' | undefined;
	/** How classifiers sent the frame about; missing when none did. */
	trail?: Trail | undefined;
	/** What arrives with the step `letter`. */
	letter?: Letter | undefined;
}

/** What stops classifiers that send a frame in a circle (sched_mirred_dev, skb->tc_depth). */
export interface Trail {
	/** Devices that it was sent out of, since it last crossed a link. */
	devices: readonly DeviceId[];
	/** How often a device was made to receive it. */
	depth: number;
}

export interface Agenda {
	/** Entries ordered as a binary heap. */
	heap: (Entry & {order: number})[];
	nextOrder: number;
}

export function createAgenda(): Agenda {
	return {heap: [], nextOrder: 0};
}

/** Adds an entry; O(log n). */
export function schedule(agenda: Agenda, entry: Entry): void {
	const heap = agenda.heap;
	// Field by field: an object spread costs ten times as much here as the rest of a tick.
	const {time, step, device, frame, type, parent, hops, isLast, phase, trail, letter} = entry;
	const added = {time, step, device, frame, type, parent, hops, isLast, phase, trail, letter, order: agenda.nextOrder++};
	let at = heap.length;
	heap.push(added);
	while (at > 0) {
		const up = (at - 1) >> 1;
		const above = heap[up] as Entry & {order: number};
		if (!before(added, above)) break;
		heap[at] = above;
		at = up;
	}
	heap[at] = added;
}

/** Earliest entry without taking it. */
export function peek(agenda: Agenda): Entry | undefined {
	return agenda.heap[0];
}

/** Takes the earliest entry; O(log n). */
export function take(agenda: Agenda): Entry | undefined {
	const heap = agenda.heap;
	const first = heap[0];
	const last = heap.pop();
	if (!first || !last || first === last) return first;
	let at = 0;
	for (;;) {
		let down = at * 2 + 1;
		if (down >= heap.length) break;
		const right = heap[down + 1];
		if (right && before(right, heap[down] as Entry & {order: number})) down++;
		const below = heap[down] as Entry & {order: number};
		if (!before(below, last)) break;
		heap[at] = below;
		at = down;
	}
	heap[at] = last;
	return first;
}

function before(a: Entry & {order: number}, b: Entry & {order: number}): boolean {
	return a.time < b.time || (a.time === b.time && a.order < b.order);
}
