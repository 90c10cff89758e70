/*
 * Counters in sFlow
 *
 * Every so many seconds an agent sends what each of its ports has counted: the interface as the MIB of RFC 2233 has
 * it, errors of Ethernet (RFC 2358), LACP (sflow_lag.txt), the number that the port has in OpenFlow and its name
 * (sflow_openflow.txt); and for a whole Open vSwitch how its datapaths answered frames. What an agent cannot
 * count has all bits set.
 */
import {type Mac, readMac, writeMac} from '../mac.js';
import {read32, read64, write32, write64} from './octets.js';
import {words, wrapRecord} from './sflow-words.js';

/** Name and octets, in order. */
type Layout = readonly (readonly [name: string, octets: 4 | 8])[];
/** `undefined` is not counted. */
type Counted<L extends Layout> = Record<L[number][0], number | undefined>;

const INTERFACE = [
	['index', 4],
	['type', 4],
	['speed', 8],
	['direction', 4],
	['status', 4],
	['inOctets', 8],
	['inUnicast', 4],
	['inMulticast', 4],
	['inBroadcast', 4],
	['inDiscards', 4],
	['inErrors', 4],
	['inUnknown', 4],
	['outOctets', 8],
	['outUnicast', 4],
	['outMulticast', 4],
	['outBroadcast', 4],
	['outDiscards', 4],
	['outErrors', 4],
	['promiscuous', 4],
] as const;
const ETHERNET = [
	['alignmentErrors', 4],
	['checksumErrors', 4],
	['singleCollisions', 4],
	['multipleCollisions', 4],
	['signalErrors', 4],
	['deferred', 4],
	['lateCollisions', 4],
	['excessiveCollisions', 4],
	['transmitErrors', 4],
	['carrierErrors', 4],
	['tooLong', 4],
	['receiveErrors', 4],
	['symbolErrors', 4],
] as const;
const PROCESS = [
	['userTime', 4],
	['systemTime', 4],
	['memoryUsed', 8],
	['memoryMax', 8],
	['filesOpen', 4],
	['filesMax', 4],
	['connectionsOpen', 4],
	['connectionsMax', 4],
] as const;
const DATAPATH = [
	['hit', 4],
	['missed', 4],
	['lost', 4],
	['maskHit', 4],
	['flows', 4],
	['masks', 4],
] as const;

/** `speed` in b/s, `direction` 1 full and 2 half duplex, `status` 1 up and 2 with carrier. */
export type InterfaceCounters = Counted<typeof INTERFACE>;
export type EthernetCounters = Counted<typeof ETHERNET>;
/** Times in ms, memory in octets. */
export type ProcessCounters = Counted<typeof PROCESS>;
export type DatapathCounters = Counted<typeof DATAPATH>;

export type CounterRecord =
	| {kind: 'interface'; counters: InterfaceCounters}
	| {kind: 'ethernet'; counters: EthernetCounters}
	| {
			kind: 'lacp';
			actor: Mac;
			partner: Mac;
			attached: number;
			/** States of LACP: ours as it was set, ours, the partner's. */
			states: {actorSet: number; actor: number; partnerSet: number; partner: number};
			received: number;
			illegal: number;
			sent: number;
	  }
	/** `datapath` is 16 hex digits. */
	| {kind: 'openflow-port'; datapath: string; port: number}
	| {kind: 'port-name'; name: string}
	/** What the daemon used. */
	| {kind: 'resources'; counters: ProcessCounters}
	| {kind: 'datapath'; counters: DatapathCounters}
	| {kind: 'unknown'; tag: number; octets: number};

const TAG = {interface: 1, ethernet: 2, lacp: 7, 'openflow-port': 1004, 'port-name': 1005, resources: 2203, datapath: 2207} as const;
const ALL_ONES = 0xffff_ffff;
const LACP_LENGTH = 56;

