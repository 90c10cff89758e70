/** What one thing costs that is done for packets: how much, how sure, and who says so. */

/**
 * How a cost falls on packets:
 * packet     on each
 * copy       on each, by its length: given for 64 and for 1500 octets, a straight line between and beyond
 * batch      once for all that are taken together
 * interrupt  once an interrupt
 * moderation no work: the NIC waits so long before it interrupts, to collect more
 * sleep      no work: a core that has been idle for `after` ns needs so long to wake up
 * delay      no work: latency of hardware and wires
 */
export const COST_KINDS = ['packet', 'copy', 'batch', 'interrupt', 'moderation', 'sleep', 'delay'] as const;
export type CostKind = (typeof COST_KINDS)[number];

/**
 * measured   a figure of the source
 * derived    computed from figures of the source, as `source` says
 * calibrated chosen so that the whole comes out as published: it has no source of its own
 * recalled   general knowledge or from memory: not to be relied on before it is checked
 * yours      put in by the reader
 */
export const EVIDENCE = ['measured', 'derived', 'calibrated', 'recalled', 'yours'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** A cost and the ends between which it is believed to be on other machines, in ns. */
export interface Nanoseconds {
	ns: number;
	low: number;
	high: number;
}

export interface Cost extends Nanoseconds {
	/** Word by which it is set and under which the locale has its name. */
	id: string;
	kind: CostKind;
	/** For a copy: the same at 1500 octets. */
	long?: Nanoseconds;
	/** For sleep: ns of idleness after which a core sleeps that deep. */
	after?: number;
	/** Only one core at a time is in it; the others spin. */
	exclusive?: boolean;
	evidence: Evidence;
	/** Publication or kernel file, and the arithmetic of what is derived. */
	source: string;
}

/** A cost as part of a path. */
export interface Stage extends Cost {
	/** How many times for a packet. */
	times: number;
	/** Share of the packets that it falls on, 0 to 1. */
	share: number;
}

/** ns of one occurrence for frames of `length` octets. */
export function costAt({ns, long}: Pick<Cost, 'ns' | 'long'>, length: number): number {
	return long ? straight(ns, long.ns, length) : ns;
}

/** Lower and upper end of one occurrence. */
export function rangeAt({low, high, long}: Pick<Cost, 'low' | 'high' | 'long'>, length: number): {low: number; high: number} {
	return long ? {low: straight(low, long.low, length), high: straight(high, long.high, length)} : {low, high};
}

function straight(short: number, long: number, length: number): number {
	return Math.max(0, short + ((long - short) * (length - 64)) / (1500 - 64));
}
