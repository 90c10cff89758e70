/*
 * The flow caches of a datapath
 *
 * A datapath forwards by what it remembers. What it remembers is a megaflow: a key, a mask,
 * and actions. Megaflows have no priority and need none, because they do not overlap:
 * the first that matches is the only one.
 *
 * All megaflows with the same mask stand in one hash table (`mask-table.ts`), so a lookup is one
 * probe for each mask that is in use, whatever the number of flows. Before the masks stand
 * caches that remember more about fewer frames:
 *
 *  userspace   exact-match cache, signatures, a simple table, then the masks of the ingress port
 *  kernel      which mask answered frames of this hash last time, then all masks
 *
 * `lookup.ts` asks them in that order.
 *
 * Flows stand in rows (`flow-row.ts`); a flow that is deleted leaves its row to the next. Everything that
 * remembers a row also remembers the id that it had, because ids are not used again.
 *
 * Rules: dpif-netdev.c and dpif-netdev-lookup.c; net/openvswitch/flow_table.c.
 *
 * Not modelled: several threads or CPUs, each of which has small caches of its own; memory that runs out.
 */
import {createKey, DATAPATH_WORDS, type FlowKey, type FlowMask, WORD} from '../../flow/key.js';
import type {DropReason} from '../../sink.js';
import type {DatapathAction} from './datapath-action.js';
import type {DatapathType} from './datapath-device.js';
import {createExactCache, type ExactCache} from './exact-cache.js';
import {BYTES, ID, longer, OUTPUT, PACKETS, RECORD, ROW_WORDS, TABLE, TCP_FLAGS, USED} from './flow-row.js';
import {createMaskCache, type MaskCache} from './mask-cache.js';
import {createMaskOrder, type MaskOrder, removeFromOrder} from './mask-order.js';
import {addToMaskTable, createMaskTable, findInMaskTable, hasMask, type MaskTable, removeFromMaskTable} from './mask-table.js';
import {createSignatureCache, type SignatureCache} from './signature-cache.js';
import {addSimpleMatch, removeSimpleMatch} from './simple-match.js';

/** Row of a megaflow. */
export type FlowIndex = number;

export interface FlowCache {
	/** The userspace datapath has masks of each port for themselves, the kernel one list for all. */
	perPort: boolean;
	/** Megaflows installed. */
	count: number;
	nextId: number;
	/** Rows that were used and are free. */
	free: FlowIndex[];
	/** Rows ever used. */
	rows: number;
	// --- by row, see `flow-row.ts`
	/** Rows: the key of the frame for which the flow was made, not masked. */
	flows: Int32Array;
	records: Float64Array;
	actions: (readonly DatapathAction[])[];
	/** Why nothing is sent, for flows that send nothing. */
	drops: (DropReason | undefined)[];
	// --- levels
	/** One a mask and port, by number; numbers are used again. */
	tables: (MaskTable | undefined)[];
	/** In which order tables are tried, by ingress port; with one list for all only 0. */
	orders: (MaskOrder | undefined)[];
	exact: ExactCache;
	signatures: SignatureCache;
	maskCache: MaskCache;
	/** What the last lookup did: a place in `LEVELS`, and masks tried. */
	answeredBy: number;
	masksTried: number;
}

/** Which level answered; `miss` none. */
export const LEVELS = ['miss', 'simple', 'emc', 'smc', 'mask-cache', 'megaflow'] as const;
export const LEVEL = {miss: 0, simple: 1, emc: 2, smc: 3, maskCache: 4, megaflow: 5} as const;

export function createFlowCache(type: DatapathType): FlowCache {
	return {
		perPort: type === 'netdev',
		count: 0,
		nextId: 1,
		free: [],
		rows: 0,
		flows: new Int32Array(0),
		records: new Float64Array(0),
		actions: [],
		drops: [],
		tables: [],
		orders: [],
		exact: createExactCache(),
		signatures: createSignatureCache(),
		maskCache: createMaskCache(),
		answeredBy: LEVEL.miss,
		masksTried: 0,
	};
}

/**
 * Adds a megaflow and returns its row; it must not be there. `mask` has the ingress port exact.
 * A mask that is silent about tags still says whether there is one (dp_netdev_upcall, ovs_nla_get_match).
 */
export function installFlow(
	cache: FlowCache,
	key: FlowKey,
	mask: FlowMask,
	actions: readonly DatapathAction[],
	drop: DropReason | undefined,
	now: number,
): FlowIndex {
	const flow = cache.free.pop() ?? cache.rows++;
	if (flow * RECORD >= cache.records.length) grow(cache);
	const row = flow * ROW_WORDS;
	cache.flows.set(key.subarray(0, DATAPATH_WORDS), row);
	const record = flow * RECORD;
	cache.records.fill(0, record, record + RECORD);
	cache.records[record + USED] = -1;
	cache.records[record + ID] = cache.nextId++;
	cache.drops[flow] = drop;
	setActions(cache, flow, actions);
	cache.count++;

	const port = cache.perPort ? (key[WORD.inPort] as number) : 0;
	let order = cache.orders[port];
	if (!order) {
		order = createMaskOrder(cache.perPort, now);
		cache.orders[port] = order;
	}
	const used = maskInUse(cache, key, mask);
	let number = order.tables.find((candidate) => hasMask(cache.tables[candidate] as MaskTable, used));
	if (number === undefined) {
		number = cache.tables.indexOf(undefined);
		if (number === -1) number = cache.tables.length;
		cache.tables[number] = createMaskTable(used);
		order.tables.push(number);
	}
	const table = cache.tables[number] as MaskTable;
	addToMaskTable(table, flow, cache.flows);
	cache.records[record + TABLE] = number;
	order.flows++;
	if (cache.perPort) addSimpleMatch(order, flow, key, table.mask);
	return flow;
}

