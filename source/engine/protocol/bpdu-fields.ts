/** Where the fields of a BPDU stand (IEEE 802.1D-1998 9.3). Times are in 1/256 s. */
import type {FieldSpec} from './layer.js';

export const LLC_FIELDS: readonly FieldSpec[] = [
	{name: 'dsap', format: 'hex', at: 0, octets: 1},
	{name: 'ssap', format: 'hex', at: 1, octets: 1},
	{name: 'control', format: 'hex', at: 2, octets: 1},
];

/** Octets of a topology change notification, and the head of a configuration BPDU. */
const NOTIFICATION_FIELDS: readonly FieldSpec[] = [
	{name: 'protocol', format: 'decimal', at: 0, octets: 2},
	{name: 'version', format: 'decimal', at: 2, octets: 1},
	{name: 'type', format: 'hex', at: 3, octets: 1},
];

const CONFIGURATION_FIELDS: readonly FieldSpec[] = [
	...NOTIFICATION_FIELDS,
	{name: 'topologyChangeAck', format: 'flag', at: 4, octets: 1, mask: 0x80},
	{name: 'topologyChange', format: 'flag', at: 4, octets: 1, mask: 0x01},
	{name: 'rootPriority', format: 'decimal', at: 5, octets: 2},
	{name: 'rootMac', format: 'mac', at: 7, octets: 6},
	{name: 'rootPathCost', format: 'decimal', at: 13, octets: 4},
	{name: 'bridgePriority', format: 'decimal', at: 17, octets: 2},
	{name: 'bridgeMac', format: 'mac', at: 19, octets: 6},
	{name: 'port', format: 'hex', at: 25, octets: 2},
	{name: 'messageAge', format: 'decimal', at: 27, octets: 2},
	{name: 'maxAge', format: 'decimal', at: 29, octets: 2},
	{name: 'helloTime', format: 'decimal', at: 31, octets: 2},
	{name: 'forwardDelay', format: 'decimal', at: 33, octets: 2},
];

/** The fields of a BPDU of this kind, and how many octets they take. */
export function bpduFields(kind: 'config' | 'tcn'): {specs: readonly FieldSpec[]; octets: number} {
	return kind === 'config' ? {specs: CONFIGURATION_FIELDS, octets: 35} : {specs: NOTIFICATION_FIELDS, octets: 4};
}
