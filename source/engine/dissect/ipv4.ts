/** IPv4 with options (RFC 791). The total length says where the packet ends; what is behind it is padding. */
import {pseudoHeaderSum} from '../protocol/checksum.js';
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import {broken, type Dissector, layerOf, restAs, truncated} from './dissector.js';
import {type Field, fieldNamed, type Layer, type Protocol} from './field.js';
import {readTable, type Spec, spec} from './read-table.js';
import {typeLengthValues} from './type-length-value.js';
import {checksumWithout, judge} from './verdict.js';

export const IP_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
	0: 'IPv6 Hop-by-Hop Option',
	1: 'ICMP',
	2: 'IGMP',
	6: 'TCP',
	17: 'UDP',
	43: 'Routing Header for IPv6',
	44: 'Fragment Header for IPv6',
	47: 'Generic Routing Encapsulation',
	58: 'ICMPv6',
	59: 'No Next Header for IPv6',
	60: 'Destination Options for IPv6',
};

const HEADER: readonly Spec[] = [
	spec(4, 'ip.version', 'Version', 'decimal'),
	spec(4, 'ip.hdr_len', 'Header Length', 'decimal', {scale: 4, unit: ' bytes'}),
	spec(6, 'ip.dsfield.dscp', 'Differentiated Services Codepoint', 'decimal', {names: {0: 'Default', 46: 'Expedited Forwarding'}}),
	spec(2, 'ip.dsfield.ecn', 'Explicit Congestion Notification', 'decimal', {
		names: {
			0: 'Not ECN-Capable Transport',
			1: 'ECN-Capable Transport codepoint 01',
			2: 'ECN-Capable Transport codepoint 10',
			3: 'Congestion Experienced',
		},
	}),
	spec(16, 'ip.len', 'Total Length', 'decimal'),
	spec(16, 'ip.id', 'Identification', 'hex'),
	spec(1, 'ip.flags.rb', 'Reserved bit', 'flag'),
	spec(1, 'ip.flags.df', "Don't fragment", 'flag'),
	spec(1, 'ip.flags.mf', 'More fragments', 'flag'),
	spec(13, 'ip.frag_offset', 'Fragment Offset', 'decimal', {unit: ' x 8 bytes'}),
	spec(8, 'ip.ttl', 'Time to Live', 'decimal'),
	spec(8, 'ip.proto', 'Protocol', 'decimal', {names: IP_PROTOCOL_NAMES}),
	spec(16, 'ip.checksum', 'Header Checksum', 'hex'),
	spec(32, 'ip.src', 'Source Address', 'ipv4'),
	spec(32, 'ip.dst', 'Destination Address', 'ipv4'),
];
const HEADER_LENGTH = 20;

/** RFC 791 3.1, RFC 2113. */
const OPTIONS: Readonly<Record<number, string>> = {
	0: 'End of Options List (EOL)',
	1: 'No-Operation (NOP)',
	7: 'Record Route',
	68: 'Time Stamp',
	131: 'Loose Source Route',
	137: 'Strict Source Route',
	148: 'Router Alert',
};
const OPTION_TYPE = spec(8, 'ip.opt.type', 'Type', 'decimal', {names: OPTIONS});
const OPTION_LENGTH = spec(8, 'ip.opt.len', 'Length', 'decimal');

export const dissectIpv4: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const {fields, to, complete} = readTable(bytes, from, end, HEADER);
	const value = (name: string): number => fieldNamed({fields}, name)?.value ?? 0;
	const text = (name: string): string => fieldNamed({fields}, name)?.text ?? '?';
	const title = `Internet Protocol Version 4, Src: ${text('ip.src')}, Dst: ${text('ip.dst')}`;
	const bare = layerOf('ip', title, from, fields);
	if (!complete) return {layer: bare, next: truncated(stretch)};
	const start = from + value('ip.hdr_len');
	const last = from + value('ip.len');
	if (value('ip.version') !== 4 || start - from < HEADER_LENGTH) return {layer: bare, next: broken(stretch)};
	if (start > end) return {layer: bare, next: truncated(stretch)};
	const options = typeLengthValues(bytes, to, start, {type: OPTION_TYPE, length: OPTION_LENGTH, single: [1], end: 0, value: readOption});
	const layer = layerOf('ip', title, from, [...fields, ...options]);
	judge(layer, 'ip.checksum', checksumWithout(bytes, from, start, from + 10));
	if (last < start) return {layer, next: broken(stretch)};
	if (last > end && !around.quoted) return {layer, next: truncated(stretch)};
	const pseudo = pseudoHeaderSum({source: value('ip.src'), destination: value('ip.dst'), protocol: value('ip.proto')}, 0);
	return {layer, next: restAs(inside(layer), start, Math.min(last, end), {...around, pseudo, fragment: value('ip.flags.mf') === 1})};
};

/** What is inside; a later fragment is octets. */
function inside(layer: Layer): Protocol {
	return fieldNamed(layer, 'ip.frag_offset')?.value === 0 ? transportOf(fieldNamed(layer, 'ip.proto')?.value ?? 0) : 'data';
}

/** What a protocol number announces over IPv4. */
export function transportOf(protocol: number): Protocol {
	switch (protocol) {
		case IP_PROTOCOL.icmp:
			return 'icmp';
		case IP_PROTOCOL.igmp:
			return 'igmp';
		case IP_PROTOCOL.udp:
			return 'udp';
		case IP_PROTOCOL.tcp:
			return 'tcp';
		case IP_PROTOCOL.gre:
			return 'gre';
		default:
			return 'data';
	}
}

function readOption(bytes: Uint8Array, from: number, to: number, type: number): Field[] | undefined {
	if (type === 148 && to - from === 2) return readTable(bytes, from, to, [spec(16, 'ip.opt.ra', 'Router Alert', 'decimal')]).fields;
	return undefined;
}
