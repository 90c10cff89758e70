/** The lines of a picture: every wire as the cells it runs through, from one device to another. */
import type {Hub} from '../../engine/hosted/hub-device.js';
import {isJack} from '../../engine/hosted/plug.js';
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Point} from '../canvas.js';
import {textWidth} from '../cell-width.js';
import type {Attachment} from './attachments.js';
import type {PictureWords} from './box-plan.js';
import {rightLabel} from './box-width.js';
import type {PlacedBox, PlacedDock, Room} from './place-rows.js';
import {portLabel} from './port-label.js';
import {blankBeforeService, columnOfService, homeOf, hubOfService} from './services.js';

export interface Wire {
	kind: Attachment['kind'] | 'inner';
	from: DeviceId;
	to: DeviceId;
	/** Corners, from one end to the other; each in line with the one before. */
	points: Point[];
	dead: boolean;
	/** Mode of a macvlan, VLAN or bond of a port, or what the wire is. */
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
		const name = portLabel(world, first.dock.device) || portLabel(world, second.dock.device);
		// Wires that leave a box without border at one place have no room for a label each.
		const label = (isBundle(first.box) ? '' : name) || (isFirstCable ? words.cable : '');
		const labelAt = {x: first.dock.at.x + 2, y: first.dock.at.y + 1};
		return [{kind: attachment.kind, from: endOf(first.dock), to: endOf(second.dock), points, dead: attachment.dead, label, labelAt}];
	});
	return [...between, ...boxes.flatMap((box) => innerWires(box, world))];
}

function isBundle({plan, docks}: PlacedBox): boolean {
	return plan.flat && docks.filter(({side}) => side === 'bottom').length > 1;
}

/** The device at which a wire ends: behind an entry, the one inside. */
function endOf(dock: PlacedDock): DeviceId {
	return dock.entry ? dock.core : dock.device;
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
	const core = coreAt(box, dock.core);
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
							{x: coreAt(box, dock.core).x, y: box.titleRow},
						];
			return {kind: 'inner', from: dock.device, to: dock.core, points: [dock.at, ...inside], dead, ...label};
		});
	const own = (box.plan.flat ? [] : box.plan.inner).flatMap(({device, core}, index): Wire[] => {
		if (core === -1) return [];
		const at = innerLabelAt(box, index);
		const end = coreAt(box, core);
		const dead = device !== -1 && !deviceAt(world, device).up;
		const points = [{x: at.x - 1, y: at.y}, {x: end.x, y: at.y}, end];
		// A tunnel of Open vSwitch is no device: its line begins where it ends.
		return [{kind: 'inner', from: device === -1 ? core : device, to: core, points, dead, ...label}];
	});
	const joined = (box.plan.flat ? [] : box.plan.joins).map(
		([from, to]): Wire => ({kind: 'inner', from, to, points: joinOf(coreAt(box, from), coreAt(box, to)), dead: false, ...label}),
	);
	return [...docked, ...own, ...joined];
}

/** Where a core stands: at the edge, or behind the name of the machine. */
function coreAt(box: PlacedBox, core: DeviceId): Point {
	const dock = box.docks.find((candidate) => candidate.device === core && !candidate.entry);
	return dock?.at ?? {x: box.hubs.get(core) ?? box.spine, y: box.titleRow};
}

function joinOf(from: Point, to: Point): Point[] {
	return from.x === to.x || from.y === to.y ? [from, to] : [from, {x: to.x, y: from.y}, to];
}

/** What has no end outside is named at the right end of the row where lines join. */
export function innerLabelAt(box: PlacedBox, index: number): Point {
	const {plan, area} = box;
	const width = plan.inner.slice(index).reduce((sum, {label}) => sum + label.length + 2, rightLabel(plan));
	return {x: area.x + area.width - 1 - width, y: box.busRow};
}

/** Where a device stands: at the edge of its box, or inside; `undefined` when the picture has no place for it. */
export function spotOf(world: World, boxes: readonly PlacedBox[], id: DeviceId): Point | undefined {
	const device = deviceAt(world, id);
	const box = boxes.find(({plan}) => plan.machine === homeOf(world, device.machine));
	if (!box) return undefined;
	const dock = box.docks.find((candidate) => candidate.device === id && !candidate.entry);
	if (dock) return dock.at;
	const inner = box.plan.inner.findIndex((candidate) => candidate.device === id);
	if (inner !== -1 && !box.plan.flat) return innerLabelAt(box, inner);
	const hub = hubOfService(world, device.machine);
	if (hub) return serviceAt(box, hub, id);
	// The end of a service's link is the network itself.
	return coreAt(box, isJack(world, device) ? device.master : id);
}

/** A service stands where its network is named. */
function serviceAt(box: PlacedBox, hub: Hub, device: DeviceId): Point {
	const plan = box.plan.hubs.find((candidate) => candidate.device === hub.id);
	const center = coreAt(box, hub.id);
	const column = plan && columnOfService(hub, device, plan.name);
	return column === undefined ? center : {x: center.x - (textWidth(plan?.name ?? '') >> 1) + column, y: center.y};
}

/** The blank before the name of a service, for a sign; `undefined` when the picture does not name it. */
export function beforeService(world: World, boxes: readonly PlacedBox[], machine: MachineId): Point | undefined {
	const hub = hubOfService(world, machine);
	const [device = -1] = world.machines[machine]?.devices ?? [];
	const box = boxes.find(({plan}) => plan.machine === hub?.machine);
	const named = hub && box?.plan.hubs.find((candidate) => candidate.device === hub.id);
	const blank = named && blankBeforeService(hub, device, named.name);
	if (!box || !named || blank === undefined) return undefined;
	return {x: coreAt(box, hub.id).x - (textWidth(named.name) >> 1) + blank, y: box.titleRow};
}
