/*
 * The scene: where everything of a topology stands
 *
 * Machines are boxes in the rows that the lab names, top to bottom; wires run
 * between the rows. A box stands under the wires that come from above, so that
 * most wires are straight. What does not fit gives way in this order: room
 * between the rows, addresses, borders of stations and of switches, what is said of virtual networks, names of ports,
 * all borders. A service of a virtual network has no box of its own.
 *
 * Not modelled: wires over a row they do not end in are led down the right rim.
 */
import type {MachineId} from '../../engine/netdev.js';
import type {World} from '../../engine/world.js';
import type {Rect} from '../canvas.js';
import {attachmentsBetween} from './attachments.js';
import {type BoxPlan, type PictureWords, type PlanOptions, planBoxes} from './box-plan.js';
import {type PlacedBox, placeRows, type Room} from './place-rows.js';
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
	const room = {width, height};
	const draw = (boxes: readonly PlacedBox[]): Scene => ({...room, boxes, wires: wiresOf(world, boxes, attachments, words, room)});
	for (const detail of DETAILS)
		for (const way of WAYS) {
			const plans = planBoxes(world, order, attachments, words, {...detail, ...way});
			if (!mayFit(plans, room)) continue;
			const boxes = placeRows(plans, room);
			if (fits(boxes, room)) return draw(boxes);
		}
	return draw(placeRows(planBoxes(world, order, attachments, words, {flat: 'all', addresses: 'none', hubs: 'none', ports: false}), room));
}

/** Is there room for the boxes alone, a cell apart? What has none need not be placed. */
function mayFit(rows: readonly (readonly BoxPlan[])[], room: Room): boolean {
	const height = rows.reduce((sum, row) => sum + Math.max(...row.map((plan) => plan.height)), rows.length - 1);
	return height <= room.height && rows.every((row) => row.reduce((sum, {width}) => sum + width, 0) <= room.width);
}

/** Borders and addresses, from most to least. */
const WAYS: readonly Pick<PlanOptions, 'flat' | 'addresses'>[] = [
	...(['none', 'stations below'] as const).flatMap((flat) =>
		(['beside', 'inside', 'none'] as const).map((addresses) => ({flat, addresses})),
	),
	{flat: 'stations above', addresses: 'none'},
	{flat: 'switches', addresses: 'none'},
];

/** What is said inside a box, from most to least. */
const DETAILS: readonly Pick<PlanOptions, 'hubs' | 'ports'>[] = [
	{hubs: 'addresses', ports: true},
	{hubs: 'names', ports: true},
	{hubs: 'names', ports: false},
	{hubs: 'none', ports: false},
];

function fits(boxes: readonly PlacedBox[], room: Room): boolean {
	return boxes.every(({area, plan}, index) => {
		if (area.x < 0 || area.x + area.width > room.width || area.y + area.height > room.height || area.width < plan.width) return false;
		return boxes.every((other, at) => at === index || !overlap(area, other.area));
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
	const rest = world.machines.flatMap(({id, role}) => (role === 'service' || named.flat().includes(id) ? [] : [id]));
	return [...named, rest].filter((row) => row.length > 0);
}