/** Takes a megaflow away; caches that point to it notice by its id. */
export function removeFlow(cache: FlowCache, flow: FlowIndex): void {
	const row = flow * ROW_WORDS;
	if (!(flowId(cache, flow) > 0)) return;
	const number = cache.records[flow * RECORD + TABLE] as number;
	const table = cache.tables[number] as MaskTable;
	const order = cache.orders[cache.perPort ? (cache.flows[row + WORD.inPort] as number) : 0] as MaskOrder;
	removeFromMaskTable(table, flow, cache.flows);
	if (cache.perPort) removeSimpleMatch(order, keyOf(cache, flow), table.mask);
	order.flows--;
	if (table.count === 0) {
		removeFromOrder(order, number, cache.perPort);
		cache.tables[number] = undefined;
	}
	cache.records[flow * RECORD + ID] = 0;
	cache.actions[flow] = [];
	cache.drops[flow] = undefined;
	cache.free.push(flow);
	cache.count--;
}

/** The row of the megaflow that answers `key`, without counting and without the caches before it; -1 when none does. */
export function findFlow(cache: FlowCache, key: FlowKey): FlowIndex {
	const order = cache.orders[cache.perPort ? (key[WORD.inPort] as number) : 0];
	if (!order) return -1;
	for (const number of order.tables) {
		const flow = findInMaskTable(cache.tables[number] as MaskTable, key, cache.flows);
		if (flow >= 0) return flow;
	}
	return -1;
}

/** Other actions from now on, and all else as it is. */
export function setActions(cache: FlowCache, flow: FlowIndex, actions: readonly DatapathAction[]): void {
	const [first] = actions;
	cache.actions[flow] = actions;
	cache.records[flow * RECORD + OUTPUT] = first?.kind === 'output' && actions.length === 1 ? first.port : -1;
}

/** A frame used the flow (dp_netdev_flow_used, ovs_flow_stats_update). */
export function countFlow({records}: FlowCache, flow: FlowIndex, bytes: number, tcpFlags: number, now: number): void {
	const at = flow * RECORD;
	records[at + PACKETS] = (records[at + PACKETS] as number) + 1;
	records[at + BYTES] = (records[at + BYTES] as number) + bytes;
	records[at + USED] = now;
	if (tcpFlags !== 0) records[at + TCP_FLAGS] = (records[at + TCP_FLAGS] as number) | tcpFlags;
}

/** What a flow has counted. */
export function statsOf({records}: FlowCache, flow: FlowIndex): {packets: number; bytes: number; used: number; tcpFlags: number} {
	const at = flow * RECORD;
	return {
		packets: records[at + PACKETS] as number,
		bytes: records[at + BYTES] as number,
		used: records[at + USED] as number,
		tcpFlags: records[at + TCP_FLAGS] as number,
	};
}

/** Ids are not used again; 0 is no flow. */
export function flowId({records}: FlowCache, flow: FlowIndex): number {
	return records[flow * RECORD + ID] as number;
}

/** Rows in use, oldest flow first. */
export function listFlows(cache: FlowCache): FlowIndex[] {
	const rows: FlowIndex[] = [];
	for (let flow = 0; flow < cache.rows; flow++) if (flowId(cache, flow) !== 0) rows.push(flow);
	return rows.sort((a, b) => flowId(cache, a) - flowId(cache, b));
}

/** The key of a flow, with `KEY_WORDS` words. */
export function keyOf(cache: FlowCache, flow: FlowIndex): FlowKey {
	const key = createKey();
	key.set(cache.flows.subarray(flow * ROW_WORDS, flow * ROW_WORDS + DATAPATH_WORDS));
	return key;
}

/** The mask of a flow, with `KEY_WORDS` words. */
export function maskOf(cache: FlowCache, flow: FlowIndex): FlowMask {
	const mask = createKey();
	mask.set(tableOf(cache, flow).mask);
	// The userspace datapath has it in the choice of the order.
	mask[WORD.inPort] = -1;
	return mask;
}

/** The table in which a flow stands. */
export function tableOf(cache: FlowCache, flow: FlowIndex): MaskTable {
	return cache.tables[cache.records[flow * RECORD + TABLE] as number] as MaskTable;
}

/** The mask as the datapath keeps it. */
function maskInUse(cache: FlowCache, key: FlowKey, mask: FlowMask): Int32Array {
	const used = mask.slice(0, DATAPATH_WORDS);
	used[WORD.inPort] = cache.perPort ? 0 : -1;
	used[WORD.recirc] = -1;
	used[WORD.etherType] = (used[WORD.etherType] as number) | (0xffff_0000 | 0);
	const vlan = used[WORD.vlan] as number;
	if ((vlan & 0xffff) === 0) used[WORD.vlan] = vlan | 0x1fff;
	if (cache.perPort) return used;
	// The kernel tells tags apart by their TPID, and matches exactly that there is none.
	for (const word of [WORD.vlan, WORD.innerVlan]) {
		if (key[word] === 0) used[word] = 0xffff;
		else if (used[word] !== 0) used[word] = (used[word] as number) | (0xffff_0000 | 0);
	}
	return used;
}

function grow(cache: FlowCache): void {
	const rows = Math.max(16, (cache.records.length / RECORD) * 2);
	cache.flows = longer(cache.flows, rows * ROW_WORDS);
	cache.records = longer(cache.records, rows * RECORD);
}
