/** Options: a type, a length, a value, one after the other (IPv4, TCP, DHCP). */
import type {Field} from './field.js';
import {octetsField, readTable, type Spec} from './read-table.js';

export interface OptionGrammar {
	type: Spec;
	length: Spec;
	/** Types of one octet, without a length. */
	single: readonly number[];
	/** Ends the list; what is behind it is padding. */
	end: number;
	/** Does the length count type and length, too? True for IPv4 and TCP. */
	whole?: boolean;
	/** Fields of a value; `undefined` for one that is shown as octets. */
	value: (bytes: Uint8Array, from: number, to: number, type: number) => Field[] | undefined;
}

/** The fields of all options from `from` to `to`. An option that does not fit is octets. */
export function typeLengthValues(bytes: Uint8Array, from: number, to: number, grammar: OptionGrammar): Field[] {
	const fields: Field[] = [];
	const head = grammar.whole === false ? 0 : 2;
	const family = grammar.type.name.replace(/[._](type|kind)$/, '');
	let at = from;
	while (at < to) {
		const type = bytes[at] as number;
		if (type === grammar.end || grammar.single.includes(type)) {
			fields.push(...readTable(bytes, at, to, [grammar.type]).fields);
			at++;
			if (type !== grammar.end) continue;
			fields.push(...octetsField(bytes, at, to, `${family}.padding`, 'Padding'));
			return fields;
		}
		const valueEnd = at + 2 - head + (bytes[at + 1] ?? 0);
		if (at + 2 > to || valueEnd > to || valueEnd < at + 2) break;
		fields.push(...readTable(bytes, at, to, [grammar.type, grammar.length]).fields);
		const value = grammar.value(bytes, at + 2, valueEnd, type);
		fields.push(...tile(value, bytes, at + 2, valueEnd, `${family}.value`));
		at = valueEnd;
	}
	return [...fields, ...octetsField(bytes, at, to, `${family}.broken`, 'Broken option')];
}

/** Fields that were read, and the octets behind them that were not. */
function tile(read: Field[] | undefined, bytes: Uint8Array, from: number, to: number, name: string): Field[] {
	const fields = read ?? [];
	return [...fields, ...octetsField(bytes, fields.at(-1)?.to ?? from, to, name, 'Value')];
}
