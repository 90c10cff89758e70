import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {deviceAtPath, machineNamed, type World} from '../../source/engine/world.js';
import {en} from '../../source/locale/en.js';
import {linesOf} from '../../source/view/canvas.js';
import {ASCII, type Glyphs, UNICODE} from '../../source/view/glyphs.js';
import {positionAlong, routeOf} from '../../source/view/picture/route.js';
import {layOut, type Scene} from '../../source/view/picture/scene.js';
import {plainText} from '../../source/view/token.js';
import {type Happening, NOTHING, paintFlights, paintPicture} from '../../source/view/topology-picture.js';
import {macvlan, worldOf} from './lesson.js';

const rowsOf = (lab: string) => macvlan.labs[lab]?.rows ?? [];
const scene = (world: World, lab: string, width: number, height: number) => layOut(world, rowsOf(lab), width, height, en.picture);
const device = (world: World, path: string) => deviceAtPath(world, path)?.id as number;

function painted(lab: string, width: number, height: number, happening: Partial<Happening> = {}, signs: Glyphs = UNICODE): string[] {
	const world = worldOf(lab);
	const canvas = paintPicture(scene(world, lab, width, height), world, {...NOTHING, ...happening}, signs);
	return linesOf(canvas).map((line) => plainText(line).trimEnd());
}

describe('the picture of the lesson’s lab', () => {
	test('fits a projector: names over addresses, the parent as a spine, the stations flat', () => {
		expect(painted('vepa', 43, 15)).toEqual([
			'   ┌ vm1 ───┐   ┌ vm2 ───┐   ┌ vm3 ───┐',
			'   │10.0.0.1│   │10.0.0.2│   │10.0.0.3│',
			'   └───┬────┘   └───┬────┘   └───┬────┘',
			'       │ vepa       │ vepa       │ vepa',
			' ┌─────┼────────────┼────────────┼──────┐',
			' │     └────────────┼────────────┘      │',
			' │ host 10.0.0.10   │                   │',
			' └──────────────────┼eth0───────────────┘',
			'                    ║ cable',
			'           ┌────────╨swp1────┐',
			'           │  sw0 relay off  │',
			'           └────────╥swp2────┘',
			'                    ║',
			'                    ║',
			'                  [ext] 10.0.0.20',
		]);
	});

	test('loses its borders where it is low', () => {
		expect(painted('mixed', 39, 8)).toEqual([
			'      [vm1]      [vm2]      [vm3]',
			'        │ bridge   │ bridge   │ private',
			'        └──────────┼──────────┘',
			'                 [host]',
			'                   ║ cable',
			'                 [sw0] relay off',
			'                   ║',
			'                 [ext]',
		]);
	});

	test('says whether the switch reflects', () => {
		expect(painted('vepa-relay', 60, 20).join('\n')).toContain('sw0 relay on');
		expect(painted('vepa', 60, 20).join('\n')).toContain('sw0 relay off');
	});

	test('does not speak of relay where no macvlan is', () => {
		expect(painted('lan', 60, 20).join('\n')).not.toContain('relay');
	});

	test('is drawn with ASCII alone where that is asked for', () => {
		expect(painted('vepa', 60, 20, {}, ASCII).join('')).toMatch(/^[\x20-\x7e]*$/);
	});

	test('marks who has it and where a copy ended, with the reason beside it', () => {
		const world = worldOf('vepa');
		const ext = machineNamed(world, 'ext')?.id as number;
		const rows = painted('vepa', 60, 20, {
			delivered: [ext],
			drops: [{device: device(world, 'sw0/swp1'), text: 'not sent back'}],
		});
		expect(rows.find((row) => row.includes('✗'))).toMatch(/✗swp1─+┐ not sent back/);
		expect(rows.find((row) => row.includes('ext'))).toContain('ext 10.0.0.20 ✓');
	});

	test('shows the way that a frame took', () => {
		const world = worldOf('vepa');
		const place = scene(world, 'vepa', 43, 15);
		const trail = [routeOf(place, world, [device(world, 'vm1/eth0'), device(world, 'host/eth0'), device(world, 'sw0/swp1')])];
		const canvas = paintPicture(place, world, {...NOTHING, trail}, UNICODE);
		const taken = linesOf(canvas).map((line) =>
			line
				.filter(({token}) => token === 'trail')
				.map(({text}) => text)
				.join(''),
		);
		expect(taken).toEqual(['', '', '┬', '│', '┼', '└──────▸─────┼', '│', '┼', '║', '╨', '', '', '', '', '']);
	});

	test('has a box to mark at each port that can be pointed at', () => {
		const world = worldOf('vepa');
		const targets = ['vm1/eth0', 'sw0/swp1'].map((path, index) => ({
			place: {device: device(world, path)},
			state: index === 0 ? ('chosen' as const) : ('open' as const),
			verdict: 'none' as const,
			focused: index === 1,
		}));
		const rows = painted('vepa', 43, 15, {targets});
		expect(rows[2]).toContain('└──[x]───┘');
		expect(rows[9]).toContain('[ ]swp1');
	});

	test('puts a frame on its way with its name beside it, covering no box', () => {
		const world = worldOf('vepa');
		const place = scene(world, 'vepa', 43, 15);
		const still = paintPicture(place, world, NOTHING, UNICODE);
		const route = routeOf(place, world, [device(world, 'host/eth0'), device(world, 'sw0/swp1')]);
		const rows = linesOf(paintFlights(still, [{route, progress: 0.5, label: 'ARP who-has 10.0.0.2'}])).map(plainText);
		expect(rows[8]?.trimEnd()).toBe('                    ▼ ARP who-has 10.0.0.2');
		expect(linesOf(still).map(plainText)[8]?.trimEnd()).toBe('                    ║ cable');
	});
});

