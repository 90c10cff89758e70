/** Options of TCP (RFC 9293 3.1, RFC 7323, RFC 2018). */
import type {Field} from './field.js';
import {readTable, type Spec, spec} from './read-table.js';
import {typeLengthValues} from './type-length-value.js';

const KINDS: Readonly<Record<number, string>> = {
	0: 'End of Option List',
	1: 'No-Operation',
	2: 'Maximum Segment Size',
	3: 'Window Scale',
	4: 'SACK Permitted',
	5: 'SACK',
	8: 'Time Stamp Option',
};
const KIND = spec(8, 'tcp.option_kind', 'Kind', 'decimal', {names: KINDS});
const LENGTH = spec(8, 'tcp.option_len', 'Length', 'decimal');
const EDGES: readonly Spec[] = [
	spec(32, 'tcp.options.sack_le', 'TCP SACK Left Edge', 'decimal'),
	spec(32, 'tcp.options.sack_re', 'TCP SACK Right Edge', 'decimal'),
];
const VALUES: Readonly<Record<number, readonly Spec[]>> = {
	2: [spec(16, 'tcp.options.mss_val', 'MSS Value', 'decimal')],
	3: [spec(8, 'tcp.options.wscale.shift', 'Shift count', 'decimal')],
	8: [
		spec(32, 'tcp.options.timestamp.tsval', 'Timestamp value', 'decimal'),
		spec(32, 'tcp.options.timestamp.tsecr', 'Timestamp echo reply', 'decimal'),
	],
};
const SACK = 5;

/** The options of a segment, from `from` to `to`. */
export function tcpOptions(bytes: Uint8Array, from: number, to: number): Field[] {
	return typeLengthValues(bytes, from, to, {
		type: KIND,
		length: LENGTH,
		single: [1],
		end: 0,
		value: (octets, start, end, kind) => {
			const specs = kind === SACK ? Array.from({length: Math.floor((end - start) / 8)}, () => EDGES).flat() : VALUES[kind];
			return specs && readTable(octets, start, end, specs).fields;
		},
	});
}
