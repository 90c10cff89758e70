/*
 * The catalogue of stage costs
 *
 * What the steps cost of which paths are made, one by one, with ends between which
 * they lie on other machines. They were measured on different machines in different
 * years, so their sum is an estimate; where a path has been measured as a whole,
 * the difference stands in the path under its own name.
 *
 * The famous ones: a lookup that misses all caches (32 ns on the desktop of 2016 on
 * which it was measured, 70 to 100 ns on a server) is half of the 67.2 ns, and one
 * system call for each packet is all of it. What a lecture calls "about 10 ns for a
 * memory access" is a hit in the third level.
 *
 * Interrupts
 * ----------
 * Nobody has published what an interrupt costs as a number; the data of XDP18 have it.
 * At 8.21 Mpps of long frames the core was 54 % busy and had 75,717 events a second;
 * at 41.6 ns a packet 34 % of it are packets, and what remains is 2.6 µs an event.
 * The wait before it (6 µs) makes the 7 µs of latency at 1 Mpps come out, and then
 * also the number of events a second, which it was not fitted to. The way out of deep
 * sleep (71 µs) is what is missing to the 82 µs at 100 packets a second; the kernel's
 * table allows 133 µs for that state of that processor.
 *
 * Not modelled: frequency scaling, hyperthreads that share a core, prefetching and overlap of misses, NUMA, cache
 * misses that one stage causes another.
 */
import type {Cost, Stage} from './cost.js';
import {
	BROUER_LCA,
	BROUER_PAGES,
	BROUER_SKB,
	BROUER_TRAITS,
	BROUER_XDP_TX,
	INTEL_IDLE,
	PRE25,
	SPLITX,
	XDP18,
	XDP18_DATA,
} from './source.js';

