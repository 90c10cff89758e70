import {describe, expect, test} from 'vitest';
import type {Play} from '../../source/lesson/play.js';
import {footerIntents} from '../../source/view/footer-keys.js';
import {answer, playAt} from './lesson.js';

const TIME = ['play', 'forward', 'backward', 'why', 'next-step', 'hint', 'solution', 'undo'];

/** Which of the keys that come and go the footer names, in its order. */
function named(play: Play, asking = false): string[] {
	return footerIntents(play, {asking, focus: 'text'}).filter((intent) => TIME.includes(intent));
}

/** At the run of the first prediction, which is committed. */
function run(): Play {
	const play = playAt('vepa-who');
	answer(play, ['ext']);
	play.dispatch({kind: 'next'});
	return play;
}

describe('the footer', () => {
	test('names only the keys of time that do something at this place', () => {
		const play = run();
		expect(named(play)).toEqual(['play', 'forward']);
		play.seek(1);
		expect(named(play)).toEqual(['play', 'forward', 'backward', 'why']);
		play.seek(100_000);
		expect(named(play)).toEqual(['next-step', 'play', 'backward', 'why']);
		play.seek(0);
		expect(named(play)).toEqual(['next-step', 'play', 'forward', 'why']);
	});

	test('offers the solution after a first attempt at what is asked now', () => {
		const play = playAt('driver');
		expect(named(play, true)).toEqual(['hint']);
		answer(play, ['vm2']);
		play.dispatch({kind: 'next'});
		expect(named(play, true)).not.toContain('solution');
		answer(play, ['vm2']);
		expect(named(play, true)).toContain('solution');
	});

	test('offers no hint once the question is answered', () => {
		const play = playAt('relay-count');
		answer(play, ['four']);
		expect(named(play)).not.toContain('hint');
	});

	test('does not send on from a comparison before it was watched', () => {
		const play = playAt('bridge-vepa');
		answer(play, ['cable']);
		expect(named(play)).toEqual(['play', 'forward']);
		play.seek(100_000);
		expect(named(play)[0]).toBe('next-step');
	});

	test('offers to take a command back when there is one', () => {
		const play = playAt('policy');
		expect(named(play)).not.toContain('undo');
		play.dispatch({kind: 'type', on: 'vm1', line: 'ip link set eth0 down'});
		expect(named(play)).toContain('undo');
	});
});
