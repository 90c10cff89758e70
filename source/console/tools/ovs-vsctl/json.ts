/** Values of the database as JSON (RFC 7047 section 5.1), written as the real tool writes it: keys sorted, and pretty on demand. */
import type {Atom, Datum} from '../../../engine/ovs/database/database.js';
import type {BaseType, Column} from '../../../engine/ovs/database/database-schema.js';

type Json = string | number | boolean | Json[] | {[key: string]: Json};

export function datumJson(datum: Datum, column: Column): Json {
	const atom = (value: Atom, base: BaseType): Json => (base.type === 'uuid' ? ['uuid', value] : value);
	const {key, value} = column;
	if (value) return ['map', datum.keys.map((each, index) => [atom(each, key), atom(datum.values[index] as Atom, value)])];
	const atoms = datum.keys.map((each) => atom(each, key));
	return atoms.length === 1 ? (atoms[0] as Json) : ['set', atoms];
}

export function formatJson(json: Json, pretty: boolean, depth = 0): string {
	if (typeof json !== 'object') return JSON.stringify(json);
	const isList = Array.isArray(json);
	const items = isList
		? json.map((item) => formatJson(item, pretty, depth + 1))
		: Object.keys(json)
				.sort()
				.map((key) => `${JSON.stringify(key)}:${pretty ? ' ' : ''}${formatJson(json[key] as Json, pretty, depth + 1)}`);
	const [open, close] = isList ? ['[', ']'] : ['{', '}'];
	if (items.length === 0) return `${open}${close}`;
	if (!pretty) return `${open}${items.join(',')}${close}`;
	const indent = '  '.repeat(depth + 1);
	return `${open}\n${items.map((item) => indent + item).join(',\n')}${close}`;
}
