/** Gives boxes and the ends of their wires a place: first across, so that wires are straight, then down. */
import type {DeviceId} from '../../engine/netdev.js';
import type {Point, Rect} from '../canvas.js';
import {textWidth} from '../cell-width.js';
import type {BoxPlan} from './box-plan.js';
import {innerWidth, leftLabel} from './box-width.js';
import type {Dock} from './docks.js';
import {placeHubs} from './place-hubs.js';

export interface PlacedBox {
	plan: BoxPlan;
	area: Rect;
	/** Column of the line that leads to a core. */
	spine: number;
	/** Columns of the cores that have no end at the edge. */
	hubs: ReadonlyMap<DeviceId, number>;
	/** Row of the name. */
	titleRow: number;
	/** Row where lines join; the same as `titleRow` when there is none. */
	busRow: number;
	docks: PlacedDock[];
}

export interface PlacedDock extends Dock {
	at: Point;
}

export interface Room {
	width: number;
	height: number;
}

/** Cells between boxes of a row. */
const BETWEEN = 2;

export function placeRows(rows: readonly (readonly BoxPlan[])[], room: Room): PlacedBox[] {
	const placed: PlacedBox[] = [];
	for (const row of rows) {
		const wishes = row.map((plan) => wishOf(plan, placed));
		const lefts = lineUp(wishes, room.width);
		row.forEach((plan, index) => {
			const width = Math.min(wishes[index]?.width ?? plan.width, room.width);
			placed.push(placeAcross(plan, {x: lefts[index] ?? 0, y: 0, width, height: plan.height}, placed));
		});
	}
	placeDown(placed, rows, room);
	return placed;
}

interface Wish {
	width: number;
	/** Left edge that would be best; `undefined` when nothing comes from above. */
	left: number | undefined;
}

/** A box wants to stand under what comes from above, and to span it when it is all its own. */
function wishOf(plan: BoxPlan, above: readonly PlacedBox[]): Wish {
	const columns = plan.docks.filter((dock) => dock.side === 'top').map((dock) => farColumn(dock, above));
	if (columns.length === 0) return {width: plan.width, left: undefined};
	const [first, last] = [Math.min(...columns), Math.max(...columns)];
	if (plan.flat) return {width: plan.width, left: Math.round((first + last) / 2 - (plan.width - 1) / 2)};
	const rim = Math.max(
		3,
		...plan.docks.filter((dock) => dock.side === 'top').map((dock) => (columns.length > 1 ? dock.label.length + 2 : 0)),
	);
	const inner = innerWidth(plan);
	const beside = leftLabel(plan);
	const width = Math.max(plan.width, last - first + 1 + 2 * rim + inner + beside);
	return {width, left: Math.round((first + last) / 2 - (width - 1) / 2 + (inner - beside) / 2)};
}

/** Column of the other end of a dock, in a box that has its place. */
function farColumn(dock: Dock, placed: readonly PlacedBox[]): number {
	const box = placed.find(({plan}) => plan.machine === dock.farMachine);
	return box?.docks.find((other) => other.wire === dock.wire)?.at.x ?? 0;
}

/** Left edges of a row: wishes where possible, evenly spread where there are none, never over one another. */
function lineUp(wishes: readonly Wish[], width: number): number[] {
	const total = wishes.reduce((sum, wish) => sum + wish.width, 0);
	const gap = Math.max(BETWEEN, Math.min(12, Math.floor((width - total) / (wishes.length + 1))));
	const spread = total + gap * (wishes.length - 1);
	let even = Math.max(0, Math.floor((width - spread) / 2));
	const lefts = wishes.map((wish) => {
		const left = wish.left ?? even;
		even += wish.width + gap;
		return left;
	});
	for (let index = 0, free = 0; index < lefts.length; index++) {
		lefts[index] = Math.max(lefts[index] as number, free);
		free = (lefts[index] as number) + (wishes[index]?.width ?? 0) + BETWEEN;
	}
	for (let index = lefts.length - 1, free = width; index >= 0; index--) {
		lefts[index] = Math.max(0, Math.min(lefts[index] as number, free - (wishes[index]?.width ?? 0)));
		free = (lefts[index] as number) - BETWEEN;
	}
	return lefts;
}

