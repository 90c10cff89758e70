/** Where the fields of an LACPDU and of a marker stand (IEEE 802.1AX-2014 6.4.2.3, 6.5.3.3). */
import type {FieldSpec} from './layer.js';

const HEAD: readonly FieldSpec[] = [
	{name: 'subtype', format: 'decimal', at: 0, octets: 1},
	{name: 'version', format: 'decimal', at: 1, octets: 1},
];

/** The 17 octets of a TLV that describe one end. */
function endFields(who: 'actor' | 'partner', at: number): FieldSpec[] {
	const flag = (name: string, mask: number): FieldSpec => ({name: `${who}${name}`, format: 'flag', at: at + 16, octets: 1, mask});
	return [
		{name: `${who}SystemPriority`, format: 'decimal', at: at + 2, octets: 2},
		{name: `${who}System`, format: 'mac', at: at + 4, octets: 6},
		{name: `${who}Key`, format: 'decimal', at: at + 10, octets: 2},
		{name: `${who}PortPriority`, format: 'decimal', at: at + 12, octets: 2},
		{name: `${who}Port`, format: 'decimal', at: at + 14, octets: 2},
		flag('Activity', 0x01),
		flag('Timeout', 0x02),
		flag('Aggregation', 0x04),
		flag('Synchronization', 0x08),
		flag('Collecting', 0x10),
		flag('Distributing', 0x20),
		flag('Defaulted', 0x40),
		flag('Expired', 0x80),
	];
}

const LACPDU_FIELDS: readonly FieldSpec[] = [
	...HEAD,
	...endFields('actor', 2),
	...endFields('partner', 22),
	{name: 'collectorMaxDelay', format: 'decimal', at: 44, octets: 2},
];

const MARKER_FIELDS: readonly FieldSpec[] = [
	...HEAD,
	{name: 'type', format: 'decimal', at: 2, octets: 1},
	{name: 'requesterPort', format: 'decimal', at: 4, octets: 2},
	{name: 'requesterSystem', format: 'mac', at: 6, octets: 6},
	{name: 'transaction', format: 'decimal', at: 12, octets: 4},
];

/** The fields of a frame of the slow protocols, and how many octets it takes. */
export function slowProtocolFields(kind: 'lacpdu' | 'marker'): {specs: readonly FieldSpec[]; octets: number} {
	return {specs: kind === 'lacpdu' ? LACPDU_FIELDS : MARKER_FIELDS, octets: 110};
}
