/*
 * Match fields
 *
 * OpenFlow names what a switch can look at or write: `nw_dst`, `reg0`,
 * `dl_vlan`. A field is a run of bits in the flow key, with a name of ovs-ofctl, up to
 * two names of the wire formats (NXM, Nicira's; OXM, the standard's), and three
 * properties:
 *
 * - Prerequisite. `tcp_dst` means something only in a TCP segment, so a match on it must also
 *   match `dl_type` and `nw_proto`.
 * - Maskable. Some fields may be matched in single bits, others whole or not at all.
 * - Writable. `set_field`, `load`, `move` and `learn` may change it.
 *
 * Fields overlap: `vlan_tci`, `dl_vlan`, `vlan_vid` and `dl_vlan_pcp` are views of the
 * same word, and so are a register and the double register that it is half of.
 *
 * Follows include/openvswitch/meta-flow.h. Not modelled: fields whose bits the key
 * does not have (`UNMODELLED_FIELDS`), and the high half of `tun_id`.
 */
import {FIELD_TABLE} from './field-table.js';

/** How a value is written (enum mf_string). */
export type FieldFormat =
	| 'decimal'
	| 'hexadecimal'
	| 'ethernet'
	| 'ipv4'
	| 'ipv6'
	| 'port'
	| 'port32'
	| 'frag'
	| 'tcp-flags'
	| 'tunnel-flags';

/** What a frame must be for the field to mean anything (enum mf_prereqs). */
export type Prerequisite = 'none' | 'ethernet' | 'arp' | 'vlan' | 'ipv4' | 'ipv6' | 'ip-any' | 'tcp' | 'udp' | 'sctp' | 'icmp' | 'icmp6';

/** Bits `at` to `at + bits - 1` of a field are bits from `shift` on of word `word` of a key. */
export interface Place {
	word: number;
	shift: number;
	bits: number;
	at: number;
}

export interface Field {
	/** As ovs-ofctl reads it. */
	name: string;
	/** Other name that ovs-ofctl reads. */
	alias?: string;
	/** Names of the wire formats. The first is the one that is printed. */
	wireNames: readonly string[];
	/** Width as actions see it. */
	bits: number;
	/** Width on the wire: a number that does not fit is an error; a mask is exact when all of it is set. */
	bytes: number;
	maskable: boolean;
	format: FieldFormat;
	prerequisite: Prerequisite;
	writable: boolean;
	places: readonly Place[];
	/** Formats of OpenFlow that can carry a match on it. */
	carriers: Carriers;
}

/** Which flow formats can say it: `exact`, or with a mask that is a prefix (`cidr`) or any (`bitwise`). Bits of `PROTOCOL`. */
export interface Carriers {
	exact: number;
	cidr: number;
	bitwise: number;
}

/** Flow formats (enum ofputil_protocol). */
export const PROTOCOL = {
	of10Std: 1 << 0,
	of10StdTid: 1 << 1,
	of10Nxm: 1 << 2,
	of10NxmTid: 1 << 3,
	of11Std: 1 << 4,
	of12Oxm: 1 << 5,
	of13Oxm: 1 << 6,
	of14Oxm: 1 << 7,
	of15Oxm: 1 << 8,
} as const;

const byName = new Map<string, Field>();
const byWireName = new Map<string, Field>();
for (const field of FIELD_TABLE) {
	byName.set(field.name, field);
	if (field.alias) byName.set(field.alias, field);
	for (const name of field.wireNames) byWireName.set(name, field);
}

/** The field that ovs-ofctl calls so. */
export function fieldNamed(name: string): Field | undefined {
	return byName.get(name);
}

/** The field by a name of a wire format, or of ovs-ofctl, as subfields in actions are written (`NXM_OF_ETH_SRC`, `eth_src`). */
export function fieldOfAction(name: string): Field | undefined {
	return byWireName.get(name) ?? byName.get(name);
}

/** Like `fieldNamed`, for a name out of this program. Throws a RangeError otherwise. */
export function toField(name: string): Field {
	const field = byName.get(name);
	if (!field) throw new RangeError(`there is no field "${name}"`);
	return field;
}

/** All bits of a field. */
export function fullMask(field: Field): bigint {
	return (1n << BigInt(field.bits)) - 1n;
}

/** All octets of a field: the mask that means "exact". */
export function exactMask(field: Field): bigint {
	return (1n << BigInt(field.bytes * 8)) - 1n;
}
