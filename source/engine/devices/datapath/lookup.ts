/*
 * Which megaflow answers a frame
 *
 * Level by level, until one knows. Whatever the level, the answer is the same: each
 * remembers what the masks found, and forgets it with the flow. The cache says in `answeredBy`
 * and `masksTried` how it came to the last answer.
 *
 * Rules: dfc_processing, fast_path_processing, dpcls_lookup (dpif-netdev.c); ovs_flow_tbl_lookup_stats,
 * flow_lookup (net/openvswitch/flow_table.c).
 */
import {DATAPATH_WORDS, type FlowKey, WORD} from '../../flow/key.js';
import {nextRandom, type Seeded} from '../../random.js';
import type {Datapath} from './datapath-device.js';
import {findExact, insertExact} from './exact-cache.js';
import {type FlowCache, type FlowIndex, flowId, LEVEL, tableOf} from './flow-cache.js';
import {ROW_WORDS} from './flow-row.js';
import {maskEntry} from './mask-cache.js';
import {type MaskOrder, sortMasks} from './mask-order.js';
import {findInMaskTable, type MaskTable} from './mask-table.js';
import {packetHash} from './packet-hash.js';
import {findSignature, insertSignature} from './signature-cache.js';
import {isSimple, simpleMark} from './simple-match.js';

const {inPort, recirc, tunnelDst} = WORD;

/** The row of the flow that answers `key`, or -1. Counts the lookup; `chance` decides what the exact-match cache keeps. */
export function lookUpFlow(datapath: Datapath, key: FlowKey, now: number, chance: Seeded): FlowIndex {
	const {cache, lookups} = datapath;
	cache.masksTried = 0;
	const flow = cache.perPort ? lookUpUserspace(datapath, key, now, chance) : lookUpKernel(cache, key, now);
	if (flow >= 0) {
		lookups.hit++;
		if (cache.answeredBy < LEVEL.megaflow) lookups.cacheHit++;
	} else {
		lookups.missed++;
		cache.answeredBy = LEVEL.miss;
	}
	// The userspace datapath counts only masks on the way to an answer.
	if (flow >= 0 || !cache.perPort) lookups.maskHit += cache.masksTried;
	return flow;
}

/** The daemon has installed a flow for `key`: the caches before the masks may remember it (handle_packet_upcall). */
export function rememberFlow(datapath: Datapath, key: FlowKey, flow: FlowIndex, chance: Seeded): void {
	if (datapath.cache.perPort) remember(datapath, key, packetHash(key), flow, chance);
}

function lookUpUserspace(datapath: Datapath, key: FlowKey, now: number, chance: Seeded): FlowIndex {
	const {cache} = datapath;
	const order = cache.orders[key[inPort] as number];
	const simple = key[recirc] === 0 && key[tunnelDst] === 0 && isSimple(order);
	if (simple) {
		const flow = order?.simple.get(simpleMark(key));
		if (flow !== undefined) {
			cache.answeredBy = LEVEL.simple;
			return flow;
		}
	}
	const hash = packetHash(key);
	if (!simple && datapath.emcInsertInverseProbability > 0) {
		const flow = findExact(cache.exact, key, hash, cache.records);
		if (flow >= 0) {
			cache.answeredBy = LEVEL.emc;
			return flow;
		}
	}
	if (!simple && datapath.smc) {
		const flow = lookUpSignature(cache, key, hash);
		if (flow >= 0) {
			cache.answeredBy = LEVEL.smc;
			return flow;
		}
	}
	if (!order) return -1;
	if (now >= order.nextSort) sortMasks(order, cache.tables, now);
	const {tables} = order;
	for (let place = 0; place < tables.length; place++) {
		const table = cache.tables[tables[place] as number] as MaskTable;
		const flow = findInMaskTable(table, key, cache.flows);
		if (flow < 0) continue;
		table.hits++;
		cache.masksTried = place + 1;
		cache.answeredBy = LEVEL.megaflow;
		remember(datapath, key, hash, flow, chance);
		return flow;
	}
	cache.masksTried = tables.length;
	return -1;
}

/** Apart, because the closure would cost every frame of `lookUpUserspace`. */
function lookUpSignature(cache: FlowCache, key: FlowKey, hash: number): FlowIndex {
	return findSignature(cache.signatures, key, hash, (flow, wanted) => answers(cache, flow, wanted));
}

function remember(datapath: Datapath, key: FlowKey, hash: number, flow: FlowIndex, chance: Seeded): void {
	const {cache, emcInsertInverseProbability: inverse} = datapath;
	if (datapath.smc) insertSignature(cache.signatures, hash, flow, chance);
	if (inverse === 1 || (inverse > 1 && nextRandom(chance) <= Math.floor(0xffff_ffff / inverse)))
		insertExact(cache.exact, key, hash, flow, cache.records);
}

function lookUpKernel(cache: FlowCache, key: FlowKey, now: number): FlowIndex {
	const order = cache.orders[0];
	if (!order) return -1;
	if (now >= order.nextSort) sortMasks(order, cache.tables, now);
	const hash = packetHash(key);
	const entry = maskEntry(cache.maskCache, hash);
	const {entries} = cache.maskCache;
	const slot = (entry >= 0 ? entry : -1 - entry) * 2;
	const first = entries[slot + 1] as number;
	let flow = tryMask(cache, order, first, key);
	if (flow >= 0) {
		cache.answeredBy = entry >= 0 ? LEVEL.maskCache : LEVEL.megaflow;
		entries[slot] = hash;
		return flow;
	}
	cache.answeredBy = LEVEL.megaflow;
	for (let place = 0; place < order.tables.length; place++) {
		if (place === first) continue;
		flow = tryMask(cache, order, place, key);
		if (flow < 0) continue;
		entries[slot] = hash;
		entries[slot + 1] = place;
		return flow;
	}
	if (entry >= 0) entries[slot] = 0;
	return -1;
}

function tryMask(cache: FlowCache, order: MaskOrder, place: number, key: FlowKey): FlowIndex {
	const number = order.tables[place];
	if (number === undefined) return -1;
	cache.masksTried++;
	const table = cache.tables[number] as MaskTable;
	const flow = findInMaskTable(table, key, cache.flows);
	if (flow >= 0) table.hits++;
	return flow;
}

/** Does a flow match, ingress port included? */
function answers(cache: FlowCache, flow: FlowIndex, key: FlowKey): boolean {
	if (flowId(cache, flow) === 0) return false;
	const {mask} = tableOf(cache, flow);
	const row = flow * ROW_WORDS;
	if (cache.flows[row + inPort] !== key[inPort]) return false;
	for (let word = 0; word < DATAPATH_WORDS; word++) {
		if ((((cache.flows[row + word] as number) ^ (key[word] as number)) & (mask[word] as number)) !== 0) return false;
	}
	return true;
}
