/*
 * A frame taken apart: layers of fields
 *
 * What an analyser shows of a frame, as data. A layer is one header, a field is
 * one value in it with its place. Names and labels are those of Wireshark 4.0
 * (`ip.ttl`, "Time to Live"), so that what is learned here is found again there,
 * and so that its own tools can be asked whether this is right.
 *
 * The layers of a frame, in order, are all its octets, and the fields of a layer
 * are all its bits, without gap and without overlap.
 */

import type {Format} from './field-text.js';

/** Layers by Wireshark's short names; `data`, `padding` and the two kinds of broken rest are the end of a frame. */
export const PROTOCOLS = [
	'eth',
	'vlan',
	'ieee8021ad',
	'llc',
	'stp',
	'lacp',
	'arp',
	'ip',
	'icmp',
	'igmp',
	'udp',
	'tcp',
	'vxlan',
	'gre',
	'dhcp',
	'dns',
	'http',
	'cflow',
	'sflow',
	'ipv6',
	'icmpv6',
	'data',
	'padding',
	// Fewer octets than the header asks for.
	'truncated',
	// Octets that cannot be what the header before them says.
	'malformed',
] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** What a checksum is worth: computed over what it covers, or not used (UDP over IPv4 may leave it 0). */
export type Verdict = {kind: 'good'} | {kind: 'bad'; expected: number} | {kind: 'unused'};

export interface Field {
	/** Filter name, `ip.ttl`; several fields of a layer may share one (`dns.a`). */
	name: string;
	label: string;
	/** Unsigned, in the unit of `text`; of a run of octets or letters how many there are. Beyond 2^53 the last bits are lost. */
	value: number;
	/** The value as a person reads it. */
	text: string;
	format: Format;
	/** Octets of the frame: `from` inclusive, `to` exclusive. */
	from: number;
	to: number;
	/** Of a field that is not made of whole octets: its bits, counted from the highest of octet `from`. */
	bits?: {at: number; length: number};
	verdict?: Verdict;
}

export interface Layer {
	protocol: Protocol;
	/** One line, "Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2". */
	title: string;
	from: number;
	to: number;
	fields: Field[];
}

/** The first field of this name in a layer. */
export function fieldNamed({fields}: Pick<Layer, 'fields'>, name: string): Field | undefined {
	return fields.find((field) => field.name === name);
}
