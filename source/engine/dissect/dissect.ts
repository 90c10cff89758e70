/*
 * Dissecting: octets -> layers
 *
 * Each layer is read by one dissector, which says what comes behind it and how far
 * that goes; what a layer leaves over is padding. Nothing here throws: a frame
 * that is cut ends with a layer `truncated`, one that contradicts itself with
 * a layer `malformed`, and every octet is in exactly one layer.
 *
 * Not modelled: reassembly (a later fragment, or a segment in the middle of a
 * message, is data), the records of NetFlow, IPFIX and sFlow, extension headers of
 * IPv6 but hop-by-hop, LLDP.
 */
import type {Frame} from '../frame.js';
import {dissectArp} from './arp.js';
import {dissectBpdu} from './bpdu.js';
import {dissectDhcp} from './dhcp.js';
import {type Around, type Dissector, layerOf, type Stretch} from './dissector.js';
import {dissectDns} from './dns.js';
import {dissectEthernet, dissectLlc, dissectServiceVlan, dissectVlan} from './ethernet.js';
import type {Layer, Protocol} from './field.js';
import {dissectNetflow, dissectSflow} from './flow-export.js';
import {dissectHttp} from './http.js';
import {dissectIcmp, dissectIgmp} from './icmp.js';
import {dissectIcmpv6} from './icmpv6.js';
import {dissectIpv4} from './ipv4.js';
import {dissectIpv6} from './ipv6.js';
import {dissectSlowProtocol} from './lacp.js';
import {octetsField} from './read-table.js';
import {dissectTcp, dissectUdp} from './transport.js';
import {dissectGre, dissectVxlan} from './tunnel.js';

/** Layers inside one another that are read; what is deeper is data. */
const DEEPEST = 32;
/** Octets of the shortest frame on a cable, its FCS left out: what fills one up to it is padding. */
const SHORTEST = 60;

const DISSECTORS: Readonly<Record<Protocol, Dissector>> = {
	eth: dissectEthernet,
	vlan: dissectVlan,
	ieee8021ad: dissectServiceVlan,
	llc: dissectLlc,
	stp: dissectBpdu,
	lacp: dissectSlowProtocol,
	arp: dissectArp,
	ip: dissectIpv4,
	icmp: dissectIcmp,
	igmp: dissectIgmp,
	udp: dissectUdp,
	tcp: dissectTcp,
	vxlan: dissectVxlan,
	gre: dissectGre,
	dhcp: dissectDhcp,
	dns: dissectDns,
	http: dissectHttp,
	cflow: dissectNetflow,
	sflow: dissectSflow,
	ipv6: dissectIpv6,
	icmpv6: dissectIcmpv6,
	data: (stretch) => rest(stretch, 'data', `Data (${stretch.end - stretch.from} bytes)`),
	padding: dissectPadding,
	truncated: (stretch) => rest(stretch, 'truncated', 'Truncated'),
	malformed: (stretch) => rest(stretch, 'malformed', 'Malformed'),
};

/** The layers of a frame, outermost first. Every octet of the frame is in exactly one of them. */
export function dissect({bytes}: Frame): Layer[] {
	return layersOf('eth', {bytes, from: 0, end: bytes.length, around: {}}, 0);
}

function layersOf(protocol: Protocol, stretch: Stretch, depth: number): Layer[] {
	const {layer, next} = DISSECTORS[depth < DEEPEST ? protocol : 'data'](stretch);
	const inner = next
		? layersOf(next.protocol, {...stretch, from: layer.to, end: next.end, around: next.around ?? inherited(stretch)}, depth + 1)
		: [];
	const reached = inner.at(-1)?.to ?? layer.to;
	const left = reached < stretch.end ? layersOf('padding', {...stretch, from: reached}, depth + 1) : [];
	return [layer, ...inner, ...left];
}

/** Whatever is inside a quoted packet is quoted. */
function inherited({around}: Stretch): Around {
	return around.quoted ? {quoted: true} : {};
}

function rest({bytes, from, end}: Stretch, protocol: 'data' | 'truncated' | 'malformed', title: string): {layer: Layer} {
	return {layer: layerOf(protocol, title, from, octetsField(bytes, from, end, 'data.data', 'Data'))};
}

/** Octets that nobody announced: what fills a frame to its shortest length, or a trailer. */
function dissectPadding({bytes, from, end}: Stretch): {layer: Layer} {
	const isPadding = end <= SHORTEST;
	const [name, label] = isPadding ? ['eth.padding', 'Padding'] : ['eth.trailer', 'Trailer'];
	return {
		layer: layerOf('padding', `${label} (${end - from} bytes)`, from, octetsField(bytes, from, end, name as string, label as string)),
	};
}
