/** The labs on every screen: picture, frames in flight, tables, events, causes. */
import {describe, expect, it} from 'vitest';
import {frameName} from '../../source/console/telling/frame-name.js';
import {settle} from '../../source/engine/history.js';
import {beginningOf, journeyFrom} from '../../source/engine/journey.js';
import {crossings} from '../../source/engine/trace.js';
import {deviceAt, machineOf, pathOf} from '../../source/engine/world.js';
import {feed} from '../../source/lesson/feed.js';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {linesOf} from '../../source/view/canvas.js';
import {textWidth} from '../../source/view/cell-width.js';
import {eventLine, eventLines} from '../../source/view/event-lines.js';
import {flightsAt} from '../../source/view/flights.js';
import {ASCII, UNICODE} from '../../source/view/glyphs.js';
import {layoutOf} from '../../source/view/layout.js';
import {refusalsOf} from '../../source/view/lesson-picture.js';
import {routeOf} from '../../source/view/picture/route.js';
import {layOut} from '../../source/view/picture/scene.js';
import {tableLines} from '../../source/view/tables/table.js';
import {tablesOf} from '../../source/view/tables/which-tables.js';
import {worldTable} from '../../source/view/tables/world-tables.js';
import {plainText} from '../../source/view/token.js';
import {NOTHING, paintFlights, paintPicture} from '../../source/view/topology-picture.js';
import {whyLines, whyRows} from '../../source/view/why-tree.js';
import {LAB_FILES, labFile} from '../fixtures/lab-files.js';
import {afterTalk, atRest} from '../fixtures/lab-talk.js';

const SCREENS = [
	[80, 24],
	[60, 20],
	[100, 30],
	[120, 40],
] as const;

