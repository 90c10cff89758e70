/** The lines of a picture: every wire as the cells it runs through, from one device to another. */
import type {DeviceId} from '../../engine/netdev.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Point} from '../canvas.js';
import type {Attachment} from './attachments.js';
import type {PictureWords} from './box-plan.js';
import type {PlacedBox, PlacedDock, Room} from './place-rows.js';

export interface Wire {
	kind: Attachment['kind'] | 'inner';
	from: DeviceId;
	to: DeviceId;
	/** Corners, from one end to the other; each in line with the one before. */
	points: Point[];
	dead: boolean;
	/** Mode of a macvlan, or what the wire is. */
	label: string;
	labelAt: Point;
}

/** All wires between boxes and inside them. */
export function wiresOf(
	world: World,
	boxes: readonly PlacedBox[],
	attachments: readonly Attachment[],
	words: PictureWords,
	room: Room,
): Wire[] {
	let rim = room.width;
	let named = false;
	const between = attachments.flatMap((attachment, index): Wire[] => {
		const ends = boxes.flatMap((box) => box.docks.filter((dock) => dock.wire === index).map((dock) => ({box, dock})));
		const [first, second] = ends.toSorted((a, b) => a.dock.at.y - b.dock.at.y || a.dock.at.x - b.dock.at.x);
		if (!first || !second) return [];
		const adjacent = Math.abs(first.box.plan.row - second.box.plan.row) <= 1;
		const down = adjacent ? turn(first.dock.at, second.dock.at) : around(first.dock.at, second.dock.at, --rim);
		const points = [
			...(first.dock.entry ? toCore(first.box, first.dock).toReversed() : []),
			...down,
			...(second.dock.entry ? toCore(second.box, second.dock) : []),
		];
		const isFirstCable = attachment.kind === 'cable' && !named && first.dock.at.y !== second.dock.at.y;
		named ||= isFirstCable;
		const label = modeOf(world, first.dock.device) || modeOf(world, second.dock.device) || (isFirstCable ? words.cable : '');
		const labelAt = {x: first.dock.at.x + 2, y: first.dock.at.y + 1};
		return [{kind: attachment.kind, from: endOf(first.dock), to: endOf(second.dock), points, dead: attachment.dead, label, labelAt}];
	});
	return [...between, ...boxes.flatMap((box) => innerWires(box, world))];
}

/** The device at which a wire ends: behind an entry, the one inside. */
function endOf(dock: PlacedDock): DeviceId {
	return dock.entry ? dock.core : dock.device;
}

function modeOf(world: World, id: DeviceId): string {
	const device = deviceAt(world, id);
	return device.kind === 'macvtap' || device.kind === 'macvlan' ? device.mode : '';
}

/** Straight, or down, across in the row above the lower end, and down. */
function turn(from: Point, to: Point): Point[] {
	if (from.x === to.x || from.y === to.y) return [from, to];
	return [from, {x: from.x, y: to.y - 1}, {x: to.x, y: to.y - 1}, to];
}

/** Down the right rim, past the rows between. */
function around(from: Point, to: Point, rim: number): Point[] {
	return [from, {x: from.x, y: from.y + 1}, {x: rim, y: from.y + 1}, {x: rim, y: to.y - 1}, {x: to.x, y: to.y - 1}, to];
}

/** From a dock at the top edge to the device inside that it hangs on. */
function toCore(box: PlacedBox, dock: PlacedDock): Point[] {
	const core = box.docks.find((candidate) => candidate.device === dock.core && !candidate.entry)?.at ?? {x: box.spine, y: box.titleRow};
	if (core.x === dock.at.x) return [core];
	return [{x: dock.at.x, y: box.busRow}, {x: core.x, y: box.busRow}, core].filter(
		(point, index, all) => index === 0 || point.x !== all[index - 1]?.x || point.y !== all[index - 1]?.y,
	);
}

/** From taps and macvtaps at the edge, and macvlans of the machine itself, to the core; from a bridge to its ports below. */
function innerWires(box: PlacedBox, world: World): Wire[] {
	const label = {label: '', labelAt: {x: 0, y: 0}};
	const docked = box.docks
		.filter((dock) => !dock.entry && dock.core !== -1 && dock.core !== dock.device)
		.map((dock): Wire => {
			const dead = !deviceAt(world, dock.device).up;
			const inside =
				dock.side === 'top'
					? toCore(box, dock)
					: [
							{x: dock.at.x, y: box.titleRow},
							{x: box.spine, y: box.titleRow},
						];
			return {kind: 'inner', from: dock.device, to: dock.core, points: [dock.at, ...inside], dead, ...label};
		});
	const own = (box.plan.flat ? [] : box.plan.inner).map(({device, core}, index): Wire => {
		const at = innerLabelAt(box, index);
		return {
			kind: 'inner',
			from: device,
			to: core,
			points: [{x: at.x - 1, y: at.y}, ...toCoreFrom(box, core, at)],
			dead: !deviceAt(world, device).up,
			...label,
		};
	});
	return [...docked, ...own];
}

function toCoreFrom(box: PlacedBox, core: DeviceId, at: Point): Point[] {
	const dock = box.docks.find((candidate) => candidate.device === core && !candidate.entry);
	return [{x: box.spine, y: at.y}, dock?.at ?? {x: box.spine, y: box.titleRow}];
}

/** Macvlans of the machine itself are named at the right end of the row where lines join. */
export function innerLabelAt(box: PlacedBox, index: number): Point {
	const {plan, area} = box;
	const width = plan.inner.slice(index).reduce((sum, {label}) => sum + label.length + 2, 0);
	return {x: area.x + area.width - 1 - width, y: box.busRow};
}

/** Where a device stands: at the edge of its box, or inside; `undefined` when the picture has no place for it. */
export function spotOf(world: World, boxes: readonly PlacedBox[], id: DeviceId): Point | undefined {
	const box = boxes.find(({plan}) => plan.machine === deviceAt(world, id).machine);
	if (!box) return undefined;
	const dock = box.docks.find((candidate) => candidate.device === id && !candidate.entry);
	if (dock) return dock.at;
	const inner = box.plan.inner.findIndex(({device}) => device === id);
	if (inner !== -1 && !box.plan.flat) return innerLabelAt(box, inner);
	return {x: box.spine, y: box.titleRow};
}
