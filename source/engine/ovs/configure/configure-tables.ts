/**
 * Rows of table Flow_Table to the tables of a bridge: how many flows each takes, what happens to one more, and
 * which prefixes are tracked (vswitchd/bridge.c, bridge_configure_tables). A table without a row is as if never configured.
 *
 * Not modelled: names of tables; `groups` of flows that are evicted together.
 */
import {PREFIX_FIELDS, type PrefixField} from '../../flow/classifier.js';
import {defaultPrefixes, limitTable, type Removed, tableOf, trackPrefixes} from '../../flow/flow-tables.js';
import {type Database, datumOf, numberOf, type Row, textOf, textsOf} from '../database/database.js';
import type {OvsBridge} from '../vswitchd.js';

/** Three, in this release. */
const MAX_PREFIXES = 3;

/** `removed` gets the flows that have no place any more. */
export function configureTables(database: Database, bridge: OvsBridge, row: Row, removed: Removed[]): void {
	const {keys, values} = datumOf('Bridge', row, 'flow_tables');
	const rows = new Map(keys.map((number, index) => [number as number, database.tables.Flow_Table.get(values[index] as string)]));
	for (const number of new Set([...bridge.tables.tables.keys(), ...rows.keys()])) {
		const config = rows.get(number);
		const limit = config && numberOf(config, 'flow_limit');
		const overflow = config && textOf(config, 'overflow_policy') === 'evict' ? 'evict' : 'refuse';
		limitTable(bridge.tables, number, limit ?? Number.POSITIVE_INFINITY, overflow, removed);
		const prefixes = (config && readPrefixes(config)) ?? defaultPrefixes(bridge.tables);
		const tracked = tableOf(bridge.tables, number).classifier.tries.map(({field}) => field);
		if (tracked.join() !== prefixes.join()) trackPrefixes(bridge.tables, number, prefixes);
	}
}

/** `none` tracks nothing; names that are no field with a prefix are read over. */
function readPrefixes(row: Row): PrefixField[] | undefined {
	const names = textsOf(row, 'prefixes');
	if (names.includes('none')) return [];
	const fields = names.filter((name): name is PrefixField => name in PREFIX_FIELDS).slice(0, MAX_PREFIXES);
	return fields.length > 0 ? fields : undefined;
}
