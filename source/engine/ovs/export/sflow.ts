/*
 * The sFlow agent of a bridge (ofproto-dpif-sflow.c, lib/sflow_agent.c and its neighbours)
 *
 * An agent has one sampler, the bridge, and a poller for the bridge and for each port that has an interface number.
 * Samples are gathered in a datagram of at most 1400 octets, which goes when it would overflow, and at each tick of a
 * second. A poller counts down seconds, and begins somewhere in its interval by chance, so that not all ports
 * are told of at once; the bridge's tells how the datapaths answered, of all bridges together, and only one agent of
 * the daemon does so.
 *
 * The datapath picks frames by chance, so nobody counts how many there were to choose from: with each sample the pool is
 * said to have grown by the sampling rate. A sample that takes more than half a datagram is thrown away, and with it
 * all that the datagram has gathered; it has had its number.
 *
 * Records of a sample stand in the opposite order of their making. Ports of tunnels are written as they lie in the
 * memory of a PC, octets swapped: a mistake of the real one that collectors know.
 *
 * Not modelled: MPLS; that the datagram keeps what it held before in the octets that fill up words.
 */
import {type FlowKey, WORD} from '../../flow/key.js';
import {VLAN} from '../../flow/key-parts.js';
import type {Frame} from '../../frame.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import {
	buildSflow,
	type CounterSample,
	encodeSample,
	type FlowSample,
	type SampleRecord,
	SFLOW_HEADER_LENGTH,
	SFLOW_OUTPUT,
	type SflowSource,
} from '../../protocol/sflow.js';
import type {CounterRecord} from '../../protocol/sflow-counters.js';
import {nextRandom, type Seeded} from '../../random.js';
import {type Collector, type ExportPort, type FlowExport, post} from './flow-export.js';

const SECOND = 1_000_000_000;
const MAX_DATAGRAM = 1400;
const CHECKSUM = 4;
/** Sampler and poller of a bridge are physical entities, numbered from here by sub id. */
const ENTITY_CLASS = 2;
const FIRST_ENTITY = 1000;
const INTERFACE_CLASS = 0;
const IP_UDP = 17;
const IP_GRE = 47;

export interface SflowAgent {
	/** Says when the agent must begin anew. */
	options: string;
	collectors: Collector[];
	address: Ipv4Address;
	subId: number;
	rate: number;
	header: number;
	/** Seconds between counters. */
	polling: number;
	/** Time of its beginning, and of its last tick, s. */
	booted: number;
	ticked: number;
	/** The next tick, s. */
	nextTick: number;
	datagrams: number;
	/** Samples of the datagram in the making, and its length. */
	samples: Uint8Array[];
	length: number;
	flowSamples: number;
	pool: number;
	/** In the order in which they are asked: the bridge, then ports by falling number. */
	pollers: SflowPoller[];
}

export interface SflowPoller {
	source: SflowSource;
	/** Datapath port, or -1 for the bridge. */
	port: number;
	/** Ticks to go; 0 is off. */
	countdown: number;
	samples: number;
}

/** What the database says. */
export interface SflowOptions {
	options: string;
	collectors: Collector[];
	address: Ipv4Address;
	subId: number;
	sampling: number;
	polling: number;
	header: number;
}

export function createAgent(options: SflowOptions, now: number, nextTick: number | undefined): SflowAgent {
	const {sampling, ...rest} = options;
	const second = Math.floor(now / SECOND);
	return {
		...rest,
		rate: sampling,
		booted: second,
		ticked: second,
		nextTick: nextTick ?? second + 1,
		datagrams: 0,
		samples: [],
		length: SFLOW_HEADER_LENGTH,
		flowSamples: 0,
		pool: 0,
		pollers: [],
	};
}

/** A poller for the bridge and for each port with a number; those that are there count on. */
export function setPollers(agent: SflowAgent, ports: ReadonlyMap<number, ExportPort>, chance: Seeded): void {
	const wanted: {source: SflowSource; port: number}[] = [{source: entityOf(agent), port: -1}];
	for (const [port, {ifindex}] of ports) if (ifindex > 0) wanted.push({source: {class: INTERFACE_CLASS, index: ifindex}, port});
	wanted.sort((a, b) => b.source.class - a.source.class || b.source.index - a.source.index);
	agent.pollers = wanted.map(
		({source, port}) =>
			agent.pollers.find((poller) => poller.port === port && poller.source.index === source.index) ?? {
				source,
				port,
				countdown: agent.polling === 0 ? 0 : 1 + (nextRandom(chance) % agent.polling),
				samples: 0,
			},
	);
}

function entityOf({subId}: SflowAgent): SflowSource {
	return {class: ENTITY_CLASS, index: FIRST_ENTITY + subId};
}

/** What is known of a sampled frame beside its octets. */
export interface Sampled {
	frame: Frame;
	/** With the port number of the datapath. */
	key: FlowKey;
	/** Interface number, or as `SFLOW_OUTPUT` says. */
	output: number;
	vid: number;
	pcp: number;
	/** The outer header with which it leaves, when that is the only output. */
	tunnel: {port: number; id: number | undefined; src: Ipv4Address; dst: Ipv4Address; tos: number; udpPort: number} | undefined;
}

