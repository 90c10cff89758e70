/** The configuration database of a host (OVSDB, RFC 7047; schema vswitch.ovsschema). */
export interface Database {
	/** Counts transactions. */
	version: number;
}

export function createDatabase(): Database {
	throw new Error('not built yet');
}

/** A value of a column: one atom, or a set or map of them. A UUID is `{uuid}`; one that this transaction makes is `{named}`. */
export type OvsdbAtom = string | number | boolean | {uuid: string} | {named: string};
export type OvsdbValue = OvsdbAtom | {set: OvsdbAtom[]} | {map: [OvsdbAtom, OvsdbAtom][]};

/** One operation of a transaction (RFC 7047 section 5.2). All of a transaction happen, or none. */
export type OvsdbOperation =
	| {op: 'insert'; table: string; row: Record<string, OvsdbValue>; name?: string}
	| {op: 'update'; table: string; uuid: string; row: Record<string, OvsdbValue>}
	/** Adds to or takes from a set or map. */
	| {op: 'mutate'; table: string; uuid: string; column: string; mutator: 'insert' | 'delete'; value: OvsdbValue}
	| {op: 'delete'; table: string; uuid: string};
