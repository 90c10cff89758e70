/** Where the fields of an IGMP message stand (RFC 2236 2, RFC 3376 4). */
import {checksum} from './checksum.js';
import type {FieldSpec} from './layer.js';
import type {Fault} from './parsed.js';

/** Type octet of a version 3 report, the only one with another layout. */
const REPORT_V3 = 0x22;

const COMMON: readonly FieldSpec[] = [{name: 'type', format: 'hex', at: 0, octets: 1}];
const CHECKSUM: FieldSpec = {name: 'checksum', format: 'hex', at: 2, octets: 2};

const GROUP_FIELDS: readonly FieldSpec[] = [
	...COMMON,
	{name: 'maxResponse', format: 'decimal', at: 1, octets: 1},
	CHECKSUM,
	{name: 'group', format: 'ipv4', at: 4, octets: 4},
];

const RECORDS_FIELDS: readonly FieldSpec[] = [...COMMON, CHECKSUM, {name: 'groupRecords', format: 'decimal', at: 6, octets: 2}];

/** The fields of a message whose first octet is `type`; eight octets hold them all. */
export function igmpFields(type: number): readonly FieldSpec[] {
	return type === REPORT_V3 ? RECORDS_FIELDS : GROUP_FIELDS;
}

/** What is wrong with a message that `readIgmp` calls malformed. */
export function igmpFault(bytes: Uint8Array): Fault {
	if (bytes.length < 8) return 'truncated';
	return checksum(bytes) === 0 ? 'length' : 'checksum';
}
