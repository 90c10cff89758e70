import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {partsOf} from '../../source/lesson/part.js';
import type {Play} from '../../source/lesson/play.js';
import type {Step} from '../../source/lesson/schema.js';
import {type Catalogue, en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {textWidth} from '../../source/view/cell-width.js';
import {differenceLines, differenceRows, sideNames, TABLE_WIDTH} from '../../source/view/compare-lines.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {layoutOf} from '../../source/view/layout.js';
import {stepLines} from '../../source/view/step-lines.js';
import {allLines, type StepText, visibleLines} from '../../source/view/step-text.js';
import {line, plainText} from '../../source/view/token.js';
import {answer, macvlan, playAt, solve} from './lesson.js';

const AT_FIRST = {option: 0, sure: false};

function textAt(play: Play, width: number, words: Catalogue = en): StepText {
	return stepLines(play, AT_FIRST, {width, words, signs: UNICODE});
}

function shown(play: Play, width = 60): string[] {
	return allLines(textAt(play, width)).map((row) => plainText(row).trimEnd());
}

/** A step of the lesson with everything before it that it needs: a run has its predictions. */
function reach(step: Step, locale: string): Play {
	const play = playAt(step.id, locale);
	if (step.kind !== 'run') return play;
	for (const id of step.of) {
		play.dispatch({kind: 'go', to: id});
		answer(play, play.part?.options.slice(0, 1) ?? []);
	}
	play.dispatch({kind: 'go', to: step.id});
	return play;
}

function answerWrongly(play: Play): void {
	const [part] = partsOf(play.step);
	if (!part) return;
	const {right} = play.truth(play.step, part);
	for (let attempt = 0; attempt < part.tries; attempt++) answer(play, part.options.filter((key) => !right.includes(key)).slice(0, 1));
	if (play.step.kind === 'compare') play.seek(100_000);
}

describe('the text of a step', () => {
	test('asks with numbered options, the first under the cursor', () => {
		expect(shown(playAt('vepa-who')).slice(-9)).toEqual([
			'Who receives this broadcast?',
			'▸1 [ ] vm2',
			' 2 [ ] vm3',
			' 3 [ ] the host’s own stack',
			' 4 [ ] ext, beyond the switch',
			'',
			' How sure?  low   mid   high',
			'Mark all that apply; none is an answer too. Enter commits;',
			'then it runs.',
		]);
	});

	test('keeps a committed prediction and says nothing about it', () => {
		const play = playAt('vepa-who');
		answer(play, ['vm2', 'ext']);
		const text = shown(play).join('\n');
		expect(text).toContain(' 1 [x] vm2');
		expect(text).toContain('Committed. n goes on to the run.');
		expect(text).not.toMatch(/[✓✗]/);
	});

	test('says after the run what was predicted, what came, and where they part', () => {
		const play = playAt('vepa-who');
		answer(play, ['vm2', 'ext']);
		play.dispatch({kind: 'next'});
		expect(shown(play).at(-1)).toBe('space plays it; . goes event by event.');
		play.seek(100_000);
		const text = shown(play);
		const from = text.indexOf('✗ Not so.');
		expect(text.slice(from, from + 6)).toEqual([
			'✗ Not so.',
			'  predicted actual',
			'✗ [x]       [ ]    vm2',
			'  [ ]       [ ]    vm3',
			'  [ ]       [ ]    the host’s own stack',
			'✓ [x]       [x]    ext, beyond the switch',
		]);
		expect(text.join(' ')).toContain('First parted at vm1, 0 µs');
	});

	test('holds goals as a checklist that says what is missing only once something was tried', () => {
		const play = playAt('policy');
		expect(shown(play)).toContain('Goals 2/3');
		expect(shown(play)).toContain('○ every VM–VM frame crosses the cable twice');
		expect(shown(play).join()).not.toContain('stays inside the host');
		play.dispatch({kind: 'type', on: 'vm1', line: 'ip link set eth0 type macvlan mode private'});
		expect(shown(play).join(' ')).toContain('vm2 does not answer vm1.');
	});

	test('leaves what was said to one frame behind when the next is asked', () => {
		const play = playAt('driver');
		answer(play, ['vm2']);
		expect(shown(play).join(' ')).toContain('✓ Both in bridge mode');
		play.dispatch({kind: 'next'});
		expect(shown(play)).toContain('Frame 2 of 6');
		expect(shown(play).filter((row) => /^[✓✗]/.test(row))).toEqual([]);
	});

	test('shows all three grades of confidence beside the picture, in every language', () => {
		for (const words of [en, italian]) {
			const {low, mid, high} = words.question.confidence;
			const {width} = layoutOf(80, 24).text;
			const row = allLines(textAt(playAt('vepa-who'), width, words))
				.map(plainText)
				.find((text) => text.includes(words.question.sure));
			expect(row?.trim().split(/\s+/).slice(-3)).toEqual([low, mid, high]);
			expect(textWidth(row?.trimEnd() ?? '')).toBeLessThanOrEqual(width);
		}
	});

	test('does not give a round away before it is closed', () => {
		const play = playAt('driver');
		answer(play, ['wire']);
		expect(shown(play).join('\n')).toContain('Not quite. Once more.');
		expect(shown(play).join('\n')).not.toContain('hand it over');
	});
});

/** Rows of the differences of a compare that was watched. */
function differencesHeight(play: Play, width: number, words: Catalogue): number {
	if (play.step.kind !== 'compare' || !play.record.ran) return 0;
	if (width >= TABLE_WIDTH) return play.step.rows.length + 1;
	return differenceLines(differenceRows(play, words, UNICODE), sideNames(play), width, words, UNICODE).length;
}

describe('every step of the lesson', () => {
	const states = {
		'when it opens': () => {},
		'after a wrong answer': answerWrongly,
		'when it is solved': solve,
	};
	const sizes = [
		[60, 20],
		[80, 24],
		[120, 40],
	] as const;
	const languages = [
		['en', en],
		['it', italian],
	] as const;
	// The script of the last step is longer than any screen: it is there to be copied.
	const steps = macvlan.steps.filter(({kind}) => kind !== 'bridge');

	test.each(Object.entries(states))('%s shows all that matters without scrolling, in every language, from 60x20 on', (_, act) => {
		for (const [locale, words] of languages)
			for (const step of steps) {
				const play = reach(step, locale);
				act(play);
				for (const [columns, rows] of sizes) {
					const {text} = layoutOf(columns, rows, step.kind === 'compare' ? 'compare' : 'lesson');
					const differences = differencesHeight(play, text.width, words);
					const {blocks, anchor} = textAt(play, text.width, words);
					const needed = blocks.slice(anchor).reduce((sum, rows) => sum + rows.length, differences);
					expect([locale, step.id, `${columns}x${rows}`, needed <= text.height]).toEqual([locale, step.id, `${columns}x${rows}`, true]);
				}
			}
	});
});

describe('a pane that is lower than its text', () => {
	const text: StepText = {
		blocks: [
			['a', 'b', 'c'],
			['d', 'e'],
			['f', 'g'],
		].map((rows) => rows.map((row) => line(row))),
		anchor: 1,
		needed: 3,
	};
	const seen = (height: number, scroll = 0) => visibleLines(text, height, scroll, UNICODE, 'PgDn').map(plainText);

	test('gives up the empty rows first', () => {
		expect(seen(9)).toEqual(['a', 'b', 'c', '', 'd', 'e', '', 'f', 'g']);
		expect(seen(7)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
	});

	test('opens where what matters begins', () => {
		expect(seen(5)).toEqual(['d ▴', 'e', 'f', 'g']);
		expect(seen(3)).toEqual(['d ▴', 'e', '▾ PgDn']);
	});

	test('scrolls to either end and no further', () => {
		expect(seen(3, 99)).toEqual(['e ▴', 'f', 'g']);
		expect(seen(3, -99)).toEqual(['a', 'b', '▾ PgDn']);
	});

	test('never shows more rows than it has', () => {
		const row = fc.string({unit: fc.constantFrom('a', 'b'), maxLength: 3}).map((content) => line(content));
		const blocks = fc.array(fc.array(row, {minLength: 1, maxLength: 5}), {minLength: 1, maxLength: 6});
		fc.assert(
			fc.property(blocks, fc.nat(5), fc.integer({min: 1, max: 12}), fc.integer({min: -20, max: 20}), (given, anchor, height, scroll) => {
				const lines = visibleLines(
					{blocks: given, anchor: Math.min(anchor, given.length - 1), needed: given.length},
					height,
					scroll,
					UNICODE,
					'PgDn',
				);
				expect(lines.length).toBeLessThanOrEqual(height);
			}),
		);
	});
});
