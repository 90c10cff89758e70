/** Ethernet II and IEEE 802.3 (clause 3), tags of IEEE 802.1Q and 802.1ad (clause 9), LLC and SNAP (IEEE 802.2, RFC 1042). */
import {ETHERTYPE, TPID_8021AD, TPID_8021Q} from '../frame.js';
import {read16} from '../protocol/octets.js';
import {type Dissector, layerOf, type Next, restAs, type Stretch, truncated} from './dissector.js';
import {fieldNamed, type Layer, type Protocol} from './field.js';
import {readTable, type Spec, spec} from './read-table.js';

/** A type field below this is a length (IEEE 802.3 3.2.6); 0 is neither, and taken for a type that nobody knows. */
const FIRST_TYPE = 0x600;
const SLOW_PROTOCOLS = 0x8809;

export const ETHERTYPE_NAMES: Readonly<Record<number, string>> = {
	2048: 'IPv4',
	2054: 'ARP',
	25944: 'Transparent Ethernet bridging',
	32821: 'RARP',
	33024: '802.1Q Virtual LAN',
	34525: 'IPv6',
	34824: 'MAC Control',
	34825: 'Slow Protocols',
	34984: '802.1ad Provider Bridge (Q-in-Q)',
	34997: 'IEEE 802.1 Local Experimental Ethertype 1',
	35020: '802.1 Link Layer Discovery Protocol (LLDP)',
};

const ADDRESSES: readonly Spec[] = [spec(48, 'eth.dst', 'Destination', 'mac'), spec(48, 'eth.src', 'Source', 'mac')];
const TYPE = spec(16, 'eth.type', 'Type', 'hex', {names: ETHERTYPE_NAMES});
const LENGTH = spec(16, 'eth.len', 'Length', 'decimal');

export const dissectEthernet: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const isLength = end - from >= 14 && isLengthAt(bytes, from + 12);
	const {fields, to, complete} = readTable(bytes, from, end, [...ADDRESSES, isLength ? LENGTH : TYPE]);
	const [destination, source, type] = fields;
	const title = `${isLength ? 'IEEE 802.3 Ethernet' : 'Ethernet II'}, Src: ${source?.text ?? '?'}, Dst: ${destination?.text ?? '?'}`;
	const layer = layerOf('eth', title, from, fields);
	if (!complete || !type) return {layer, next: truncated(stretch)};
	return {layer, next: isLength ? byLength(stretch, to, type.value) : restAs(protocolOf(type.value), to, end, around)};
};

const PRIORITIES: Readonly<Record<number, string>> = {
	0: 'Best Effort (default)',
	1: 'Background',
	2: 'Excellent Effort',
	3: 'Critical Applications',
	4: 'Video, < 100ms latency and jitter',
	5: 'Voice, < 10ms latency and jitter',
	6: 'Internetwork Control',
	7: 'Network Control',
};

/** The TCI of a tag, and the type of what is behind it; its TPID is the type field before it. */
const VLAN: readonly Spec[] = [
	spec(3, 'vlan.priority', 'Priority', 'decimal', {names: PRIORITIES}),
	spec(1, 'vlan.dei', 'DEI', 'flag'),
	spec(12, 'vlan.id', 'ID', 'decimal'),
	spec(16, 'vlan.etype', 'Type', 'hex', {names: ETHERTYPE_NAMES}),
];
const SERVICE_VLAN: readonly Spec[] = [
	spec(3, 'ieee8021ad.priority', 'Priority', 'decimal', {names: PRIORITIES}),
	spec(1, 'ieee8021ad.dei', 'DEI', 'flag'),
	spec(12, 'ieee8021ad.id', 'ID', 'decimal'),
	spec(16, 'ieee8021ad.etype', 'Type', 'hex', {names: ETHERTYPE_NAMES}),
];
const VLAN_LENGTH = spec(16, 'vlan.len', 'Length', 'decimal');

