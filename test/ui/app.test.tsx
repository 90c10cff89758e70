import {afterEach, describe, expect, test} from 'vitest';
import {saveSession} from '../../source/lesson/progress.js';
import {createSession} from '../../source/lesson/session.js';
import {macvlan, playAt} from '../view/lesson.js';
import {type OnScreenOptions, onScreen} from './on-screen.js';

let screen: ReturnType<typeof onScreen>;
afterEach(() => screen.close());

async function open(options: Partial<OnScreenOptions> = {}) {
	screen = onScreen({columns: 80, rows: 24, ...options});
	await screen.settled();
	return screen;
}

/** Progress with the place at a step and nothing answered. */
function progressAt(step: string) {
	return {format: 1 as const, lessons: {macvlan: {...saveSession({...createSession(macvlan), at: step}, {position: 0, seen: 0})}}};
}

const SIZES = [
	[60, 20],
	[80, 24],
	[120, 40],
] as const;

describe.each(SIZES)('at %i x %i', (columns, rows) => {
	test.each(macvlan.steps.map(({id}) => id))(
		'step %s stands between header and footer, leaves the last row alone and scrolls nothing',
		async (step) => {
			const {terminal} = await open({columns, rows, lesson: 'macvlan', progress: progressAt(step)});
			const text = terminal.rowTexts();
			const index = macvlan.steps.findIndex(({id}) => id === step);
			expect(text[0]).toContain(`${index + 1}/${macvlan.steps.length}`);
			expect(text[1]).toMatch(/^[─┬]+$/);
			expect(text.at(-3)).toMatch(/^[─┴]+$/);
			expect(text.at(-2)).toContain('? keys');
			expect(text.at(-1)).toBe('');
			expect(terminal.scrolled()).toBe(0);
			expect(terminal.writes.join('')).not.toContain('\n');
		},
	);
});

describe.each(SIZES)('a challenge that was met, at %i x %i', (columns, rows) => {
	test.each([
		['en', '3 of your 5 commands are enough:'],
		['it', 'Dei tuoi 5 comandi ne bastano 3:'],
	] as const)('says in %s which commands were enough', async (locale, said) => {
		const play = playAt('policy');
		for (const [on, line] of [
			['vm1', 'ip link set eth0 mtu 1400'],
			['vm1', 'ip link set eth0 type macvlan mode vepa'],
			['vm2', 'ip link set eth0 type macvlan mode vepa'],
			['vm3', 'ip link set eth0 type macvlan mode vepa'],
			['sw0', 'bridge link set dev swp1 hairpin on'],
		] as const)
			play.dispatch({kind: 'type', on, line});
		await open({columns, rows, locale, lesson: 'macvlan', progress: {format: 1, lessons: {macvlan: play.save()}}});
		await screen.pass(500);
		expect(screen.text().replaceAll(/\s+/g, ' ')).toContain('sw0# bridge link set dev swp1');
		expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(said.split(' ').slice(0, 3).join(' '));
	});
});

test('colours reach the terminal as the theme has them, and end where they end', async () => {
	await open({lesson: 'macvlan', progress: progressAt('vepa-who')});
	const footer = screen.terminal.look(22).join('');
	// `space` in its colour and weight, the word behind it plain.
	expect(footer).toContain(['s', 'p', 'a', 'c', 'e'].map((letter) => `${letter}74-b`).join(''));
	expect(footer).toContain(['c', 'h', 'o', 'o', 's', 'e'].map((letter) => `${letter}--`).join(''));
	const text = screen.terminal.look(2).join('');
	expect(text).toContain(['v', 'e', 'p', 'a'].map((letter) => `${letter}214-`).join(''));
	expect(text).toContain(['m', 'o', 'd', 'e'].map((letter) => `${letter}--`).join(''));
});

describe('the map', () => {
	test('preselects the last place and says that Enter goes on there', async () => {
		await open({progress: progressAt('relay-path')});
		expect(screen.text()).toContain('▸ ◐ macvlan: many machines on one NIC   12 min left   step 6 of 14');
		expect(screen.text()).toContain('You left at “Switch on the mirror”. Enter goes on there');
		await screen.press('\r');
		expect(screen.rows()[0]).toContain('macvlan · Switch on the mirror');
	});

	test('begins a lesson again after y, and not after n', async () => {
		await open({progress: progressAt('relay-path')});
		await screen.press('x');
		expect(screen.rows().at(-2)).toContain('forget its answers? y / n');
		await screen.press('n');
		expect(screen.text()).toContain('step 6 of 14');
		await screen.press('x');
		await screen.press('y');
		expect(screen.text()).toContain('15 min   new');
		expect(screen.progress().lessons).toEqual({});
	});

	test('leaves with 0 by q and with 130 by Ctrl-C', async () => {
		await open();
		await screen.press('q');
		await screen.press('\u0003');
		expect(screen.done).toEqual(['exit 0', 'exit 130']);
	});
});

