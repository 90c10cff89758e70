/** ICMP (RFC 792) and IGMP (RFC 2236, RFC 3376). Errors quote the beginning of the packet that caused them. */
import {type Dissector, layerOf, type Next, restAs, type Stretch, truncated} from './dissector.js';
import {type Field, fieldNamed} from './field.js';
import {octetsField, readTable, type Spec, spec} from './read-table.js';
import {checksumWithout, judge} from './verdict.js';

const TYPES: Readonly<Record<number, string>> = {
	0: 'Echo (ping) reply',
	3: 'Destination unreachable',
	4: 'Source quench',
	5: 'Redirect',
	8: 'Echo (ping) request',
	11: 'Time-to-live exceeded',
	12: 'Parameter problem',
};
const UNREACHABLE_CODES: Readonly<Record<number, string>> = {
	0: 'Network unreachable',
	1: 'Host unreachable',
	2: 'Protocol unreachable',
	3: 'Port unreachable',
	4: 'Fragmentation needed',
};
const EXCEEDED_CODES: Readonly<Record<number, string>> = {0: 'Time to live exceeded in transit', 1: 'Fragment reassembly time exceeded'};

const ECHO: readonly Spec[] = [
	spec(16, 'icmp.ident', 'Identifier (BE)', 'decimal'),
	spec(16, 'icmp.seq', 'Sequence Number (BE)', 'decimal'),
];
const UNUSED = spec(32, 'icmp.unused', 'Unused', 'octets');
const FRAGMENTATION_NEEDED: readonly Spec[] = [
	spec(16, 'icmp.unused', 'Unused', 'octets'),
	spec(16, 'icmp.mtu', 'MTU of next hop', 'decimal'),
];
const REDIRECT = spec(32, 'icmp.redir_gw', 'Gateway Address', 'ipv4');
/** Types that quote a packet. */
const ERRORS: readonly number[] = [3, 4, 5, 11, 12];

export const dissectIcmp: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const [type = 0, code = 0] = bytes.subarray(from, end);
	const {fields, to, complete} = readTable(bytes, from, end, [...head(type), ...body(type, code)]);
	const layer = layerOf('icmp', 'Internet Control Message Protocol', from, fields);
	if (!around.quoted && !around.fragment) judge(layer, 'icmp.checksum', checksumWithout(bytes, from, end, from + 2));
	if (!complete) return {layer, next: truncated(stretch)};
	return {layer, next: ERRORS.includes(type) && isPacket(stretch, to) ? restAs('ip', to, end, {quoted: true}) : restAs('data', to, end)};
};

/** Does an IPv4 header begin here? What an error quotes may be anything. */
function isPacket({bytes, end}: Stretch, at: number): boolean {
	return end - at >= 20 && (bytes[at] as number) >> 4 === 4;
}

function head(type: number): readonly Spec[] {
	const names = type === 3 ? UNREACHABLE_CODES : type === 11 ? EXCEEDED_CODES : undefined;
	return [
		spec(8, 'icmp.type', 'Type', 'decimal', {names: TYPES}),
		spec(8, 'icmp.code', 'Code', 'decimal', {names}),
		spec(16, 'icmp.checksum', 'Checksum', 'hex'),
	];
}

function body(type: number, code: number): readonly Spec[] {
	if (type === 0 || type === 8) return ECHO;
	if (type === 3 && code === 4) return FRAGMENTATION_NEEDED;
	return type === 5 ? [REDIRECT] : [UNUSED];
}

