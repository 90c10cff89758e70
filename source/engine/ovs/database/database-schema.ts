/**
 * What a table of the database may hold (RFC 7047 section 3): a column has a type, and a type is an atom, a set of
 * atoms or a map. A reference to a row of a table that is no root keeps that row alive; a weak one does not, and
 * disappears with the row.
 */

export interface BaseType {
	type: 'integer' | 'string' | 'boolean' | 'uuid';
	/** Of an integer. */
	min?: number;
	max?: number;
	/** The only strings that are allowed. */
	oneOf?: readonly string[];
	/** The table whose rows are meant, of a UUID. */
	table?: TableName;
	weak?: boolean;
}

export interface Column {
	key: BaseType;
	/** Of a map. */
	value?: BaseType;
	/** How many elements; 1 and 1 is a single value. */
	min: 0 | 1;
	max: number;
	/** Set when the row is inserted, never changed. */
	immutable?: boolean;
	/** Not kept when the database server restarts. */
	ephemeral?: boolean;
}

export const TABLE_NAMES = [
	'AutoAttach',
	'Bridge',
	'CT_Timeout_Policy',
	'CT_Zone',
	'Controller',
	'Datapath',
	'Flow_Sample_Collector_Set',
	'Flow_Table',
	'IPFIX',
	'Interface',
	'Manager',
	'Mirror',
	'NetFlow',
	'Open_vSwitch',
	'Port',
	'QoS',
	'Queue',
	'SSL',
	'sFlow',
] as const;
export type TableName = (typeof TABLE_NAMES)[number];

export interface TableSchema {
	columns: Readonly<Record<string, Column>>;
	/** Rows live without a reference to them. */
	isRoot?: boolean;
	maxRows?: number;
	/** Columns whose values together are unique. */
	indexes?: readonly (readonly string[])[];
}

export const STRING: BaseType = {type: 'string'};
export const INTEGER: BaseType = {type: 'integer'};
export const BOOLEAN: BaseType = {type: 'boolean'};

export function integer(min: number, max?: number): BaseType {
	return max === undefined ? {type: 'integer', min} : {type: 'integer', min, max};
}

export function oneOf(...words: string[]): BaseType {
	return {type: 'string', oneOf: words.sort()};
}

export function row(table: TableName): BaseType {
	return {type: 'uuid', table};
}

export function weak(table: TableName): BaseType {
	return {type: 'uuid', table, weak: true};
}

/** A single value. */
export function one(key: BaseType): Column {
	return {key, min: 1, max: 1};
}

export function optional(key: BaseType): Column {
	return {key, min: 0, max: 1};
}

export function set(key: BaseType, max = Number.POSITIVE_INFINITY): Column {
	return {key, min: 0, max};
}

export function some(key: BaseType): Column {
	return {key, min: 1, max: Number.POSITIVE_INFINITY};
}

export function map(key: BaseType, value: BaseType): Column {
	return {key, value, min: 0, max: Number.POSITIVE_INFINITY};
}

/** Keys and values that the schema does not look at. */
export const SETTINGS = map(STRING, STRING);
export const COUNTS = map(STRING, INTEGER);

export function ephemeral(column: Column): Column {
	return {...column, ephemeral: true};
}

export function immutable(column: Column): Column {
	return {...column, immutable: true};
}
