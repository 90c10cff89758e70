/** Features, budgets and figures on the screen, asked and answered, at three sizes. */
import {afterEach, describe, expect, it} from 'vitest';
import {saveSession} from '../../source/lesson/progress.js';
import {createSession} from '../../source/lesson/session.js';
import {KINDS, lessonIn} from '../lesson/lessons.js';
import {onScreen} from './on-screen.js';

const kinds = lessonIn(KINDS);
let screen: ReturnType<typeof onScreen>;
afterEach(() => screen.close());

async function open(step: string, columns: number, rows: number) {
	const progress = {format: 1 as const, lessons: {kinds: saveSession({...createSession(kinds), at: step}, {position: 0, seen: 0})}};
	screen = onScreen({columns, rows, lesson: 'kinds', own: kinds, progress});
	await screen.settled();
	return screen;
}

describe.each([
	[60, 20],
	[80, 24],
	[120, 40],
])('at %i x %i', (columns, rows) => {
	it.each(['figures', 'slot', 'faster', 'table'])('step %s is seen as it is', async (step) => {
		const {terminal} = await open(step, columns, rows);
		await expect(screen.text()).toMatchFileSnapshot(`golden/kinds-${step}-${columns}x${rows}.txt`);
		expect(terminal.scrolled()).toBe(0);
	});
	it('a budget shows its ledger once it is answered', async () => {
		const {press, settled} = await open('slot', columns, rows);
		for (const key of ['6', '7', '\r']) await press(key);
		await settled();
		await expect(screen.text()).toMatchFileSnapshot(`golden/kinds-slot-answered-${columns}x${rows}.txt`);
	});
	it('features run on both sides once the row is answered, and the whole table stands at the end', async () => {
		const {press, settled} = await open('table', columns, rows);
		for (const key of ['2', '\r', '>']) await press(key);
		await settled();
		await expect(screen.text()).toMatchFileSnapshot(`golden/kinds-table-answered-${columns}x${rows}.txt`);
		for (const key of ['n', '2', '\r', '>']) await press(key);
		await settled();
		await expect(screen.text()).toMatchFileSnapshot(`golden/kinds-table-done-${columns}x${rows}.txt`);
	});
});
