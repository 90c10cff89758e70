/*
 * sFlow version 5 (sflow.org, "sFlow Version 5")
 *
 * A switch knows nothing of connections here. It sends a collector, by UDP, the first octets of one frame in so many,
 * as they are, and now and then the counters of its ports. The collector multiplies.
 *
 * A datagram is a header and samples, each with its length, so that a reader can pass over what it does not know. A flow
 * sample says which sampler took it, how many frames there were to choose from (the pool), where the frame came in and
 * where it went, and has records: the header of the frame, what happened to its VLAN, tunnels. Counter samples
 * are in `sflow-counters.ts`. Everything stands in words of 32 bits (XDR, RFC 4506).
 *
 * Not modelled: agents with IPv6 addresses; the expanded forms, for interface numbers of more than 24 bits; MPLS.
 */
import type {Ipv4Address} from './ipv4-address.js';
import {read32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';
import {type CounterRecord, encodeCounterRecord, readCounterRecord} from './sflow-counters.js';
import {readWords, words, wrapRecord} from './sflow-words.js';

export const SFLOW_PORT = 6343;
export const SFLOW_HEADER_LENGTH = 28;
const VERSION = 5;
const ADDRESS_IPV4 = 1;
const FLOW_SAMPLE = 1;
const COUNTER_SAMPLE = 2;
const PROTOCOL_ETHERNET = 1;

/** Which sampler or poller: class 0 is an interface by its number, 2 a physical entity such as a switch. */
export interface SflowSource {
	class: number;
	index: number;
}

/** What is not one port number in `output` of a flow sample: the frame was dropped, or there were so many outputs. */
export const SFLOW_OUTPUT = {dropped: 0x4000_0000, several: 0x8000_0000, kind: 0xc000_0000} as const;

export interface FlowSample {
	kind: 'flow';
	sequence: number;
	source: SflowSource;
	/** One frame in so many. */
	rate: number;
	/** Frames that could have been sampled so far. */
	pool: number;
	drops: number;
	/** Interface numbers; 0 is unknown. `output` also as in `SFLOW_OUTPUT`. */
	input: number;
	output: number;
	records: SampleRecord[];
}

export interface CounterSample {
	kind: 'counters';
	sequence: number;
	source: SflowSource;
	records: CounterRecord[];
}

export type SflowSample = FlowSample | CounterSample | {kind: 'unknown'; tag: number; octets: number};

export type SampleRecord =
	/** The first octets of the frame. `frameLength` counts the `stripped` octets too, which are the checksum. */
	| {kind: 'header'; frameLength: number; stripped: number; octets: Uint8Array}
	/** The VLAN in which the frame came and left, 0 for none. */
	| {kind: 'switch'; sourceVlan: number; sourcePriority: number; destinationVlan: number; destinationPriority: number}
	/** The outer header with which it came, or leaves. */
	| {
			kind: 'tunnel-in' | 'tunnel-out';
			protocol: number;
			source: Ipv4Address;
			destination: Ipv4Address;
			sourcePort: number;
			destinationPort: number;
			tos: number;
	  }
	| {kind: 'vni-in' | 'vni-out'; vni: number}
	| {kind: 'unknown'; tag: number; octets: number};

const TAG = {header: 1, switch: 1001, 'tunnel-out': 1023, 'tunnel-in': 1024, 'vni-out': 1029, 'vni-in': 1030} as const;

export interface SflowDatagram {
	agent: Ipv4Address;
	/** Of several agents behind one address. */
	subAgent: number;
	sequence: number;
	/** ms */
	uptime: number;
	samples: SflowSample[];
}

/** One sample as it stands in a datagram. */
export function encodeSample(sample: FlowSample | CounterSample): Uint8Array {
	if (sample.kind === 'flow') {
		const {sequence, source, rate, pool, drops, input, output, records} = sample;
		const head = words(sequence, sourceWord(source), rate, pool, drops, input, output, records.length);
		return wrapRecord(FLOW_SAMPLE, [head, ...records.map(encodeRecord)]);
	}
	const {sequence, source, records} = sample;
	return wrapRecord(COUNTER_SAMPLE, [words(sequence, sourceWord(source), records.length), ...records.map(encodeCounterRecord)]);
}

/** The payload of the UDP datagram, of samples that are encoded. */
export function buildSflow(header: Omit<SflowDatagram, 'samples'>, samples: readonly Uint8Array[]): Uint8Array {
	const {agent, subAgent, sequence, uptime} = header;
	const head = words(VERSION, ADDRESS_IPV4, agent, subAgent, sequence, uptime, samples.length);
	const bytes = new Uint8Array(samples.reduce((length, sample) => length + sample.length, head.length));
	bytes.set(head);
	let at = head.length;
	for (const sample of samples) {
		bytes.set(sample, at);
		at += sample.length;
	}
	return bytes;
}

function sourceWord(source: SflowSource): number {
	return source.class * 0x100_0000 + source.index;
}

function encodeRecord(record: SampleRecord): Uint8Array {
	switch (record.kind) {
		case 'header': {
			const {frameLength, stripped, octets} = record;
			return wrapRecord(TAG.header, [words(PROTOCOL_ETHERNET, frameLength, stripped, octets.length), octets]);
		}
		case 'switch': {
			const {sourceVlan, sourcePriority, destinationVlan, destinationPriority} = record;
			return wrapRecord(TAG.switch, [words(sourceVlan, sourcePriority, destinationVlan, destinationPriority)]);
		}
		case 'tunnel-in':
		case 'tunnel-out': {
			const {kind, protocol, source, destination, sourcePort, destinationPort, tos} = record;
			// Length and TCP flags are not known of an outer header.
			return wrapRecord(TAG[kind], [words(0, protocol, source, destination, sourcePort, destinationPort, 0, tos)]);
		}
		case 'vni-in':
		case 'vni-out':
			return wrapRecord(TAG[record.kind], [words(record.vni)]);
		case 'unknown':
			return wrapRecord(record.tag, [new Uint8Array(record.octets)]);
		default:
			return record satisfies never;
	}
}

/** Reads the payload of a UDP datagram; what it does not know it passes over. */
export function parseSflow(bytes: Uint8Array): Parsed<SflowDatagram> {
	if (bytes.length < SFLOW_HEADER_LENGTH) return malformed('truncated');
	if (read32(bytes, 0) !== VERSION) return malformed('version');
	if (read32(bytes, 4) !== ADDRESS_IPV4) return malformed('unsupported');
	const [agent = 0, subAgent = 0, sequence = 0, uptime = 0, count = 0] = readWords(bytes, 8, 5);
	const samples: SflowSample[] = [];
	let at = SFLOW_HEADER_LENGTH;
	while (samples.length < count) {
		const sample = recordAt(bytes, at);
		if (!sample) return malformed('truncated');
		const read = readSample(sample.tag, sample.body);
		if (!read) return malformed('length');
		samples.push(read);
		at = sample.end;
	}
	return ok({agent, subAgent, sequence, uptime, samples});
}

/** A tag, a length, and as many octets. */
function recordAt(bytes: Uint8Array, at: number): {tag: number; body: Uint8Array; end: number} | undefined {
	if (at + 8 > bytes.length) return undefined;
	const end = at + 8 + read32(bytes, at + 4);
	return end > bytes.length ? undefined : {tag: read32(bytes, at), body: bytes.subarray(at + 8, end), end};
}

function readSample(tag: number, body: Uint8Array): SflowSample | undefined {
	if (tag === FLOW_SAMPLE && body.length >= 32) {
		const [sequence = 0, source = 0, rate = 0, pool = 0, drops = 0, input = 0, output = 0, count = 0] = readWords(body, 0, 8);
		const records = readRecords(body, 32, count, readRecord);
		return records && {kind: 'flow', sequence, source: readSource(source), rate, pool, drops, input, output, records};
	}
	if (tag === COUNTER_SAMPLE && body.length >= 12) {
		const [sequence = 0, source = 0, count = 0] = readWords(body, 0, 3);
		const records = readRecords(body, 12, count, readCounterRecord);
		return records && {kind: 'counters', sequence, source: readSource(source), records};
	}
	return tag === FLOW_SAMPLE || tag === COUNTER_SAMPLE ? undefined : {kind: 'unknown', tag, octets: body.length};
}

function readRecords<T>(body: Uint8Array, from: number, count: number, read: (tag: number, body: Uint8Array) => T): T[] | undefined {
	const records: T[] = [];
	let at = from;
	while (records.length < count) {
		const record = recordAt(body, at);
		if (!record) return undefined;
		records.push(read(record.tag, record.body));
		at = record.end;
	}
	return records;
}

function readSource(word: number): SflowSource {
	return {class: word >>> 24, index: word & 0xff_ffff};
}

function readRecord(tag: number, body: Uint8Array): SampleRecord {
	const word = readWords(body, 0, Math.min(8, body.length >> 2));
	const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, , h = 0] = word;
	if (tag === TAG.header && word.length >= 4) return {kind: 'header', frameLength: b, stripped: c, octets: body.slice(16, 16 + d)};
	if (tag === TAG.switch && word.length >= 4)
		return {kind: 'switch', sourceVlan: a, sourcePriority: b, destinationVlan: c, destinationPriority: d};
	if ((tag === TAG['tunnel-in'] || tag === TAG['tunnel-out']) && word.length === 8) {
		const kind = tag === TAG['tunnel-in'] ? 'tunnel-in' : 'tunnel-out';
		return {kind, protocol: b, source: c, destination: d, sourcePort: e, destinationPort: f, tos: h};
	}
	if ((tag === TAG['vni-in'] || tag === TAG['vni-out']) && word.length >= 1)
		return {kind: tag === TAG['vni-in'] ? 'vni-in' : 'vni-out', vni: a};
	return {kind: 'unknown', tag, octets: body.length};
}
