import {describe, expect, it} from 'vitest';
import {stagesOf} from '../../../source/engine/budget/path.js';
import {isReady, READY_PATHS, readyPath} from '../../../source/engine/budget/ready-paths.js';
import {createSheet} from '../../../source/engine/budget/sheet.js';
import {sumOf} from '../../../source/engine/budget/sum.js';
import {en} from '../../../source/locale/en.js';
import {type BudgetState, contextsOf, createBudgetState, otherPath, pathAt, pressed} from '../../../source/ui/budget/budget-state.js';
import {intentOf, keyName} from '../../../source/ui/keys.js';

const opened = (): BudgetState => createBudgetState(createSheet(READY_PATHS.flatMap((id) => readyPath(id) ?? [])));

/** The state after these keys; a word such as `enter` is a key of that name, anything else is typed. */
function typing(keys: readonly string[], from = opened()): BudgetState {
	return keys.reduce(
		(state, key) => pressed(state, intentOf(key, contextsOf(state)), key === 'backspace' ? '\b' : keyName(key, {}), en),
		from,
	);
}

const letters = (text: string): string[] => [...text];
const total = (state: BudgetState): number => Math.round(sumOf(pathAt(state), state.setup).host.ns * 10) / 10;
const names = (state: BudgetState): string[] => stagesOf(pathAt(state)).map(({stage}) => stage.id);

describe('the time budget at the keyboard', () => {
	it('begins with the first path, at the first stage that falls on packets', () => {
		const state = opened();
		expect([pathAt(state).id, stagesOf(pathAt(state))[state.cursor]?.stage.id, total(state)]).toEqual(['linux-bridge', 'driver', 645.2]);
	});

	it('goes through the paths in a ring', () => {
		expect(pathAt(typing([']', ']'])).id).toBe('ovs-kernel-miss');
		expect(pathAt(typing(['['])).id).toBe('worked-example');
	});

	it('compares with another path, with each in turn, and with none', () => {
		expect(otherPath(typing(['v']))?.id).toBe('ovs-kernel');
		expect(otherPath(typing(['V']))?.id).toBe('worked-example');
		expect(otherPath(typing(['v', 'V']))).toBeUndefined();
		const swapped = typing(['v', 'v', 's']);
		expect([pathAt(swapped).id, otherPath(swapped)?.id]).toEqual(['ovs-kernel-miss', 'linux-bridge']);
		expect(typing(['s']).message).toBe('v compares with another path.');
	});

	it('never compares a path with itself', () => {
		expect(otherPath(typing(['v', ']']))).toBeUndefined();
	});

	it('takes a typed price at once, with a point or a comma', () => {
		const state = typing(['enter', ...letters('1x2'), 'backspace', ...letters('0,5'), 'enter']);
		expect([total(state), isReady(pathAt(state)), state.layer.kind]).toEqual([627.4, false, 'none']);
		expect(stagesOf(pathAt(state))[state.cursor]?.stage).toMatchObject({id: 'driver', ns: 10.5, evidence: 'yours'});
	});

	it('says what a price is when it is none, and keeps asking', () => {
		const state = typing(['enter', '.', '.', 'enter']);
		expect([state.message, state.layer.kind]).toEqual(['A price is a number of ns, 0 to 1000000000.', 'edit']);
		expect(typing(['escape'], state)).toMatchObject({layer: {kind: 'none'}, message: ''});
	});

	it('makes a stage a tenth dearer or cheaper', () => {
		expect(total(typing(['right']))).toBe(648);
		expect(total(typing(['left']))).toBe(642.4);
	});

	it('adds a stage to the worker under the cursor, and goes there', () => {
		const state = typing(['a', 'down', 'enter']);
		expect([names(state).at(-1), stagesOf(pathAt(state))[state.cursor]?.stage.id]).toEqual(['copy-hot', 'copy-hot']);
		const vhost = typing([']', ']', ']', ']', ']', ...Array<string>(9).fill('down'), 'a', 'enter']);
		expect(pathAt(vhost).workers[1]?.stages.at(-1)?.id).toBe('cache-miss');
	});

	it('takes a stage out, and puts everything back', () => {
		const without = typing(['down', 'd']);
		expect([names(without).includes('page'), total(without), without.message]).toEqual([
			false,
			583.1,
			'Taken out: page. x puts everything back.',
		]);
		const back = typing(['l', 'c', 'x'], without);
		expect([total(back), back.setup, isReady(pathAt(back))]).toEqual([645.2, opened().setup, true]);
	});

	it('leaves a path without stages alone', () => {
		const empty = typing(Array<string>(12).fill('d'), typing(['up', 'up', 'up', 'up']));
		expect(names(empty)).toEqual([]);
		expect(typing(['enter'], empty).message).toBe('There is no stage here.');
		expect(names(typing(['a', 'enter'], empty))).toEqual(['cache-miss']);
	});

	it.each([
		['l', {link: 25_000}],
		['L', {link: 5000}],
		['f', {frame: 128}],
		['F', {frame: 64}],
		['c', {cores: 2}],
		['C', {cores: 1}],
		['r', {ring: 1024}],
		['R', {ring: 256}],
		['b', {batch: 128}],
		['B', {batch: 32}],
	])('%s sets %o', (key, setup) => {
		expect(typing([key]).setup).toMatchObject(setup);
	});

	it('lowers the load from the full link and back', () => {
		expect([
			typing(['o']).traffic.rate,
			typing(['o', 'o']).traffic.rate,
			typing(['o', 'O']).traffic.rate,
			typing(['O']).traffic.rate,
		]).toEqual([10_000_000, 5_000_000, undefined, undefined]);
		expect([typing(['t']).traffic.arrivals, typing(['t', 't', 't']).traffic.arrivals]).toEqual(['poisson', 'steady']);
	});

	it('opens layers and closes them', () => {
		for (const key of ['?', 'w', 'a', 'enter']) expect(typing(['escape'], typing([key])).layer.kind).toBe('none');
		expect(typing(['?', 'down', 'page-down', 'up']).layer).toEqual({kind: 'help', top: 10});
	});
});
