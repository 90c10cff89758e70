/*
 * The screen writer: between Ink and the terminal
 *
 * Ink in debug mode hands over one whole frame a render. The writer reads the
 * rows that changed into cells, lays the overlays over them (a canvas that moves
 * between two renders, so that animation costs no render at all), compares with
 * what the terminal shows, and writes the difference in one piece, as a
 * synchronized update (mode 2026). It never writes in the terminal's last row
 * and never moves by line feed, so nothing ever scrolls.
 *
 * It is the only writer while the screen is on: cursor, paste and other modes
 * that Ink sets are not passed on, the terminal's state is `platform/terminal.ts`.
 */
import {type Cells, createCells, putCell, readRow} from './screen/cells.js';
import {difference, type Pen} from './screen/difference.js';
import {createInkStdout} from './screen/ink-stdout.js';
import {createStyleBook, PLAIN, type Style, styleId} from './screen/style.js';

/** The part of a terminal stream that the writer needs. */
export interface Terminal {
	readonly columns: number;
	readonly rows: number;
	/** False when the stream is full; 'drain' follows. */
	write(bytes: string): boolean;
	on(event: 'resize' | 'drain', listener: () => void): unknown;
	off(event: 'resize' | 'drain', listener: () => void): unknown;
}

/** Cells laid over Ink's frame; cells that stick out are cut. */
export interface Overlay {
	x: number;
	y: number;
	width: number;
	height: number;
	/** One a cell, row by row. */
	glyphs: readonly string[];
	styles: readonly Style[];
}

export interface ScreenWriterOptions {
	terminal: Terminal;
	/** Most frames a second. */
	maxFps?: number;
	/** Columns at the right that stay empty: 1 on Windows consoles, which scroll when the last cell is written. */
	margin?: number;
	/** Milliseconds that the size must rest before the screen is painted again. */
	settle?: number;
	/** Rows that are on an otherwise empty screen already; without them the first frame clears the terminal. */
	painted?: readonly string[] | undefined;
	/** Clock in milliseconds and timers, for tests. */
	clock?: Clock;
}

export interface Clock {
	now(): number;
	/** Calls back after `delay` ms; returns how to call it off. */
	after(delay: number, call: () => void): () => void;
}

export interface ScreenWriter {
	/** To give to Ink as its stdout. */
	readonly stdout: NodeJS.WriteStream;
	/** Lays a canvas over the frame, or takes it away. Drawn with the next flush. */
	overlay(name: string, overlay: Overlay | undefined): void;
	/** Clears the terminal and paints everything again (Ctrl-L, after a suspend). */
	redraw(): void;
	/** Writes nothing until `resume`; another program has the terminal. */
	suspend(): void;
	resume(): void;
	/** Writes what is waiting, at once. */
	flush(): void;
	/** Ends it: nothing is written any more, timers and listeners are gone. */
	close(): void;
	/** What the terminal shows, row by row, without styles. */
	text(): string[];
	/** Characters and frames written so far. */
	readonly written: {characters: number; frames: number};
}

/** Milliseconds for React to follow a new size. */
const RENDER_TIME = 20;

const BEGIN = '\u001B[?2026h';
const END = '\u001B[?2026l';
const CLEAR = '\u001B[m\u001B[H\u001B[2J';

export const SYSTEM_CLOCK: Clock = {
	now: () => performance.now(),
	after(delay, call) {
		const timer = setTimeout(call, delay);
		return () => clearTimeout(timer);
	},
};

