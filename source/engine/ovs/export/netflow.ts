/*
 * NetFlow: connections that a bridge has seen (ofproto/netflow.c)
 *
 * A connection is all that came by one port with the same addresses, ports, protocol and ToS. With NetFlow every
 * cached flow is one connection, so it counts by what the revalidator credits: the exporter itself
 * sees no frames. A record of a connection is sent when
 *
 *  - its output changes: the first frame of a station floods, those that follow do not, and that makes two records;
 *  - its cached flow goes, idle or because its answer is looked up anew;
 *  - it has been going on for the active timeout. Every second there is a look around for those. One
 *    that has seen nothing for a whole timeout is forgotten then.
 *
 * A cached flow that was deleted because its mask had become too wide is looked for by the number that its port has in the
 * datapath, where connections have numbers of OpenFlow: where the two differ it is not found, and lives
 * on until it times out. That is what the real one does.
 *
 * Records wait in a datagram until the loop turns, or until there are thirty. Counters of more than 32 bits are
 * several records.
 *
 * Not modelled: collectors by name, IPv6, other versions of NetFlow.
 */
import {hashAdd, hashFinish} from '../../flow/hash.js';
import {type FlowKey, WORD} from '../../flow/key.js';
import {ETHER_TYPE, etherTypeOf, IP_PROTOCOL, NW, protocolOf, tosOf} from '../../flow/key-parts.js';
import {buildNetflow, NETFLOW_MAX_RECORDS, type NetflowRecord} from '../../protocol/netflow.js';
import {createHashTable, findHashed, type HashTable, hashedItems, insertHashed, removeHashed} from '../translate/hash-table.js';
import type {Stats} from '../translate/translation.js';
import {type Collector, type FlowExport, post} from './flow-export.js';

const MILLISECOND = 1_000_000;
const SECOND = 1_000_000_000;
/** Between looks around for timeouts, ms. */
const BEAT = 1000;
const DEFAULT_ACTIVE_TIMEOUT = 600;
const MAX_COUNT = 0xffff_ffff;
/** More octets than a link of 10 Gb/s carries in ten minutes are a mistake, and not told. */
const IMPOSSIBLE = 176 * 0x1_0000_0000;
/** Octets that go into the hash of a connection, as its author counts them. */
const HASHED = 28;

/** All times are ms of the world. */
export interface NetflowState {
	collectors: Collector[];
	engineType: number;
	engineId: number;
	addIdToInterface: boolean;
	/** ms */
	activeTimeout: number;
	created: number;
	/** When the timeout was last changed. */
	reconfigured: number;
	/** The next look around. */
	nextTimeout: number;
	/** Records so far. */
	sequence: number;
	/** The datagram in the making, with the time of its first record, ns. */
	pending: {time: number; records: NetflowRecord[]} | undefined;
	flows: HashTable<NetflowFlow>;
}

/** A connection, and what it has counted since its last record. */
interface NetflowFlow {
	inPort: number;
	source: number;
	destination: number;
	tos: number;
	protocol: number;
	sourcePort: number;
	destinationPort: number;
	output: number;
	tcpFlags: number;
	packets: number;
	octets: number;
	created: number;
	used: number;
	/** 0 never. */
	lastExpired: number;
}

/** What the database says, with the datapath's own ids filled in. */
interface NetflowOptions {
	collectors: Collector[];
	engineType: number;
	engineId: number;
	addIdToInterface: boolean;
	/** Seconds. */
	activeTimeout: number | undefined;
}

/** Begins, or takes over new options. `now` is world time, ns. */
export function setNetflowOptions(before: NetflowState | undefined, options: NetflowOptions, now: number): NetflowState {
	const time = milliseconds(now);
	const activeTimeout = (options.activeTimeout ?? DEFAULT_ACTIVE_TIMEOUT) * 1000;
	const state = before ?? {
		created: time,
		reconfigured: time,
		nextTimeout: time,
		sequence: 0,
		pending: undefined,
		flows: createHashTable<NetflowFlow>(),
	};
	const isNew = before?.activeTimeout !== activeTimeout;
	return {...state, ...options, activeTimeout, ...(isNew ? {reconfigured: time, nextTimeout: time} : {})};
}

/** Frames used the answer for `key`, which has the port number of OpenFlow (netflow_flow_update). `now` is world time, ns. */
export function countConnection(exports: FlowExport, key: FlowKey, output: number, stats: Stats, now: number): void {
	const state = exports.netflow?.state;
	if (!state || etherTypeOf(key) !== ETHER_TYPE.ipv4) return;
	const used = milliseconds(stats.used);
	const flow = find(state, key) ?? begin(state, key, output, used, now);
	if (flow.output !== output) {
		expire(exports, state, flow, now);
		flow.created = used;
		flow.output = output;
	}
	flow.packets += stats.packets;
	flow.octets += stats.bytes;
	flow.tcpFlags |= stats.tcpFlags;
	if (used <= flow.used) return;
	flow.used = used;
	if (flow.lastExpired === 0 || state.reconfigured > flow.lastExpired) flow.lastExpired = milliseconds(now);
}

/** The connection has ended (netflow_flow_clear). */
export function endConnection(exports: FlowExport, key: FlowKey, now: number): void {
	const state = exports.netflow?.state;
	const flow = state && find(state, key);
	if (!flow) return;
	expire(exports, state, flow, now);
	removeHashed(state.flows, hashOf(flow), flow);
}