/** The costs by name, cheapest kinds of work first. */
export const CATALOGUE = [
	{id: 'l1-hit', kind: 'packet', ns: 1.2, low: 1, high: 1.5, evidence: 'recalled', source: '4 to 5 cycles'},
	{id: 'function-call', kind: 'packet', ns: 1.3, low: 1.27, high: 1.3, evidence: 'measured', source: XDP18},
	{id: 'l2-hit', kind: 'packet', ns: 4.3, low: 4.3, high: 6.1, evidence: 'measured', source: PRE25},
	{id: 'bh-disable', kind: 'packet', ns: 7.4, low: 7.4, high: 7.4, evidence: 'measured', source: PRE25},
	{
		id: 'l3-hit',
		kind: 'packet',
		ns: 7.9,
		low: 7.9,
		high: 20,
		evidence: 'measured',
		source: `${PRE25}; 10 to 20 ns on newer servers, recalled`,
	},
	{id: 'atomic', kind: 'packet', ns: 8.2, low: 2.7, high: 8.2, evidence: 'measured', source: PRE25},
	{
		id: 'indirect-call',
		kind: 'packet',
		ns: 8.46,
		low: 1.3,
		high: 8.46,
		evidence: 'measured',
		source: `${BROUER_TRAITS}, with Spectre mitigations`,
	},
	{id: 'xdp-hook', kind: 'packet', ns: 13.3, low: 13.3, high: 13.3, evidence: 'measured', source: `${XDP18}: 4.8 to 4.5 Mpps`},
	{id: 'irq-save', kind: 'packet', ns: 14.8, low: 14.8, high: 14.8, evidence: 'measured', source: PRE25},
	{id: 'lock', kind: 'packet', ns: 16.1, low: 8, high: 16.1, evidence: 'measured', source: `${PRE25}, not contended`},
	{
		id: 'shared-lock',
		kind: 'packet',
		ns: 16.1,
		low: 8,
		high: 48.1,
		exclusive: true,
		evidence: 'measured',
		source: `${PRE25}; with the cache line elsewhere 32 ns more`,
	},
	{
		id: 'poll-driver',
		kind: 'packet',
		ns: 22.9,
		low: 22.9,
		high: 22.9,
		evidence: 'measured',
		source: `${XDP18}: DPDK drops 43.5 Mpps on a core`,
	},
	{
		id: 'driver',
		kind: 'packet',
		ns: 28.3,
		low: 22.9,
		high: 28.3,
		evidence: 'derived',
		source: `${XDP18}: 24 Mpps = 41.6 ns with, so 28.3 ns without the 13.3 ns of XDP`,
	},
	{
		id: 'skb',
		kind: 'packet',
		ns: 30.5,
		low: 17.9,
		high: 30.5,
		evidence: 'measured',
		source: `${BROUER_SKB}: 30.5 ns one by one, 17.9 ns in bulk`,
	},
	{
		id: 'cache-miss',
		kind: 'packet',
		ns: 32,
		low: 32,
		high: 100,
		evidence: 'measured',
		source: `${BROUER_XDP_TX}: 12.007 and 19.804 Mpps differ by 32.8 ns; 70 to 100 ns on servers, recalled`,
	},
	{
		id: 'copy-hot',
		kind: 'copy',
		ns: 6.5,
		low: 5,
		high: 8,
		long: {ns: 50, low: 40, high: 60},
		evidence: 'measured',
		source: 'memcpy on a small virtual machine: 5 to 8 ns for 64, 40 to 60 ns for 1500 octets',
	},
	{
		id: 'copy-cold',
		kind: 'copy',
		ns: 27,
		low: 27,
		high: 98,
		long: {ns: 300, low: 300, high: 400},
		evidence: 'measured',
		source: 'memcpy on a small virtual machine: 27 to 98 ns for 64, 300 to 400 ns for 1500 octets',
	},
	{
		id: 'syscall',
		kind: 'batch',
		ns: 41.9,
		low: 41.9,
		high: 75.3,
		evidence: 'recalled',
		source: `${BROUER_LCA}; 75.3 ns with audit or SELinux`,
	},
	{
		id: 'page',
		kind: 'packet',
		ns: 62.1,
		low: 62.1,
		high: 62.1,
		evidence: 'measured',
		source: `${BROUER_PAGES}: 223 cycles, alloc and free, order 0`,
	},
	{
		id: 'vm-exit',
		kind: 'interrupt',
		ns: 683,
		low: 683,
		high: 7000,
		evidence: 'derived',
		source: `${SPLITX}: 2000 cycles at 2.93 GHz, direct cost; with its consequences up to ten times as much`,
	},
	{id: 'context-switch', kind: 'batch', ns: 1500, low: 1000, high: 4000, evidence: 'recalled', source: 'order of magnitude, 1 to 2 µs'},
	{
		id: 'interrupt',
		kind: 'interrupt',
		ns: 2600,
		low: 1000,
		high: 4000,
		evidence: 'derived',
		source: `${XDP18_DATA}, bench02: (0.540 - 8.21 M · 41.6 ns) / 75,717 interrupts`,
	},
	{
		id: 'moderation',
		kind: 'moderation',
		ns: 6000,
		low: 0,
		high: 16_000,
		evidence: 'calibrated',
		source: `${XDP18}, table 1: 7 µs at 1 Mpps`,
	},
	{
		id: 'deep-sleep',
		kind: 'sleep',
		ns: 71_300,
		low: 10_000,
		high: 133_000,
		after: 400_000,
		evidence: 'calibrated',
		source: `${XDP18}, table 1: 82 µs at 100 packets a second; at most 133 µs by ${INTEL_IDLE} (C6)`,
	},
	{
		id: 'nic',
		kind: 'delay',
		ns: 1900,
		low: 1000,
		high: 2000,
		evidence: 'calibrated',
		source: `${XDP18}, table 1: DPDK forwards in 2 µs, both ways over PCIe included`,
	},
] as const satisfies readonly Cost[];

/** A cost of the catalogue. */
export type CostId = (typeof CATALOGUE)[number]['id'];

function costOf(id: CostId): Cost {
	return CATALOGUE.find((cost) => cost.id === id) as Cost;
}

/** A cost of the catalogue as a stage of a path, once a packet where nothing else is said. */
export function use(id: CostId, change: Partial<Stage> = {}): Stage {
	return {...costOf(id), times: 1, share: 1, ...change};
}

/** What is left of a published total: a stage without a source of its own. */
export function rest(ns: number, published: string, change: Partial<Stage> = {}): Stage {
	return {id: 'rest', kind: 'packet', ns, low: ns, high: ns, evidence: 'calibrated', source: published, times: 1, share: 1, ...change};
}
