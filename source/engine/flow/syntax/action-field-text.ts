/** Reading actions that work on fields and their bits (lib/ofp-actions.c, lib/nx-match.c, lib/multipath.c). */
import type {Action, Subfield} from '../action.js';
import {type Field, fieldNamed, toField} from '../field.js';
import {ones} from '../field-access.js';
import {UNMODELLED_FIELDS} from '../field-table.js';
import {formatFieldValue, parseFieldValue} from './field-value.js';
import {leadingDecimal, readBounded, readU64, scanWide} from './numbers.js';
import {fail, type Reading, unmodelled} from './reading.js';
import {parseSubfield, scanSubfield} from './subfields.js';

/** Splits `value->name`; the first arrow counts. */
function splitArrow(reading: Reading, text: string): {value: string; name: string} | undefined {
	const arrow = text.indexOf('->');
	if (arrow < 0) return fail(reading, `${text}: missing \`->'`);
	const name = text.slice(arrow + 2);
	return name === '' ? fail(reading, `${text}: missing field name following \`->'`) : {value: text.slice(0, arrow), name};
}

/** `set_field:02:00:00:00:00:01->eth_dst`, `set_field:0x5/0xf->reg0`. */
export function readSetField(reading: Reading, text: string): Action | undefined {
	const parts = splitArrow(reading, text);
	if (!parts) return undefined;
	const field = fieldNamed(parts.name);
	if (!field) {
		if (UNMODELLED_FIELDS.has(parts.name)) return unmodelled(reading, parts.name);
		return fail(reading, `${parts.name} is not a valid OXM field name`);
	}
	if (!field.writable) return fail(reading, `${parts.name} is read-only`);
	const masked = parseFieldValue(reading, field, parts.value);
	if (!masked) return undefined;
	if (!isValidValue(field, masked.value)) return fail(reading, `${parts.value} is not a valid value for field ${parts.name}`);
	if (field.name === 'tun_id' && masked.value >> 32n !== 0n) return unmodelled(reading, 'tun_id of more than 32 bits');
	reading.formats &= field.carriers.exact;
	return {kind: 'set-field', field: field.name, ...masked, flavour: 'set_field'};
}

/** Values that fit into the octets of a field but not into its bits (mf_is_value_valid). */
function isValidValue(field: Field, value: bigint): boolean {
	switch (field.name) {
		case 'nw_tos':
			return (value & 3n) === 0n;
		case 'arp_op':
			return value <= 0xffn;
		case 'vlan_vid':
			return value <= 0x1fffn;
		case 'in_port_oxm':
			return value < 0xff00n || value >= 0xffff_ff00n;
		default:
			return value >> BigInt(field.bits) === 0n;
	}
}

/** `load:0x5->NXM_NX_REG0[0..3]`. */
export function readLoad(reading: Reading, text: string): Action | undefined {
	const parts = splitArrow(reading, text);
	if (!parts) return undefined;
	const to = parseSubfield(reading, parts.name);
	if (!to) return undefined;
	const field = toField(to.field);
	const scanned = scanWide(parts.value, field.bytes);
	if (scanned.kind !== 'number') return fail(reading, `${text}: cannot parse integer value`);
	if (scanned.value >> BigInt(to.bits) !== 0n) {
		return fail(reading, `${text}: value ${formatFieldValue(field, scanned.value)} does not fit into ${to.bits} bits`);
	}
	return load(to, scanned.value);
}

/** Loads a value into a run of bits. */
export function load(to: Subfield, value: bigint): Action {
	const from = BigInt(to.from);
	return {kind: 'set-field', field: to.field, value: value << from, mask: ones(to.bits) << from, flavour: 'load'};
}

/** `move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]`. */
export function readMove(reading: Reading, text: string): {kind: 'move'; from: Subfield; to: Subfield} | undefined {
	const source = scanSubfield(reading, text);
	if (!source) return undefined;
	if (!source.rest.startsWith('->')) return fail(reading, `${text}: missing \`->' following source`);
	const to = parseSubfield(reading, source.rest.slice(2));
	if (!to) return undefined;
	const from = source.subfield;
	if (from.bits !== to.bits)
		return fail(reading, `${text}: source field is ${from.bits} bits wide but destination is ${to.bits} bits wide`);
	return {kind: 'move', from, to};
}

/** The subfield of `push:` and `pop:`. */
export function readStackField(reading: Reading, text: string): Subfield | undefined {
	const scanned = scanSubfield(reading, text);
	if (!scanned) return undefined;
	return scanned.rest === '' ? scanned.subfield : fail(reading, `${scanned.rest}: trailing garbage following push or pop`);
}

/** `write_metadata:0x5/0xff`. */
export function readWriteMetadata(reading: Reading, text: string): Action | undefined {
	reading.formats &= 0x1fc;
	const slash = text.indexOf('/');
	const mask = slash < 0 ? ones(64) : readU64(reading, text.slice(slash + 1));
	const value = mask === undefined ? undefined : readU64(reading, slash < 0 ? text : text.slice(0, slash));
	return mask === undefined || value === undefined ? undefined : {kind: 'write-metadata', value, mask};
}

const HASHES = ['eth_src', 'symmetric_l4', 'symmetric_l3l4', 'symmetric_l3l4+udp', 'nw_src', 'nw_dst', 'symmetric_l3'];
const ALGORITHMS = ['modulo_n', 'hash_threshold', 'hrw', 'iter_hash'];

/** `multipath(eth_src,50,modulo_n,4,0,NXM_NX_REG0[])`. */
export function readMultipath(reading: Reading, text: string): Action | undefined {
	const [hash, basis, algorithm, links, argument, destination] = text.split(/[, ]+/).filter((part) => part !== '');
	if (destination === undefined) return fail(reading, `${text}: not enough arguments to multipath action`);
	const fields = HASHES.find((name) => name === (hash as string).toLowerCase());
	if (!fields) return fail(reading, `${text}: unknown fields \`${hash}'`);
	const way = ALGORITHMS.find((name) => name === (algorithm as string).toLowerCase());
	if (!way) return fail(reading, `${text}: unknown algorithm \`${algorithm}'`);
	const count = leadingDecimal(links as string);
	if (count < 1 || count > 65536) return fail(reading, `${text}: n_links ${count} is not in valid range 1 to 65536`);
	const to = parseSubfield(reading, destination);
	if (!to) return undefined;
	if (toField(to.field).wireNames.length === 0) return fail(reading, `${text}: experimenter OXM field '${destination}' not supported`);
	if (to.bits < 16 && count > 2 ** to.bits) {
		const most = `${to.bits}-bit destination field has ${2 ** to.bits} possible values`;
		return fail(reading, `${text}: ${most}, less than specified n_links ${count}`);
	}
	return {
		kind: 'multipath',
		fields,
		basis: leadingDecimal(basis as string) & 0xffff,
		algorithm: way,
		maxLink: count - 1,
		argument: leadingDecimal(argument as string) >>> 0,
		to,
	};
}

/** `check_pkt_larger(1500)->NXM_NX_REG0[0]`. */
export function readCheckLarger(reading: Reading, text: string): Action | undefined {
	const parts = splitArrow(reading, text);
	if (!parts) return undefined;
	const to = parseSubfield(reading, parts.name);
	if (!to) return undefined;
	if (to.bits !== 1) return fail(reading, 'Only 1-bit destination field is allowed');
	const length = readBounded(reading, parts.value.replace(/\)$/, ''), '(null)', 0xffff);
	return length === undefined ? undefined : {kind: 'check-packet-larger', length, to};
}