export function createScreenWriter({
	terminal,
	maxFps = 30,
	margin = 0,
	settle = 50,
	painted,
	clock = SYSTEM_CLOCK,
}: ScreenWriterOptions): ScreenWriter {
	const book = createStyleBook();
	const overlays = new Map<string, Overlay>();
	const ink = createInkStdout({
		columns: () => frame.columns,
		rows: () => size.rows,
		onFrame(text) {
			takeFrame(text);
			request();
		},
	});
	const pen: Pen = {row: -1, column: -1, style: -1};
	const written = {characters: 0, frames: 0};
	let size = {columns: terminal.columns, rows: terminal.rows};
	let lines: string[] = [];
	let frame = screenful();
	let shown = screenful();
	let state: 'on' | 'suspended' | 'closed' = 'on';
	let clear = painted === undefined;
	let dirty = false;
	let resizing = false;
	let full = false;
	let lastFlush = Number.NEGATIVE_INFINITY;
	let cancelFlush: (() => void) | undefined;
	let cancelResize: (() => void) | undefined;

	/** One row less than the terminal has, so that its last cell is never written. */
	function screenful(): Cells {
		return createCells(Math.max(1, size.columns - margin), Math.max(1, size.rows - 1));
	}

	function takeFrame(text: string): void {
		const next = text.split('\n', frame.rows);
		for (let y = 0; y < frame.rows; y++) {
			const row = next[y] ?? '';
			if (row !== (lines[y] ?? '')) readRow(frame, y, row, book);
		}
		lines = next;
	}

	function request(): void {
		dirty = true;
		if (state !== 'on' || resizing || full || cancelFlush) return;
		const wait = lastFlush + 1000 / maxFps - clock.now();
		if (wait <= 0) flush();
		else
			cancelFlush = clock.after(wait, () => {
				cancelFlush = undefined;
				flush();
			});
	}

	function flush(): void {
		if (!dirty || state !== 'on' || resizing) return;
		dirty = false;
		cancelFlush?.();
		cancelFlush = undefined;
		let bytes = '';
		if (clear) {
			clear = false;
			shown = screenful();
			Object.assign(pen, {row: 0, column: 0, style: 0});
			bytes = CLEAR;
		}
		bytes += difference(shown, compose(), pen, book);
		if (bytes === '') return;
		lastFlush = clock.now();
		const whole = BEGIN + bytes + END;
		written.characters += whole.length;
		written.frames++;
		full = !terminal.write(whole);
	}

	function compose(): Cells {
		if (overlays.size === 0) return frame;
		const next = {...frame, glyphs: [...frame.glyphs], styles: [...frame.styles]};
		for (const overlay of overlays.values()) lay(next, overlay);
		return next;
	}

	function lay(next: Cells, {x, y, width, height, glyphs, styles}: Overlay): void {
		for (let row = 0; row < height && y + row < next.rows; row++)
			for (let column = 0; column < width && x + column < next.columns; column++) {
				const from = row * width + column;
				const id = styleId(book, styles[from] ?? PLAIN);
				putCell(next, (y + row) * next.columns + x + column, glyphs[from] ?? ' ', id, book);
			}
	}

	function onResize(): void {
		resizing = true;
		cancelResize?.();
		cancelResize = clock.after(settle, () => {
			size = {columns: terminal.columns, rows: terminal.rows};
			frame = screenful();
			lines = [];
			overlays.clear();
			clear = true;
			ink.resized();
			// React paints for the new size a few turns later: one clear, one frame.
			cancelResize = clock.after(RENDER_TIME, () => {
				cancelResize = undefined;
				resizing = false;
				request();
			});
		});
	}

	function onDrain(): void {
		full = false;
		if (dirty) request();
	}

	for (const [y, row] of (painted ?? []).entries()) if (y < shown.rows) readRow(shown, y, row, book);
	terminal.on('resize', onResize);
	terminal.on('drain', onDrain);

	return {
		stdout: ink.stream,
		written,
		flush,
		overlay(name, overlay) {
			if (overlay) overlays.set(name, overlay);
			else if (!overlays.delete(name)) return;
			request();
		},
		redraw() {
			if (terminal.columns !== size.columns || terminal.rows !== size.rows) onResize();
			clear = true;
			dirty = true;
			flush();
		},
		suspend() {
			flush();
			if (state === 'on') state = 'suspended';
		},
		resume() {
			if (state !== 'suspended') return;
			state = 'on';
			// The size may have changed meanwhile, and nobody told.
			if (terminal.columns !== size.columns || terminal.rows !== size.rows) onResize();
			clear = true;
			request();
		},
		close() {
			state = 'closed';
			cancelFlush?.();
			cancelResize?.();
			terminal.off('resize', onResize);
			terminal.off('drain', onDrain);
			ink.close();
		},
		text: () =>
			Array.from({length: shown.rows}, (_, y) =>
				shown.glyphs
					.slice(y * shown.columns, (y + 1) * shown.columns)
					.join('')
					.trimEnd(),
			),
	};
}
