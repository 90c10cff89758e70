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
import type {World} from '../engine/world.js';
import {type Canvas, copyCanvas, createCanvas, drawBox, drawLine, recolor, write} from './canvas.js';
import type {Glyphs} from './glyphs.js';
import {paintBox} from './picture/paint-box.js';
import {paintFlightLabel, paintWireLabel} from './picture/paint-labels.js';
import {paintEnd, paintTarget, type Target} from './picture/paint-marks.js';
import {positionAlong, type Route} from './picture/route.js';
import type {Scene} from './picture/scene.js';
import {beforeService} from './picture/wires.js';
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
	for (const box of scene.boxes) paintBox(canvas, box, happening.delivered.includes(box.plan.machine), roomBehind(scene, box));
	for (const machine of happening.delivered) {
		const at = beforeService(world, scene.boxes, machine);
		if (at) write(canvas, at.x, at.y, signs.delivered, 'delivered');
	}
	for (const wire of scene.wires) {
		if (wire.label !== '') paintWireLabel(canvas, wire.label, wire.labelAt, wire.kind === 'cable' ? 'rule' : 'mode');
		const [end] = wire.points;
		if (wire.dead && end) write(canvas, end.x, end.y, signs.drop, 'warning');
	}
	for (const target of happening.targets) paintTarget(canvas, scene, world, target);
	for (const drop of happening.drops) paintEnd(canvas, scene, world, drop, 'drop');
	for (const refusal of happening.refusals) paintEnd(canvas, scene, world, refusal, 'warning');
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

/** Free cells between a box and the next one of its row, or the edge. */
function roomBehind({boxes, width}: Scene, {area}: Scene['boxes'][number]): number {
	const end = area.x + area.width;
	const next = boxes.filter((other) => other.area.y === area.y && other.area.x >= end).map((other) => other.area.x - 1);
	return Math.min(width, ...next) - end;
}

function wireToken(kind: Scene['wires'][number]['kind']): Token {
	return kind === 'cable' ? 'cable' : 'virtual';
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
