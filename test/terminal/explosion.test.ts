/** The explosion on a real terminal: run, stopped, compared and left, at three sizes. */
import {afterEach, describe, expect, it} from 'vitest';
import {type OpenOptions, open, type Session} from './harness.js';

let session: Session;
afterEach(() => session.close());

async function openExplosion(options: OpenOptions, ...args: string[]): Promise<void> {
	session = open({args: ['explosion', ...args], ...options});
	await session.waitFor('EXPLOSION');
}

describe.each([
	{cols: 60, rows: 20},
	{cols: 80, rows: 24},
	{cols: 120, rows: 40},
])('at $cols x $rows', (size) => {
	it('runs to its verdict, compares, scrolls nothing and leaves the terminal as it was', async () => {
		await openExplosion(size, '--racks', '2', '--table', '1024', '--seconds', '5');
		session.press('enter');
		await session.waitFor('It overflows');
		session.press('c');
		session.press('enter');
		await session.waitFor('The same stations and frames');
		expect(session.screen().at(-1)).toBe('');
		expect(session.scrollback()).toBe(0);
		session.press('q');
		expect(await session.exit()).toEqual({code: 0, signal: 0});
		expect([session.alternate(), session.cursorHidden()]).toEqual([false, false]);
	});
});

it('stops at Escape in the middle of a large run, and ends at Ctrl-C in the middle of the next', async () => {
	await openExplosion({}, '--racks', '48', '--policy', 'evict-fairly', '--seconds', '600');
	session.press('enter');
	await session.waitFor(/second \d+ of 610/);
	session.press('escape');
	await session.waitFor('Stopped');
	session.press('enter');
	await session.waitFor(/second \d+ of 610/);
	session.press('ctrlC');
	expect(await session.exit()).toEqual({code: 130, signal: 0});
	expect(session.alternate()).toBe(false);
});

it('writes a number and takes it, in Italian', async () => {
	session = open({args: ['explosion', '--locale', 'it']});
	await session.waitFor('ESPLOSIONE');
	session.press('16');
	session.press('enter');
	await session.waitFor(/33.280 stazioni/);
});

it('without a terminal prints the report', async () => {
	session = open({command: ['sh', '-c', `"${process.execPath}" dist/cli.cjs explosion --racks 1 --seconds 1 | cat`]});
	await session.waitFor('It fits');
	expect((await session.exit()).code).toBe(0);
});
