/*
 * Reading fields from a table
 *
 * A table lists the fields of a header one after the other, each with its width
 * in bits, so a header has neither gaps nor overlaps by the way it is written. A
 * frame that ends too soon is read as far as whole octets go.
 */
import type {Field} from './field.js';
import {type Format, numberText, octetsText} from './field-text.js';

export interface Spec {
	bits: number;
	name: string;
	label: string;
	format: Format;
	/** Words for values. */
	names?: Readonly<Record<number, string>> | undefined;
	/** What a step of the raw number is worth: 4 where a length counts words. */
	scale?: number;
	/** Written behind a decimal: ' bytes'. */
	unit?: string;
}

/** What was read: `complete` when the frame held all of the table. */
export interface Reading {
	fields: Field[];
	/** Octet behind the last field. */
	to: number;
	complete: boolean;
}

/** One line of a table. */
export function spec(bits: number, name: string, label: string, format: Format, more: Pick<Spec, 'names' | 'scale' | 'unit'> = {}): Spec {
	return {bits, name, label, format, ...more};
}

/** Reads a table from octet `from` on, never beyond `end`. */
export function readTable(bytes: Uint8Array, from: number, end: number, specs: readonly Spec[]): Reading {
	const fields: Field[] = [];
	let bit = from * 8;
	for (const line of specs) {
		if (bit + line.bits > end * 8) return cutBack(fields, from);
		fields.push(readField(bytes, bit, line));
		bit += line.bits;
	}
	return {fields, to: bit / 8, complete: true};
}

/** A run of octets as one field; none when there are none. */
export function octetsField(bytes: Uint8Array, from: number, to: number, name: string, label: string, format: Format = 'octets'): Field[] {
	return to > from ? [{name, label, value: to - from, text: octetsText(bytes, from, to, format), format, from, to}] : [];
}

/** Fields that end within an octet of which the rest is missing are left out. */
function cutBack(fields: Field[], from: number): Reading {
	const kept = fields.slice();
	const endsWithin = (field: Field | undefined): boolean => field?.bits !== undefined && (field.bits.at + field.bits.length) % 8 !== 0;
	while (endsWithin(kept.at(-1))) kept.pop();
	return {fields: kept, to: kept.at(-1)?.to ?? from, complete: false};
}

function readField(bytes: Uint8Array, bit: number, {bits, name, label, format, names, scale = 1, unit = ''}: Spec): Field {
	const from = Math.floor(bit / 8);
	const to = Math.ceil((bit + bits) / 8);
	const place = {name, label, format, from, to, ...(bits % 8 !== 0 || bit % 8 !== 0 ? {bits: {at: bit % 8, length: bits}} : {})};
	if (format === 'ipv6' || format === 'octets' || format === 'letters')
		return {...place, value: to - from, text: octetsText(bytes, from, to, format)};
	let whole = 0;
	for (let at = from; at < to; at++) whole = whole * 256 + (bytes[at] as number);
	const raw = Math.floor(whole / 2 ** (to * 8 - bit - bits)) % 2 ** bits;
	const value = raw * scale;
	const isNumber = format === 'decimal' || format === 'hex' || format === 'flag';
	return {...place, value, text: isNumber ? numberText(value, format, bits, names?.[raw], unit) : octetsText(bytes, from, to, format)};
}
