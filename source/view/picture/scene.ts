/*
 * The scene: where everything of a topology stands
 *
 * Machines are boxes in the rows that the lab names, top to bottom; wires run
 * between the rows. A box stands under the wires that come from above, so that
 * most wires are straight. What does not fit gives way in this order: room
 * between the rows, addresses, borders of stations at the bottom, all borders.
 *
 * Not modelled: wires over a row they do not end in are led down the right rim.
 */
import type {MachineId} from '../../engine/netdev.js';
import type {World} from '../../engine/world.js';
import type {Rect} from '../canvas.js';
import {attachmentsBetween} from './attachments.js';
import {type PictureWords, type PlanOptions, planBoxes} from './box-plan.js';
import {type PlacedBox, placeRows} from './place-rows.js';
import {type Wire, wiresOf} from './wires.js';

export interface Scene {
	width: number;
	height: number;
	boxes: readonly PlacedBox[];
	wires: readonly Wire[];
}

/** Lays a world out in `width` x `height` cells. `rows` are names of machines as in a lab file. */
export function layOut(world: World, rows: readonly (readonly string[])[], width: number, height: number, words: PictureWords): Scene {
	const order = machineRows(world, rows);
	const attachments = attachmentsBetween(world);
	const attempt = (flat: PlanOptions['flat'], addresses: PlanOptions['addresses']): Scene => {
		const boxes = placeRows(planBoxes(world, order, attachments, words, {flat, addresses}), {width, height});
		return {width, height, boxes, wires: wiresOf(world, boxes, attachments, words, {width, height})};
	};
	for (const flat of ['none', 'bottom'] as const)
		for (const addresses of ['beside', 'inside', 'none'] as const) {
			const scene = attempt(flat, addresses);
			if (fits(scene)) return scene;
		}
	return attempt('all', 'none');
}

function fits(scene: Scene): boolean {
	return scene.boxes.every(({area, plan}, index) => {
		if (area.x < 0 || area.x + area.width > scene.width || area.y + area.height > scene.height || area.width < plan.width) return false;
		return scene.boxes.every((other, at) => at === index || !overlap(area, other.area));
	});
}

function overlap(a: Rect, b: Rect): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Machine ids by row; machines that no row names stand in a last one. */
function machineRows(world: World, rows: readonly (readonly string[])[]): MachineId[][] {
	const named = rows.map((row) =>
		row.flatMap((name) => world.machines.filter((machine) => machine.name === name).map((machine) => machine.id)),
	);
	const rest = world.machines.map((machine) => machine.id).filter((id) => !named.flat().includes(id));
	return [...named, rest].filter((row) => row.length > 0);
}
