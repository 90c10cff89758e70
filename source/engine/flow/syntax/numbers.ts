/*
 * Numbers as C reads them (lib/util.c, lib/ofp-parse.c)
 *
 * `0x` means hexadecimal and a leading 0 octal; a minus sign is allowed where the
 * C library allows it. Widths are checked here, so that 70000 is no priority.
 */
import {fail, type Reading} from './reading.js';

const NUMBER = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|\d+)/;
const UINT64 = 1n << 64n;

/** Number at the start of a text and what follows it (strtoull with base 0); `undefined` when there is none, or none below 2^64. */
export function scanInteger(text: string): {value: bigint; rest: string} | undefined {
	const found = NUMBER.exec(text);
	if (!found) return undefined;
	let digits = found[2] as string;
	let length = found[0].length;
	let value: bigint;
	if (/^0[xX]/.test(digits)) {
		value = BigInt(digits);
	} else if (digits.startsWith('0')) {
		const octal = (/^[0-7]+/.exec(digits) as RegExpExecArray)[0];
		length -= digits.length - octal.length;
		digits = octal;
		value = BigInt(`0o${octal}`);
	} else {
		value = BigInt(digits);
	}
	if (value >= UINT64) return undefined;
	return {value: found[1] === '-' ? -value : value, rest: text.slice(length)};
}

/** A whole text as a number from 0 to `max`; `name` is what the fault calls it (str_to_u8, str_to_u16). */
export function readBounded(reading: Reading, text: string, name: string, max: number): number | undefined {
	const scanned = scanInteger(text);
	if (scanned?.rest !== '' || scanned.value < 0n || scanned.value > BigInt(max)) return fail(reading, `invalid ${name} "${text}"`);
	return Number(scanned.value);
}

/** A whole text as a 32-bit number (str_to_u32). */
export function readU32(reading: Reading, text: string): number | undefined {
	const value = readU64(reading, text);
	return value === undefined ? undefined : Number(BigInt.asUintN(32, value));
}

/** A whole text as a 64-bit number; a negative one wraps (str_to_u64). */
export function readU64(reading: Reading, text: string): bigint | undefined {
	if (text === '') return fail(reading, 'missing required numeric argument');
	const scanned = scanInteger(text);
	if (scanned?.rest !== '') return fail(reading, `invalid numeric format ${text}`);
	return BigInt.asUintN(64, scanned.value);
}

/** A decimal number that ends the text, from 0 to 2^32 - 1 (str_to_uint with base 10). */
export function scanDecimal(text: string): number | undefined {
	if (!/^\s*\+?\d+$/.test(text)) return undefined;
	const value = Number(text);
	return value <= 0xffff_ffff ? value : undefined;
}

/** The leading decimal number, 0 when there is none (atoi). */
export function leadingDecimal(text: string): number {
	return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0) | 0;
}

export type WideNumber = {kind: 'number'; value: bigint; rest: string} | {kind: 'too-large'} | {kind: 'no-number'};

/**
 * A number of `bytes` octets at the start of a text (parse_int_string). Hexadecimal ones may be as
 * wide as the field, others have 64 bits. `too-large` and `no-number` are faults.
 */
export function scanWide(text: string, bytes: number): WideNumber {
	if (/^0[xX]/.test(text)) {
		const digits = (/^[0-9a-fA-F \t\r\n]*/.exec(text.slice(2)) as RegExpExecArray)[0];
		const hex = digits.replace(/\s/g, '').replace(/^0+/, '');
		if (hex.length > bytes * 2) return {kind: 'too-large'};
		return {kind: 'number', value: hex === '' ? 0n : BigInt(`0x${hex}`), rest: text.slice(2 + digits.length)};
	}
	const scanned = scanInteger(text);
	if (!scanned) return {kind: NUMBER.test(text) ? 'too-large' : 'no-number'};
	const value = BigInt.asUintN(64, scanned.value);
	if (bytes < 8 && value >> BigInt(bytes * 8) !== 0n) return {kind: 'too-large'};
	return {kind: 'number', value, rest: scanned.rest};
}

/** `0x1f`, and `0` for zero, as printf writes it with `%#x`. */
export function hex(value: bigint | number): string {
	return Number(value) === 0 ? '0' : `0x${value.toString(16)}`;
}
