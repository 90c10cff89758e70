/** The database by itself: values, references, garbage, indexes, all or nothing. */
import fc from 'fast-check';
import {beforeEach, describe, expect, it} from 'vitest';
import {copy} from '../../../source/engine/copy.js';
import {addBridge, addPort, deletePort, setColumns, setOf, settings} from '../../../source/engine/ovs/configure/configuration.js';
import {
	createDatabase,
	type Database,
	flagOf,
	numberOf,
	numbersOf,
	type OvsdbOperation,
	type OvsdbValue,
	rootOf,
	rowNamed,
	rowsIn,
	settingOf,
	settingsOf,
	textOf,
	textsOf,
} from '../../../source/engine/ovs/database/database.js';
import {TABLE_NAMES, type TableName} from '../../../source/engine/ovs/database/database-schema.js';
import {SCHEMA} from '../../../source/engine/ovs/database/database-tables.js';
import {transact} from '../../../source/engine/ovs/database/database-transaction.js';
import {isUuid} from '../../../source/engine/ovs/database/uuid.js';

const seeded = {seed: 1};
let database: Database;

beforeEach(() => {
	seeded.seed = 1;
	database = createDatabase(seeded);
});

function run(...operations: OvsdbOperation[]): string[] {
	const result = transact(database, operations, seeded);
	if (result.kind === 'refused') throw new Error(`${result.error.error}: ${result.error.details}`);
	return result.uuids;
}

/** The error of a transaction, UUIDs cut out; nothing may have changed. */
function refusal(...operations: OvsdbOperation[]): string {
	const before = copy(database);
	const result = transact(database, operations, seeded);
	expect(database).toEqual(before);
	if (result.kind === 'done') throw new Error('not refused');
	return `${result.error.error}: ${result.error.details}`.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID');
}

/** How many rows each table has, but the root. */
function counts(): Partial<Record<TableName, number>> {
	return Object.fromEntries(
		TABLE_NAMES.filter((name) => name !== 'Open_vSwitch' && database.tables[name].size > 0).map((name) => [
			name,
			database.tables[name].size,
		]),
	);
}

function port(name: string) {
	const row = rowNamed(database, 'Port', name);
	if (!row) throw new Error(`no port ${name}`);
	return row;
}

const setPort = (columns: Record<string, OvsdbValue>) => setColumns(database, 'Port', 'p1', columns);

describe('a new database', () => {
	it('has the one row from which everything hangs', () => {
		expect(counts()).toEqual({});
		expect(isUuid(rootOf(database).uuid)).toBe(true);
		expect(numberOf(rootOf(database), 'next_cfg')).toBeUndefined();
	});

	it('is the same for the same seed', () => {
		expect(createDatabase({seed: 7})).toEqual(createDatabase({seed: 7}));
		expect(rootOf(createDatabase({seed: 8})).uuid).not.toBe(rootOf(createDatabase({seed: 7})).uuid);
	});

	it('has room for one root only', () => {
		expect(refusal({op: 'insert', table: 'Open_vSwitch', row: {}})).toBe(
			'constraint violation: transaction causes "Open_vSwitch" table to contain 2 rows, greater than the schema-defined limit of 1 row(s)',
		);
	});
});

