import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {timeText} from '../../source/locale/time-text.js';
import {keyGroups} from '../../source/ui/help.js';
import {toAscii} from '../../source/view/ascii.js';
import {cutLine, fillLine, footerLine, headerLine, lineWidth, ruleLine, tabLine} from '../../source/view/bar-lines.js';
import {textWidth} from '../../source/view/cell-width.js';
import {consoleLines} from '../../source/view/console-lines.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {mapLines, type Station, stateText} from '../../source/view/map-lines.js';
import {helpLines, paletteLines} from '../../source/view/overlay-lines.js';
import {plainText, span} from '../../source/view/token.js';

const header = {
	lesson: 'macvlan',
	title: 'VEPA needs a mirror',
	kind: 'predict',
	step: 2,
	steps: ['done', 'here', 'ahead'] as const,
	mode: 'LESSON',
};

describe('the header', () => {
	test('names lesson, step and mode, with the path of the lesson', () => {
		expect(plainText(headerLine(header, 70, UNICODE))).toBe(' macvlan · VEPA needs a mirror              predict 2/3  ●◐○   LESSON ');
	});

	test('leaves the path out where it does not fit, and is always exactly as wide as the screen', () => {
		expect(plainText(headerLine(header, 48, UNICODE))).toBe(' macvlan · VEPA needs a mirr predict 2/3 LESSON ');
		fc.assert(
			fc.property(fc.integer({min: 20, max: 120}), (width) => {
				expect(lineWidth(headerLine(header, width, UNICODE))).toBe(width);
			}),
		);
	});
});

describe('a rule', () => {
	test('branches where the line between left and right meets it', () => {
		expect([ruleLine(5, 2, 'below', UNICODE), ruleLine(5, 2, 'above', UNICODE), ruleLine(5, -1, 'both', UNICODE)].map(plainText)).toEqual([
			'──┬──',
			'──┴──',
			'─────',
		]);
	});

	test('carries the names of panes, the active one with a sign, and drops those far from it', () => {
		const tabs = ['FDB', 'macvlan', 'counters', 'filters'].map((name, index) => ({name, active: index === 2, focused: false}));
		expect(plainText(tabLine(tabs, [span(' t 0 µs ')], 50, UNICODE))).toBe('─ FDB   macvlan   ▸counters  filters  ─── t 0 µs ─');
		expect(plainText(tabLine(tabs, [span(' t 0 µs ')], 30, UNICODE))).toBe('─… ▸counters … ────── t 0 µs ─');
	});
});

describe('the footer', () => {
	const keys = [
		{key: 'space', word: 'play'},
		{key: '.', word: 'step'},
		{key: 'w', word: 'why'},
	];
	const right = [{key: '?', word: 'keys'}];

	test('names keys and, where something was said, drops the last ones for it', () => {
		expect(plainText(footerLine(keys, right, '', 44)).trimEnd()).toBe(' space play  . step  w why          ? keys');
		expect(plainText(footerLine(keys, right, 'Choose first.', 44)).trimEnd()).toBe(' space play         Choose first.   ? keys');
	});

	test('is always exactly as wide as the screen', () => {
		fc.assert(
			fc.property(fc.integer({min: 12, max: 100}), fc.string({maxLength: 40, unit: fc.constantFrom('a', ' ')}), (width, message) => {
				expect(lineWidth(footerLine(keys, right, message, width))).toBe(width);
			}),
		);
	});
});

describe('rows', () => {
	test('are cut and filled by cells, not by characters', () => {
		expect(plainText(cutLine([span('漢字'), span('ab')], 5))).toBe('漢字a');
		expect(plainText(cutLine([span('漢字')], 3))).toBe('漢');
		expect(plainText(fillLine([span('漢')], 4))).toBe('漢  ');
	});

	test('become ASCII without changing their width', () => {
		expect(toAscii('l’età è “0 µs” … → ✓')).toBe('l\'eta e "0 us" ~ > ?');
	});
});

describe('logical time', () => {
	test.each([
		[0, '0 µs'],
		[1500, '1.5 µs'],
		[12_000, '12 µs'],
		[1_500_000, '1.5 ms'],
		[10_000_000_000, '10 s'],
	])('of %i ns is %s', (nanoseconds, text) => {
		expect(timeText(nanoseconds, '.')).toBe(text);
	});

	test('has the decimal sign of the language', () => {
		expect([timeText(4_500_000_000, en.tables.decimal), timeText(4_500_000_000, italian.tables.decimal)]).toEqual(['4.5 s', '4,5 s']);
	});
});