describe('the laws of pictures', () => {
	const labs = fc.constantFrom(...Object.keys(macvlan.labs));
	const width = fc.integer({min: 30, max: 100});
	const height = fc.integer({min: 8, max: 40});
	const place = fc.tuple(labs, width, height).map(([lab, columns, rows]): {world: World; scene: Scene} => {
		const world = worldOf(lab);
		return {world, scene: scene(world, lab, columns, rows)};
	});

	test('a way touches cell after cell, from end to end, in the picture', () => {
		fc.assert(
			fc.property(place, ({world, scene: laid}) => {
				for (const wire of laid.wires) {
					const route = routeOf(laid, world, [wire.from, wire.to]);
					expect(route.length).toBeGreaterThan(0);
					for (const [index, cell] of route.entries()) {
						const before = route[index - 1];
						if (before) expect(Math.abs(cell.x - before.x) + Math.abs(cell.y - before.y)).toBe(1);
					}
				}
			}),
		);
	});

	test('a way back is the way there, turned round', () => {
		fc.assert(
			fc.property(place, ({world, scene: laid}) => {
				for (const {from, to} of laid.wires)
					expect(routeOf(laid, world, [to, from])).toEqual(routeOf(laid, world, [from, to]).toReversed());
			}),
		);
	});

	test('boxes stand apart from one another, inside the picture', () => {
		fc.assert(
			fc.property(fc.tuple(labs, fc.integer({min: 40, max: 100}), fc.integer({min: 11, max: 40})), ([lab, columns, rows]) => {
				const {boxes} = scene(worldOf(lab), lab, columns, rows);
				for (const [index, {area}] of boxes.entries()) {
					expect(area.x).toBeGreaterThanOrEqual(0);
					expect(area.x + area.width).toBeLessThanOrEqual(columns);
					expect(area.y + area.height).toBeLessThanOrEqual(rows);
					for (const other of boxes.slice(index + 1)) {
						const apart =
							area.x + area.width <= other.area.x ||
							other.area.x + other.area.width <= area.x ||
							area.y + area.height <= other.area.y ||
							other.area.y + other.area.height <= area.y;
						expect(apart).toBe(true);
					}
				}
			}),
		);
	});

	test('a frame goes from the first cell to the last and never leaves its way', () => {
		fc.assert(
			fc.property(place, fc.double({min: 0, max: 1, noNaN: true}), ({world, scene: laid}, share) => {
				const wire = laid.wires[0];
				if (!wire) return;
				const route = routeOf(laid, world, [wire.from, wire.to]);
				expect(route).toContainEqual({x: positionAlong(route, share)?.x, y: positionAlong(route, share)?.y});
				expect(positionAlong(route, 0)).toMatchObject(route[0] as object);
				expect(positionAlong(route, 1)).toMatchObject(route.at(-1) as object);
			}),
		);
	});
});
