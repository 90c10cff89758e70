/** The time budget in a real terminal. */
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {open} from './harness.js';

const LAB = join(import.meta.dirname, '../../lessons/labs/budget-kernel-or-poll.yaml');

describe('vswitch-lab budget', () => {
	it.each([
		[60, 20],
		[80, 24],
		[120, 40],
	])('at %dx%d shows path, settings and verdict, never scrolls, and leaves with q', async (cols, rows) => {
		await using session = open({cols, rows, args: ['budget']});
		await session.waitFor('Too slow: 645.2 ns where 67.2 are there');
		const screen = await session.waitFor('q leave');
		expect(screen[0]).toContain('time budget');
		expect(screen.join('\n')).toContain('Linux bridge  1/15');
		expect(screen.at(-2)).toMatch(/\? keys {2}q leave/);
		expect([session.alternate(), session.scrollback()]).toEqual([true, 0]);
		session.press('q');
		expect((await session.exit()).code).toBe(0);
		expect(session.alternate()).toBe(false);
	});

	it('answers an edit at once: a price, a faster link, another path', async () => {
		await using session = open({args: ['budget', 'dpdk-drop', 'xdp-drop']});
		await session.waitFor('Fits: 22.9 of 67.2 ns');
		session.press('enter');
		await session.waitFor('ns for “polling driver”: ');
		session.press('80');
		session.press('enter');
		await session.waitFor('Too slow: 80 ns where 67.2 are there, 1.2 times.');
		await session.waitFor(/dropped +14(\.\d)? %/);
		session.press('x');
		await session.waitFor('Fits: 22.9 of 67.2 ns');
		session.press('l');
		await session.waitFor('Fits: 22.9 of 26.9 ns');
		session.press('v');
		await session.waitFor('against XDP drop');
		session.press(']');
		await session.waitFor('Too slow: 41.6 ns where 26.9 are there');
	});

	it('shows source, list of costs and keys over the panes', async () => {
		await using session = open({args: ['budget', 'ovs-kernel-miss']});
		await session.waitFor('ovs-vswitchd needs 1667 ns');
		session.press('w');
		await session.waitFor('computed from measurements');
		session.press('escape');
		await session.waitFor('driver  ');
		session.press('a');
		await session.waitFor('Which cost comes to this worker?');
		session.press('escape');
		await session.waitFor('result');
		session.press('?');
		await session.waitFor('In the time budget');
	});

	it('opens a lab file in Italian, and Ctrl-C leaves with 130', async () => {
		await using session = open({args: ['budget', LAB, '--locale', 'it']});
		await session.waitFor('bilancio dei tempi');
		for (const path of ['OVS-DPDK  2/4', 'bridge-on-server  3/4', 'stay-in-budget  4/4']) {
			session.press(']');
			await session.waitFor(path);
		}
		await session.waitFor('Ci sta: 66,3 di 67,2 ns');
		session.press('ctrlC');
		expect((await session.exit()).code).toBe(130);
	});

	it('has another pane at 60 columns by Tab', async () => {
		await using session = open({cols: 60, rows: 20, args: ['budget', '--ascii']});
		await session.waitFor('deep sleep');
		session.press('tab');
		await session.waitFor(/handled +1\.55 Mpps/);
		expect([...session.screen().join('')].filter((sign) => sign > '~')).toEqual([]);
	});

	it('--measure says how far it is, and at Ctrl-C prints what it has and ends with 130', async () => {
		await using session = open({args: ['budget', '--measure']});
		await session.waitFor(/measuring \d+ of 17: random access in/);
		session.press('ctrlC');
		await session.waitFor('not measured');
		expect((await session.exit()).code).toBe(130);
		expect(session.bytes()).toContain('Cancelled: what is there was measured, the rest was not.');
		expect(session.alternate()).toBe(false);
	});
});
