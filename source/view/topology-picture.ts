/*
 * The topology as a picture
 *
 * A scene (where things stand) and what happens in it become a canvas: boxes of
 * machines, wires, the path that a frame has taken, what was delivered or
 * dropped where, places to point at, and frames on their way. The still part is
 * painted once for a state of the world; frames in flight are painted on a copy,
 * so that a moving frame costs a copy and a few cells.
 */
import type {DeviceId, MachineId} from '../engine/netdev.js';
import {deviceAt, type World} from '../engine/world.js';
import {type Canvas, copyCanvas, createCanvas, drawBox, drawLine, type Point, recolor, write} from './canvas.js';
import {cutText, textWidth} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {labelOf} from './picture/box-plan.js';
import type {PlacedBox} from './picture/place-rows.js';
import {type Position, positionAlong, type Route} from './picture/route.js';
import type {Scene} from './picture/scene.js';
import {innerLabelAt, spotOf} from './picture/wires.js';
import type {Token} from './token.js';

/** What has happened and what is asked, to be painted on a scene. */
export interface Happening {
	/** Legs of the path the current frame has taken. */
	trail: readonly Route[];
	/** Machines whose stack has taken the current frame. */
	delivered: readonly MachineId[];
	/** Where copies of the current frame ended, with the reason in a few words. */
	drops: readonly {device: DeviceId; text: string}[];
	/** Ports by which the last event sent no copy. */
	refusals: readonly {device: DeviceId; text: string}[];
	/** Places to point at, and what the learner has done with them. */
	targets: readonly Target[];
}

export interface Target {
	place: {device: DeviceId} | {machine: MachineId};
	state: 'open' | 'chosen';
	verdict: 'none' | 'right' | 'wrong' | 'missed';
	focused: boolean;
}

/** A frame on its way. */
export interface Flight {
	route: Route;
	/** Share of the way, 0 to 1. */
	progress: number;
	/** Its name; '' for further copies of a frame that is named already. */
	label: string;
}

export const NOTHING: Happening = {trail: [], delivered: [], drops: [], refusals: [], targets: []};

/** Paints everything that stands still. */
export function paintPicture(scene: Scene, world: World, happening: Happening, signs: Glyphs): Canvas {
	const canvas = createCanvas(scene.width, scene.height, signs);
	for (const wire of scene.wires) drawLine(canvas, wire.points, wire.kind === 'cable' ? 'double' : 'light', wireToken(wire.kind));
	for (const box of scene.boxes) if (!box.plan.flat) drawBox(canvas, box.area, 'box');
	for (const route of happening.trail) paintTrail(canvas, route);
	for (const box of scene.boxes) paintBox(canvas, box, world, happening);
	for (const wire of scene.wires) {
		if (wire.label !== '') paintWireLabel(canvas, wire.label, wire.labelAt, wire.kind === 'cable' ? 'rule' : 'mode');
		if (wire.dead) paintMark(canvas, wire.points[0] as Point, signs.drop, 'warning');
	}
	for (const target of happening.targets) paintTarget(canvas, scene, world, target);
	for (const drop of happening.drops) paintDrop(canvas, scene, world, drop, 'drop');
	for (const refusal of happening.refusals) paintDrop(canvas, scene, world, refusal, 'warning');
	return canvas;
}

/** Paints frames in flight on a copy of a still picture. */
export function paintFlights(still: Canvas, flights: readonly Flight[]): Canvas {
	if (flights.length === 0) return still;
	const canvas = copyCanvas(still);
	for (const {route, progress, label} of flights) {
		const position = positionAlong(route, progress);
		if (!position) continue;
		write(canvas, position.x, position.y, canvas.signs.frame[position.heading], 'frame');
		if (label !== '') paintFlightLabel(canvas, position, label);
	}
	return canvas;
}

function wireToken(kind: Scene['wires'][number]['kind']): Token {
	return kind === 'cable' ? 'cable' : 'virtual';
}

