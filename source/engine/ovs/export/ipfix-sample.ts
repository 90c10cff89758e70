/*
 * From a sampled frame to a record of IPFIX (ofproto-dpif-ipfix.c, ipfix_cache_entry_init)
 *
 * A sample stands for as many frames as the sampling rate says, all of its length. What makes the flow is nearly
 * everything in its headers, also what no other protocol of the kind looks at: MAC addresses, TTL, interfaces with their names.
 * The rest is counters: of this flow since its last record, and totals of the exporter, all flows together.
 *
 * Whether frames were dropped is read off the actions of the cached flow that is known for exactly this frame; where
 * none is known (the flow was made by another frame, or headers were rewritten) they count as dropped, although they may
 * have gone out. That is what the real one does.
 *
 * The length of an IP packet is that of the frame without its Ethernet header and one tag, padding included.
 *
 * Not modelled: flow labels of IPv6, which keys do not have.
 */
import {type FlowKey, WORD} from '../../flow/key.js';
import {dstMacOf, ETHER_TYPE, etherTypeOf, IP_PROTOCOL, protocolOf, srcMacOf, tosOf, ttlOf, VLAN} from '../../flow/key-parts.js';
import {BROADCAST, isGroup} from '../../mac.js';
import {encodeValue, type IpfixValue, joined} from '../../protocol/ipfix.js';
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import type {ExportPort, FlowExport} from './flow-export.js';
import type {IpfixDeltas, IpfixExporter, IpfixFlow, IpfixTotals} from './ipfix-state.js';
import {type FrameSort, keyElements, templateId} from './ipfix-template.js';

const ETHERNET_HEADER = 14;
const TAG = 4;
const SCTP = 132;
const FLAG = {fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32} as const;
const MAX_NAME = 64;
/** tunnelType, protocol, and octets of the key. */
const TUNNELS = {vxlan: {type: 1, protocol: 17, octets: 3}, gre: {type: 2, protocol: 47, octets: 4}} as const;

export interface IpfixSample {
	/** Octets of the frame. */
	length: number;
	/** With the port number of the datapath. */
	key: FlowKey;
	/** Frames that it stands for. */
	frames: number;
	domain: number;
	point: number;
	/** Datapath port where it goes out, -1 where it comes in. */
	output: number;
	/** Where that is not to be read off the output. */
	direction: FrameSort['way'] | undefined;
	tunnel:
		| {port: ExportPort; id: number; source: Ipv4Address; destination: Ipv4Address; sourcePort: number; destinationPort: number}
		| undefined;
	/** Somebody got the frame. */
	isForwarded: boolean;
	/** Wall clock, µs. */
	now: number;
}

/** A flow of one sample, counted into the totals of the exporter. */
export function flowOfSample({totals}: IpfixExporter, exports: FlowExport, sample: IpfixSample): IpfixFlow {
	const {key, domain, now} = sample;
	const sort = sortOf(sample);
	const deltas = countFrame(totals, sample, sort);
	const isIp = sort.layer3 !== 'other';
	const length = isIp ? ipLength(sample, sort) : 0;
	if (sort.layer4 === 'tcp') countFlags(totals, key, sample.frames);
	return {
		domain,
		template: templateId(sort),
		key: encodeKey(exports, sample, sort),
		start: now,
		end: now,
		shortest: length,
		longest: length,
		isTcp: sort.layer4 === 'tcp',
		deltas,
		totals: {...totals},
	};
}

function sortOf({key, output, direction, tunnel}: IpfixSample): FrameSort {
	const type = etherTypeOf(key);
	const layer3 = type === ETHER_TYPE.ipv4 ? 'ipv4' : type === ETHER_TYPE.ipv6 ? 'ipv6' : 'other';
	return {
		layer2: ((key[WORD.vlan] as number) & VLAN_BITS) === 0 ? 'ethernet' : 'vlan',
		layer3,
		layer4: layer3 === 'other' ? 'other' : transportOf(protocolOf(key), layer3),
		tunnel: tunnel !== undefined,
		way: direction ?? (output === -1 ? 'ingress' : 'egress'),
	};
}

/** TCI with the bit that says that there is a tag. */
const VLAN_BITS = 0xffff;

function transportOf(protocol: number, layer3: 'ipv4' | 'ipv6'): FrameSort['layer4'] {
	switch (protocol) {
		case IP_PROTOCOL.tcp:
			return 'tcp';
		case IP_PROTOCOL.udp:
			return 'udp';
		case SCTP:
			return 'sctp';
		case layer3 === 'ipv4' ? IP_PROTOCOL.icmp : IP_PROTOCOL.icmp6:
			return 'icmp';
		default:
			return 'other';
	}
}

function headerLength({layer2}: FrameSort): number {
	return ETHERNET_HEADER + (layer2 === 'vlan' ? TAG : 0);
}

function ipLength({length}: IpfixSample, sort: FrameSort): number {
	return (length - headerLength(sort)) & 0xffff;
}

