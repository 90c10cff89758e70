/*
 * A frame, layer by layer
 *
 * Ethernet, then as many 802.1Q tags as there are, then what the EtherType says.
 * A tag stands between the source and the EtherType, so each layer shows the
 * type of the next one, as a capture tool does. Octets that no codec knows are
 * one field; a frame inside a tunnel is described like the outer one; what is behind the end that IPv4 announces is padding.
 *
 * Not modelled: IPv6 and other payloads, which are shown as octets.
 */
import {ETHERTYPE, type Frame, isTpid} from '../frame.js';
import {ARP_FIELDS, ARP_LENGTH, parseArp} from './arp.js';
import {readBpdu} from './bpdu.js';
import {bpduFields, LLC_FIELDS} from './bpdu-fields.js';
import {describeExport} from './describe-export.js';
import {describeProgram} from './describe-programs.js';
import {greFields, greHeaderLength, parseGre, TRANSPARENT_ETHERNET} from './gre.js';
import {ICMP_HEADER_LENGTH, icmpFields, parseIcmp} from './icmp.js';
import {readIgmp} from './igmp.js';
import {igmpFault, igmpFields} from './igmp-fields.js';
import {IP_PROTOCOL, IPV4_FIELDS, IPV4_HEADER_LENGTH, type Ipv4Packet, parseIpv4Packet} from './ipv4.js';
import {readSlowProtocol} from './lacp.js';
import {slowProtocolFields} from './lacp-fields.js';
import {type FieldSpec, type Layer, type LayerKind, readFields, restField} from './layer.js';
import {read16} from './octets.js';
import type {Fault, Parsed} from './parsed.js';
import {parseTcp, TCP_FIELDS} from './tcp.js';
import {parseUdp, UDP_FIELDS, UDP_HEADER_LENGTH} from './udp.js';
import {parseVxlan, VXLAN_FIELDS, VXLAN_HEADER_LENGTH, VXLAN_PORT} from './vxlan.js';

const ETHERNET_FIELDS: readonly FieldSpec[] = [
	{name: 'destination', format: 'mac', at: 0, octets: 6},
	{name: 'source', format: 'mac', at: 6, octets: 6},
	{name: 'etherType', format: 'hex', at: 12, octets: 2},
];
const LENGTH_FIELD: FieldSpec = {name: 'length', format: 'decimal', at: 12, octets: 2};
const ETHERNET_LENGTH = 14;

const VLAN_FIELDS: readonly FieldSpec[] = [
	{name: 'pcp', format: 'decimal', at: 0, octets: 2, mask: 0xe000, shift: 13},
	{name: 'dei', format: 'flag', at: 0, octets: 2, mask: 0x1000},
	{name: 'vid', format: 'decimal', at: 0, octets: 2, mask: 0x0fff},
	{name: 'etherType', format: 'hex', at: 2, octets: 2},
];
const VLAN_LENGTH = 4;

/** The layers of a frame, outermost first. Every octet of the frame is in exactly one of them. */
export function describeFrame(frame: Frame): Layer[] {
	const {bytes} = frame;
	const bpdu = readBpdu(frame);
	const layers = [header('ethernet', bytes, 0, ETHERNET_LENGTH, bpdu ? [...ETHERNET_FIELDS.slice(0, 2), LENGTH_FIELD] : ETHERNET_FIELDS)];
	if (bytes.length < ETHERNET_LENGTH) return withFault(layers, 'truncated');
	let at = ETHERNET_LENGTH;
	while (isTpid(read16(bytes, at - 2))) {
		layers.push(header('vlan', bytes, at, VLAN_LENGTH, VLAN_FIELDS));
		if (bytes.length < at + VLAN_LENGTH) return withFault(layers, 'truncated');
		at += VLAN_LENGTH;
	}
	if (bpdu) {
		const {specs, octets} = bpduFields(bpdu.kind);
		const llc = header('llc', bytes, at, 3, LLC_FIELDS);
		const body = header('bpdu', bytes, llc.to, octets, specs);
		return [...layers, llc, body, ...remainder('padding', body.to, bytes.length)];
	}
	const slow = readSlowProtocol(frame);
	if (slow) {
		const {specs, octets} = slowProtocolFields(slow.kind);
		const lacp = header('lacp', bytes, at, octets, specs);
		return [...layers, lacp, ...remainder('padding', lacp.to, bytes.length)];
	}
	switch (read16(bytes, at - 2)) {
		case ETHERTYPE.arp: {
			const arp = {...header('arp', bytes, at, ARP_LENGTH, ARP_FIELDS), ...faultOf(parseArp(bytes.subarray(at)))};
			return [...layers, arp, ...remainder('padding', arp.to, bytes.length)];
		}
		case ETHERTYPE.ipv4:
			return [...layers, ...describeIpv4(bytes, at)];
		default:
			return [...layers, ...remainder('payload', at, bytes.length)];
	}
}

