/** Words beside wires and frames: where they cover least. */
import {type Canvas, type Point, write} from '../canvas.js';
import {cutText, textWidth} from '../cell-width.js';
import type {Token} from '../token.js';
import {shorterLabels} from './port-label.js';
import type {Position} from './route.js';

/** Right of its wire, left of it where there is no room, shorter where there is none either, and cut at last. */
export function paintWireLabel(canvas: Canvas, text: string, at: Point, token: Token): void {
	for (const shorter of shorterLabels(text)) {
		const width = textWidth(shorter);
		const left = {x: at.x - 3 - width, y: at.y};
		const free = hasRoom(canvas, at, width) ? at : hasRoom(canvas, left, width) ? left : undefined;
		if (!free) continue;
		write(canvas, free.x, free.y, shorter, token);
		return;
	}
	let room = 0;
	while (room < textWidth(text) && isBlank(canvas, at, room + 1)) room++;
	if (room >= LEAST) write(canvas, at.x, at.y, cutText(text, room), token);
}

/** Of a word that is cut so many cells are worth showing. */
const LEAST = 4;

/** Is nothing there at all? */
function isBlank(canvas: Canvas, {x, y}: Point, width: number): boolean {
	if (x < 0 || y < 0 || y >= canvas.height || x + width > canvas.width) return false;
	return canvas.glyphs.slice(y * canvas.width + x, y * canvas.width + x + width).every((glyph) => glyph === ' ');
}

/** Has a word of `width` cells room, with a blank behind it unless it ends at the edge? */
function hasRoom(canvas: Canvas, at: Point, width: number): boolean {
	return isBlank(canvas, at, at.x + width === canvas.width ? width : width + 1);
}

/** Beside the frame, where it covers least; shorter where the whole name covers much, its first word alone where even that does. */
export function paintFlightLabel(canvas: Canvas, position: Position, label: string): void {
	const [first = label] = label.split(' ');
	const [whole, middle, short] = [label, middleName(label, first), first].map((text) => bestPlace(canvas, position, ` ${text} `)) as [
		Place,
		Place,
		Place,
	];
	const fits = [whole, middle, short].find(({cost}) => cost <= MOST_COVERED);
	const best = fits ?? (short.cost < whole.cost / 2 ? short : whole);
	write(canvas, best.at.x, best.at.y, best.text, 'frame');
}

/** What it is and its VLAN, or the tunnel without what is in it. */
function middleName(label: string, first: string): string {
	const [, tunnel] = /^(\S+ \d+):/.exec(label) ?? [];
	if (tunnel) return tunnel;
	const [vlan] = /, VLAN \S+$/.exec(label) ?? [];
	return vlan ? first + vlan : first;
}

/** A label may cover this much without being shortened; names of machines count three each cell. */
const MOST_COVERED = 12;

interface Place {
	at: Point;
	cost: number;
	text: string;
}

function bestPlace(canvas: Canvas, {x, y}: Position, text: string): Place {
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

/** Is nothing there that a label would cover? */
export function isFree(canvas: Canvas, at: Point, width: number): boolean {
	if (at.x < 0 || at.y < 0 || at.y >= canvas.height || at.x + width > canvas.width) return false;
	for (let cell = at.y * canvas.width + at.x; cell < at.y * canvas.width + at.x + width; cell++)
		// What only names a wire may be covered.
		if (canvas.glyphs[cell] !== ' ' && canvas.tokens[cell] !== 'rule') return false;
	return true;
}
