/*
 * Reading and writing fields of a key
 *
 * What `set_field`, `load`, `move`, `push`, `pop` and `learn` do to a key, and what they
 * leave in the mask. Values are as wide as the field and counted in bigint: this is
 * the slow path, and a field may have 128 bits.
 *
 * Writing has rules that a bare copy of bits has not. A VLAN tag that appears gets
 * a TPID; `dl_vlan` and `dl_vlan_pcp` say that there is a tag, `vlan_vid` writes that bit itself;
 * a mask is a key too and is written by the same code.
 *
 * Follows lib/meta-flow.c: mf_get_value, mf_set_flow_value, mf_mask_field_masked, mf_are_prereqs_ok,
 * mf_read_subfield, mf_write_subfield_flow.
 */
import type {Subfield} from './action.js';
import {exactMask, type Field, toField} from './field.js';
import {type FlowKey, type FlowMask, FRAG_LATER, VLAN_PRESENT, WORD} from './key.js';

const TPID_VLAN = 0x8100;
/** OpenFlow 1.0: `dl_vlan=0xffff` is "no tag" (OFP10_VLAN_NONE). */
export const VLAN_NONE = 0xffffn;
/** Reserved ports have 16 bits in OpenFlow 1.0 and 32 from 1.1 on (OFPP11_OFFSET). */
const OFPP11_OFFSET = 0xffff_0000n;
const FIRST_RESERVED_PORT = 0xff00n;

/** Value of a field in `key` (mf_get_value). */
export function readField(key: FlowKey, name: string): bigint {
	return readFieldOf(key, toField(name));
}

/** Like `readField`, for a field that is at hand. */
export function readFieldOf(key: FlowKey, field: Field): bigint {
	let value = 0n;
	for (const place of field.places) {
		const bits = ((key[place.word] as number) >>> place.shift) & bitsBelow(place.bits);
		value |= BigInt(bits >>> 0) << BigInt(place.at);
	}
	if (field.format === 'port32') return value >= FIRST_RESERVED_PORT ? value + OFPP11_OFFSET : value;
	return value & exactMask(field);
}

/** Writes a field of `key` (mf_set_flow_value). Bits of `value` beyond the field are cut off. */
export function writeField(key: FlowKey, name: string, value: bigint): void {
	writeFieldOf(key, toField(name), value);
}

/** Like `writeField`, for a field that is at hand. */
export function writeFieldOf(key: FlowKey, field: Field, value: bigint): void {
	if (field.name === 'dl_vlan' && value === VLAN_NONE) {
		key[WORD.vlan] = (key[WORD.vlan] as number) & ~0xffff;
		return;
	}
	writePlaces(key, field, value & exactMask(field));
	if (!field.name.includes('vlan')) return;
	if (field.name === 'dl_vlan' || field.name.endsWith('pcp')) key[WORD.vlan] = (key[WORD.vlan] as number) | VLAN_PRESENT;
	const word = key[WORD.vlan] as number;
	if (word >>> 16 === 0 && (word & 0xffff) !== 0) key[WORD.vlan] = word | (TPID_VLAN << 16);
}

/** Writes the bits of `value` that are set in `mask` and leaves the others (mf_set_flow_value_masked). */
export function writeFieldMasked(key: FlowKey, name: string, value: bigint, mask: bigint): void {
	const field = toField(name);
	writeFieldOf(key, field, (readFieldOf(key, field) & ~mask) | (value & mask));
}

/** The low bits of the result are the subfield (mf_read_subfield). */
export function readSubfield(key: FlowKey, subfield: Subfield): bigint {
	return (readField(key, subfield.field) >> BigInt(subfield.from)) & ones(subfield.bits);
}

/** Writes the low bits of `value` into the subfield (mf_write_subfield_flow). */
export function writeSubfield(key: FlowKey, subfield: Subfield, value: bigint): void {
	const from = BigInt(subfield.from);
	writeFieldMasked(key, subfield.field, value << from, ones(subfield.bits) << from);
}

/** Marks bits of a field as looked at: all, or those of `bits` (mf_mask_field_masked). */
export function unWildcardField(mask: FlowMask, name: string, bits?: bigint): void {
	const field = toField(name);
	const looked = (bits ?? exactMask(field)) & exactMask(field);
	for (const place of field.places) {
		const window = bitsBelow(Math.min(place.bits, field.bytes * 8)) << place.shift;
		const wanted = Number(BigInt.asUintN(32, looked >> BigInt(place.at))) << place.shift;
		mask[place.word] = (mask[place.word] as number) | (wanted & window);
	}
	const saysTagged = field.name === 'dl_vlan' || field.name.endsWith('pcp');
	if (saysTagged) mask[WORD.vlan] = (mask[WORD.vlan] as number) | VLAN_PRESENT;
}

/** Marks a subfield as looked at. */
export function unWildcardSubfield(mask: FlowMask, subfield: Subfield): void {
	unWildcardField(mask, subfield.field, ones(subfield.bits) << BigInt(subfield.from));
}

/**
 * Is the frame of such a kind that the field means something (mf_are_prereqs_ok)? What had to be
 * looked at for the answer is added to `mask`; the EtherType always was.
 */
export function hasPrerequisites(key: FlowKey, field: Field, mask?: FlowMask): boolean {
	const etherType = (key[WORD.etherType] as number) >>> 16;
	const isIp = etherType === 0x0800 || etherType === 0x86dd;
	const nw = key[WORD.nw] as number;
	const hasProtocol = (protocol: number): boolean => {
		if (mask) mask[WORD.nw] = (mask[WORD.nw] as number) | 0xff;
		return (nw & 0xff) === protocol;
	};
	const isFirst = ((nw >>> 24) & FRAG_LATER) === 0;
	switch (field.prerequisite) {
		case 'none':
		case 'ethernet':
			return true;
		case 'arp':
			return etherType === 0x0806 || etherType === 0x8035;
		case 'vlan':
			if (mask) mask[WORD.vlan] = (mask[WORD.vlan] as number) | VLAN_PRESENT;
			return ((key[WORD.vlan] as number) & VLAN_PRESENT) !== 0;
		case 'ipv4':
			return etherType === 0x0800;
		case 'ipv6':
			return etherType === 0x86dd;
		case 'ip-any':
			return isIp;
		case 'tcp':
			return isIp && hasProtocol(6) && isFirst;
		case 'udp':
			return isIp && hasProtocol(17) && isFirst;
		case 'sctp':
			return isIp && hasProtocol(132) && isFirst;
		case 'icmp':
			return etherType === 0x0800 && hasProtocol(1);
		case 'icmp6':
			return etherType === 0x86dd && hasProtocol(58);
		default:
			return field.prerequisite satisfies never;
	}
}

/** Copies the bits of `value` to where the field lies, with no further rule. */
export function writePlaces(key: FlowKey, field: Field, value: bigint): void {
	const raw = field.format === 'port32' && value >= OFPP11_OFFSET ? value - OFPP11_OFFSET : value;
	for (const place of field.places) {
		const bits = Number(BigInt.asUintN(32, raw >> BigInt(place.at)));
		const window = bitsBelow(place.bits) << place.shift;
		key[place.word] = ((key[place.word] as number) & ~window) | ((bits << place.shift) & window);
	}
}

/** `count` low bits set. */
export function ones(count: number): bigint {
	return (1n << BigInt(count)) - 1n;
}

function bitsBelow(count: number): number {
	return count === 32 ? -1 : (1 << count) - 1;
}
