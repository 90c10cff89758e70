/*
 * Coverage: how often something happened in the daemon, and how often of late (lib/coverage.c)
 *
 * Counters with the names of the real one, of events that this engine has: what is asked of the pipeline, written into
 * the datapath, learned. Each keeps a total since the daemon began, and how much of it fell into the last twelve
 * slots of 5 s and the last sixty minutes. Slots begin with the daemon. Nothing runs by the clock: a counter is brought up to a
 * time when it counts, or is looked at.
 *
 * Not modelled: counters of the program's own insides (memory, hash tables, sockets), of frames, and the questions of `ofproto/trace`, which
 * change nothing here.
 */

/** In the order in which the real daemon prints them: by file, then as they are defined. */
export const COVERAGE_EVENTS = [
	'ofproto_packet_out',
	'rev_stp',
	'rev_flow_table',
	'rev_mac_learning',
	'rev_mcast_snooping',
	'upcall_flow_limit_hit',
	'upcall_flow_limit_kill',
	'xlate_actions',
	'dpif_flow_put',
	'dpif_flow_del',
	'dpif_execute',
	'mac_learning_learned',
	'mac_learning_expired',
	'mac_learning_evicted',
	'mac_learning_moved',
	'mac_learning_static_none_move',
] as const;
export type CoverageEvent = (typeof COVERAGE_EVENTS)[number];

/** ns */
const SLOT = 5_000_000_000;
const SLOTS_OF_MINUTE = 12;
const MINUTES = 60;

interface Counter {
	total: number;
	/** The slot that is not over yet, counted from the beginning of the daemon, and what fell into it. */
	slot: number;
	current: number;
	/** Slots that are over, by their number modulo 12. */
	slots: number[];
	/** Minutes, of slots that are over, by their number modulo 60. */
	minutes: number[];
}

export interface Coverage {
	/** World time at which the daemon began, ns. */
	began: number;
	/** Those that have happened. */
	counters: Partial<Record<CoverageEvent, Counter>>;
}

/** A counter as it is read. */
export interface CoverageRow {
	name: string;
	total: number;
	/** In the last 5 s that are over, in the last minute, in the last hour. */
	recent: number;
	minute: number;
	hour: number;
}

export function createCoverage(now: number): Coverage {
	return {began: now, counters: {}};
}

/** `event` happened so many times at `now`, world time in ns. */
export function countEvent(coverage: Coverage, event: CoverageEvent, now: number, times = 1): void {
	if (times === 0) return;
	const slot = slotOf(coverage, now);
	let counter = coverage.counters[event];
	if (!counter) {
		counter = {total: 0, slot, current: 0, slots: new Array(SLOTS_OF_MINUTE).fill(0), minutes: new Array(MINUTES).fill(0)};
		coverage.counters[event] = counter;
	}
	if (slot > counter.slot) closeSlots(counter, slot);
	counter.total += times;
	counter.current += times;
}

/** Those that have happened, as they stand at `now`, world time in ns. */
export function coverageRows(coverage: Coverage, now: number): CoverageRow[] {
	return COVERAGE_EVENTS.flatMap((name) => {
		const kept = coverage.counters[name];
		if (!kept) return [];
		const counter = {...kept, slots: [...kept.slots], minutes: [...kept.minutes]};
		const slot = slotOf(coverage, now);
		closeSlots(counter, slot);
		const recent = counter.slots[(slot + SLOTS_OF_MINUTE - 1) % SLOTS_OF_MINUTE] as number;
		return [{name, total: counter.total, recent, minute: sum(counter.slots), hour: sum(counter.minutes)}];
	});
}

function slotOf({began}: Coverage, now: number): number {
	return Math.floor((now - began) / SLOT);
}

/** All slots before `slot` are over (coverage_run); a minute begins anew with its first slot. */
function closeSlots(counter: Counter, slot: number): void {
	// What is older than the hour says nothing any more.
	const first = Math.max(counter.slot, slot - SLOTS_OF_MINUTE * MINUTES);
	if (first > counter.slot) counter.current = 0;
	for (let each = first; each < slot; each++) {
		const ofMinute = each % SLOTS_OF_MINUTE;
		const minute = Math.floor(each / SLOTS_OF_MINUTE) % MINUTES;
		counter.slots[ofMinute] = counter.current;
		counter.minutes[minute] = counter.current + (ofMinute === 0 ? 0 : (counter.minutes[minute] as number));
		counter.current = 0;
	}
	counter.slot = Math.max(counter.slot, slot);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, each) => total + each, 0);
}
