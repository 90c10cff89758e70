/*
 * What one run of ovs-vsctl knows (struct ctl_context, the IDL transaction)
 *
 * All commands of a line are one transaction. They read and write a draft of the
 * database; at the end the draft becomes operations, and only when the server has
 * taken them is anything printed. So a mistake in the last command undoes the first.
 *
 * A row that the line makes has a UUID of the draft until then; `@name` stands for one.
 */

import type {Database, Datum, Row} from '../../../engine/ovs/database/database.js';
import {type Draft, draftRow, draftRows, setRow} from '../../../engine/ovs/database/database-draft.js';
import type {TableName} from '../../../engine/ovs/database/database-schema.js';
import type {Place} from '../../command.js';
import {Complaint} from '../../complaint.js';
import {logLine} from '../ovs-log.js';
import type {TableText} from './table.js';

/** `@name` (struct ovsdb_symbol). */
interface RowSymbol {
	uuid: string;
	created: boolean;
	strongly: boolean;
	weakly: boolean;
}

/** What the server is to add to a set or map. */
export interface Pending {
	table: TableName;
	uuid: string;
	column: string;
	added: Datum;
}

export interface Session {
	place: Place;
	database: Database;
	draft: Draft;
	symbols: Map<string, RowSymbol>;
	/** Rows that the line makes, in order. */
	inserted: {table: TableName; uuid: string}[];
	/** What the last command adds to sets and maps, which the server and not the draft puts together. */
	mutations: Pending[];
	/** Interfaces that must have come up when the daemon is done. */
	expected: string[];
	/** UUIDs that were given out. */
	uuids: number;
	/** Lines of the log before the first that goes to the terminal. */
	logged: number;
	/** Warnings, as they go to the terminal. */
	warnings: string[];
}

/** One command of the line. */
export interface Invocation {
	session: Session;
	/** The command itself, then its arguments. */
	words: readonly string[];
	/** By name, with the dashes; `undefined` for one without a value. */
	options: ReadonlyMap<string, string | undefined>;
	isLast: boolean;
	output: string;
	table: TableText | undefined;
	/** Its condition does not hold yet: the whole line must be tried again later. */
	waits: boolean;
}

/** ctl_fatal: the program ends, and nothing has happened. */
export function fatal(message: string): Complaint {
	return new Complaint(`ovs-vsctl: ${message}\n`, 1);
}

/** A line of the log, on the terminal too, once. The clock of the log is the world's. */
export function warn(session: Session, module: string, message: string): void {
	if (session.warnings.some((line) => line.endsWith(`|${message}\n`))) return;
	const serial = session.logged + session.warnings.length + 1;
	session.warnings.push(logLine(session.place.world.now, serial, `${module}|WARN`, message));
}

/** Adds a row and returns it, empty. */
export function insertRow(session: Session, table: TableName, uuid = draftUuid(session)): Row {
	const row: Row = {uuid, columns: {}};
	setRow(session.draft, table, uuid, row);
	session.inserted.push({table, uuid});
	return row;
}

/** A UUID that no row of the world has; the server gives the real one. */
function draftUuid(session: Session): string {
	const serial = (++session.uuids).toString(16);
	return `ffffffff-ffff-4fff-8fff-${serial.padStart(12, '0')}`;
}

export function deleteRow(session: Session, table: TableName, uuid: string): void {
	setRow(session.draft, table, uuid, undefined);
}

export function rowsOf(session: Session, table: TableName): Row[] {
	return [...draftRows(session.draft, table)];
}

export function rowOf(session: Session, table: TableName, uuid: string): Row | undefined {
	return draftRow(session.draft, table, uuid);
}

/** The symbol of `@name`; made when it is first named. */
export function symbolNamed(session: Session, name: string): RowSymbol {
	const known = session.symbols.get(name);
	if (known) return known;
	const symbol: RowSymbol = {uuid: draftUuid(session), created: false, strongly: false, weakly: false};
	session.symbols.set(name, symbol);
	return symbol;
}
