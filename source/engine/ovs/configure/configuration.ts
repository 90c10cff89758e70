/**
 * What an administrator does most, as operations of a transaction: a bridge with its local port, a port with its
 * interfaces, a mirror (utilities/ovs-vsctl.c, cmd_add_br, cmd_add_port).
 */
import {type Database, type OvsdbAtom, type OvsdbOperation, type OvsdbValue, rootOf, rowNamed} from '../database/database.js';

/** Values of columns. */
export type Columns = Record<string, OvsdbValue>;

export interface InterfaceConfig {
	name: string;
	columns?: Columns;
}

/** A map of settings as a value. */
export function settings(pairs: Readonly<Record<string, string>>): OvsdbValue {
	return {map: Object.entries(pairs)};
}

/** A set as a value. */
export function setOf(...atoms: OvsdbAtom[]): OvsdbValue {
	return {set: atoms};
}

/** `ovs-vsctl add-br NAME`, with columns of its row and of its local interface. */
export function addBridge(database: Database, name: string, columns: Columns = {}, local: Columns = {}): OvsdbOperation[] {
	const root = rootOf(database).uuid;
	return [
		...insertPort('local', {name, columns: {}}, [{name, columns: {type: 'internal', ...local}}]),
		{op: 'insert', table: 'Bridge', name: 'bridge', row: {name, ports: {named: 'local'}, ...columns}},
		{op: 'mutate', table: 'Open_vSwitch', uuid: root, column: 'bridges', mutator: 'insert', value: {named: 'bridge'}},
	];
}

/** `ovs-vsctl add-port BRIDGE NAME`; several interfaces are a bond. Nothing for a bridge that is not there. */
export function addPort(
	database: Database,
	bridge: string,
	name: string,
	columns: Columns = {},
	interfaces: readonly InterfaceConfig[] = [{name}],
): OvsdbOperation[] {
	const row = rowNamed(database, 'Bridge', bridge);
	if (!row) return [];
	return [
		...insertPort('port', {name, columns}, interfaces),
		{op: 'mutate', table: 'Bridge', uuid: row.uuid, column: 'ports', mutator: 'insert', value: {named: 'port'}},
	];
}

function insertPort(id: string, port: InterfaceConfig, interfaces: readonly InterfaceConfig[]): OvsdbOperation[] {
	const names = interfaces.map((_, index) => `${id}-interface-${index}`);
	return [
		...interfaces.map(
			({name, columns}, index): OvsdbOperation => ({
				op: 'insert',
				table: 'Interface',
				name: names[index] as string,
				row: {name, ...columns},
			}),
		),
		{op: 'insert', table: 'Port', name: id, row: {name: port.name, interfaces: {set: names.map((named) => ({named}))}, ...port.columns}},
	];
}

/** `ovs-vsctl del-port NAME`: the reference goes, and the rows with it. */
export function deletePort(database: Database, bridge: string, name: string): OvsdbOperation[] {
	const row = rowNamed(database, 'Bridge', bridge);
	const port = rowNamed(database, 'Port', name);
	if (!row || !port) return [];
	return [{op: 'mutate', table: 'Bridge', uuid: row.uuid, column: 'ports', mutator: 'delete', value: {uuid: port.uuid}}];
}

/** Sets columns of the row of a table that has this name. */
export function setColumns(
	database: Database,
	table: 'Bridge' | 'Port' | 'Interface' | 'Mirror',
	name: string,
	row: Columns,
): OvsdbOperation[] {
	const found = rowNamed(database, table, name);
	return found ? [{op: 'update', table, uuid: found.uuid, row}] : [];
}