export const dissectVlan: Dissector = (stretch) => tag(stretch, 'vlan', '802.1Q Virtual LAN', VLAN);
export const dissectServiceVlan: Dissector = (stretch) => tag(stretch, 'ieee8021ad', 'IEEE 802.1ad', SERVICE_VLAN);

function tag(
	stretch: Stretch,
	protocol: 'vlan' | 'ieee8021ad',
	name: string,
	specs: readonly Spec[],
): {layer: Layer; next?: Next | undefined} {
	const {bytes, from, end, around} = stretch;
	const isLength = end - from >= 4 && isLengthAt(bytes, from + 2);
	const {fields, to, complete} = readTable(bytes, from, end, isLength ? [...specs.slice(0, 3), VLAN_LENGTH] : specs);
	const [priority, dei, id, type] = fields;
	const title = id ? `${name}, PRI: ${priority?.value}, DEI: ${dei?.value}, ID: ${id.value}` : name;
	const layer = layerOf(protocol, title, from, fields);
	if (!complete || !type) return {layer, next: truncated(stretch)};
	return {layer, next: isLength ? byLength(stretch, to, type.value) : restAs(protocolOf(type.value), to, end, around)};
}

const SAPS: Readonly<Record<number, string>> = {66: 'Spanning Tree BPDU', 170: 'SNAP', 224: 'NetWare', 254: 'ISO Network Layer'};
const LLC: readonly Spec[] = [spec(8, 'llc.dsap', 'DSAP', 'hex', {names: SAPS}), spec(8, 'llc.ssap', 'SSAP', 'hex', {names: SAPS})];
const SNAP: readonly Spec[] = [
	spec(24, 'llc.oui', 'Organization Code', 'hex'),
	spec(16, 'llc.type', 'Type', 'hex', {names: ETHERTYPE_NAMES}),
];
/** Unnumbered frames have one octet of control, all others two. */
const UNNUMBERED = 0x03;
const SAP = {spanningTree: 0x42, snap: 0xaa} as const;

export const dissectLlc: Dissector = (stretch) => {
	const {bytes, from, end} = stretch;
	const isShort = end - from >= 3 && ((bytes[from + 2] as number) & UNNUMBERED) === UNNUMBERED;
	const isSnap = bytes[from] === SAP.snap && bytes[from + 1] === SAP.snap;
	const control = spec(isShort ? 8 : 16, 'llc.control', 'Control field', 'hex');
	const reading = readTable(bytes, from, end, isSnap ? [...LLC, control, ...SNAP] : [...LLC, control]);
	const layer = layerOf('llc', 'Logical-Link Control', from, reading.fields);
	if (!reading.complete) return {layer, next: truncated(stretch)};
	const type = fieldNamed(layer, 'llc.type')?.value;
	const hasEtherType = type !== undefined && fieldNamed(layer, 'llc.oui')?.value === 0;
	const isSpanningTree = bytes[from] === SAP.spanningTree && bytes[from + 1] === SAP.spanningTree;
	return {layer, next: restAs(hasEtherType ? protocolOf(type) : isSpanningTree ? 'stp' : 'data', reading.to, end)};
};

/** What an EtherType announces. */
export function protocolOf(type: number): Protocol {
	switch (type) {
		case TPID_8021Q:
			return 'vlan';
		case TPID_8021AD:
			return 'ieee8021ad';
		case ETHERTYPE.arp:
			return 'arp';
		case ETHERTYPE.ipv4:
			return 'ip';
		case ETHERTYPE.ipv6:
			return 'ipv6';
		case SLOW_PROTOCOLS:
			return 'lacp';
		default:
			return 'data';
	}
}

/** Behind a length field: LLC, as far as the length goes; a length that goes too far is a frame that was cut. */
function byLength({end, around}: Stretch, at: number, length: number): Next | undefined {
	return restAs('llc', at, Math.min(end, at + length), around);
}

function isLengthAt(bytes: Uint8Array, at: number): boolean {
	const value = read16(bytes, at);
	return value > 0 && value < FIRST_TYPE;
}