describe('rows that refer to each other', () => {
	beforeEach(() => {
		run(...addBridge(database, 'br0'));
		run(...addPort(database, 'br0', 'p1', {tag: 10}));
	});

	it('are a bridge, its ports, their interfaces', () => {
		expect(counts()).toEqual({Bridge: 1, Port: 2, Interface: 2});
		const [bridge] = rowsIn(database, 'Open_vSwitch', rootOf(database), 'bridges');
		expect(bridge && textOf(bridge, 'name')).toBe('br0');
		expect(rowsIn(database, 'Port', port('p1'), 'interfaces').map((row) => textOf(row, 'name'))).toEqual(['p1']);
	});

	it('go when nobody refers to them any more, and what only they referred to', () => {
		run(...deletePort(database, 'br0', 'p1'));
		expect(counts()).toEqual({Bridge: 1, Port: 1, Interface: 1});
		run({op: 'update', table: 'Open_vSwitch', uuid: rootOf(database).uuid, row: {bridges: setOf()}});
		expect(counts()).toEqual({});
	});

	it('are not kept when nobody ever referred to them', () => {
		expect(run({op: 'insert', table: 'Mirror', row: {name: 'm0'}})).toHaveLength(1);
		expect(counts()).not.toHaveProperty('Mirror');
	});

	it('of a root table stay without that', () => {
		run({op: 'insert', table: 'QoS', row: {type: 'linux-htb'}});
		expect(counts()).toHaveProperty('QoS', 1);
	});

	it('cannot be deleted while somebody refers to them', () => {
		expect(refusal({op: 'delete', table: 'Port', uuid: port('p1').uuid})).toBe(
			'referential integrity violation: cannot delete Port row UUID because of 1 remaining reference(s)',
		);
	});

	it('cannot refer to what is not there', () => {
		const uuid = '11111111-2222-4333-8444-555555555555';
		expect(refusal(...setPort({interfaces: {uuid}}))).toBe(
			'referential integrity violation: Table Port column interfaces row UUID references nonexistent row UUID in table Interface.',
		);
	});

	it('must refer to something where the column says so', () => {
		expect(refusal({op: 'insert', table: 'Port', row: {name: 'p9'}})).toBe(
			'referential integrity violation: Table Port column interfaces row UUID references nonexistent row UUID in table Interface.',
		);
	});

	it('lose a weak reference with the row', () => {
		const uuid = rowNamed(database, 'Bridge', 'br0')?.uuid as string;
		run(
			{op: 'insert', table: 'Mirror', name: 'm', row: {name: 'm0', select_src_port: {uuid: port('p1').uuid}, output_vlan: 5}},
			{op: 'mutate', table: 'Bridge', uuid, column: 'mirrors', mutator: 'insert', value: {named: 'm'}},
		);
		const mirror = () => rowNamed(database, 'Mirror', 'm0');
		expect(textsOf(mirror() as never, 'select_src_port')).toEqual([port('p1').uuid]);
		run(...deletePort(database, 'br0', 'p1'));
		expect(textsOf(mirror() as never, 'select_src_port')).toEqual([]);
	});

	it('may be named before they are made', () => {
		const uuid = rowNamed(database, 'Bridge', 'br0')?.uuid as string;
		run(
			{op: 'mutate', table: 'Bridge', uuid, column: 'ports', mutator: 'insert', value: {named: 'p'}},
			{op: 'insert', table: 'Port', name: 'p', row: {name: 'p2', interfaces: {named: 'i'}}},
			{op: 'insert', table: 'Interface', name: 'i', row: {name: 'p2'}},
		);
		expect(counts()).toEqual({Bridge: 1, Port: 3, Interface: 3});
	});

	it('have a name of their own within a transaction', () => {
		expect(refusal({op: 'insert', table: 'QoS', name: 'q', row: {}}, {op: 'insert', table: 'QoS', name: 'q', row: {}})).toBe(
			'duplicate uuid-name: This "uuid-name" appeared on an earlier "insert" operation.',
		);
	});

	it('have names that nobody else has', () => {
		expect(refusal(...addPort(database, 'br0', 'p1'))).toMatch(
			/^constraint violation: Transaction causes multiple rows in "(?:Port|Interface)" table to have identical values \(p1\) for index on column "name"\. {2}First row, with UUID UUID, /,
		);
	});
});

