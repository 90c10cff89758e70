/*
 * A frame as a person reads it: layers of named fields
 *
 * A table beside each codec says which field stands where. `readFields` reads
 * such a table from a frame, so that a view can show a field and point at its
 * octets. Values are plain numbers; how to write them is the format, and words
 * for names are the locale's. A field that the frame is too short for is left out.
 */
import {readMac} from '../mac.js';
import type {Fault} from './parsed.js';

const LAYER_KINDS = [
	'ethernet',
	'vlan',
	'llc',
	'bpdu',
	'lacp',
	'arp',
	'ipv4',
	'icmp',
	'igmp',
	'udp',
	'tcp',
	'vxlan',
	'gre',
	'dhcp',
	'dns',
	'netflow',
	'netflow-record',
	'sflow',
	'sflow-sample',
	'ipfix',
	'ipfix-set',
	'payload',
	'padding',
] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

/** How a value is written: `octets` is a run of `value` octets that no field names, `flag` is 0 or 1. */
const FIELD_FORMATS = ['mac', 'ipv4', 'decimal', 'hex', 'flag', 'octets'] as const;
export type FieldFormat = (typeof FIELD_FORMATS)[number];

/** A field's name, value and place: octets `from` (inclusive) to `to` (exclusive) of the frame. */
export interface Field {
	name: string;
	value: number;
	format: FieldFormat;
	from: number;
	to: number;
}

export interface Layer {
	kind: LayerKind;
	/** Octets of the header, `from` inclusive, `to` exclusive. */
	from: number;
	to: number;
	fields: Field[];
	/** What a parser finds wrong with this layer. */
	fault?: Fault;
}

/** Where a field stands in its header; `mask` and `shift` cut bits out of it. */
export interface FieldSpec {
	name: string;
	format: Exclude<FieldFormat, 'octets'>;
	at: number;
	octets: number;
	mask?: number;
	shift?: number;
}

/** Reads the fields of a header that begins at `base`. */
export function readFields(bytes: Uint8Array, base: number, specs: readonly FieldSpec[]): Field[] {
	return specs.flatMap((spec) => {
		const from = base + spec.at;
		const to = from + spec.octets;
		if (to > bytes.length) return [];
		return [{name: spec.name, value: readValue(bytes, from, spec), format: spec.format, from, to}];
	});
}

/** The rest of a layer, from `from` to `to`, as one field; nothing when it is empty. */
export function restField(name: string, from: number, to: number): Field[] {
	return to > from ? [{name, value: to - from, format: 'octets', from, to}] : [];
}

function readValue(bytes: Uint8Array, from: number, spec: FieldSpec): number {
	if (spec.format === 'mac') return readMac(bytes, from);
	let value = 0;
	for (let octet = 0; octet < spec.octets; octet++) value = value * 256 + (bytes[from + octet] as number);
	if (spec.mask === undefined) return value;
	const bits = (value & spec.mask) >>> (spec.shift ?? 0);
	return spec.format === 'flag' ? Number(bits !== 0) : bits;
}