export function encodeCounterRecord(record: CounterRecord): Uint8Array {
	switch (record.kind) {
		case 'interface':
			return wrapRecord(TAG.interface, [writeLayout(INTERFACE, record.counters)]);
		case 'ethernet':
			return wrapRecord(TAG.ethernet, [writeLayout(ETHERNET, record.counters)]);
		case 'resources':
			return wrapRecord(TAG.resources, [writeLayout(PROCESS, record.counters)]);
		case 'datapath':
			return wrapRecord(TAG.datapath, [writeLayout(DATAPATH, record.counters)]);
		case 'lacp':
			return wrapRecord(TAG.lacp, [writeLacp(record)]);
		case 'openflow-port': {
			const {datapath, port} = record;
			return wrapRecord(TAG['openflow-port'], [
				words(Number.parseInt(datapath.slice(0, 8), 16), Number.parseInt(datapath.slice(8), 16), port),
			]);
		}
		case 'port-name':
			return wrapRecord(TAG['port-name'], [words(record.name.length), ascii(record.name)]);
		case 'unknown':
			return wrapRecord(record.tag, [new Uint8Array(record.octets)]);
		default:
			return record satisfies never;
	}
}

/** The record with this tag; one that is shorter than it must be is unknown. */
export function readCounterRecord(tag: number, body: Uint8Array): CounterRecord {
	if (tag === TAG.interface && body.length >= lengthOf(INTERFACE)) return {kind: 'interface', counters: readLayout(INTERFACE, body)};
	if (tag === TAG.ethernet && body.length >= lengthOf(ETHERNET)) return {kind: 'ethernet', counters: readLayout(ETHERNET, body)};
	if (tag === TAG.resources && body.length >= lengthOf(PROCESS)) return {kind: 'resources', counters: readLayout(PROCESS, body)};
	if (tag === TAG.datapath && body.length >= lengthOf(DATAPATH)) return {kind: 'datapath', counters: readLayout(DATAPATH, body)};
	if (tag === TAG.lacp && body.length >= LACP_LENGTH) return readLacp(body);
	if (tag === TAG['openflow-port'] && body.length >= 12)
		return {kind: 'openflow-port', datapath: [0, 4].map((at) => hex(read32(body, at))).join(''), port: read32(body, 8)};
	if (tag === TAG['port-name'] && body.length >= 4) {
		const name = String.fromCharCode(...body.subarray(4, 4 + Math.min(read32(body, 0), body.length)));
		return {kind: 'port-name', name};
	}
	return {kind: 'unknown', tag, octets: body.length};
}

function lengthOf(layout: Layout): number {
	return layout.reduce((sum, [, octets]) => sum + octets, 0);
}

function writeLayout<L extends Layout>(layout: L, counters: Counted<L>): Uint8Array {
	const bytes = new Uint8Array(lengthOf(layout));
	let at = 0;
	for (const [name, octets] of layout) {
		const value = counters[name as L[number][0]];
		if (value === undefined) bytes.fill(0xff, at, at + octets);
		else if (octets === 8) write64(bytes, at, value);
		else write32(bytes, at, value >>> 0);
		at += octets;
	}
	return bytes;
}

function readLayout<L extends Layout>(layout: L, body: Uint8Array): Counted<L> {
	const counters: Partial<Record<string, number | undefined>> = {};
	let at = 0;
	for (const [name, octets] of layout) {
		const isUnknown = read32(body, at) === ALL_ONES && read32(body, at + octets - 4) === ALL_ONES;
		counters[name] = isUnknown ? undefined : octets === 8 ? read64(body, at) : read32(body, at);
		at += octets;
	}
	return counters as Counted<L>;
}

function writeLacp({actor, partner, attached, states, received, illegal, sent}: Extract<CounterRecord, {kind: 'lacp'}>): Uint8Array {
	const bytes = new Uint8Array(LACP_LENGTH);
	writeMac(bytes, 0, actor);
	writeMac(bytes, 8, partner);
	const state = ((states.actorSet << 24) | (states.actor << 16) | (states.partnerSet << 8) | states.partner) >>> 0;
	// Markers are not counted.
	bytes.set(words(attached, state, received, ALL_ONES, ALL_ONES, ALL_ONES, illegal, sent, ALL_ONES, ALL_ONES), 16);
	return bytes;
}

function readLacp(body: Uint8Array): CounterRecord {
	const [actorSet = 0, actor = 0, partnerSet = 0, partner = 0] = body.subarray(20, 24);
	return {
		kind: 'lacp',
		actor: readMac(body, 0),
		partner: readMac(body, 8),
		attached: read32(body, 16),
		states: {actorSet, actor, partnerSet, partner},
		received: read32(body, 24),
		illegal: read32(body, 40),
		sent: read32(body, 44),
	};
}

function ascii(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function hex(word: number): string {
	return word.toString(16).padStart(8, '0');
}
