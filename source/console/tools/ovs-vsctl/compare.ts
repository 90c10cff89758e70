/** Order and inclusion of values (lib/ovsdb-data.c, ovsdb_datum_compare_3way, ovsdb_datum_includes_all). */
import {compareAtoms, type Datum} from '../../../engine/ovs/database/database.js';

/** Values with fewer elements come first; then keys decide, then values. */
export function compareData(a: Datum, b: Datum): number {
	if (a.keys.length !== b.keys.length) return a.keys.length - b.keys.length;
	for (const [index, key] of a.keys.entries()) {
		const order = compareAtoms(key, b.keys[index] as typeof key);
		if (order !== 0) return order;
	}
	for (const [index, value] of a.values.entries()) {
		const order = compareAtoms(value, b.values[index] as typeof value);
		if (order !== 0) return order;
	}
	return 0;
}

function includes(b: Datum, a: Datum, index: number): boolean {
	const at = b.keys.indexOf(a.keys[index] as (typeof a.keys)[number]);
	return at !== -1 && (a.values.length === 0 || b.values[at] === a.values[index]);
}

/** Is every element of `a` in `b`? */
export function includesAll(a: Datum, b: Datum): boolean {
	return a.keys.every((_, index) => includes(b, a, index));
}

export function excludesAll(a: Datum, b: Datum): boolean {
	return !a.keys.some((_, index) => includes(b, a, index));
}