function placeAcross(plan: BoxPlan, area: Rect, placed: readonly PlacedBox[]): PlacedBox {
	const center = area.x + Math.floor((area.width - 1) / 2);
	const tops = plan.docks.filter((dock) => dock.side === 'top');
	const topColumns = spreadOut(
		tops.map((dock) => ({wish: farColumn(dock, placed), label: plan.flat ? 0 : textWidth(dock.label)})),
		{...area, x: area.x + leftLabel(plan), width: area.width - leftLabel(plan)},
	);
	// Lines that go on straight look better than lines that are a cell off.
	const near = topColumns.find((column) => Math.abs(column - center) <= 3);
	const straight = tops.length === 1 && !plan.bus ? (topColumns[0] as number) : (near ?? center);
	const bottoms = plan.docks.filter((dock) => dock.side === 'bottom');
	const bottomColumns =
		bottoms.length === 1 ? [straight] : bottoms.map((_, index) => area.x + Math.round(((index + 0.5) * (area.width - 1)) / bottoms.length));
	const {hubs, below} = plan.flat ? {hubs: new Map<DeviceId, number>(), below: undefined} : placeHubs(plan, area, topColumns, straight);
	const docks = plan.docks.map((dock): PlacedDock => {
		const x =
			dock.side === 'top'
				? topColumns[tops.indexOf(dock)]
				: dock.side === 'bottom'
					? (below ?? bottomColumns)[bottoms.indexOf(dock)]
					: undefined;
		const edge = dock.side === 'left' ? area.x : area.x + area.width - 1;
		return {...dock, at: {x: plan.flat ? center : (x ?? edge), y: 0}};
	});
	const spine = docks.find((dock) => dock.side === 'bottom' && plan.cores.includes(dock.device))?.at.x ?? straight;
	return {plan, area, spine: [...hubs.values()][0] ?? spine, hubs, titleRow: 0, busRow: 0, docks};
}

/** Columns inside the edge, each as near to its wish as the others let it; names of ports have room between them where there is enough. */
function spreadOut(docks: readonly {wish: number; label: number}[], area: Rect): number[] {
	const [first, last] = [area.x + 2, area.x + area.width - 3];
	const order = docks.map((_, index) => index).toSorted((a, b) => (docks[a]?.wish ?? 0) - (docks[b]?.wish ?? 0));
	const room = docks.reduce((sum, {label}) => sum + Math.max(2, label + 2), 0);
	const step = (index: number) => (room <= last - first + 1 ? Math.max(2, (docks[index]?.label ?? 0) + 2) : 2);
	const arrange = (limit: number): number[] => {
		const columns = docks.map(({wish}) => wish);
		let free = first;
		for (const index of order) {
			columns[index] = Math.max(free, columns[index] as number);
			free = (columns[index] as number) + step(index);
		}
		let end = limit;
		for (const [at, index] of order.toReversed().entries()) {
			if (at > 0) end -= step(index);
			columns[index] = Math.max(first, Math.min(columns[index] as number, end));
			end = columns[index] as number;
		}
		return columns;
	};
	const columns = arrange(last);
	const [right = -1, before = -1] = order.toReversed();
	const name = docks[right]?.label ?? 0;
	// The last name stands left of its line where there is no room behind it; not over that of its neighbour.
	const isLeft = (columns[right] ?? 0) + name > last + 1;
	const collides =
		isLeft && before !== -1 && (columns[before] as number) + (docks[before]?.label ?? 0) + 1 >= (columns[right] as number) - name;
	return collides && room <= last - first + 1 ? arrange(last + 1 - name) : columns;
}

/** Rows from top to bottom, with the room that is left between them. */
function placeDown(placed: PlacedBox[], rows: readonly (readonly BoxPlan[])[], room: Room): void {
	const heights = rows.map((row) => Math.max(...row.map((plan) => plan.height)));
	const gaps = rows.slice(1).map((row) => smallestGap(row, placed));
	let spare = room.height - heights.reduce((sum, height) => sum + height, 0) - gaps.reduce((sum, gap) => sum + gap, 0);
	for (const most of [1, 2, 3])
		for (let index = gaps.length - 1; index >= 0; index--)
			if (spare > 0 && (gaps[index] as number) < most) {
				gaps[index] = (gaps[index] as number) + 1;
				spare--;
			}
	let y = Math.max(0, Math.min(2, Math.floor(spare / 2)));
	for (const [index, row] of rows.entries()) {
		for (const plan of row) setRow(placed.find((box) => box.plan === plan) as PlacedBox, y);
		y += (heights[index] as number) + (gaps[index] ?? 0);
	}
}

function setRow(box: PlacedBox, y: number): void {
	const {plan, area} = box;
	area.y = y;
	const bottom = y + area.height - 1;
	box.busRow = plan.height === 4 ? y + 1 : plan.height === 3 ? y + 1 : y;
	box.titleRow = plan.height === 4 ? y + 2 : plan.height === 3 ? y + 1 : y;
	for (const dock of box.docks) dock.at.y = dock.side === 'top' ? y : dock.side === 'bottom' ? bottom : box.titleRow;
}

/** Rows that a gap needs at least: one to see the wire, two where labels stand and wires turn. */
function smallestGap(row: readonly BoxPlan[], placed: readonly PlacedBox[]): number {
	const docks = placed.filter(({plan}) => row.includes(plan)).flatMap((box) => box.docks.filter((dock) => dock.side === 'top'));
	const turns = docks.some((dock) => farColumn(dock, placed) !== dock.at.x);
	const labels = docks.some((dock) => dock.entry || dock.core !== -1);
	return turns && labels ? 2 : 1;
}
