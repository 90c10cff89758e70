import {createRequire} from 'node:module';
import type {Terminal as Emulator, IBufferCell} from '@xterm/headless';
import type {Clock, Terminal} from '../../source/ui/screen-writer.js';

const {Terminal: HeadlessTerminal} = createRequire(import.meta.url)('@xterm/headless') as typeof import('@xterm/headless');

/** A terminal of the given size: an emulator behind a stream that never fills. */
export interface TestTerminal extends Terminal {
	emulator: Emulator;
	/** Every write so far. */
	writes: string[];
	resize(columns: number, rows: number): void;
	/** When everything written is on the emulator's screen. */
	shown(): Promise<void>;
	/** Rows as text, without blanks at their ends. */
	rowTexts(): string[];
	/** Glyph and look of every cell of a row. */
	look(row: number): string[];
	/** Lines that have scrolled out at the top. */
	scrolled(): number;
}

export function createTestTerminal(columns: number, rows: number): TestTerminal {
	const emulator = new HeadlessTerminal({cols: columns, rows, allowProposedApi: true, scrollback: 1000});
	const listeners = {resize: new Set<() => void>(), drain: new Set<() => void>()};
	const writes: string[] = [];
	return {
		emulator,
		writes,
		get columns() {
			return emulator.cols;
		},
		get rows() {
			return emulator.rows;
		},
		write(bytes) {
			writes.push(bytes);
			emulator.write(bytes);
			return true;
		},
		on: (event, listener) => listeners[event].add(listener),
		off: (event, listener) => listeners[event].delete(listener),
		resize(toColumns, toRows) {
			emulator.resize(toColumns, toRows);
			for (const listener of listeners.resize) listener();
		},
		shown: () => new Promise((resolve) => emulator.write('', resolve)),
		rowTexts: () =>
			Array.from(
				{length: emulator.rows},
				(_, y) => emulator.buffer.active.getLine(emulator.buffer.active.baseY + y)?.translateToString(true) ?? '',
			),
		look: (row) => {
			const line = emulator.buffer.active.getLine(emulator.buffer.active.baseY + row);
			return Array.from({length: emulator.cols}, (_, x) => lookOf(line?.getCell(x)));
		},
		scrolled: () => emulator.buffer.active.baseY,
	};
}

/** Glyph, colours and attributes as one text; a blank without its invisible foreground. */
export function lookOf(cell: IBufferCell | undefined): string {
	if (!cell) return '';
	const glyph = cell.getChars() || (cell.getWidth() === 0 ? '' : ' ');
	const underline = cell.isUnderline() ? 'u' : '';
	const inverse = cell.isInverse() ? 'r' : '';
	const color = (kind: 'Fg' | 'Bg') =>
		cell[`is${kind}Default`]() ? '-' : `${cell[`is${kind}RGB`]() ? '#' : ''}${cell[`get${kind}Color`]()}`;
	const seen = glyph !== ' ' || underline || inverse;
	const weight = seen ? (cell.isBold() ? 'b' : '') + (cell.isDim() ? 'd' : '') + (cell.isItalic() ? 'i' : '') : '';
	return `${glyph}${seen ? color('Fg') : '-'}${color('Bg')}${weight}${underline}${inverse}`;
}

/** A clock that stands until it is moved. */
export interface TestClock extends Clock {
	/** Moves on and calls what is due, in order. */
	advance(milliseconds: number): void;
}

export function createTestClock(): TestClock {
	let time = 0;
	let waiting: {at: number; call: () => void}[] = [];
	return {
		now: () => time,
		after(delay, call) {
			const entry = {at: time + delay, call};
			waiting.push(entry);
			return () => {
				waiting = waiting.filter((other) => other !== entry);
			};
		},
		advance(milliseconds) {
			const end = time + milliseconds;
			for (;;) {
				const next = waiting.filter((entry) => entry.at <= end).toSorted((a, b) => a.at - b.at)[0];
				if (!next) break;
				time = Math.max(time, next.at);
				waiting = waiting.filter((entry) => entry !== next);
				next.call();
			}
			time = end;
		},
	};
}