/** Sends what waits, and looks around for timeouts when it is time (netflow_run). */
export function runNetflow(exports: FlowExport, now: number): void {
	const state = exports.netflow?.state;
	if (!state) return;
	send(exports, state);
	const time = milliseconds(now);
	if (time < state.nextTimeout) return;
	state.nextTimeout = time + BEAT;
	for (const {hash, item: flow} of hashedItems(state.flows)) {
		if (time <= flow.lastExpired + state.activeTimeout) continue;
		const isIdle = flow.used < flow.lastExpired;
		expire(exports, state, flow, now);
		if (isIdle) removeHashed(state.flows, hash, flow);
	}
}

/** World time of the next turn, ns; Infinity for never. */
export function nextNetflow({netflow}: FlowExport): number {
	const state = netflow?.state;
	if (!state) return Number.POSITIVE_INFINITY;
	if (state.pending) return state.pending.time;
	return state.flows.count === 0 ? Number.POSITIVE_INFINITY : state.nextTimeout * MILLISECOND;
}

function begin(state: NetflowState, key: FlowKey, output: number, created: number, now: number): NetflowFlow {
	// Nobody looked around while there was nothing; the beat goes on.
	const late = milliseconds(now) - state.nextTimeout;
	if (state.flows.count === 0 && late > 0) state.nextTimeout += Math.ceil(late / BEAT) * BEAT;
	const flow: NetflowFlow = {
		...connectionOf(key),
		output,
		tcpFlags: 0,
		packets: 0,
		octets: 0,
		created,
		used: 0,
		lastExpired: 0,
	};
	insertHashed(state.flows, hashOf(flow), flow);
	return flow;
}

type Connection = Pick<NetflowFlow, 'inPort' | 'source' | 'destination' | 'tos' | 'protocol' | 'sourcePort' | 'destinationPort'>;

function connectionOf(key: FlowKey): Connection {
	const ports = key[WORD.tp] as number;
	return {
		inPort: (key[WORD.inPort] as number) & 0xffff,
		source: (key[WORD.nwSrc] as number) >>> 0,
		destination: (key[WORD.nwDst] as number) >>> 0,
		tos: tosOf(key),
		protocol: protocolOf(key),
		sourcePort: ports >>> 16,
		destinationPort: ports & 0xffff,
	};
}

function hashOf({inPort, source, destination, tos, protocol, sourcePort, destinationPort}: Connection): number {
	const words = [inPort, source, destination, tos, protocol, sourcePort, destinationPort];
	return hashFinish(words.reduce(hashAdd, 0), HASHED);
}

function find(state: NetflowState, key: FlowKey): NetflowFlow | undefined {
	const wanted = connectionOf(key);
	const parts = Object.keys(wanted) as (keyof Connection)[];
	return findHashed(state.flows, hashOf(wanted), (flow) => parts.every((part) => flow[part] === wanted[part]));
}

/** Tells what the connection has counted; nothing when that is nothing. */
function expire(exports: FlowExport, state: NetflowState, flow: NetflowFlow, now: number): void {
	flow.lastExpired += state.activeTimeout;
	let {packets, octets} = flow;
	if (packets === 0) return;
	if (octets < IMPOSSIBLE) {
		while (octets > 0) {
			const records = Math.ceil(octets / MAX_COUNT);
			const share = {packets: Math.floor(packets / records), octets: Math.floor(octets / records)};
			addRecord(exports, state, flow, share, now);
			packets -= share.packets;
			octets -= share.octets;
		}
	}
	flow.packets = 0;
	flow.octets = 0;
	flow.tcpFlags = 0;
}

function addRecord(
	exports: FlowExport,
	state: NetflowState,
	flow: NetflowFlow,
	{packets, octets}: Pick<NetflowRecord, 'packets' | 'octets'>,
	now: number,
): void {
	const {source, destination, protocol, inPort, output, created, used, tcpFlags} = flow;
	state.pending ??= {time: now, records: []};
	state.sequence = (state.sequence + 1) >>> 0;
	const isIcmp = protocol === IP_PROTOCOL.icmp;
	state.pending.records.push({
		source,
		destination,
		input: interfaceOf(state, inPort),
		output: interfaceOf(state, output),
		packets,
		octets,
		first: (created - state.created) >>> 0,
		last: (Math.max(created, used) - state.created) >>> 0,
		sourcePort: isIcmp ? 0 : flow.sourcePort,
		destinationPort: isIcmp ? ((flow.sourcePort & 0xff) << 8) | (flow.destinationPort & 0xff) : flow.destinationPort,
		tcpFlags: tcpFlags & 0xff,
		protocol,
		tos: flow.tos & (NW.dscp >>> 16),
	});
	if (state.pending.records.length >= NETFLOW_MAX_RECORDS) runNetflow(exports, now);
}

/** With the id of the engine in the seven highest bits, where that is wanted. */
function interfaceOf({addIdToInterface, engineId}: NetflowState, port: number): number {
	return addIdToInterface ? ((engineId & 0x7f) << 9) | (port & 0x1ff) : port;
}

function send(exports: FlowExport, state: NetflowState): void {
	const {pending, collectors, engineType, engineId, created, sequence} = state;
	if (!pending) return;
	state.pending = undefined;
	const {time, records} = pending;
	post(exports, {
		protocol: 'netflow',
		collectors,
		payload: buildNetflow({
			uptime: (milliseconds(time) - created) >>> 0,
			seconds: Math.floor(time / SECOND) >>> 0,
			nanoseconds: time % SECOND,
			sequence: (sequence - 1) >>> 0,
			engineType,
			engineId,
			records,
		}),
	});
}

function milliseconds(time: number): number {
	return Math.floor(time / MILLISECOND);
}