function paintBox(canvas: Canvas, box: PlacedBox, world: World, happening: Happening): void {
	const {plan, area, docks} = box;
	const mark = happening.delivered.includes(plan.machine) ? ` ${canvas.signs.delivered}` : '';
	if (plan.flat) {
		write(canvas, area.x, area.y, '[', 'box');
		write(canvas, area.x + 1, area.y, plan.title, 'machine');
		write(canvas, area.x + 1 + textWidth(plan.title), area.y, ']', 'box');
		const used = write(canvas, area.x + area.width, area.y, mark, 'delivered');
		write(
			canvas,
			area.x + area.width + used,
			area.y,
			[plan.address, ...plan.inner.map(({label}) => label), plan.note].map((text) => text && ` ${text}`).join(''),
			'faint',
		);
		return;
	}
	const hasSpine = docks.some((dock) => dock.side === 'bottom' && plan.cores.includes(dock.device));
	const room = hasSpine ? box.spine - area.x - 2 : area.width - 2;
	const text = labelOf(plan);
	const start = hasSpine || plan.cores.length > 0 ? area.x + 2 : area.x + 1 + Math.max(0, Math.floor((room - textWidth(text + mark)) / 2));
	if (plan.titled) write(canvas, area.x + 1, area.y, ` ${plan.title} `, 'machine');
	const used = plan.titled ? 0 : write(canvas, start, box.titleRow, plan.title, 'machine');
	const rest = cutText(plan.titled ? text : text.slice(plan.title.length), Math.max(0, room - used));
	const restUsed = write(canvas, start + used, box.titleRow, rest, 'faint');
	if (plan.titled) write(canvas, area.x + 3 + textWidth(plan.title), area.y, mark.trim() && `${mark.trim()} `, 'delivered');
	else write(canvas, start + used + restUsed, box.titleRow, mark, 'delivered');
	for (const core of plan.cores) {
		if (docks.some((dock) => dock.device === core)) continue;
		const name = deviceAt(world, core).name;
		write(canvas, box.spine - (name.length >> 1), box.titleRow, name, 'port');
	}
	for (const [index, inner] of plan.inner.entries()) {
		const at = innerLabelAt(box, index);
		write(canvas, at.x, at.y, inner.label, 'mode');
	}
	for (const dock of docks) {
		if (dock.label === '') continue;
		const above = dock.side === 'left' || dock.side === 'right' ? -1 : 0;
		const isLeft = dock.side === 'right' || (above === 0 && dock.at.x + 1 + dock.label.length > area.x + area.width - 1);
		const x = isLeft ? dock.at.x - dock.label.length : dock.at.x + 1;
		write(canvas, x, dock.at.y + above, dock.label, 'port');
	}
}

/** Colours the wires of a leg and marks the way it went, once in its middle. */
function paintTrail(canvas: Canvas, route: Route): void {
	const lines = route.filter(({x, y}) => (canvas.arms[y * canvas.width + x] ?? '') !== '');
	for (const {x, y} of lines) recolor(canvas, {x, y, width: 1, height: 1}, 'trail');
	const straight = lines.filter((cell) => /^(?:[ld]-[ld]-|-[ld]-[ld])$/.test(canvas.arms[cell.y * canvas.width + cell.x] ?? ''));
	const middle = straight[straight.length >> 1];
	if (!middle) return;
	const position = positionAlong(route, route.indexOf(middle) / Math.max(1, route.length - 1));
	if (!position || position.heading === 'still') return;
	const {trail} = canvas.signs;
	const at = middle.y * canvas.width + middle.x;
	const opposite = {up: 'down', down: 'up', left: 'right', right: 'left'} as const;
	const both = canvas.glyphs[at] === trail[opposite[position.heading]];
	canvas.glyphs[at] = both ? trail.both : trail[position.heading];
}

/** Right of its wire, left of it where there is no room, cut where there is none either. */
function paintWireLabel(canvas: Canvas, text: string, at: Point, token: Token): void {
	const width = textWidth(text);
	const left = {x: at.x - 3 - width, y: at.y};
	if (!isFree(canvas, at, width) && isFree(canvas, left, width + 1)) write(canvas, left.x, left.y, text, token);
	else {
		let room = 0;
		while (room < width && isFree(canvas, at, room + 1)) room++;
		write(canvas, at.x, at.y, cutText(text, room), token);
	}
}

function paintMark(canvas: Canvas, at: Point, sign: string, token: Token): void {
	write(canvas, at.x, at.y, sign, token);
}

