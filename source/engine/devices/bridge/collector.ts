/*
 * The collector: what removes old entries from the FDB (br_fdb_cleanup)
 *
 * Forwarding never looks at the age of an entry. The collector does, now and then: it
 * first runs 100 ms after br0 came up, and then when the next entry is due, at most
 * one hold time later and at least 10 ms. A new ageing time makes it run at once; a
 * topology change, which shortens the hold time, does not wake it.
 *
 * A hub has no hold time. The kernel then looks every 10 ms at a table in which
 * nothing can age; here the collector rests until somebody adds an entry by hand.
 *
 * Not modelled: activity notification of static entries, the time the walk takes.
 */

import {ageAt, ages, type Fdb, isOver, removeEntries} from '../../fdb.js';
import type {Sink} from '../../sink.js';
import type {Bridge} from './bridge-device.js';
import {holdTime} from './ports.js';
import {STOPPED} from './timer.js';

const FIRST_RUN = 100_000_000;
const SHORTEST_REST = 10_000_000;
/** A kernel timer waits for the tick after its time, ns (250 Hz), so an entry is still there when it is exactly as old as it may be. */
const TIMER_TICK = 4_000_000;

/** What one run of the collector did. */
export interface Collected {
	removed: number;
	/** World time of the next run, ns; Infinity when nothing can be due. */
	next: number;
}

/** Removes what is past the hold time and says when to look again; `hold` and `now` in ns. */
export function collect(fdb: Fdb, hold: number, now: number): Collected {
	let rest = hold;
	const removed = removeEntries(fdb, (slot) => {
		if (!ages(fdb, slot)) return false;
		const age = ageAt(fdb, slot, now);
		if (isOver(age, hold)) return true;
		rest = Math.min(rest, hold - age);
		return false;
	});
	return {removed, next: hold === 0 ? STOPPED : now + Math.max(rest, SHORTEST_REST)};
}

/** br0 came up. */
export function startCollector(bridge: Bridge, now: number, out: Sink): void {
	arm(bridge, now + FIRST_RUN, out);
}

/** br0 went down. */
export function stopCollector(bridge: Bridge): void {
	bridge.gcTimer = STOPPED;
}

/** Runs the collector and arms it again. */
export function runCollector(bridge: Bridge, now: number, out: Sink): void {
	const {removed, next} = collect(bridge.fdb, holdTime(bridge), now);
	if (removed > 0 && out.tracing) out.note({kind: 'fdb-aged', count: removed});
	if (next === STOPPED) stopCollector(bridge);
	else arm(bridge, next + TIMER_TICK, out);
}

/** Something that may age was added by hand: a hub's collector rests no longer. */
export function wakeCollector(bridge: Bridge, now: number, out: Sink): void {
	if (bridge.up && bridge.gcTimer === STOPPED) arm(bridge, now + SHORTEST_REST, out);
}

function arm(bridge: Bridge, time: number, out: Sink): void {
	bridge.gcTimer = time;
	out.wake(bridge.id, time);
}