describe('a lesson', () => {
	test('is predicted, watched, and told where belief and fact parted', async () => {
		await open({lesson: 'macvlan', progress: progressAt('vepa-who')});
		await screen.press('1');
		await screen.press('\r');
		expect(screen.text()).toContain('Committed. n goes on to the run.');
		await screen.press('n');
		await screen.press(' ');
		await screen.pass(20_000);
		const text = screen.text();
		expect(text).toContain('✗ Not so.');
		expect(text).toMatch(/✗ \[x\] \[ \] {2}vm2/);
		expect(text).toContain('w: they part at vm1, 0 µs.');
		expect(text).toContain('+ 52:54:00:00:00:01  vm1    swp1');
		await screen.press('w');
		expect(screen.text()).toContain('mode vepa: everything goes to the wire');
	});

	test('moves frames without asking React: a frame on its way costs a hundred bytes', async () => {
		await open({columns: 120, rows: 40, lesson: 'macvlan', progress: progressAt('vepa-who')});
		await screen.press('1\r');
		await screen.press('n');
		await screen.press('.');
		await screen.press(' ');
		const before = screen.terminal.writes.length;
		// Within the first beat only the picture moves.
		for (let frame = 0; frame < 6; frame++) screen.clock.advance(67);
		const frames = screen.terminal.writes.slice(before);
		expect(frames.length).toBeGreaterThan(2);
		for (const bytes of frames) expect(Buffer.byteLength(bytes)).toBeLessThan(220);
	});

	test('shows a row that changed by a sign as well as by colour, and time back takes it away', async () => {
		await open({lesson: 'macvlan', progress: progressAt('vepa-who')});
		await screen.press('1\r');
		await screen.press('n');
		await screen.press('..');
		expect(screen.text()).toContain('+ 52:54:00:00:00:01');
		expect(screen.rows()[0]).toContain('LESSON');
		await screen.press('<');
		expect(screen.text()).toContain('nothing learned yet');
		expect(screen.rows()[0]).toContain('REWIND');
	});

	test('compares two labs side by side, and puts the differences on a table', async () => {
		await open({lesson: 'macvlan', progress: progressAt('bridge-vepa')});
		expect(screen.rows()[2]).toMatch(/▸ vepa .* bridge/);
		await screen.press('3');
		await screen.press('\r');
		await screen.press('>');
		const text = screen.text();
		expect(text).toMatch(/what +vepa +bridge/);
		expect(text).toMatch(/echo requests on the cable +2 +0 +✓/);
	});

	test('is left by q and kept', async () => {
		await open({lesson: 'macvlan'});
		await screen.press('1');
		await screen.press('q');
		expect(screen.text()).toContain('step 1 of 14');
		expect(screen.progress().lessons.macvlan?.steps['own-port']?.draft).toEqual(['nowhere']);
	});

	test('leaves no trace when it was opened by mistake', async () => {
		await open({lesson: 'macvlan'});
		await screen.press('q');
		expect(screen.progress().lessons).toEqual({});
	});

	test('is played even where progress cannot be kept', async () => {
		await open({lesson: 'macvlan', unwritable: 'disk full'});
		await screen.press('1\r');
		expect(screen.rows().at(-2)).toContain('Progress is not kept: disk full');
		await screen.press('n');
		expect(screen.rows()[0]).toContain('2/14');
	});

	test('speaks Italian from header to footer', async () => {
		await open({lesson: 'macvlan', locale: 'it', progress: progressAt('vepa-who')});
		expect(screen.rows()[0]).toContain('prevedi 3/14');
		expect(screen.rows().at(-2)).toContain('? tasti');
	});

	test('uses ASCII alone where that is asked for', async () => {
		await open({lesson: 'macvlan', locale: 'it', ascii: true, progress: progressAt('vepa-who')});
		expect(screen.text()).toMatch(/^[\x20-\x7e\n]*$/);
	});
});

describe('a resize', () => {
	test('paints once for the new size, keeps the place, and says what to do where it is too small', async () => {
		await open({lesson: 'macvlan', progress: progressAt('vepa-who')});
		screen.terminal.resize(120, 40);
		await screen.pass(200);
		expect(screen.rows()[0]).toContain('predict 3/14');
		expect(screen.terminal.writes.filter((bytes) => bytes.includes('\u001B[2J')).length).toBe(2);
		screen.terminal.resize(40, 12);
		await screen.pass(200);
		expect(screen.text().replaceAll('\n', ' ')).toContain('40x12 is too small; 60x20 is enough.');
		screen.terminal.resize(80, 24);
		await screen.pass(200);
		expect(screen.rows()[0]).toContain('predict 3/14');
	});
});

describe('looking back', () => {
	test('v shows what was said in the lesson under the cursor, Esc comes back', async () => {
		await open({progress: progressAt('vepa-why')});
		await screen.press('v');
		expect(screen.text()).toContain('what you said, and what is so');
		expect(screen.text()).toContain('Nothing has been answered in this lesson yet.');
		await screen.press('q');
		expect(screen.text()).toContain('step 5 of 14');
	});
});