/** A frame was picked (dpif_sflow_received). */
export function sampleForSflow(exports: FlowExport, {frame, key, output, vid, pcp, tunnel}: Sampled): void {
	const agent = exports.sflow?.state;
	if (!agent) return;
	const port = exports.ports?.get(key[WORD.inPort] as number);
	agent.pool = (agent.pool + agent.rate) >>> 0;
	agent.flowSamples++;
	const tag = key[WORD.vlan] as number;
	const {bytes} = frame;
	const records: SampleRecord[] = [
		{
			kind: 'switch',
			sourceVlan: tag & VLAN.vid,
			sourcePriority: (tag & VLAN.pcp) >>> 13,
			destinationVlan: vid,
			destinationPriority: pcp,
		},
		{kind: 'header', frameLength: bytes.length + CHECKSUM, stripped: CHECKSUM, octets: bytes.slice(0, agent.header)},
		...(tunnel ? outgoingTunnel(exports, tunnel) : []),
		...incomingTunnel(key, port),
	];
	const sample: FlowSample = {
		kind: 'flow',
		sequence: agent.flowSamples,
		source: entityOf(agent),
		rate: agent.rate,
		pool: agent.pool,
		drops: 0,
		input: port?.ifindex ?? 0,
		output,
		records,
	};
	add(exports, agent, sample);
}

function incomingTunnel(key: FlowKey, port: ExportPort | undefined): SampleRecord[] {
	const destination = (key[WORD.tunnelDst] as number) >>> 0;
	if (destination === 0) return [];
	const vni = (key[WORD.tunnelId] as number) >>> 0;
	const tunnel: SampleRecord = {
		kind: 'tunnel-in',
		protocol: protocolOf(port),
		source: (key[WORD.tunnelSrc] as number) >>> 0,
		destination,
		sourcePort: 0,
		destinationPort: 0,
		tos: ((key[WORD.tunnelMeta] as number) >>> 8) & 0xff,
	};
	return [...(vni === 0 ? [] : [{kind: 'vni-in', vni} as const]), tunnel];
}

function outgoingTunnel({ports}: FlowExport, {port, id = 0, src, dst, tos, udpPort}: NonNullable<Sampled['tunnel']>): SampleRecord[] {
	const tunnel: SampleRecord = {
		kind: 'tunnel-out',
		protocol: protocolOf(ports?.get(port)),
		source: src,
		destination: dst,
		sourcePort: 0,
		destinationPort: ((udpPort & 0xff) << 8) | (udpPort >>> 8),
		tos,
	};
	return [...(id === 0 ? [] : [{kind: 'vni-out', vni: id} as const]), tunnel];
}

function protocolOf(port: ExportPort | undefined): number {
	if (port?.tunnel === undefined) return 0;
	return port.tunnel === 'gre' ? IP_GRE : IP_UDP;
}

/** Interface number of an output, or how many there were (fix_sflow_action). */
export function sflowOutput({ports}: FlowExport, outputs: number, last: number): number {
	if (outputs === 0) return SFLOW_OUTPUT.dropped + UNKNOWN_REASON;
	const ifindex = outputs === 1 ? (ports?.get(last)?.ifindex ?? 0) : 0;
	return ifindex > 0 ? ifindex : SFLOW_OUTPUT.several + outputs;
}

/** Why it was dropped: nobody knows. */
const UNKNOWN_REASON = 256;

/** Makes the counter sample of a poller, without its numbers; `undefined` when there is nothing to tell. */
export type Poll = (poller: SflowPoller) => CounterRecord[] | undefined;

/** A second has passed (sfl_agent_tick): counters that are due, then the datagram. */
export function runSflow(exports: FlowExport, now: number, poll: Poll): void {
	const agent = exports.sflow?.state;
	const second = Math.floor(now / SECOND);
	if (!agent || second < agent.nextTick) return;
	agent.ticked = second;
	agent.nextTick = second + 1;
	for (const poller of agent.pollers) {
		if (poller.countdown === 0 || --poller.countdown > 0) continue;
		poller.countdown = agent.polling;
		const records = poll(poller);
		if (!records) continue;
		poller.samples++;
		add(exports, agent, {kind: 'counters', sequence: poller.samples, source: poller.source, records});
	}
	if (agent.samples.length > 0) flush(exports, agent);
}

/** World time of the next turn, ns; Infinity for never. */
export function nextSflow({sflow}: FlowExport): number {
	return sflow?.state ? sflow.state.nextTick * SECOND : Number.POSITIVE_INFINITY;
}

function add(exports: FlowExport, agent: SflowAgent, sample: FlowSample | CounterSample): void {
	const encoded = encodeSample(sample);
	if (encoded.length > MAX_DATAGRAM / 2) {
		agent.samples = [];
		agent.length = SFLOW_HEADER_LENGTH;
		return;
	}
	if (agent.length + encoded.length >= MAX_DATAGRAM) flush(exports, agent);
	agent.samples.push(encoded);
	agent.length += encoded.length;
}

function flush(exports: FlowExport, agent: SflowAgent): void {
	const {address, subId, samples, collectors, ticked, booted} = agent;
	agent.datagrams++;
	const header = {agent: address, subAgent: subId, sequence: agent.datagrams, uptime: (ticked - booted) * 1000};
	post(exports, {protocol: 'sflow', collectors, payload: buildSflow(header, samples)});
	agent.samples = [];
	agent.length = SFLOW_HEADER_LENGTH;
}