describe('columns', () => {
	beforeEach(() => {
		run(...addBridge(database, 'br0'));
		run(...addPort(database, 'br0', 'p1'));
	});

	it('that hold their default are not kept', () => {
		run(...setPort({tag: 5, protected: true, trunks: setOf(3, 1, 2)}));
		expect(numbersOf(port('p1'), 'trunks')).toEqual([1, 2, 3]);
		run(...setPort({tag: setOf(), protected: false, trunks: setOf()}));
		expect(Object.keys(port('p1').columns).sort()).toEqual(['interfaces', 'name']);
	});

	it('give their values', () => {
		run(...setPort({tag: 0, protected: true, other_config: settings({b: '2', a: '1'})}));
		expect(numberOf(port('p1'), 'tag')).toBe(0);
		expect(flagOf(port('p1'), 'protected')).toBe(true);
		expect(settingOf(port('p1'), 'other_config', 'a')).toBe('1');
		expect(settingOf(port('p1'), 'other_config', 'c')).toBeUndefined();
		expect(settingsOf(port('p1'), 'other_config')).toEqual([
			['a', '1'],
			['b', '2'],
		]);
	});

	it.each<[Record<string, OvsdbValue>, string]>([
		[{tag: 4096}, 'constraint violation: 4096 is not in the valid range 0 to 4095 (inclusive)'],
		[{tag: -1}, 'constraint violation: -1 is not in the valid range 0 to 4095 (inclusive)'],
		[{tag: 'x'}, 'syntax error: expected integer'],
		[{tag: 1.5}, 'syntax error: expected integer'],
		[{tag: setOf(1, 2)}, 'syntax error: set must have 0 to 1 members but 2 are present'],
		[{trunks: setOf(1, 1)}, 'syntax error: set contains duplicate'],
		[{interfaces: setOf()}, 'syntax error: set must have 1 to 4294967295 members but 0 are present'],
		[
			{vlan_mode: 'x'},
			'constraint violation: x is not one of the allowed values ([access, dot1q-tunnel, native-tagged, native-untagged, trunk])',
		],
		[
			{
				other_config: {
					map: [
						['a', '1'],
						['a', '2'],
					],
				},
			},
			'syntax error: map contains duplicate key',
		],
		[{other_config: 'a'}, 'syntax error: expected array'],
		[{name: 'p9'}, 'constraint violation: Cannot update immutable column name in table Port.'],
		[{bogus: 1}, 'unknown column: No column bogus in table Port.'],
	])('refuse %j', (columns, message) => {
		expect(refusal(...setPort(columns))).toBe(message);
	});

	it('of a table that is none are refused', () => {
		expect(refusal({op: 'insert', table: 'Bogus', row: {}})).toBe('unknown table: No table named Bogus.');
	});

	it('gain and lose elements', () => {
		const {uuid} = port('p1');
		const mutate = (column: string, mutator: 'insert' | 'delete', value: OvsdbValue): OvsdbOperation => ({
			op: 'mutate',
			table: 'Port',
			uuid,
			column,
			mutator,
			value,
		});
		run(mutate('trunks', 'insert', setOf(5, 3)), mutate('trunks', 'insert', setOf(4, 3)), mutate('trunks', 'delete', 5));
		expect(numbersOf(port('p1'), 'trunks')).toEqual([3, 4]);
		run(mutate('other_config', 'insert', settings({a: '1', b: '2'})), mutate('other_config', 'insert', settings({a: '9', c: '3'})));
		expect(settingsOf(port('p1'), 'other_config')).toEqual([
			['a', '1'],
			['b', '2'],
			['c', '3'],
		]);
		run(mutate('other_config', 'delete', settings({a: '9', b: '2'})), mutate('other_config', 'delete', setOf('c')));
		expect(settingsOf(port('p1'), 'other_config')).toEqual([['a', '1']]);
		expect(refusal(mutate('tag', 'insert', setOf(1, 2)))).toBe('syntax error: set must have 0 to 1 members but 2 are present');
		expect(refusal(mutate('tag', 'insert', 1), mutate('tag', 'insert', 2))).toBe(
			'constraint violation: Attempted to store 2 elements in set of up to 1 integers.',
		);
		expect(refusal(mutate('name', 'delete', 'p1'))).toBe('constraint violation: Cannot mutate immutable column name in table Port.');
	});
});

