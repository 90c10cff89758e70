/** Fields and runs of their bits as actions name them: `NXM_OF_ETH_SRC[]`, `reg0[0..3]` (lib/nx-match.c, mf_parse_subfield). */
import type {Subfield} from '../action.js';
import {type Field, fieldOfAction, toField} from '../field.js';
import {UNMODELLED_FIELDS} from '../field-table.js';
import {fail, type Reading, unmodelled} from './reading.js';

/** The subfield at the start of a text, and what follows it. */
export function scanSubfield(reading: Reading, text: string): {subfield: Subfield; rest: string} | undefined {
	const name = (/^[^[-]*/.exec(text) as RegExpExecArray)[0];
	const field = fieldOfAction(name) ?? (name.endsWith('_W') ? fieldOfAction(name.slice(0, -2)) : undefined);
	if (!field) return UNMODELLED_FIELDS.has(name) ? unmodelled(reading, name) : fail(reading, `${text}: unknown field \`${name}'`);
	const bits = scanBits(reading, text, text.slice(name.length), field);
	if (!bits) return undefined;
	const {from, to, rest} = bits;
	const wide = `is not valid because field is only ${field.bits} bits wide`;
	if (from > to) return fail(reading, `${text}: starting bit ${from} is after ending bit ${to}`);
	if (from >= field.bits) return fail(reading, `${text}: starting bit ${from} ${wide}`);
	if (to >= field.bits) return fail(reading, `${text}: ending bit ${to} ${wide}`);
	return {subfield: {field: field.name, from, bits: to - from + 1}, rest};
}

function scanBits(reading: Reading, text: string, rest: string, field: Field): {from: number; to: number; rest: string} | undefined {
	if (!rest.startsWith('[')) return {from: 0, to: field.bits - 1, rest};
	if (rest.startsWith('[]')) return {from: 0, to: field.bits - 1, rest: rest.slice(2)};
	const found = /^\[(-?\d+)(?:\.\.(-?\d+))?\]/.exec(rest);
	if (!found) return fail(reading, `${text}: syntax error expecting [] or [<bit>] or [<start>..<end>]`);
	const from = Number(found[1]);
	return {from, to: Number(found[2] ?? from), rest: rest.slice(found[0].length)};
}

/** A text that is a subfield and nothing else. */
export function parseSubfield(reading: Reading, text: string): Subfield | undefined {
	const scanned = scanSubfield(reading, text);
	if (!scanned) return undefined;
	return scanned.rest === '' ? scanned.subfield : fail(reading, 'unexpected input following field syntax');
}

/** Writes a subfield by the wire name of its field (mf_format_subfield). */
export function formatSubfield(subfield: Subfield): string {
	const field = toField(subfield.field);
	const name = field.wireNames[0] ?? field.name;
	if (subfield.from === 0 && subfield.bits === field.bits) return `${name}[]`;
	if (subfield.bits === 1) return `${name}[${subfield.from}]`;
	return `${name}[${subfield.from}..${subfield.from + subfield.bits - 1}]`;
}
