/*
 * A frame in one line
 *
 * What a capture tool prints of a frame, as data: the innermost thing that is
 * understood, with the values that identify it. Words are the view's.
 */
import {ETHERTYPE, etherType, type Frame, payloadOffset} from '../frame.js';
import type {Mac} from '../mac.js';
import {ARP_OPERATION, isAnnouncement, parseArp} from './arp.js';
import {type Bpdu, readBpdu} from './bpdu.js';
import {parseGre, TRANSPARENT_ETHERNET} from './gre.js';
import {echoOf, ICMP_TYPE, parseIcmp} from './icmp.js';
import {type Igmp, igmpFault, readIgmp} from './igmp.js';
import {IP_PROTOCOL, type Ipv4Packet, parseIpv4Packet} from './ipv4.js';
import {type Ipv4Address, UNSPECIFIED} from './ipv4-address.js';
import {type Lacpdu, type Marker, readSlowProtocol} from './lacp.js';
import type {Fault} from './parsed.js';
import {readExport} from './read-export.js';
import {type ProgramSummary, readProgram} from './read-program.js';
import {parseTcp} from './tcp.js';
import {parseUdp} from './udp.js';
import {parseVxlan, VXLAN_PORT} from './vxlan.js';

/** Between which addresses a packet goes. */
interface Between {
	source: Ipv4Address;
	destination: Ipv4Address;
}

export type Summary =
	/** Who has `target`? Tell `sender`. */
	| {kind: 'arp-request'; target: Ipv4Address; sender: Ipv4Address}
	/** Is `target` taken? The asker has no address yet. */
	| {kind: 'arp-probe'; target: Ipv4Address}
	/** `sender` is at `mac`, said without being asked. */
	| {kind: 'arp-announcement'; sender: Ipv4Address; mac: Mac}
	/** `sender` is at `mac`. */
	| {kind: 'arp-reply'; sender: Ipv4Address; mac: Mac}
	/** `length` of the ICMP message, octets. */
	| ({kind: 'echo-request' | 'echo-reply'; identifier: number; sequence: number; length: number} & Between)
	| ({kind: 'unreachable'; code: number; length: number} & Between)
	| ({kind: 'time-exceeded'; code: number; length: number} & Between)
	| ({kind: 'icmp'; type: number; code: number; length: number} & Between)
	| ({kind: 'igmp'; message: Igmp} & Between)
	/** `length` of the data, octets. */
	| ({kind: 'udp'; sourcePort: number; destinationPort: number; length: number} & Between)
	| (ProgramSummary & Between)
	| ({kind: 'tcp'; sourcePort: number; destinationPort: number; flags: number; length: number} & Between)
	/** Another protocol, or a later fragment; `length` of the data, octets. */
	| ({kind: 'ipv4'; protocol: number; length: number} & Between)
	/** A frame inside a tunnel; `id` is VNI or key, `undefined` without key. */
	| ({kind: 'tunnel'; type: 'vxlan' | 'gre'; id: number | undefined; inner: Summary} & Between)
	/** What a switch tells a collector; `records` are those of NetFlow, samples of sFlow, sets of IPFIX. */
	| ({kind: 'flow-export'; protocol: 'netflow' | 'sflow' | 'ipfix'; records: number} & Between)
	| {kind: 'bpdu'; bpdu: Bpdu}
	| {kind: 'lacp'; message: Lacpdu | Marker}
	/** An EtherType that is not read here; `length` of the payload, octets. */
	| {kind: 'other'; etherType: number; length: number}
	| {kind: 'malformed'; layer: 'ethernet' | 'vlan' | 'arp' | 'ipv4' | 'icmp' | 'igmp' | 'udp' | 'tcp' | 'gre'; fault: Fault};

/** The one line of `frame`. Tags are not in it: see `tags`. */
export function summarise(frame: Frame): Summary {
	const {bytes} = frame;
	if (bytes.length < 14) return {kind: 'malformed', layer: 'ethernet', fault: 'truncated'};
	const bpdu = readBpdu(frame);
	if (bpdu) return {kind: 'bpdu', bpdu};
	const message = readSlowProtocol(frame);
	if (message) return {kind: 'lacp', message};
	const start = payloadOffset(frame);
	if (start > bytes.length) return {kind: 'malformed', layer: 'vlan', fault: 'truncated'};
	const payload = bytes.subarray(start);
	switch (etherType(frame)) {
		case ETHERTYPE.arp:
			return summariseArp(payload);
		case ETHERTYPE.ipv4:
			return summariseIpv4(payload);
		default:
			return {kind: 'other', etherType: etherType(frame), length: payload.length};
	}
}

