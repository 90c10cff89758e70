/*
 * The order in which masks are tried
 *
 * Megaflows do not overlap, so any order finds the same flow; a good one finds it sooner. Both
 * datapaths put the masks that answered most first, from time to time: the userspace datapath
 * every second, by the hits of that second, the kernel every four seconds. In between a new
 * mask stands last.
 *
 * Here the order is made at the first lookup after that time, which nobody can tell apart.
 *
 * Rules: dpcls_sort_subtable_vector (dpif-netdev.c), ovs_flow_masks_rebalance (flow_table.c).
 *
 * Not modelled: that Open vSwitch 3.1 sorts only in the threads of DPDK, not for ports of the kernel.
 */
import type {FlowIndex} from './flow-cache.js';
import type {MaskTable} from './mask-table.js';

const SECOND = 1_000_000_000;
/** DPCLS_OPTIMIZATION_INTERVAL */
const USERSPACE_INTERVAL = SECOND;
/** DP_MASKS_REBALANCE_INTERVAL */
const KERNEL_INTERVAL = 4 * SECOND;

export interface MaskOrder {
	/** Numbers of mask tables, first tried first. */
	tables: number[];
	/** Megaflows in them. */
	flows: number;
	/** How many of them match only what a simple match can; see `simple-match.ts`. */
	simpleFlows: number;
	/** Simple matches by their mark. */
	simple: Map<number, FlowIndex>;
	/** ns between two orders, and world time of the next. */
	interval: number;
	nextSort: number;
}

export function createMaskOrder(isUserspace: boolean, now: number): MaskOrder {
	const interval = isUserspace ? USERSPACE_INTERVAL : KERNEL_INTERVAL;
	return {tables: [], flows: 0, simpleFlows: 0, simple: new Map(), interval, nextSort: now + interval};
}

/** Most hits first; equal ones keep their order. The hits begin anew. */
export function sortMasks(order: MaskOrder, tables: readonly (MaskTable | undefined)[], now: number): void {
	order.nextSort = now + order.interval;
	const hits = (number: number): number => (tables[number] as MaskTable).hits;
	order.tables.sort((a, b) => hits(b) - hits(a));
	for (const number of order.tables) (tables[number] as MaskTable).hits = 0;
}

/** A mask has no flows any more. The kernel fills the gap with its last mask (tbl_mask_array_del_mask). */
export function removeFromOrder(order: MaskOrder, number: number, isUserspace: boolean): void {
	const at = order.tables.indexOf(number);
	if (isUserspace) {
		order.tables.splice(at, 1);
		return;
	}
	const last = order.tables.pop() as number;
	if (last !== number) order.tables[at] = last;
}