describe('a transaction', () => {
	it('that fails at its last operation has done nothing', () => {
		run(...addBridge(database, 'br0'));
		expect(refusal(...addPort(database, 'br0', 'p1'), {op: 'insert', table: 'Queue', row: {dscp: 64}})).toBe(
			'constraint violation: 64 is not in the valid range 0 to 63 (inclusive)',
		);
	});

	it('counts only when it is done', () => {
		const before = database.version;
		run({op: 'insert', table: 'Queue', row: {}});
		expect(database.version).toBe(before + 1);
		refusal({op: 'insert', table: 'Queue', row: {dscp: 64}});
		expect(database.version).toBe(before + 1);
	});

	it('on a row that is not there does nothing', () => {
		const before = copy(database);
		run({op: 'update', table: 'Port', uuid: '11111111-2222-4333-8444-555555555555', row: {tag: 5}});
		expect(database.tables).toEqual(before.tables);
	});

	it('whatever is asked, leaves every reference with its row, every name unique and no row that nobody wants', () => {
		const name = fc.constantFrom('br0', 'br1', 'p1', 'p2', 'p3');
		const step = fc.oneof(
			name.map((each) => () => addBridge(database, each)),
			fc.tuple(name, name).map(
				([bridge, each]) =>
					() =>
						addPort(database, bridge, each, {}, [{name: each}]),
			),
			fc.tuple(name, name, name).map(
				([bridge, a, b]) =>
					() =>
						addPort(database, bridge, `${a}b`, {}, [{name: a}, {name: b}]),
			),
			fc.tuple(name, name).map(
				([bridge, each]) =>
					() =>
						deletePort(database, bridge, each),
			),
			fc.tuple(name, fc.integer({min: -1, max: 5000})).map(
				([each, tag]) =>
					() =>
						setColumns(database, 'Port', each, {tag}),
			),
			name.map((each) => (): OvsdbOperation[] => {
				const row = rowNamed(database, 'Bridge', each);
				const root = rootOf(database).uuid;
				return row
					? [{op: 'mutate', table: 'Open_vSwitch', uuid: root, column: 'bridges', mutator: 'delete', value: {uuid: row.uuid}}]
					: [];
			}),
		);
		fc.assert(
			fc.property(fc.array(step, {maxLength: 25}), (steps) => {
				database = createDatabase(seeded);
				for (const each of steps) {
					const before = copy(database);
					const result = transact(database, each(), seeded);
					if (result.kind === 'refused') expect(database).toEqual(before);
					expect(faults()).toEqual([]);
				}
			}),
		);
	});
});

/** What is wrong with the database as a whole. */
function faults(): string[] {
	const wrong: string[] = [];
	const referred = new Set<unknown>();
	for (const table of TABLE_NAMES) {
		const names = [...database.tables[table].values()].map((row) => textOf(row, 'name'));
		if (SCHEMA[table].indexes && SCHEMA[table].columns.name && new Set(names).size < names.length) wrong.push(`${table}: a name twice`);
		for (const row of database.tables[table].values()) {
			for (const [name, {key, min, max}] of Object.entries(SCHEMA[table].columns)) {
				const {keys} = row.columns[name] ?? {keys: min === 1 ? [''] : []};
				if (keys.length < min || keys.length > max) wrong.push(`${table}.${name}: ${keys.length} elements`);
				for (const uuid of key.table ? keys : []) {
					referred.add(uuid);
					if (!database.tables[key.table as TableName].has(uuid as string)) wrong.push(`${table}.${name} refers to nobody`);
				}
			}
		}
	}
	for (const table of TABLE_NAMES) {
		if (SCHEMA[table].isRoot) continue;
		for (const uuid of database.tables[table].keys()) if (!referred.has(uuid)) wrong.push(`${table}: a row that nobody wants`);
	}
	return wrong;
}