function summariseArp(payload: Uint8Array): Summary {
	const parsed = parseArp(payload);
	if (parsed.kind === 'malformed') {
		if (parsed.fault === 'unsupported') return {kind: 'other', etherType: ETHERTYPE.arp, length: payload.length};
		return {kind: 'malformed', layer: 'arp', fault: parsed.fault};
	}
	const {operation, senderAddress: sender, senderMac: mac, targetAddress: target} = parsed.value;
	if (operation !== ARP_OPERATION.request && operation !== ARP_OPERATION.reply) {
		return {kind: 'other', etherType: ETHERTYPE.arp, length: payload.length};
	}
	if (isAnnouncement(parsed.value)) return {kind: 'arp-announcement', sender, mac};
	if (operation === ARP_OPERATION.reply) return {kind: 'arp-reply', sender, mac};
	return sender === UNSPECIFIED ? {kind: 'arp-probe', target} : {kind: 'arp-request', target, sender};
}

function summariseIpv4(payload: Uint8Array): Summary {
	const parsed = parseIpv4Packet(payload);
	if (parsed.kind === 'malformed') return {kind: 'malformed', layer: 'ipv4', fault: parsed.fault};
	const packet = parsed.value;
	const {source, destination, protocol} = packet;
	const unread: Summary = {kind: 'ipv4', protocol, length: packet.payload.length, source, destination};
	if (packet.fragmentOffset > 0 || packet.moreFragments) return unread;
	switch (protocol) {
		case IP_PROTOCOL.icmp:
			return summariseIcmp(packet);
		case IP_PROTOCOL.igmp: {
			const message = readIgmp(packet.payload);
			if (message === 'malformed') return {kind: 'malformed', layer: 'igmp', fault: igmpFault(packet.payload)};
			return message === 'other' ? unread : {kind: 'igmp', message, source, destination};
		}
		case IP_PROTOCOL.udp: {
			const udp = parseUdp(packet.payload, packet);
			if (udp.kind === 'malformed') return {kind: 'malformed', layer: 'udp', fault: udp.fault};
			const {sourcePort, destinationPort} = udp.value;
			const vxlan = destinationPort === VXLAN_PORT ? parseVxlan(udp.value.payload) : undefined;
			if (vxlan?.kind === 'ok') {
				const {vni, frame: bytes} = vxlan.value;
				return {kind: 'tunnel', type: 'vxlan', id: vni, source, destination, inner: summarise({bytes})};
			}
			const told = readExport(destinationPort, udp.value.payload);
			if (told) return {kind: 'flow-export', source, destination, ...told};
			const said = readProgram({sourcePort, destinationPort}, udp.value.payload);
			if (said) return {...said, source, destination};
			return {kind: 'udp', source, destination, sourcePort, destinationPort, length: udp.value.payload.length};
		}
		case IP_PROTOCOL.tcp: {
			const tcp = parseTcp(packet.payload, packet);
			if (tcp.kind === 'malformed') return {kind: 'malformed', layer: 'tcp', fault: tcp.fault};
			const {sourcePort, destinationPort, flags} = tcp.value;
			return {kind: 'tcp', source, destination, sourcePort, destinationPort, flags, length: tcp.value.payload.length};
		}
		case IP_PROTOCOL.gre: {
			const gre = parseGre(packet.payload);
			if (gre.kind === 'malformed') return {kind: 'malformed', layer: 'gre', fault: gre.fault};
			if (gre.value.protocol !== TRANSPARENT_ETHERNET) return unread;
			return {kind: 'tunnel', type: 'gre', id: gre.value.key, source, destination, inner: summarise({bytes: gre.value.payload})};
		}
		default:
			return unread;
	}
}

function summariseIcmp({source, destination, payload}: Ipv4Packet): Summary {
	const parsed = parseIcmp(payload);
	if (parsed.kind === 'malformed') return {kind: 'malformed', layer: 'icmp', fault: parsed.fault};
	const {type, code} = parsed.value;
	const {length} = payload;
	const echo = echoOf(parsed.value);
	if (echo) {
		const kind = type === ICMP_TYPE.echoRequest ? 'echo-request' : 'echo-reply';
		return {kind, source, destination, identifier: echo.identifier, sequence: echo.sequence, length};
	}
	if (type === ICMP_TYPE.timeExceeded) return {kind: 'time-exceeded', source, destination, code, length};
	if (type === ICMP_TYPE.unreachable) return {kind: 'unreachable', source, destination, code, length};
	return {kind: 'icmp', source, destination, type, code, length};
}
