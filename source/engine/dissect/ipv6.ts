/** IPv6 (RFC 8200) with hop-by-hop options; other extension headers are octets. */
import {read16} from '../protocol/octets.js';
import {broken, type Dissector, layerOf, restAs, truncated} from './dissector.js';
import {fieldNamed, type Protocol} from './field.js';
import {IP_PROTOCOL_NAMES} from './ipv4.js';
import {octetsField, readTable, type Spec, spec} from './read-table.js';

const HEADER: readonly Spec[] = [
	spec(4, 'ipv6.version', 'Version', 'decimal'),
	spec(6, 'ipv6.tclass.dscp', 'Differentiated Services Codepoint', 'decimal'),
	spec(2, 'ipv6.tclass.ecn', 'Explicit Congestion Notification', 'decimal'),
	spec(20, 'ipv6.flow', 'Flow Label', 'hex'),
	spec(16, 'ipv6.plen', 'Payload Length', 'decimal'),
	spec(8, 'ipv6.nxt', 'Next Header', 'decimal', {names: IP_PROTOCOL_NAMES}),
	spec(8, 'ipv6.hlim', 'Hop Limit', 'decimal'),
	spec(128, 'ipv6.src', 'Source Address', 'ipv6'),
	spec(128, 'ipv6.dst', 'Destination Address', 'ipv6'),
];
const HEADER_LENGTH = 40;
const HOP_BY_HOP = 0;
const ICMPV6 = 58;
const EXTENSION: readonly Spec[] = [
	spec(8, 'ipv6.hopopts.nxt', 'Next Header', 'decimal', {names: IP_PROTOCOL_NAMES}),
	spec(8, 'ipv6.hopopts.len', 'Length', 'decimal'),
];

export const dissectIpv6: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const {fields, to, complete} = readTable(bytes, from, end, HEADER);
	const text = (name: string): string => fieldNamed({fields}, name)?.text ?? '?';
	const title = `Internet Protocol Version 6, Src: ${text('ipv6.src')}, Dst: ${text('ipv6.dst')}`;
	const bare = layerOf('ipv6', title, from, fields);
	if (!complete) return {layer: bare, next: truncated(stretch)};
	if (fields[0]?.value !== 6) return {layer: bare, next: broken(stretch)};
	const last = from + HEADER_LENGTH + (fieldNamed({fields}, 'ipv6.plen')?.value ?? 0);
	if (last > end && !around.quoted) return {layer: bare, next: truncated(stretch)};
	const stop = Math.min(last, end);
	let following = fieldNamed({fields}, 'ipv6.nxt')?.value ?? 0;
	if (following === HOP_BY_HOP && to < stop) {
		const extension = readTable(bytes, to, stop, EXTENSION);
		const length = ((fieldNamed(extension, 'ipv6.hopopts.len')?.value ?? 0) + 1) * 8;
		if (!extension.complete || to + length > stop) return {layer: bare, next: truncated(stretch)};
		fields.push(...extension.fields, ...octetsField(bytes, extension.to, to + length, 'ipv6.opt', 'Options'));
		following = extension.fields[0]?.value ?? 0;
	}
	const layer = layerOf('ipv6', title, from, fields);
	const pseudo = sumOf(bytes, from + 8, from + HEADER_LENGTH) + following;
	return {layer, next: restAs(transportOver6(following), layer.to, stop, {...around, pseudo, over6: true})};
};

function transportOver6(protocol: number): Protocol {
	switch (protocol) {
		case ICMPV6:
			return 'icmpv6';
		case 6:
			return 'tcp';
		case 17:
			return 'udp';
		case 47:
			return 'gre';
		default:
			return 'data';
	}
}

/** Both addresses, as 16-bit words summed up. */
function sumOf(bytes: Uint8Array, from: number, to: number): number {
	let sum = 0;
	for (let at = from; at < to; at += 2) sum += read16(bytes, at);
	return sum;
}
