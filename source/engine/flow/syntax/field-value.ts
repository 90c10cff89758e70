/*
 * Values of fields as text (lib/meta-flow.c, mf_parse, mf_format)
 *
 * Each field has its own way of writing: addresses with prefixes, ports with names,
 * flags, plain numbers. A mask follows after a slash; `*` looks at nothing. A mask is exact
 * when it has all bits of the octets that the field has on the wire, which for `vlan_vid` are 16 and not 12.
 */
import {exactMask, type Field} from '../field.js';
import {FRAG_ANY, FRAG_LATER} from '../key.js';
import {
	formatMaskedIpv4,
	formatMaskedIpv6,
	formatMaskedMac,
	type Masked,
	parseMaskedIpv4,
	parseMaskedIpv6,
	parseMaskedMac,
} from './addresses.js';
import {type FlagNames, formatFlags, parseFlags, TCP_FLAGS, TUNNEL_FLAGS} from './flags.js';
import {hex, scanWide} from './numbers.js';
import {formatPort, parsePort} from './ports.js';
import {fail, NO_PORT_NAMES, type PortNames, type Reading} from './reading.js';

const OFPP11_OFFSET = 0xffff_0000;
const FIRST_RESERVED_PORT = 0xff00;

/** Reads a value with an optional mask. */
export function parseFieldValue(reading: Reading, field: Field, text: string): Masked | undefined {
	if (text === '*') return {value: 0n, mask: 0n};
	const masked = parseByFormat(reading, field, text);
	if (!masked) return undefined;
	const isWhole = masked.mask === 0n || masked.mask === exactMask(field);
	if (!field.maskable && !isWhole) return fail(reading, `${text}: invalid mask for field ${field.name}`);
	return masked;
}

/** Reads a value that may have no mask (mf_parse_value). */
export function parseExactValue(reading: Reading, field: Field, text: string): bigint | undefined {
	const masked = parseFieldValue(reading, field, text);
	if (!masked) return undefined;
	return masked.mask === exactMask(field) ? masked.value : fail(reading, `${text}: wildcards not allowed here`);
}

function parseByFormat(reading: Reading, field: Field, text: string): Masked | undefined {
	switch (field.format) {
		case 'decimal':
		case 'hexadecimal':
			return parseNumber(reading, field, text);
		case 'ethernet':
			return parseMaskedMac(reading, text);
		case 'ipv4':
			return parseMaskedIpv4(reading, text);
		case 'ipv6':
			return parseMaskedIpv6(reading, text);
		case 'port':
		case 'port32':
			return parsePortValue(reading, field, text);
		case 'frag':
			return parseFragment(reading, text);
		case 'tcp-flags':
			return parseFlagValue(reading, field, text, TCP_FLAGS);
		case 'tunnel-flags':
			return parseFlagValue(reading, field, text, TUNNEL_FLAGS);
		default:
			return field.format satisfies never;
	}
}

function parseNumber(reading: Reading, field: Field, text: string): Masked | undefined {
	const part = (piece: string, what: string, mayGoOn: boolean): {value: bigint; rest: string} | undefined => {
		const scanned = scanWide(piece, field.bytes);
		if (scanned.kind === 'too-large') return fail(reading, `${text}: ${what} too large for ${field.bytes}-byte field ${field.name}`);
		const bad = (): undefined => fail(reading, `${text}: bad syntax for ${field.name} ${what}`);
		if (scanned.kind === 'no-number') return bad();
		return scanned.rest === '' || (mayGoOn && scanned.rest.startsWith('/')) ? scanned : bad();
	};
	const value = part(text, 'value', true);
	if (!value) return undefined;
	if (value.rest === '') return {value: value.value, mask: exactMask(field)};
	const mask = part(value.rest.slice(1), 'mask', false);
	return mask && {value: value.value, mask: mask.value};
}

function parsePortValue(reading: Reading, field: Field, text: string): Masked | undefined {
	const port = parsePort(text, reading.ports);
	if (port === undefined) {
		return fail(reading, `${text}: ${field.format === 'port' ? 'invalid or unknown port' : 'port value out of range'} for ${field.name}`);
	}
	const number = field.format === 'port32' && port >= FIRST_RESERVED_PORT ? port + OFPP11_OFFSET : port;
	return {value: BigInt(number), mask: exactMask(field)};
}

const BOTH = FRAG_ANY | FRAG_LATER;
/** Name, mask, value. */
const FRAGMENTS: readonly (readonly [string, number, number])[] = [
	['no', BOTH, 0],
	['first', BOTH, FRAG_ANY],
	['later', BOTH, BOTH],
	['no', FRAG_ANY, 0],
	['yes', FRAG_ANY, FRAG_ANY],
	['not_later', FRAG_LATER, 0],
	['later', FRAG_LATER, FRAG_LATER],
];

function parseFragment(reading: Reading, text: string): Masked | undefined {
	const found = FRAGMENTS.find(([name]) => name === text.toLowerCase());
	if (!found) {
		return fail(reading, `${text}: unknown fragment type (valid types are "no", "yes", "first", "later", "not_later"`);
	}
	// The bits above count as looked at, so that "first" is exact.
	return {value: BigInt(found[2]), mask: BigInt(found[1] | 0xfc)};
}

/** Fragment bits by name; what has none is an error that only a program can make. */
export function formatFragment(value: number, mask: number): string {
	const bits = mask & BOTH;
	return FRAGMENTS.find(([, known, wanted]) => known === bits && wanted === (value & bits))?.[0] ?? '<error>';
}

function parseFlagValue(reading: Reading, field: Field, text: string, kind: FlagNames): Masked | undefined {
	const set = parseFlags(reading, text, kind);
	if (!set) return undefined;
	return {value: BigInt(set.flags), mask: set.mask === 'exact' ? exactMask(field) : BigInt(set.mask)};
}

/** Writes a value; `mask` undefined is exact. */
export function formatFieldValue(field: Field, value: bigint, mask?: bigint, ports: PortNames = NO_PORT_NAMES): string {
	if (mask === 0n) return 'ANY';
	const all = exactMask(field);
	const bits = mask ?? all;
	const masked = {value, mask: bits};
	switch (field.format) {
		case 'port':
		case 'port32':
			if (bits === all) return formatPort(Number(value > 0xffffn ? value - BigInt(OFPP11_OFFSET) : value), ports);
			return formatNumber(field, masked);
		case 'decimal':
		case 'hexadecimal':
			return formatNumber(field, masked);
		case 'ethernet':
			return formatMaskedMac(masked);
		case 'ipv4':
			return formatMaskedIpv4(masked);
		case 'ipv6':
			return formatMaskedIpv6(masked);
		case 'frag':
			return formatFragment(Number(value), Number(bits));
		case 'tcp-flags':
			return formatFlags(Number(value), Number(bits) & 0xfff, TCP_FLAGS);
		case 'tunnel-flags':
			return formatFlags(Number(value), Number(bits) & 1, {...TUNNEL_FLAGS, whole: 1});
		default:
			return field.format satisfies never;
	}
}

function formatNumber(field: Field, {value, mask}: Masked): string {
	const text = field.format === 'hexadecimal' ? hex(value) : value.toString();
	return mask === exactMask(field) ? text : `${text}/${hex(mask)}`;
}
