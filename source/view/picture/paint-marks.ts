/** Marks at places of the picture: where a frame ended, what can be pointed at. */
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {deviceAt, type World} from '../../engine/world.js';
import {type Canvas, type Point, write} from '../canvas.js';
import {cutText, textWidth} from '../cell-width.js';
import type {Glyphs} from '../glyphs.js';
import type {Token} from '../token.js';
import {isFree} from './paint-labels.js';
import type {Scene} from './scene.js';
import {homeOf} from './services.js';
import {spotOf} from './wires.js';

/** A place to point at, and what the learner has done with it. */
export interface Target {
	place: {device: DeviceId} | {machine: MachineId};
	state: 'open' | 'chosen';
	verdict: 'none' | 'right' | 'wrong' | 'missed';
	focused: boolean;
}

/** The sign at the place, the reason beside it where there is room: right, left, or below. */
export function paintEnd(canvas: Canvas, scene: Scene, world: World, {device, text}: {device: DeviceId; text: string}, token: Token): void {
	const at = spotOf(world, scene.boxes, device);
	const home = homeOf(world, deviceAt(world, device).machine);
	const box = scene.boxes.find(({plan}) => plan.machine === home);
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

/** A box to mark at the place, with the name of the port moved aside. */
export function paintTarget(canvas: Canvas, scene: Scene, world: World, target: Target): void {
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
