import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createScreenWriter} from '../../source/ui/screen-writer.js';
import {createTestClock, createTestTerminal} from './emulator.js';

const STYLES = [
	'0',
	'1',
	'2',
	'1;2',
	'3',
	'4',
	'7',
	'31',
	'92',
	'44',
	'38;5;208',
	'48;5;17',
	'38;2;1;2;3',
	'1;38;5;75;48;2;9;9;9',
	'7;2;4',
];

const glyph = fc.constantFrom('a', 'b', ' ', ' ', '─', '│', '║', '▼', 'é', '漢', '字', 'x', '0');
const part = fc.tuple(fc.constantFrom(...STYLES), fc.string({unit: glyph, maxLength: 12}));
const row = fc.array(part, {maxLength: 6}).map((parts) => parts.map(([style, text]) => `\u001B[${style}m${text}\u001B[0m`).join(''));
const frame = fc.array(row, {minLength: 2, maxLength: 12}).map((rows) => rows.join('\n'));
const frames = fc.array(frame, {minLength: 1, maxLength: 6});

function start(columns: number, rows: number) {
	const terminal = createTestTerminal(columns, rows);
	const clock = createTestClock();
	const writer = createScreenWriter({terminal, clock});
	const show = async (text: string) => {
		writer.stdout.write(text);
		clock.advance(100);
		await terminal.shown();
	};
	return {terminal, clock, writer, show};
}

/** What a terminal that gets only this frame shows. */
async function alone(columns: number, rows: number, text: string) {
	const {terminal, show} = start(columns, rows);
	await show(text);
	return Array.from({length: rows}, (_, y) => terminal.look(y));
}