const IGMP_TYPES: Readonly<Record<number, string>> = {
	17: 'Membership Query',
	18: 'Membership Report',
	22: 'Membership Report',
	23: 'Leave Group',
	34: 'Membership Report',
};
const IGMP_TYPE = spec(8, 'igmp.type', 'Type', 'hex', {names: IGMP_TYPES});
const IGMP_CHECKSUM = spec(16, 'igmp.checksum', 'Checksum', 'hex');
const IGMP: readonly Spec[] = [
	IGMP_TYPE,
	spec(8, 'igmp.max_resp', 'Max Resp Time', 'decimal'),
	IGMP_CHECKSUM,
	spec(32, 'igmp.maddr', 'Multicast Address', 'ipv4'),
];
const QUERY_V3: readonly Spec[] = [
	...IGMP,
	spec(4, 'igmp.reserved', 'Reserved', 'decimal'),
	spec(1, 'igmp.s', 'S', 'flag'),
	spec(3, 'igmp.qrv', 'QRV', 'decimal'),
	spec(8, 'igmp.qqic', 'QQIC', 'decimal'),
	spec(16, 'igmp.num_src', 'Num Src', 'decimal'),
];
const REPORT_V3: readonly Spec[] = [
	IGMP_TYPE,
	spec(8, 'igmp.reserved', 'Reserved', 'octets'),
	IGMP_CHECKSUM,
	spec(16, 'igmp.reserved', 'Reserved', 'octets'),
	spec(16, 'igmp.num_grp_recs', 'Num Group Records', 'decimal'),
];
const RECORD_TYPES: Readonly<Record<number, string>> = {
	1: 'Mode Is Include',
	2: 'Mode Is Exclude',
	3: 'Change To Include Mode',
	4: 'Change To Exclude Mode',
	5: 'Allow New Sources',
	6: 'Block Old Sources',
};
const RECORD: readonly Spec[] = [
	spec(8, 'igmp.record_type', 'Record Type', 'decimal', {names: RECORD_TYPES}),
	spec(8, 'igmp.aux_data_len', 'Aux Data Len', 'decimal'),
	spec(16, 'igmp.num_src', 'Num Src', 'decimal'),
	spec(32, 'igmp.maddr', 'Multicast Address', 'ipv4'),
];
const SOURCE = spec(32, 'igmp.saddr', 'Source Address', 'ipv4');
const QUERY = 0x11;
const V3_REPORT = 0x22;
/** Octets from which on a query is one of version 3 (RFC 3376 7.1). */
const V3_QUERY_LENGTH = 12;

export const dissectIgmp: Dissector = (stretch) => {
	const {bytes, from, end, around} = stretch;
	const isReport = bytes[from] === V3_REPORT;
	const isQuery = bytes[from] === QUERY && end - from >= V3_QUERY_LENGTH;
	const reading = readTable(bytes, from, end, isReport ? REPORT_V3 : isQuery ? QUERY_V3 : IGMP);
	const fields = reading.fields;
	let {complete} = reading;
	if (complete && isReport) complete = readRecords(stretch.bytes, fields, end);
	if (complete && isQuery) complete = readSources(bytes, fields, fieldNamed({fields}, 'igmp.num_src')?.value ?? 0, end);
	const layer = layerOf('igmp', 'Internet Group Management Protocol', from, fields);
	if (!around.fragment) judge(layer, 'igmp.checksum', checksumWithout(bytes, from, end, from + 2));
	const next: Next | undefined = complete ? restAs('data', layer.to, end) : truncated(stretch);
	return {layer, next};
};

/** Adds group records to `fields`; false when the message ends before the last of them does. */
function readRecords(bytes: Uint8Array, fields: Field[], end: number): boolean {
	const records = fieldNamed({fields}, 'igmp.num_grp_recs')?.value ?? 0;
	for (let left = records; left > 0; left--) {
		const record = readTable(bytes, fields.at(-1)?.to ?? end, end, RECORD);
		fields.push(...record.fields);
		if (!record.complete || !readSources(bytes, fields, fieldNamed(record, 'igmp.num_src')?.value ?? 0, end)) return false;
		const auxiliary = (fieldNamed(record, 'igmp.aux_data_len')?.value ?? 0) * 4;
		const at = fields.at(-1)?.to ?? end;
		if (at + auxiliary > end) return false;
		fields.push(...octetsField(bytes, at, at + auxiliary, 'igmp.aux_data', 'Aux Data'));
	}
	return true;
}

function readSources(bytes: Uint8Array, fields: Field[], count: number, end: number): boolean {
	const sources = readTable(
		bytes,
		fields.at(-1)?.to ?? end,
		end,
		Array.from({length: count}, () => SOURCE),
	);
	fields.push(...sources.fields);
	return sources.complete;
}
