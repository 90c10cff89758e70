/*
 * Arrivals
 *
 * steady   one packet every interval, as a generator sends: the full link is the
 *          shortest interval
 * poisson  intervals of chance with this mean; the wire still needs a slot for each
 *          frame, so what comes too close is sent one behind the other
 * bursts   trains of so many frames without a gap, and a pause, at the same mean rate
 *
 * Not modelled: frames of several lengths in one run, traffic that answers losses (TCP).
 */
import {nextRandom, type Seeded} from '../random.js';
import {inNanoseconds, intervalOf, type Ratio, slotOf} from './line-rate.js';
import type {Setup} from './path.js';

export const ARRIVALS = ['steady', 'poisson', 'bursts'] as const;
export type Arrivals = (typeof ARRIVALS)[number];

export interface Traffic {
	arrivals: Arrivals;
	/** Packets a second; left out, the full link. More than the link carries is the full link. */
	rate?: number;
	/** How many packets arrive. */
	packets: number;
	/** Frames of a train. */
	burst: number;
	/** Packets are of so many flows, and a flow keeps to a core (RSS); 0 deals them out in turn, as if the hash were perfect. */
	flows: number;
	seed: number;
}

export const DEFAULT_TRAFFIC: Traffic = {arrivals: 'steady', packets: 200_000, burst: 32, flows: 0, seed: 1};

/** The mean interval between packets. */
function meanInterval(setup: Setup, {rate}: Pick<Traffic, 'rate'>): Ratio {
	const slot = slotOf(setup.frame, setup.link);
	if (rate === undefined) return slot;
	const interval = intervalOf(rate);
	return inNanoseconds(interval) < inNanoseconds(slot) ? slot : interval;
}

/** Packets a second that arrive. */
export function offeredRate(setup: Setup, traffic: Pick<Traffic, 'rate'>): number {
	return 1e9 / inNanoseconds(meanInterval(setup, traffic));
}

/** A function that tells the arrival of one packet after the other, in ps from the first one. */
export function createArrivals(setup: Setup, traffic: Traffic, chance: Seeded): () => number {
	const mean = meanInterval(setup, traffic);
	const slot = slotOf(setup.frame, setup.link);
	switch (traffic.arrivals) {
		case 'steady':
			return steady(mean);
		case 'poisson':
			return poisson(inNanoseconds(mean) * 1000, slot.whole, chance);
		case 'bursts':
			return bursts(mean, slot, Math.max(1, traffic.burst));
		default:
			return traffic.arrivals satisfies never;
	}
}

function steady({whole, rest, of}: Ratio): () => number {
	let time = -whole;
	let remainder = -rest;
	return () => {
		time += whole;
		remainder += rest;
		if (remainder >= of) {
			remainder -= of;
			time++;
		}
		return time;
	};
}

function poisson(mean: number, slot: number, chance: Seeded): () => number {
	let wanted = 0;
	let time = -slot;
	return () => {
		time = Math.max(wanted, time + slot);
		wanted += Math.round(-Math.log((nextRandom(chance) + 1) / 0x1_0000_0000) * mean);
		return time;
	};
}

function bursts(mean: Ratio, slot: Ratio, length: number): () => number {
	const nextTrain = steady({
		whole: mean.whole * length + Math.floor((mean.rest * length) / mean.of),
		rest: (mean.rest * length) % mean.of,
		of: mean.of,
	});
	let start = nextTrain();
	let index = -1;
	return () => {
		index++;
		if (index === length) {
			index = 0;
			start = nextTrain();
		}
		return start + slot.whole * index + Math.floor((slot.rest * index) / slot.of);
	};
}