function countFrame(totals: IpfixTotals, sample: IpfixSample, sort: FrameSort): IpfixDeltas {
	const {key, frames, length, isForwarded} = sample;
	const octets = sort.layer3 === 'other' ? 0 : frames * ipLength(sample, sort);
	const destination = dstMacOf(key);
	const isEgress = sort.way === 'egress';
	const isPostMulticast = isGroup(destination) && destination !== BROADCAST && isEgress;
	const deltas: IpfixDeltas = {
		droppedPacketDeltaCount: isForwarded ? 0 : frames,
		packetDeltaCount: frames,
		postMCastPacketDeltaCount: isPostMulticast ? frames : 0,
		layer2OctetDeltaCount: frames * length,
		droppedOctetDeltaCount: isForwarded ? 0 : octets,
		octetDeltaCount: octets,
		octetDeltaSumOfSquares: sort.layer3 === 'other' ? 0 : octets * ipLength(sample, sort),
		postMCastOctetDeltaCount: isPostMulticast ? octets : 0,
	};
	totals.droppedPacketTotalCount += deltas.droppedPacketDeltaCount;
	totals.packetTotalCount += frames;
	totals.layer2OctetTotalCount += deltas.layer2OctetDeltaCount;
	totals.postMCastPacketTotalCount += deltas.postMCastPacketDeltaCount;
	totals.droppedOctetTotalCount += deltas.droppedOctetDeltaCount;
	totals.octetTotalCount += octets;
	totals.octetTotalSumOfSquares += deltas.octetDeltaSumOfSquares;
	totals.postMCastOctetTotalCount += deltas.postMCastOctetDeltaCount;
	if (!isPostMulticast) {
		const sort = destination === BROADCAST ? 'Broadcast' : isGroup(destination) ? 'Multicast' : 'Unicast';
		if (!isEgress) totals[`ingress${sort}PacketTotalCount`] += frames;
		else if (sort !== 'Multicast') totals[`egress${sort}PacketTotalCount`] += frames;
	}
	return deltas;
}

function countFlags(totals: IpfixTotals, key: FlowKey, frames: number): void {
	const flags = (key[WORD.tcpFlags] as number) >>> 16;
	if (flags & FLAG.ack) totals.tcpAckTotalCount += frames;
	if (flags & FLAG.fin) totals.tcpFinTotalCount += frames;
	if (flags & FLAG.psh) totals.tcpPshTotalCount += frames;
	if (flags & FLAG.rst) totals.tcpRstTotalCount += frames;
	if (flags & FLAG.syn) totals.tcpSynTotalCount += frames;
	if (flags & FLAG.urg) totals.tcpUrgTotalCount += frames;
}

/** The part of a record that makes the flow. */
function encodeKey(exports: FlowExport, sample: IpfixSample, sort: FrameSort): Uint8Array {
	const values = keyValues(exports, sample, sort);
	return joined(keyElements(sort).map((element, index) => encodeValue(element, values[index] ?? 0)));
}

function keyValues({ports}: FlowExport, {key, point, output, tunnel}: IpfixSample, sort: FrameSort): IpfixValue[] {
	const tag = key[WORD.vlan] as number;
	const tos = tosOf(key);
	const ports16 = [(key[WORD.tp] as number) >>> 16, (key[WORD.tp] as number) & 0xffff];
	const {layer2, layer3, layer4, way} = sort;
	return [
		point,
		way === 'egress' ? 1 : 0,
		srcMacOf(key),
		dstMacOf(key),
		etherTypeOf(key),
		headerLength(sort),
		...interfaceValues(ports?.get(key[WORD.inPort] as number)),
		...(way === 'egress' ? interfaceValues(ports?.get(output)) : []),
		...(layer2 === 'vlan' ? [tag & VLAN.vid, tag & VLAN.vid, (tag & VLAN.pcp) >>> 13] : []),
		...(layer3 === 'other' ? [] : [layer3 === 'ipv4' ? 4 : 6, ttlOf(key), protocolOf(key), tos >>> 2, tos >>> 5, tos]),
		...(layer3 === 'ipv4' ? [(key[WORD.nwSrc] as number) >>> 0, (key[WORD.nwDst] as number) >>> 0] : []),
		...(layer3 === 'ipv6' ? [hexWords(key, WORD.ipv6Src, 4), hexWords(key, WORD.ipv6Dst, 4), 0] : []),
		...(layer4 === 'other' ? [] : layer4 === 'icmp' ? ports16.map((value) => value & 0xff) : ports16),
		...(tunnel ? tunnelValues(tunnel) : []),
	];
}

/** Number, type (nobody knows it), name, description (there is none). */
function interfaceValues(port: ExportPort | undefined): IpfixValue[] {
	return [port?.ifindex ?? 0, 0, (port?.name ?? '').slice(0, MAX_NAME), ''];
}

function tunnelValues({port, id, source, destination, sourcePort, destinationPort}: NonNullable<IpfixSample['tunnel']>): IpfixValue[] {
	const {type, protocol, octets} = TUNNELS[port.tunnel ?? 'vxlan'];
	const key = id
		.toString(16)
		.padStart(octets * 2, '0')
		.slice(-octets * 2);
	return [source, destination, protocol, sourcePort, destinationPort, type, key];
}

function hexWords(key: FlowKey, at: number, count: number): string {
	return Array.from({length: count}, (_, index) => ((key[at + index] as number) >>> 0).toString(16).padStart(8, '0')).join('');
}