describe('the map', () => {
	const station = (id: string, kind: 'new' | 'begun' | 'done', after: string[] = []): Station => ({
		id,
		title: `Lesson ${id}`,
		summary: `What ${id} is about.`,
		minutes: 12,
		state: {
			kind,
			step: 4,
			steps: 12,
			skipped: 0,
			left: {done: 0, begun: 9, new: 12}[kind],
			predictions: {right: kind === 'new' ? 0 : 2, made: kind === 'new' ? 0 : 3},
		},
		after,
		step: 'The mirror',
	});
	const stations = [station('a', 'done'), station('b', 'begun'), station('c', 'new', ['Lesson b'])];

	test('is a path with the state of every lesson in words, and an invitation at the place under the cursor', () => {
		const text = mapLines(stations, 1, 76, en, UNICODE).lines.map((row) => plainText(row).trimEnd());
		expect(text.slice(0, 2).join(' ')).toContain('About 21 minutes are left.');
		expect(text.slice(2)).toEqual([
			'',
			'  ● Lesson a   12 min   done',
			'  │   2 of 3 predictions right',
			'  │',
			'▸ ◐ Lesson b   9 min left   step 4 of 12',
			'  │   What b is about.',
			'  │   2 of 3 predictions right',
			'  │   You left at “The mirror”. Enter goes on there; x begins again.',
			'  │',
			'  ○ Lesson c   12 min   new',
			'      best after Lesson b',
			'',
			'Enter goes on. Predict first, then watch. Nothing needs root or a network.',
		]);
	});
});

describe('what is too long', () => {
	test('keeps the state of a lesson whole, below its title', () => {
		const long: Station = {
			id: 'a',
			title: 'A title that takes the whole row of a narrow screen',
			summary: 'About it.',
			minutes: 12,
			state: {kind: 'done', step: 12, steps: 12, skipped: 0, left: 0, predictions: {right: 0, made: 0}},
			after: [],
			step: '',
		};
		const text = mapLines([long], 0, 56, en, UNICODE).lines.map((row) => plainText(row).trimEnd());
		expect(text.slice(4, 7)).toEqual(['▸ ● A title that takes the whole row of a narrow screen', '      About it.', '      12 min, done']);
	});

	test('says how many steps a finished lesson left open', () => {
		const state = {kind: 'done', step: 12, steps: 12, skipped: 2, left: 0, predictions: {right: 0, made: 0}} as const;
		expect([stateText(state, en), stateText({...state, skipped: 0}, en)]).toEqual(['done, 2 left open', 'done']);
	});

	test('says so at the end of a message that does not fit', () => {
		const row = plainText(footerLine([], [{key: 'q', word: 'leave'}], 'a message that is too long', 24));
		expect(row.trimEnd()).toBe(' a message th… q leave');
	});
});

describe('the prompt', () => {
	const prompt = {
		lines: [
			{kind: 'typed', text: 'vm1# ip link'},
			{kind: 'printed', text: '1234567890abc'},
		] as const,
		prompt: 'vm1# ',
		more: '> ',
		ghost: '',
		running: undefined,
		text: 'ping',
		at: 4,
		focused: true,
		scroll: 0,
		invitation: 'i opens the prompt.',
	};

	test('folds long output and shows the newest rows over the line that is typed', () => {
		expect(consoleLines(prompt, 10, 4, UNICODE).map((row) => plainText(row).trimEnd())).toEqual(['ink', '123456789↲', '0abc', 'vm1# ping']);
	});

	test('shows its cursor as a cell of its own', () => {
		expect(consoleLines({...prompt, at: 1}, 20, 1, UNICODE)[0]?.map(({text, token}) => [text, token])).toEqual([
			['vm1# ', 'key'],
			['p', 'command'],
			['i', 'cursor'],
			['ng', 'command'],
		]);
	});

	test('invites while it is not in use, and scrolls back', () => {
		expect(consoleLines({...prompt, focused: false, scroll: 1}, 20, 3, UNICODE).map(plainText)).toEqual([
			'vm1# ip link',
			'1234567890abc',
			'▸ i opens the prompt.',
		]);
	});
});

describe('what lies over a lesson', () => {
	test('lists keys in two columns where there is room', () => {
		const groups = [
			{title: 'Time', keys: [{key: 'space', text: 'play'}]},
			{title: 'Map', keys: [{key: 'Enter', text: 'open'}]},
		];
		expect(helpLines(groups, 40).map((row) => plainText(row).trimEnd())).toEqual(['Time', 'space  play', '', 'Map', 'Enter  open', '']);
		expect(
			helpLines(groups, 80)
				.map((row) => plainText(row).trimEnd())[1]
				?.startsWith('space  play'),
		).toBe(true);
	});

	test('begins at the left, however long the first group', () => {
		const keys = Array.from({length: 30}, (_, index) => ({key: 'x', text: `action ${index}`}));
		const rows = helpLines(
			[
				{title: 'First', keys},
				{title: 'Second', keys: keys.slice(0, 2)},
			],
			78,
		).map(plainText);
		expect(rows[0]).toMatch(/^First +Second$/);
	});

	test('folds what a key does, and never cuts it', () => {
		for (const words of [en, italian])
			for (const width of [58, 78, 118]) {
				const text = helpLines(keyGroups(words), width).map((row) => plainText(row));
				expect(text.filter((row) => row.includes('…'))).toEqual([]);
				expect(text.filter((row) => textWidth(row.trimEnd()) > width)).toEqual([]);
			}
	});

	test('shows the action under the cursor, however long the list', () => {
		const actions = Array.from({length: 30}, (_, index) => ({name: `action ${index}`, key: 'x'}));
		const rows = paletteLines(actions, 'act', 25, {width: 40, height: 8}, en, UNICODE).map(plainText);
		expect(rows[0]?.trimEnd()).toBe('> act');
		expect(rows.some((row) => row.startsWith('▸ ') && row.includes('action 25'))).toBe(true);
	});
});
