/** Order and number at the keyboard, and as the pane shows them. */
import {describe, expect, it} from 'vitest';
import {openLesson} from '../../source/lesson/play.js';
import {wordsFor} from '../../source/locale/catalogue.js';
import {en} from '../../source/locale/en.js';
import type {Locale} from '../../source/locale/locale.js';
import {createLessonController} from '../../source/ui/lesson-controller.js';
import {UNICODE} from '../../source/view/glyphs.js';
import {stepLines} from '../../source/view/step-lines.js';
import {allLines} from '../../source/view/step-text.js';
import {plainText} from '../../source/view/token.js';
import {ASKING, lessonIn} from '../lesson/lessons.js';
import {createTestClock} from './emulator.js';

const lesson = lessonIn(ASKING);

function open(step: string, locale: Locale = 'en') {
	const play = openLesson(lesson, locale);
	play.dispatch({kind: 'go', to: step});
	const controller = createLessonController({play, words: en, host: {} as never, clock: createTestClock(), still: true, speed: 'normal'});
	const press = (...names: string[]) => {
		for (const name of names) controller.press(name, name.length === 1 ? name : '');
	};
	const rows = () => {
		const {option, sure} = controller.view;
		return allLines(stepLines(play, {option, sure}, {width: 44, words: wordsFor(locale), signs: UNICODE})).map((row) =>
			plainText(row).trimEnd(),
		);
	};
	return {play, press, rows, controller};
}

describe('a number', () => {
	it('is typed, mended and committed', () => {
		const {play, press, rows} = open('count');
		press('2', '0', '.', '5', 'backspace', 'backspace');
		expect(play.record.draft).toEqual(['20']);
		expect(rows()).toContain('▸ 20█ frames');
		press('enter');
		expect(play.record.attempts.map(({answer}) => answer)).toEqual([['20']]);
		expect(rows()).toContain('  20 frames');
	});
	it('leaves time and other keys alone only while it is asked', () => {
		const {controller, press} = open('count');
		expect(controller.contexts()[0]).toBe('number');
		press('2', 'enter');
		expect(controller.contexts()[0]).toBe('player');
	});
	it.each<[Locale, string]>([
		['en', '✗ You said 10.5 frames; it was 20 frames.'],
		['it', '✗ Hai detto 10,5 frame; era 20 frame.'],
	])('is told beside what it was, with the decimal sign of the language: %s', (locale, sentence) => {
		const {play, press, rows} = open('count', locale);
		press('1', '0', ',', '5', 'enter', 'n');
		while (play.tick());
		expect(rows()).toContain(sentence);
	});
});

describe('an order', () => {
	it('gives every line its place, and takes it back', () => {
		const {play, press, rows} = open('way');
		press('3', '2', '1', '2');
		expect(play.record.draft).toEqual(['sender', 'target']);
		expect(rows().filter((row) => /^.\d \[/.test(row))).toEqual([' 1 [2] the card of b', '▸2 [ ] the port of a', ' 3 [1] the card of a']);
		press('enter');
		expect(play.record.attempts).toEqual([]);
	});
	it('stands beside the way it went', () => {
		const {play, press, rows} = open('way');
		press('1', '2', '3', 'enter', 'n');
		while (play.tick());
		expect(rows().filter((row) => row.includes('card of') && row.includes('['))).toEqual([
			'✗ [1]       [3]    the card of b',
			'✗ [3]       [1]    the card of a',
		]);
	});
});
