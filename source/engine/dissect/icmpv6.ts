/** ICMPv6 (RFC 4443) with neighbour discovery (RFC 4861) and MLD (RFC 2710, RFC 3810). */
import {type Dissector, layerOf, restAs, truncated} from './dissector.js';
import {type Field, fieldNamed} from './field.js';
import {octetsField, readTable, type Spec, spec} from './read-table.js';
import {checksumWithout, judge} from './verdict.js';

const TYPES: Readonly<Record<number, string>> = {
	1: 'Destination Unreachable',
	2: 'Packet Too Big',
	3: 'Time Exceeded',
	4: 'Parameter Problem',
	128: 'Echo (ping) request',
	129: 'Echo (ping) reply',
	130: 'Multicast Listener Query',
	131: 'Multicast Listener Report',
	132: 'Multicast Listener Done',
	133: 'Router Solicitation',
	134: 'Router Advertisement',
	135: 'Neighbor Solicitation',
	136: 'Neighbor Advertisement',
	143: 'Multicast Listener Report Message v2',
};
const HEAD: readonly Spec[] = [
	spec(8, 'icmpv6.type', 'Type', 'decimal', {names: TYPES}),
	spec(8, 'icmpv6.code', 'Code', 'decimal'),
	spec(16, 'icmpv6.checksum', 'Checksum', 'hex'),
];
const RESERVED = spec(32, 'icmpv6.reserved', 'Reserved', 'octets');
const ECHO: readonly Spec[] = [
	spec(16, 'icmpv6.echo.identifier', 'Identifier', 'hex'),
	spec(16, 'icmpv6.echo.sequence_number', 'Sequence', 'decimal'),
];
const MLD: readonly Spec[] = [
	spec(16, 'icmpv6.mld.maximum_response_delay', 'Maximum Response Delay [ms]', 'decimal'),
	spec(16, 'icmpv6.reserved', 'Reserved', 'octets'),
	spec(128, 'icmpv6.mld.multicast_address', 'Multicast Address', 'ipv6'),
];
const MLD_QUERY_V2: readonly Spec[] = [
	spec(16, 'icmpv6.mld.maximum_response_code', 'Maximum Response Code', 'decimal'),
	...MLD.slice(1),
	spec(4, 'icmpv6.mld.flag.reserved', 'Reserved', 'decimal'),
	spec(1, 'icmpv6.mld.flag.s', 'Suppress Router-Side Processing', 'flag'),
	spec(3, 'icmpv6.mld.flag.qrv', "QRV (Querier's Robustness Variable)", 'decimal'),
	spec(8, 'icmpv6.mld.qqi', "QQIC (Querier's Query Interval Code)", 'decimal'),
	spec(16, 'icmpv6.mld.nb_sources', 'Number of Sources', 'decimal'),
];
const QUERY = 130;
/** Octets from which on a query is one of version 2 (RFC 3810 8.1). */
const QUERY_V2_LENGTH = 28;
const BODIES: Readonly<Record<number, readonly Spec[]>> = {
	128: ECHO,
	129: ECHO,
	130: MLD,
	131: MLD,
	132: MLD,
	133: [RESERVED],
	134: [
		spec(8, 'icmpv6.nd.ra.cur_hop_limit', 'Cur hop limit', 'decimal'),
		spec(8, 'icmpv6.nd.ra.flag', 'Flags', 'hex'),
		spec(16, 'icmpv6.nd.ra.router_lifetime', 'Router lifetime (s)', 'decimal'),
		spec(32, 'icmpv6.nd.ra.reachable_time', 'Reachable time (ms)', 'decimal'),
		spec(32, 'icmpv6.nd.ra.retrans_timer', 'Retrans timer (ms)', 'decimal'),
	],
	135: [RESERVED, spec(128, 'icmpv6.nd.ns.target_address', 'Target Address', 'ipv6')],
	136: [
		spec(1, 'icmpv6.nd.na.flag.r', 'Router', 'flag'),
		spec(1, 'icmpv6.nd.na.flag.s', 'Solicited', 'flag'),
		spec(1, 'icmpv6.nd.na.flag.o', 'Override', 'flag'),
		spec(29, 'icmpv6.nd.na.flag.rsv', 'Reserved', 'decimal'),
		spec(128, 'icmpv6.nd.na.target_address', 'Target Address', 'ipv6'),
	],
	143: [
		spec(16, 'icmpv6.reserved', 'Reserved', 'octets'),
		spec(16, 'icmpv6.mldr.nb_mcast_records', 'Number of Multicast Address Records', 'decimal'),
	],
};
const RECORD: readonly Spec[] = [
	spec(8, 'icmpv6.mldr.mar.record_type', 'Record Type', 'decimal'),
	spec(8, 'icmpv6.mldr.mar.aux_data_len', 'Aux Data Len', 'decimal'),
	spec(16, 'icmpv6.mldr.mar.nb_sources', 'Number of Sources', 'decimal'),
	spec(128, 'icmpv6.mldr.mar.multicast_address', 'Multicast Address', 'ipv6'),
];
const REPORT_V2 = 143;
const DISCOVERY: readonly number[] = [133, 134, 135, 136];