/** The sign at the place, the reason beside it where there is room: right, left, or below. */
function paintDrop(canvas: Canvas, scene: Scene, world: World, {device, text}: {device: DeviceId; text: string}, token: Token): void {
	const at = spotOf(world, scene.boxes, device);
	const box = scene.boxes.find(({plan}) => plan.machine === deviceAt(world, device).machine);
	if (!at || !box) return;
	const inside = !box.plan.flat && at.y === box.titleRow && box.docks.every((dock) => dock.at !== at);
	if (inside) write(canvas, box.area.x + box.area.width - 2, at.y, canvas.signs.drop, token);
	else write(canvas, at.x, at.y, canvas.signs.drop, token);
	const width = textWidth(text) + 1;
	const {area} = box;
	const places: Point[] = [
		{x: area.x + area.width, y: at.y},
		{x: area.x + area.width, y: box.titleRow},
		{x: area.x - width, y: at.y},
		{x: area.x - width, y: box.titleRow},
		{x: area.x, y: area.y + area.height},
		{x: area.x, y: area.y - 1},
	];
	const free = places.find((place) => isFree(canvas, place, width));
	if (free) write(canvas, free.x, free.y, ` ${text}`, token);
	else write(canvas, area.x + 1, box.titleRow, cutText(text, Math.max(0, area.width - 2)), token);
}

function isFree(canvas: Canvas, at: Point, width: number): boolean {
	if (at.x < 0 || at.y < 0 || at.y >= canvas.height || at.x + width > canvas.width) return false;
	for (let cell = at.y * canvas.width + at.x; cell < at.y * canvas.width + at.x + width; cell++)
		// What only names a wire may be covered.
		if (canvas.glyphs[cell] !== ' ' && canvas.tokens[cell] !== 'rule') return false;
	return true;
}

/** Beside the frame, where it covers least; its first word alone where even that covers much. */
function paintFlightLabel(canvas: Canvas, position: Position, label: string): void {
	const [first = label] = label.split(' ');
	const whole = bestPlace(canvas, position, ` ${label} `);
	const short = whole.cost <= MOST_COVERED ? whole : bestPlace(canvas, position, ` ${first} `);
	const best = short.cost < whole.cost / 2 ? short : whole;
	write(canvas, best.at.x, best.at.y, best.text, 'frame');
}

/** A label may cover this much without being shortened; names of machines count three each cell. */
const MOST_COVERED = 12;

function bestPlace(canvas: Canvas, {x, y}: Position, text: string): {at: Point; cost: number; text: string} {
	const width = textWidth(text);
	const places: Point[] = [
		{x: x + 1, y},
		{x: x - width, y},
		{x: x + 1, y: y + 1},
		{x: x + 1, y: y - 1},
		{x: x - width, y: y + 1},
		{x: x - width, y: y - 1},
	];
	return places
		.map((at) => ({at, text, cost: coverCost(canvas, at, width)}))
		.reduce((best, place) => (place.cost < best.cost ? place : best));
}

function coverCost(canvas: Canvas, at: Point, width: number): number {
	let cost = 0;
	for (let x = at.x; x < at.x + width; x++) {
		if (x < 0 || x >= canvas.width || at.y < 0 || at.y >= canvas.height) return Number.MAX_SAFE_INTEGER;
		const cell = at.y * canvas.width + x;
		if (canvas.glyphs[cell] === ' ' || canvas.tokens[cell] === 'rule') continue;
		cost += canvas.tokens[cell] === 'machine' || canvas.tokens[cell] === 'frame' ? 3 : 1;
	}
	return cost;
}

/** A box to mark at the place, with the name of the port moved aside. */
function paintTarget(canvas: Canvas, scene: Scene, world: World, target: Target): void {
	const at = targetAt(scene, world, target.place);
	if (!at) return;
	const [sign, token] = targetLook(target, canvas.signs);
	write(canvas, at.x - 1, at.y, sign, token);
	if (!('device' in target.place)) return;
	const {name, machine} = deviceAt(world, target.place.device);
	const box = scene.boxes.find(({plan}) => plan.machine === machine);
	if (box && !box.plan.flat && at.x + 2 + name.length < box.area.x + box.area.width) write(canvas, at.x + 2, at.y, name, 'port');
}

function targetLook({verdict, state, focused}: Target, {check, ok, wrong, pending}: Glyphs): [string, Token] {
	switch (verdict) {
		case 'none':
			return [state === 'chosen' ? check.on : check.off, focused ? 'cursor' : state === 'chosen' ? 'chosen' : 'key'];
		case 'right':
			return [`[${ok}]`, 'ok'];
		case 'missed':
			return [`[${pending}]`, 'wrong'];
		case 'wrong':
			return [`[${wrong}]`, 'wrong'];
		default:
			return verdict satisfies never;
	}
}

function targetAt(scene: Scene, world: World, place: Target['place']): Point | undefined {
	if ('device' in place) return spotOf(world, scene.boxes, place.device);
	const box = scene.boxes.find(({plan}) => plan.machine === place.machine);
	return box ? {x: box.area.x + 1, y: box.area.y} : undefined;
}
