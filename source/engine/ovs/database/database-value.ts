/**
 * From a value of a transaction to a value at rest: type, number of elements, range, allowed words. The
 * errors are those of ovsdb-server (lib/ovsdb-data.c).
 */
import {type Atom, compareAtoms, type Datum, type OvsdbAtom, type OvsdbValue} from './database.js';
import {formatAtom} from './database-format.js';
import type {BaseType, Column} from './database-schema.js';

/** What the server writes for any number. */
const UNLIMITED = 0xffff_ffff;

/** An error of the database server: a short name and a sentence. */
export interface DatabaseError {
	error: string;
	details: string;
	/** What could not be read, as JSON. */
	syntax?: string;
}

export function violation(details: string, error = 'constraint violation'): DatabaseError {
	return {error, details};
}

export function isError(outcome: object | undefined): outcome is DatabaseError {
	return outcome !== undefined && 'error' in outcome;
}

/** The UUID of a row that the transaction inserts, by its name. */
export type Named = (name: string) => string;

/** Reads and checks a value for `column`. */
export function readValue(value: OvsdbValue, column: Column, named: Named): Datum | DatabaseError {
	const datum = readDatum(value, column, named);
	if (isError(datum)) return datum;
	const count = datum.keys.length;
	if (count >= column.min && count <= column.max) return datum;
	const kind = column.value ? 'map' : 'set';
	const wanted = column.min === column.max ? 'exactly one member' : `${column.min} to ${Math.min(column.max, UNLIMITED)} members`;
	return {...violation(`${kind} must have ${wanted} but ${count} are present`, 'syntax error'), syntax: JSON.stringify(jsonOf(value))};
}

/** As the protocol writes it (RFC 7047 section 5.1). */
function jsonOf(value: OvsdbValue): unknown {
	if (typeof value !== 'object') return value;
	if ('uuid' in value) return ['uuid', value.uuid];
	if ('named' in value) return ['named-uuid', value.named];
	return 'set' in value ? ['set', value.set.map(jsonOf)] : ['map', value.map.map((pair) => pair.map(jsonOf))];
}

/** Reads elements without looking at their number: what a mutation adds or takes away. */
export function readDatum(value: OvsdbValue, column: Column, named: Named): Datum | DatabaseError {
	const pairs: [Atom, Atom | undefined][] = [];
	for (const [key, second] of elementsOf(value)) {
		const first = readAtom(key, column.key, named);
		if (typeof first === 'object') return first;
		if (column.value && second === undefined) return violation('expected array', 'syntax error');
		const last = column.value && second !== undefined ? readAtom(second, column.value, named) : undefined;
		if (typeof last === 'object') return last;
		pairs.push([first, last]);
	}
	pairs.sort(([a], [b]) => compareAtoms(a, b));
	const isDouble = pairs.some(([key], index) => index > 0 && key === pairs[index - 1]?.[0]);
	if (isDouble) return violation(column.value ? 'map contains duplicate key' : 'set contains duplicate', 'syntax error');
	return {keys: pairs.map(([key]) => key), values: column.value ? pairs.map(([, second]) => second as Atom) : []};
}

function elementsOf(value: OvsdbValue): [OvsdbAtom, OvsdbAtom | undefined][] {
	if (typeof value === 'object' && 'set' in value) return value.set.map((atom) => [atom, undefined]);
	if (typeof value === 'object' && 'map' in value) return value.map;
	return [[value, undefined]];
}

function readAtom(atom: OvsdbAtom, base: BaseType, named: Named): Atom | DatabaseError {
	if (typeof atom === 'object') {
		if (base.type !== 'uuid') return violation(`expected ${base.type}`, 'syntax error');
		return 'uuid' in atom ? atom.uuid.toLowerCase() : named(atom.named);
	}
	const isOfType = base.type === 'integer' ? Number.isSafeInteger(atom) : typeof atom === base.type;
	if (!isOfType) return violation(`expected ${base.type}`, 'syntax error');
	return checkAtom(atom, base) ?? atom;
}

/** What is wrong with `atom`: not in the range, or none of the words, of its type (ovsdb_atom_check_constraints). */
export function checkAtom(atom: Atom, {type, oneOf, min, max}: BaseType): DatabaseError | undefined {
	if (oneOf && !oneOf.includes(String(atom))) {
		const allowed = oneOf.map((word) => formatAtom(word, 'string')).join(', ');
		return violation(`${formatAtom(atom, type)} is not one of the allowed values ([${allowed}])`);
	}
	if (typeof atom !== 'number') return undefined;
	const isTooSmall = min !== undefined && atom < min;
	const isTooLarge = max !== undefined && atom > max;
	if (!isTooSmall && !isTooLarge) return undefined;
	if (min !== undefined && max !== undefined) return violation(`${atom} is not in the valid range ${min} to ${max} (inclusive)`);
	if (isTooSmall) return violation(`${atom} is less than minimum allowed value ${min}`);
	return violation(`${atom} is greater than maximum allowed value ${max}`);
}
