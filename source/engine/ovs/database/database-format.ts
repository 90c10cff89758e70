/** Values of the database as text, as `ovs-vsctl` and the error messages write them (ovsdb_datum_to_string). */
import type {Atom, Datum} from './database.js';
import type {BaseType, Column} from './database-schema.js';

/** A whole value: `[1, 2]`, `{a=b}`, `[]`. */
export function formatDatum(datum: Datum, column: Column): string {
	const isMap = column.value !== undefined;
	const isSingle = !isMap && datum.keys.length === 1 && column.max === 1;
	const elements = datum.keys.map((key, index) => {
		const text = formatAtom(key, column.key.type);
		return column.value ? `${text}=${formatAtom(datum.values[index] as Atom, column.value.type)}` : text;
	});
	// A set of at most one element is written as the element.
	if (isSingle) return elements[0] as string;
	return isMap ? `{${elements.join(', ')}}` : `[${elements.join(', ')}]`;
}

export function formatAtom(atom: Atom, type: BaseType['type']): string {
	if (type !== 'string') return String(atom);
	return needsQuotes(String(atom)) ? JSON.stringify(atom) : String(atom);
}

/** Would the text be read as something else than this string? */
function needsQuotes(text: string): boolean {
	return (
		!/^[A-Za-z_][\w.-]*$/.test(text) ||
		text === 'true' ||
		text === 'false' ||
		/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i.test(text)
	);
}

/** A value without quotes and brackets, for scripts (ovsdb_datum_to_bare). */
export function formatDatumBare({keys, values}: Datum): string {
	return keys.map((key, index) => (values.length > 0 ? `${key}=${values[index]}` : String(key))).join(' ');
}
