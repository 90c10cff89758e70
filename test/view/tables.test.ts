import {describe, expect, test} from 'vitest';
import type {Play} from '../../source/lesson/play.js';
import {eventsOf} from '../../source/lesson/scene.js';
import type {TableName} from '../../source/lesson/schema.js';
import {en} from '../../source/locale/en.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {offsetFor, type Table, tableLines} from '../../source/view/tables/table.js';
import {worldTable} from '../../source/view/tables/world-tables.js';
import {plainText} from '../../source/view/token.js';
import {answer, playAt} from './lesson.js';

function relayRun(): Play {
	const play = playAt('relay-path');
	answer(play, ['vm1/eth0']);
	play.dispatch({kind: 'next'});
	return play;
}

function table(play: Play, name: TableName): Table {
	const history = play.history;
	if (!history || !play.scene) throw new Error('no world');
	return worldTable(name, history.world, eventsOf(play.scene), en.tables);
}

const cells = (play: Play, name: TableName) => table(play, name).rows.map((row) => row.cells.join(' '));

describe('the live tables', () => {
	test('show what the switch learns, the new row with its cause', () => {
		const play = relayRun();
		expect(table(play, 'fdb').rows).toEqual([]);
		play.seek(2);
		const [row] = table(play, 'fdb').rows;
		expect(row?.cells).toEqual(['52:54:00:00:00:01', 'vm1', 'swp1', '0 µs']);
		expect([row?.change, row?.cause]).toEqual(['added', eventsOf(play.scene as NonNullable<typeof play.scene>)[1]?.id]);
	});

	test('forget the mark of a new row after a few events, and the row itself when time runs back', () => {
		const play = relayRun();
		play.seek(8);
		expect(table(play, 'fdb').rows.map(({change}) => change)).toEqual([undefined]);
		play.seek(0);
		expect(table(play, 'fdb').rows).toEqual([]);
	});

	test('show the table of the macvlan driver', () => {
		expect(cells(relayRun(), 'macvlan')[0]).toBe('vm1/eth0 vepa 52:54:00:00:00:01 up host/eth0');
	});

	test('count frames, and mark what the last event touched', () => {
		const play = relayRun();
		play.seek(1);
		const counters = table(play, 'counters');
		expect(counters.rows.filter(({change}) => change).map(({cells: [device]}) => device)).toEqual(['host/eth0', 'vm1/eth0']);
		expect(counters.rows.find((row) => row.cells[0] === 'vm1/eth0')?.cells.slice(0, 3)).toEqual(['vm1/eth0', '0', '1']);
	});

	test('say what each NIC lets in', () => {
		const rows = cells(relayRun(), 'filters');
		expect(rows).toContain('host/eth0 own MAC, vm1, vm2, vm3 0');
		expect(rows).toContain('sw0/swp1 everything (promiscuous) 0');
	});

	test('show what ARP knows and what it still asks', () => {
		const play = relayRun();
		play.seek(1);
		expect(cells(play, 'arp')).toEqual(['vm1 10.0.0.2 - INCOMPLETE']);
		play.seek(100_000);
		expect(cells(play, 'arp')).toContain('vm1 10.0.0.2 52:54:00:00:00:02 REACHABLE');
	});

	test('list the frames on the wires, newest first', () => {
		const play = relayRun();
		play.seek(2);
		expect(cells(play, 'frames').at(-1)).toBe('0 µs host/eth0 → swp1 ARP who-has 10.0.0.2 broadcast');
	});
});

describe('a table in a pane', () => {
	const table: Table = {
		title: 'T',
		columns: [
			{title: 'name', align: 'left', rank: 0},
			{title: 'more', align: 'left', rank: 2},
			{title: 'n', align: 'right', rank: 1},
		],
		rows: [
			{cells: ['one', 'x', '1'], change: 'added'},
			{cells: ['two', 'y', '22'], change: 'moved'},
			{cells: ['three', 'z', '3'], change: 'aged'},
		],
		empty: 'none',
	};
	const view = {width: 30, height: 9, offset: 0, cursor: -1};
	const seen = (change: Partial<typeof view>, given = table) =>
		tableLines(given, {...view, ...change}, UNICODE).map((row) => plainText(row).trimEnd());

	test('marks what changed by a sign and not by colour alone', () => {
		expect(seen({})).toEqual(['  name   more   n', '+ one    x      1', '~ two    y     22', '- three  z      3']);
	});

	test('gives up columns by their rank where it is narrow', () => {
		expect(seen({width: 12})[1]).toBe('+ one     1');
		expect(seen({width: 8})[1]).toBe('+ one');
	});

	test('says where it had to cut a cell, so that tables side by side do not run together', () => {
		const frames: Table = {
			title: 'frames',
			columns: [
				{title: 'over', align: 'left', rank: 0},
				{title: 'frame', align: 'left', rank: 0},
			],
			rows: [{cells: ['host/eth0', 'ARP who-has 10.0.0.2']}],
			empty: '',
		};
		const rows = tableLines(frames, {width: 24, height: 2, offset: 0, cursor: -1}, UNICODE);
		expect(rows.map((row) => plainText(row).trimEnd())).toEqual(['  over       frame', '  host/eth0  ARP who-ha…']);
	});

	test('shows a window of its rows and says how many are below', () => {
		expect(seen({height: 2, width: 40})).toEqual(['  name   more   n   ▾2', '+ one    x      1']);
		expect(seen({height: 2, offset: 2})).toEqual(['  name   more   n   ▴', '- three  z      3']);
	});

	test('moves the window with the cursor', () => {
		expect([offsetFor(0, 0, 10, 4), offsetFor(5, 0, 10, 4), offsetFor(1, 5, 10, 4), offsetFor(-1, 9, 10, 4)]).toEqual([0, 3, 1, 7]);
	});

	test('says so when there is nothing in it', () => {
		expect(seen({}, {...table, rows: []})).toEqual(['  name  more  n', '  none']);
	});
});