describe('the screen writer', () => {
	test('shows exactly the last frame, whatever was shown before', async () => {
		await fc.assert(
			fc.asyncProperty(frames, fc.integer({min: 1, max: 30}), fc.integer({min: 2, max: 10}), async (sequence, columns, rows) => {
				const {terminal, show} = start(columns, rows);
				for (const text of sequence) await show(text);
				const expected = await alone(columns, rows, sequence.at(-1) as string);
				expect(Array.from({length: rows}, (_, y) => terminal.look(y))).toEqual(expected);
				expect(terminal.scrolled()).toBe(0);
			}),
			{numRuns: 300},
		);
	});

	test('shows a frame as the terminal itself would show it', async () => {
		await fc.assert(
			fc.asyncProperty(frame, async (text) => {
				const {terminal, show} = start(80, 14);
				await show(text);
				const direct = createTestTerminal(80, 14);
				direct.write(text.split('\n').join('\r\n'));
				await direct.shown();
				for (let y = 0; y < 13; y++) expect(terminal.look(y)).toEqual(direct.look(y));
			}),
			{numRuns: 200},
		);
	});

	test('writes nothing for a frame that changes nothing', async () => {
		const {terminal, show} = start(40, 10);
		await show('one\ntwo');
		const before = terminal.writes.length;
		await show('one\ntwo');
		expect(terminal.writes.length).toBe(before);
	});

	test('writes one changed cell in one write of few bytes', async () => {
		const {terminal, show} = start(120, 40);
		const rows = Array.from({length: 39}, () => 'x'.repeat(120));
		await show(rows.join('\n'));
		const before = terminal.writes.length;
		await show(rows.with(20, `${'x'.repeat(60)}y${'x'.repeat(59)}`).join('\n'));
		expect(terminal.writes.slice(before)).toEqual(['\u001B[?2026h\u001B[21;61Hy\u001B[?2026l']);
	});

	test('never writes more than the whole screen costs', async () => {
		await fc.assert(
			fc.asyncProperty(frame, frame, async (first, second) => {
				const {terminal, show} = start(40, 12);
				await show(first);
				const before = terminal.writes.length;
				await show(second);
				const bytes = terminal.writes.slice(before).join('').length;
				// An address, the longest style here and a glyph for each cell of both frames, and the marks around it.
				expect(bytes).toBeLessThanOrEqual(16 + (visible(first) + visible(second)) * (8 + 32 + 1) + 12 * 11);
			}),
		);
	});

	test('never writes in the last row, nor a line feed', async () => {
		const {terminal, show} = start(10, 4);
		await show(Array.from({length: 9}, (_, y) => `row ${y} full`).join('\n'));
		expect(terminal.rowTexts()).toEqual(['row 0 full', 'row 1 full', 'row 2 full', '']);
		expect(terminal.writes.join('')).not.toContain('\n');
	});

	test('keeps the right margin free on consoles that scroll at the last cell', async () => {
		const terminal = createTestTerminal(10, 3);
		const writer = createScreenWriter({terminal, clock: createTestClock(), margin: 1});
		writer.stdout.write('0123456789');
		await terminal.shown();
		expect(writer.stdout.columns).toBe(9);
		expect(terminal.rowTexts()[0]).toBe('012345678');
	});

	test('draws an overlay without a frame from Ink, and takes it away', async () => {
		const {terminal, writer, clock, show} = start(20, 5);
		await show('wire ═════ end');
		const before = writer.written.characters;
		writer.overlay('frame', {x: 7, y: 0, width: 1, height: 1, glyphs: ['▶'], styles: []});
		clock.advance(100);
		await terminal.shown();
		expect(terminal.rowTexts()[0]).toBe('wire ══▶══ end');
		expect(writer.written.characters - before).toBeLessThan(32);
		writer.overlay('frame', undefined);
		clock.advance(100);
		await terminal.shown();
		expect(terminal.rowTexts()[0]).toBe('wire ═════ end');
	});

	test('keeps to its frame rate and shows the newest frame', async () => {
		const {terminal, writer, clock} = start(20, 5);
		for (let count = 0; count <= 100; count++) {
			writer.stdout.write(`count ${count}`);
			clock.advance(1);
		}
		clock.advance(100);
		await terminal.shown();
		expect(terminal.rowTexts()[0]).toBe('count 100');
		expect(terminal.writes.length).toBeLessThanOrEqual(5);
	});

	test('clears once and paints once for a resize, however many events it brings', async () => {
		const {terminal, writer, clock, show} = start(20, 5);
		writer.stdout.on('resize', () => writer.stdout.write(`size ${writer.stdout.columns}x${writer.stdout.rows}`));
		await show('before');
		const before = terminal.writes.length;
		for (const columns of [25, 30, 40]) {
			terminal.resize(columns, 10);
			clock.advance(10);
			writer.stdout.write('a frame in between');
		}
		clock.advance(200);
		await terminal.shown();
		expect(terminal.writes.slice(before)).toEqual(['\u001B[?2026h\u001B[m\u001B[H\u001B[2Jsize 40x10\u001B[?2026l']);
	});

	test('paints everything again on redraw', async () => {
		const {terminal, writer, show} = start(20, 5);
		await show('text');
		terminal.write('\u001B[Hgarbage from another program');
		writer.redraw();
		await terminal.shown();
		expect(terminal.rowTexts()).toEqual(['text', '', '', '', '']);
	});

	test('is silent while suspended and repaints on resume', async () => {
		const {terminal, writer, clock, show} = start(20, 5);
		await show('one');
		writer.suspend();
		const before = terminal.writes.length;
		await show('two');
		expect(terminal.writes.length).toBe(before);
		writer.resume();
		clock.advance(100);
		await terminal.shown();
		expect(terminal.rowTexts()[0]).toBe('two');
		expect(terminal.writes.at(-1)).toContain('\u001B[2J');
	});

	test('waits for a full stream to drain and then writes only the newest frame', async () => {
		const terminal = createTestTerminal(20, 5);
		const listeners: (() => void)[] = [];
		const clock = createTestClock();
		let open = false;
		const slow = {
			columns: 20,
			rows: 5,
			write: (bytes: string) => terminal.write(bytes) && open,
			on: (event: string, listener: () => void) => event === 'drain' && listeners.push(listener),
			off: () => undefined,
		};
		const writer = createScreenWriter({terminal: slow, clock});
		writer.stdout.write('one');
		writer.stdout.write('two');
		clock.advance(1000);
		writer.stdout.write('three');
		clock.advance(1000);
		expect(terminal.writes.length).toBe(1);
		open = true;
		for (const listener of listeners) listener();
		clock.advance(1000);
		await terminal.shown();
		expect(terminal.writes.length).toBe(2);
		expect(terminal.rowTexts()[0]).toBe('three');
	});

	test('writes nothing any more once closed', async () => {
		const {terminal, writer, show} = start(20, 5);
		await show('one');
		writer.close();
		const before = terminal.writes.length;
		await show('two');
		expect(terminal.writes.length).toBe(before);
	});

	test('does not pass on the modes that Ink sets, and answers its callbacks', () => {
		const {terminal, writer} = start(20, 5);
		let called = 0;
		writer.stdout.write('\u001B[?25l\u001B[?2004h', () => called++);
		writer.stdout.write('', () => called++);
		expect(called).toBe(2);
		expect(terminal.writes).toEqual([]);
	});
});

function visible(text: string): number {
	return stripVTControlCharacters(text).length;
}
