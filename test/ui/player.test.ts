import {describe, expect, test} from 'vitest';
import {positionOf} from '../../source/lesson/scene.js';
import {createPlayer, type Speed} from '../../source/ui/player.js';
import {answer, playAt} from '../view/lesson.js';
import {createTestClock} from './emulator.js';

/** The run of the VEPA prediction: four events. */
function start(options: {speed?: Speed; still?: boolean} = {}) {
	const play = playAt('vepa-who');
	answer(play, ['ext']);
	play.dispatch({kind: 'next'});
	const clock = createTestClock();
	let frames = 0;
	const player = createPlayer({
		play,
		clock,
		speed: options.speed ?? 'normal',
		still: options.still ?? false,
		onFrame: () => frames++,
		onChange: () => {},
	});
	const place = () => (play.scene ? positionOf(play.scene) : -1);
	return {play, clock, player, place, frames: () => frames};
}

describe('the player', () => {
	test('plays to the end and stops by itself', () => {
		const {player, clock, play, place} = start();
		player.toggle();
		clock.advance(60_000);
		expect([player.playing, place(), play.record.ran]).toEqual([false, 4, true]);
	});

	test('stands still while it is paused: no frame, no timer', () => {
		const {player, clock, place, frames} = start();
		player.toggle();
		clock.advance(1000);
		player.pause();
		const before = [place(), frames()];
		clock.advance(60_000);
		expect([place(), frames()]).toEqual(before);
	});

	test('draws at most fifteen frames a second', () => {
		const {player, clock, frames} = start();
		player.toggle();
		clock.advance(1000);
		expect(frames()).toBeGreaterThan(10);
		expect(frames()).toBeLessThanOrEqual(17);
	});

	test('draws one frame a hop where nothing may move', () => {
		const {player, clock, frames} = start({still: true});
		player.toggle();
		clock.advance(60_000);
		expect(frames()).toBeLessThanOrEqual(5);
		expect(player.share).toBe(0.5);
	});

	test('lets frames that arrive together travel together', () => {
		const {player, clock, place} = start();
		player.step(1);
		player.step(1);
		const seen = new Set<number>();
		player.toggle();
		for (let waited = 0; waited < 5000; waited += 50) {
			clock.advance(50);
			seen.add(place());
		}
		// The switch's own stack first, which takes no time; then the copy that crosses the cable.
		expect([...seen]).toEqual([2, 3, 4]);
	});

	test('takes twice as long at half the speed, and no time at all when it is instant', () => {
		const timeOf = (speed: Speed): number => {
			const {player, clock} = start({speed});
			player.toggle();
			let waited = 0;
			while (player.playing) {
				clock.advance(10);
				waited += 10;
			}
			return waited;
		};
		expect(timeOf('half') / timeOf('normal')).toBeCloseTo(2, 1);
		expect(timeOf('instant')).toBe(0);
	});

	test('goes event by event, back as well, and to either end', () => {
		const {player, place} = start();
		const places = [
			() => player.step(1),
			() => player.step(1),
			() => player.step(-1),
			() => player.toEnd(),
			() => player.toStart(),
			() => player.step(-1),
		].map((go) => {
			go();
			return place();
		});
		expect(places).toEqual([1, 2, 1, 4, 0, 0]);
	});

	test('starts again from the beginning at the end', () => {
		const {player, place} = start();
		player.toEnd();
		player.toggle();
		expect([player.playing, place()]).toEqual([true, 0]);
	});

	test('does not run ahead of a prediction', () => {
		const play = playAt('vepa-who');
		const clock = createTestClock();
		const player = createPlayer({play, clock, speed: 'normal', still: false, onFrame: () => {}, onChange: () => {}});
		player.toggle();
		clock.advance(10_000);
		player.step(1);
		player.toEnd();
		expect([player.playing, play.scene && positionOf(play.scene)]).toEqual([false, 0]);
	});
});
