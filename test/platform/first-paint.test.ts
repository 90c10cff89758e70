import xterm from '@xterm/headless';
import {describe, expect, it} from 'vitest';
import {firstPaint, firstPaintRows, frameRows, opensScreen} from '../../source/platform/first-paint.js';

async function paint(columns: number, rows: number, glyphs: 'unicode' | 'ascii'): Promise<{lines: string[]; scrolled: number}> {
	const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
	await new Promise<void>((resolve) => emulator.write(firstPaint(columns, rows, glyphs), resolve));
	const {active} = emulator.buffer;
	return {lines: Array.from({length: rows}, (_, row) => active.getLine(row)?.translateToString(true) ?? ''), scrolled: active.baseY};
}

describe('the first paint', () => {
	it.each([
		[60, 20],
		[80, 24],
		[120, 40],
	])('at %i x %i is a title and two rules, and scrolls nothing', async (columns, rows) => {
		const {headerRule, footerRule} = frameRows(rows);
		const {lines, scrolled} = await paint(columns, rows, 'unicode');
		expect(lines[0]).toBe(' vswitch-lab');
		expect(lines.flatMap((line, row) => (line === '─'.repeat(columns) ? [row] : []))).toEqual([headerRule, footerRule]);
		expect(lines.filter(Boolean)).toHaveLength(3);
		expect(lines).toEqual(firstPaintRows(columns, rows, 'unicode'));
		expect(scrolled).toBe(0);
	});

	it('is ASCII when asked', () => {
		expect([...firstPaint(80, 24, 'ascii')].every((character) => character <= '~')).toBe(true);
	});
});

describe('opensScreen', () => {
	const opens = (line: string) => opensScreen(line.split(' ').filter(Boolean), ['macvlan', 'bridge']);

	it.each([
		'',
		'play',
		'play macvlan',
		'--ascii',
		'play macvlan --no-color',
		'--locale it play',
		'--motion=off',
		'play --state /tmp macvlan',
	])('is sure of "%s"', (line) => {
		expect(opens(line)).toBe(true);
	});

	it.each(['list', 'play macvan', 'play macvlan bridge', '--plain', 'play --help', '--colour', '-h', 'replay file', 'macvlan'])(
		'is not sure of "%s"',
		(line) => {
			expect(opens(line)).toBe(false);
		},
	);
});
