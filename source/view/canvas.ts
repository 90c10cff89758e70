/*
 * A canvas: cells with a glyph and a meaning
 *
 * The topology is painted here, not laid out by Ink: a component a cell costs
 * hundreds of milliseconds a frame, a canvas less than one. Everything is
 * clipped at the edge, so that a picture too big for its pane loses its rim and
 * never its neighbours. Lines are kept as the arms of each cell, so that
 * crossings and branches join by themselves.
 */
import {cellWidth} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import type {Line, Span, Token} from './token.js';

export interface Canvas {
	width: number;
	height: number;
	/** One entry a cell, row by row; '' is the right half of a wide character. */
	glyphs: string[];
	tokens: Token[];
	/** Arms of line cells as `Glyphs.line` reads them; '' where no line is. */
	arms: string[];
	signs: Glyphs;
}

/** A position on a canvas or on the screen, from 0 at the top left. */
export interface Point {
	x: number;
	y: number;
}

export interface Rect {
	x: number;
	y: number;
	width: number;
	height: number;
}

export function createCanvas(width: number, height: number, signs: Glyphs): Canvas {
	const size = width * height;
	return {
		width,
		height,
		glyphs: new Array<string>(size).fill(' '),
		tokens: new Array<Token>(size).fill('text'),
		arms: new Array<string>(size).fill(''),
		signs,
	};
}

/** An independent copy, to paint moving things on. */
export function copyCanvas(canvas: Canvas): Canvas {
	return {...canvas, glyphs: [...canvas.glyphs], tokens: [...canvas.tokens], arms: [...canvas.arms]};
}

/** Writes text at a place, over whatever is there. Returns the cells it takes, also when clipped. */
export function write(canvas: Canvas, x: number, y: number, text: string, token: Token = 'text'): number {
	let at = x;
	for (const character of text) {
		const width = cellWidth(character.codePointAt(0) as number);
		if (width === 0) continue;
		if (at >= 0 && at + width <= canvas.width) {
			setCell(canvas, at, y, character, token);
			if (width === 2) setCell(canvas, at + 1, y, '', token);
		}
		at += width;
	}
	return at - x;
}

/** Gives the cells of a rectangle another meaning and leaves their glyphs. */
export function recolor(canvas: Canvas, area: Rect, token: Token): void {
	for (let y = Math.max(0, area.y); y < Math.min(canvas.height, area.y + area.height); y++)
		for (let x = Math.max(0, area.x); x < Math.min(canvas.width, area.x + area.width); x++) canvas.tokens[y * canvas.width + x] = token;
}

/** Draws along the points, each in line with the one before; joins what it meets. */
export function drawLine(canvas: Canvas, points: readonly Point[], weight: 'light' | 'double', token: Token): void {
	const arm = weight === 'double' ? 'd' : 'l';
	for (let index = 1; index < points.length; index++) {
		const from = points[index - 1] as Point;
		const to = points[index] as Point;
		const stepX = Math.sign(to.x - from.x);
		const stepY = Math.sign(to.y - from.y);
		for (let {x, y} = from; x !== to.x || y !== to.y; x += stepX, y += stepY) {
			addArm(canvas, x, y, directionOf(stepX, stepY), arm, token);
			addArm(canvas, x + stepX, y + stepY, directionOf(-stepX, -stepY), arm, token);
		}
	}
}

/** A rectangle of light lines. */
export function drawBox(canvas: Canvas, area: Rect, token: Token): void {
	const {x, y} = area;
	const right = x + area.width - 1;
	const bottom = y + area.height - 1;
	drawLine(
		canvas,
		[
			{x, y},
			{x: right, y},
			{x: right, y: bottom},
			{x, y: bottom},
			{x, y},
		],
		'light',
		token,
	);
}

/** The canvas as rows of spans; blanks at the end of a row stay. */
export function linesOf(canvas: Canvas): Line[] {
	return Array.from({length: canvas.height}, (_, y) => {
		const row: Span[] = [];
		for (let x = 0; x < canvas.width; x++) {
			const at = y * canvas.width + x;
			const token = canvas.tokens[at] as Token;
			const last = row.at(-1);
			if (last?.token === token) last.text += canvas.glyphs[at];
			else row.push({text: canvas.glyphs[at] as string, token});
		}
		return row;
	});
}

const UP = 0;
const RIGHT = 1;
const DOWN = 2;
const LEFT = 3;

function directionOf(stepX: number, stepY: number): number {
	if (stepY < 0) return UP;
	if (stepX > 0) return RIGHT;
	return stepY > 0 ? DOWN : LEFT;
}

function addArm(canvas: Canvas, x: number, y: number, direction: number, arm: 'l' | 'd', token: Token): void {
	if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return;
	const at = y * canvas.width + x;
	const before = canvas.arms[at] || '----';
	// A double wire keeps its weight when a light line runs over it.
	const kept = before[direction] === 'd' ? 'd' : arm;
	const after = before.slice(0, direction) + kept + before.slice(direction + 1);
	canvas.arms[at] = after;
	canvas.glyphs[at] = canvas.signs.line(after);
	canvas.tokens[at] = token;
}

function setCell(canvas: Canvas, x: number, y: number, glyph: string, token: Token): void {
	if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return;
	const at = y * canvas.width + x;
	// Half of a wide character that stays behind would shift the row.
	if (glyph !== '' && canvas.glyphs[at] === '' && x > 0) canvas.glyphs[at - 1] = ' ';
	if (x + 1 < canvas.width && canvas.glyphs[at + 1] === '' && cellWidth((canvas.glyphs[at] ?? ' ').codePointAt(0) ?? 32) === 2)
		canvas.glyphs[at + 1] = ' ';
	canvas.glyphs[at] = glyph;
	canvas.tokens[at] = token;
	canvas.arms[at] = '';
}