describe.each(LAB_FILES)('the screen of %s', (name) => {
	const history = afterTalk(name);
	const {world, trace} = history;
	const {rows} = labFile(name);

	it.each(SCREENS)('draws every machine at %i x %i, apart from the others, and no datapath', (columns, height) => {
		for (const words of [en, italian]) {
			const [area] = layoutOf(columns, height).pictures;
			if (!area) throw new Error('no picture');
			const scene = layOut(world, rows, area.width, area.height, words.picture);
			const lines = linesOf(paintPicture(scene, world, NOTHING, UNICODE)).map((line) => plainText(line).trimEnd());
			for (const {name: machine, role} of world.machines) if (role !== 'service') expect(lines.join('\n')).toContain(machine);
			expect(lines.join('\n')).not.toMatch(/ovs-system|ovs-netdev/);
			for (const [index, {area: box}] of scene.boxes.entries()) {
				expect(box.x >= 0 && box.x + box.width <= area.width && box.y + box.height <= area.height).toBe(true);
				for (const {area: other} of scene.boxes.slice(index + 1))
					expect(
						box.x + box.width <= other.x ||
							other.x + other.width <= box.x ||
							box.y + box.height <= other.y ||
							other.y + other.height <= box.y,
					).toBe(true);
			}
			const ascii = linesOf(paintPicture(scene, world, NOTHING, ASCII))
				.map(plainText)
				.join('');
			expect(ascii).toMatch(/^[\x20-\x7e]*$/);
		}
	});

	it('has a way for every frame in flight, cell by cell', () => {
		const [area] = layoutOf(80, 24).pictures;
		const scene = layOut(world, rows, area?.width ?? 0, area?.height ?? 0, en.picture);
		for (const {from, to} of crossings(trace)) {
			// A service stands in its network, not beside it.
			if ([from, to].some((end) => machineOf(world, end).role === 'service')) continue;
			const route = routeOf(scene, world, [from, to]);
			expect(route.length).toBeGreaterThan(1);
			for (const [index, cell] of route.entries()) {
				const before = route[index - 1];
				if (before) expect(Math.abs(cell.x - before.x) + Math.abs(cell.y - before.y)).toBe(1);
			}
		}
		const still = paintPicture(scene, world, NOTHING, UNICODE);
		expect(paintFlights(still, flightsAt(world, trace, scene, 0.5)).width).toBe(still.width);
	});

	it.each(SCREENS)('has tables that fit %i x %i', (columns, height) => {
		const layout = layoutOf(columns, height);
		for (const words of [en, italian])
			for (const table of tablesOf(world))
				for (const area of layout.tables)
					for (const line of tableLines(worldTable(table, world, trace, words.tables), {...area, offset: 0, cursor: 0}, UNICODE))
						expect(textWidth(plainText(line).trimEnd())).toBeLessThanOrEqual(area.width);
	});

	it('says why, at every width', () => {
		for (const words of [en, italian])
			for (const node of trace.slice(-60))
				for (const width of [56, 76]) {
					const {lines} = whyLines(whyRows(world, trace, node, words, UNICODE), width, node.id);
					for (const line of lines) expect(textWidth(plainText(line).trimEnd())).toBeLessThanOrEqual(width);
				}
	});

	it('tells every event in a line', () => {
		for (const words of [en, italian])
			for (const width of [56, 76]) {
				const lines = eventLines(
					trace.map((node) => eventLine(world, node, words)),
					width,
					trace.length,
					-1,
					words,
				);
				for (const line of lines) {
					expect(textWidth(plainText(line))).toBeLessThanOrEqual(width);
					expect(plainText(line)).not.toMatch(/undefined|NaN|\[object/);
				}
			}
	});
});

describe('a frame in a tunnel', () => {
	it.each(['ovs-vxlan', 'linux-vxlan'])('of %s is one journey, from guest to guest', (name) => {
		const {world, trace} = afterTalk(name);
		const arrival = trace.findLast(
			({frame, device}) => frame && frameName(world, frame).includes('echo request') && deviceAt(world, device).name === 'eth0',
		);
		const beginning = beginningOf(trace, arrival as NonNullable<typeof arrival>);
		expect(pathOf(world, beginning.device)).toBe('vm1/eth0');
		const machines = journeyFrom(trace, beginning).map(({device}) => machineOf(world, device).name);
		expect([...new Set(machines)]).toEqual(['vm1', 'hostA', 'hostB', 'vm2']);
	});
});

describe('a flood of Open vSwitch', () => {
	it('marks the ports by which no copy went, with the reason', () => {
		const history = atRest('ovs-access-trunk');
		const before = history.end;
		feed(history, {kind: 'frame', from: 'vm1', to: 'broadcast'});
		settle(history);
		const {world} = history;
		const marks = history.trace
			.filter(({id}) => id >= before)
			.flatMap((node) => refusalsOf(world, node, en).map(({device, text}) => `${pathOf(world, device)}: ${text}`));
		expect(marks).toEqual([
			'host/vnet1: not back where it came',
			'host/vnet2: not in this VLAN',
			'sw0/p1: not back where it came',
			'sw0/p3: not in this VLAN',
		]);
	});
});

describe('the tables', () => {
	const rowsOf = (name: string, table: Parameters<typeof worldTable>[0], history = afterTalk(name)) =>
		worldTable(table, history.world, history.trace, en.tables).rows;
	const text = (name: string, table: Parameters<typeof worldTable>[0]) => rowsOf(name, table).map(({cells}) => cells.slice(0, 4).join(' '));

	it('fdb lists Open vSwitch and the physical switch, each with VLANs', () => {
		expect(text('ovs-access-trunk', 'fdb')).toEqual([
			'sw0 00:16:3e:00:00:20 pc10 10',
			'sw0 52:54:00:00:00:01 vm1 10',
			'host 52:54:00:00:00:01 vm1 10',
			'host 00:16:3e:00:00:20 pc10 10',
		]);
	});

	it('fdb lists VXLAN devices, with the host behind which a station is', () => {
		const rows = rowsOf('linux-vxlan', 'fdb').map(({cells}) => cells.slice(0, 4).join(' '));
		expect(rows).toContain('hostA/vxlan42 52:54:00:00:00:02 vm2 192.0.2.2');
	});

	it('a row that was just learned leads to the event', () => {
		const history = atRest('ovs-access-trunk');
		const before = history.end;
		feed(history, {kind: 'frame', from: 'vm1', to: 'broadcast'});
		settle(history);
		const cause = history.trace.find(
			({id, effects}) => id >= before && effects.some((effect) => effect.kind === 'note' && effect.cause.kind === 'ovs-learned'),
		);
		const upTo = history.trace.slice(0, history.trace.indexOf(cause as NonNullable<typeof cause>) + 1);
		const news = (table: Parameters<typeof worldTable>[0]) =>
			worldTable(table, history.world, upTo, en.tables).rows.flatMap(({change, cause: node}) => (change ? [[change, node]] : []));
		expect(news('fdb')).toEqual([['added', cause?.id]]);
		expect(news('flows')).toEqual([['changed', cause?.id]]);
		expect(news('megaflows')).toEqual([['added', cause?.id]]);
		expect(deviceAt(history.world, cause?.device as number).name).toBe('vnet1');
	});

	it('megaflows say which level answered last', () => {
		const levels = rowsOf('ovs-vxlan', 'megaflows').map(({cells}) => cells.at(-1));
		expect(levels.some((level) => level === 'mask' || level === 'megaflow')).toBe(true);
	});

	it('ports and bonds say what VLANs they carry and who sends', () => {
		expect(rowsOf('ovs-access-trunk', 'ports').map(({cells}) => cells.slice(0, 5).join(' '))).toEqual([
			'host br0 LOCAL trunk up',
			'host vnet1 1 VLAN 10 up',
			'host vnet2 2 VLAN 20 up',
			'host vnet3 3 VLAN 10 up',
			'host eth0 4 trunk 10,20 up',
			'sw0 p1 1 trunk 10,20 up',
			'sw0 p2 2 VLAN 10 up',
			'sw0 p3 3 VLAN 20 up',
		]);
		expect(rowsOf('ovs-lacp', 'bonds').map(({cells}) => cells.join(' '))).toEqual([
			expect.stringMatching(/^host\/bond0 eth0 balance-tcp (active|sends) negotiated$/),
			expect.stringMatching(/^host\/bond0 eth1 balance-tcp (active|sends) negotiated$/),
			'sw0/po1 p1 802.3ad sends collecting-distributing',
			'sw0/po1 p2 802.3ad sends collecting-distributing',
		]);
	});
});