function describeIpv4(bytes: Uint8Array, at: number): Layer[] {
	const parsed = parseIpv4Packet(bytes.subarray(at));
	if (parsed.kind === 'malformed') {
		const broken = {...header('ipv4', bytes, at, IPV4_HEADER_LENGTH, IPV4_FIELDS), fault: parsed.fault};
		return [broken, ...remainder('payload', broken.to, bytes.length)];
	}
	const packet = parsed.value;
	const start = at + IPV4_HEADER_LENGTH + packet.options.length;
	const end = start + packet.payload.length;
	const fields = [...readFields(bytes, at, IPV4_FIELDS), ...restField('options', at + IPV4_HEADER_LENGTH, start)];
	const ipv4: Layer = {kind: 'ipv4', from: at, to: start, fields};
	const within = bytes.subarray(0, end);
	const inner = packet.fragmentOffset > 0 ? remainder('payload', start, end) : describeTransport(within, start, packet);
	return [ipv4, ...inner, ...remainder('padding', end, bytes.length)];
}

/** What is inside an IPv4 packet, from `at` to the end of `bytes`. */
function describeTransport(bytes: Uint8Array, at: number, packet: Ipv4Packet): Layer[] {
	const {payload, protocol} = packet;
	switch (protocol) {
		case IP_PROTOCOL.icmp:
			return [whole('icmp', bytes, at, icmpFields(payload[0] ?? 0), ICMP_HEADER_LENGTH, faultOf(parseIcmp(payload)))];
		case IP_PROTOCOL.igmp: {
			const fault = readIgmp(payload) === 'malformed' ? {fault: igmpFault(payload)} : {};
			return [whole('igmp', bytes, at, igmpFields(payload[0] ?? 0), 8, fault)];
		}
		case IP_PROTOCOL.udp: {
			const udp = {...header('udp', bytes, at, UDP_HEADER_LENGTH, UDP_FIELDS), ...faultOf(parseUdp(payload, packet))};
			if (destinationPortOf(payload) !== VXLAN_PORT || parseVxlan(payload.subarray(UDP_HEADER_LENGTH)).kind === 'malformed')
				return [
					udp,
					...(describeExport(destinationPortOf(payload), bytes, udp.to) ??
						describeProgram(portsOf(payload), bytes, udp.to) ??
						remainder('payload', udp.to, bytes.length)),
				];
			const vxlan = header('vxlan', bytes, udp.to, VXLAN_HEADER_LENGTH, VXLAN_FIELDS);
			return [udp, vxlan, ...describeInner(bytes, vxlan.to)];
		}
		case IP_PROTOCOL.gre: {
			const parsed = parseGre(payload);
			const length = payload.length < 4 ? payload.length : greHeaderLength(payload);
			const gre = {...header('gre', bytes, at, length, greFields(payload)), ...faultOf(parsed)};
			const isFrame = parsed.kind === 'ok' && parsed.value.protocol === TRANSPARENT_ETHERNET;
			return [gre, ...(isFrame ? describeInner(bytes, gre.to) : remainder('payload', gre.to, bytes.length))];
		}
		case IP_PROTOCOL.tcp: {
			const length = Math.max(((payload[12] ?? 0) >> 4) * 4, 20);
			const tcp = header('tcp', bytes, at, length, TCP_FIELDS);
			const options = restField('options', at + 20, tcp.to);
			return [
				{...tcp, fields: [...tcp.fields, ...options], ...faultOf(parseTcp(payload, packet))},
				...remainder('payload', tcp.to, bytes.length),
			];
		}
		default:
			return remainder('payload', at, bytes.length);
	}
}

/** The layers of the frame that a tunnel carries, from `at` to the end of `bytes`, with their places in the outer frame. */
function describeInner(bytes: Uint8Array, at: number): Layer[] {
	return describeFrame({bytes: bytes.subarray(at)}).map((layer) => ({
		...layer,
		from: layer.from + at,
		to: layer.to + at,
		fields: layer.fields.map((field) => ({...field, from: field.from + at, to: field.to + at})),
	}));
}

/** Destination port of a UDP datagram; 0 when it is too short. */
function destinationPortOf(datagram: Uint8Array): number {
	return portsOf(datagram).destinationPort;
}

function portsOf(datagram: Uint8Array): {sourcePort: number; destinationPort: number} {
	if (datagram.length < UDP_HEADER_LENGTH) return {sourcePort: 0, destinationPort: 0};
	return {sourcePort: read16(datagram, 0), destinationPort: read16(datagram, 2)};
}

/** A header of `octets`, or as much of it as the frame holds. */
function header(kind: LayerKind, bytes: Uint8Array, from: number, octets: number, specs: readonly FieldSpec[]): Layer {
	return {kind, from, to: Math.min(from + octets, bytes.length), fields: readFields(bytes, from, specs)};
}

/** A layer that takes everything to the end; behind its header is data. */
function whole(
	kind: LayerKind,
	bytes: Uint8Array,
	from: number,
	specs: readonly FieldSpec[],
	headerLength: number,
	fault: {fault?: Fault},
): Layer {
	const data = restField('data', from + headerLength, bytes.length);
	return {kind, from, to: bytes.length, fields: [...readFields(bytes, from, specs), ...data], ...fault};
}

function remainder(kind: 'payload' | 'padding', from: number, to: number): Layer[] {
	return to > from ? [{kind, from, to, fields: restField('data', from, to)}] : [];
}

function faultOf(parsed: Parsed<unknown>): {fault?: Fault} {
	return parsed.kind === 'malformed' ? {fault: parsed.fault} : {};
}

function withFault(layers: Layer[], fault: Fault): Layer[] {
	return layers.map((layer, index) => (index === layers.length - 1 ? {...layer, fault} : layer));
}
