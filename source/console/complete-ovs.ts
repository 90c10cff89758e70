/** Completion of names in the database of Open vSwitch: bridges, ports, tables, rows, columns. */
import {type Database, textOf} from '../engine/ovs/database/database.js';
import {type BaseType, TABLE_NAMES, type TableName} from '../engine/ovs/database/database-schema.js';
import {SCHEMA} from '../engine/ovs/database/database-tables.js';
import type {Place} from './command.js';
import {machineAt} from './resolve.js';

type OvsArgumentKind =
	| 'ovs-bridge'
	| 'ovs-port'
	| 'ovs-bridge-or-port'
	| 'ovs-interface'
	| 'ovs-port-setting'
	| 'ovsdb-table'
	| 'ovsdb-record'
	| 'ovsdb-column'
	| 'ovsdb-setting'
	| 'fail-mode';

/** What there is of a kind; `words` are the arguments before it, the first of which may be a table. */
export function ovsNamesOf(place: Place, kind: OvsArgumentKind, words: readonly string[]): string[] {
	const database = machineAt(place).vswitchd?.database;
	switch (kind) {
		case 'fail-mode':
			return ['secure', 'standalone'];
		case 'ovsdb-table':
			return [...TABLE_NAMES];
		case 'ovs-bridge':
			return namesIn(database, 'Bridge');
		case 'ovs-bridge-or-port':
			return namesIn(database, 'Port');
		case 'ovs-port':
			return namesIn(database, 'Port').filter((name) => !namesIn(database, 'Bridge').includes(name));
		case 'ovs-interface':
			return namesIn(database, 'Interface');
		case 'ovs-port-setting':
			return settingsOf('Port');
		case 'ovsdb-record':
			return recordsOf(database, tableOf(words));
		case 'ovsdb-column':
			return columnsOf(tableOf(words));
		case 'ovsdb-setting':
			return settingsOf(tableOf(words));
		default:
			return kind satisfies never;
	}
}

function tableOf([typed]: readonly string[]): TableName | undefined {
	return TABLE_NAMES.find((name) => name.toLowerCase() === typed?.toLowerCase());
}

function namesIn(database: Database | undefined, table: TableName): string[] {
	return database ? [...database.tables[table].values()].map((row) => textOf(row, 'name')).filter((name) => name !== '') : [];
}

function recordsOf(database: Database | undefined, table: TableName | undefined): string[] {
	if (!database || !table) return [];
	if (table === 'Open_vSwitch') return ['.'];
	if (SCHEMA[table].columns.name) return namesIn(database, table);
	return [...database.tables[table].keys()];
}

function columnsOf(table: TableName | undefined): string[] {
	return table ? Object.keys(SCHEMA[table].columns) : [];
}

/** Columns with an operator behind them, and with the values that there are to choose from. */
function settingsOf(table: TableName | undefined): string[] {
	if (!table) return [];
	return Object.entries(SCHEMA[table].columns).flatMap(([name, {key, value, immutable}]) => {
		if (immutable) return [];
		return value ? [`${name}:`] : wordsOf(key).map((word) => `${name}=${word}`);
	});
}

function wordsOf({type, oneOf}: BaseType): readonly string[] {
	return oneOf ?? (type === 'boolean' ? ['true', 'false'] : ['']);
}