export const dissectIcmpv6: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const type = bytes[from] ?? 0;
	const isLongQuery = type === QUERY && end - from >= QUERY_V2_LENGTH;
	const {fields, complete} = readTable(bytes, from, end, [...HEAD, ...(isLongQuery ? MLD_QUERY_V2 : (BODIES[type] ?? [RESERVED]))]);
	const read = complete && (type !== REPORT_V2 || readRecords(bytes, fields, end));
	if (read && DISCOVERY.includes(type)) readOptions(bytes, fields, end);
	const layer = layerOf('icmpv6', 'Internet Control Message Protocol v6', from, fields);
	if (around.pseudo !== undefined && !around.quoted)
		judge(layer, 'icmpv6.checksum', checksumWithout(bytes, from, end, from + 2, around.pseudo + end - from));
	if (!read) return {layer, next: truncated(stretch)};
	return {layer, next: type < 128 ? restAs('ipv6', layer.to, end, {quoted: true}) : restAs('data', layer.to, end)};
};

/** Adds the records of a report; false when it ends before the last of them does. */
function readRecords(bytes: Uint8Array, fields: Field[], end: number): boolean {
	for (let left = fieldNamed({fields}, 'icmpv6.mldr.nb_mcast_records')?.value ?? 0; left > 0; left--) {
		const at = fields.at(-1)?.to ?? end;
		const record = readTable(bytes, at, end, RECORD);
		const sources = (fieldNamed(record, 'icmpv6.mldr.mar.nb_sources')?.value ?? 0) * 16;
		const auxiliary = (fieldNamed(record, 'icmpv6.mldr.mar.aux_data_len')?.value ?? 0) * 4;
		const to = record.to + sources + auxiliary;
		if (!record.complete || to > end) return false;
		fields.push(...record.fields);
		const source = spec(128, 'icmpv6.mldr.mar.source_address', 'Source Address', 'ipv6');
		fields.push(...readTable(bytes, record.to, end, Array<Spec>(sources / 16).fill(source)).fields);
		fields.push(...octetsField(bytes, to - auxiliary, to, 'icmpv6.mldr.mar.auxiliary_data', 'Auxiliary Data'));
	}
	return true;
}

/** Options of neighbour discovery: their length counts units of 8 octets. */
function readOptions(bytes: Uint8Array, fields: Field[], end: number): void {
	for (let at = fields.at(-1)?.to ?? end; at + 8 <= end; ) {
		const [type = 0, length = 0] = bytes.subarray(at, end);
		const to = at + length * 8;
		if (length === 0 || to > end) return;
		const names = {1: 'Source link-layer address', 2: 'Target link-layer address', 3: 'Prefix information', 5: 'MTU'};
		const head = [
			spec(8, 'icmpv6.opt.type', 'Type', 'decimal', {names}),
			spec(8, 'icmpv6.opt.length', 'Length', 'decimal', {scale: 8, unit: ' bytes'}),
		];
		fields.push(...readTable(bytes, at, to, head).fields);
		const isAddress = (type === 1 || type === 2) && length === 1;
		const [name, label] = isAddress ? ['icmpv6.opt.linkaddr', 'Link-layer address'] : ['icmpv6.opt.value', 'Value'];
		fields.push(...octetsField(bytes, at + 2, to, name as string, label as string, isAddress ? 'mac' : 'octets'));
		at = to;
	}
}
