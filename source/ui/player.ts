/*
 * The player: logical time made visible
 *
 * The engine knows only events. The player moves from one to the next in beats:
 * all frames that arrive at the same instant travel together, then their events
 * happen. While frames travel, only their pictures are drawn (the canvas, straight
 * into the screen); React hears of a beat once it has happened. Paused, there
 * is no timer at all.
 */
import type {History} from '../engine/history.js';
import {nextTime} from '../engine/tick.js';
import type {Play} from '../lesson/play.js';
import {isOver, lengthOf, positionOf} from '../lesson/scene.js';
import type {Clock} from './screen-writer.js';

export const SPEEDS = ['quarter', 'half', 'normal', 'double', 'fast', 'instant'] as const;
export type Speed = (typeof SPEEDS)[number];

const FACTOR: Readonly<Record<Speed, number>> = {
	quarter: 0.25,
	half: 0.5,
	normal: 1,
	double: 2,
	fast: 4,
	instant: Number.POSITIVE_INFINITY,
};

/** How much faster than normal a speed is. */
export function speedFactor(speed: Speed): number {
	return FACTOR[speed];
}

/** Milliseconds of a beat at normal speed: over wires, inside a machine, with nothing to see. */
const OVER_WIRES = 900;
const INSIDE = 500;
const NOTHING = 250;
const FRAMES_PER_SECOND = 15;

export interface Player {
	readonly playing: boolean;
	readonly speed: Speed;
	/** Share of the way to the next event, 0 to 1; a paused frame stands halfway. */
	readonly share: number;
	toggle(): void;
	pause(): void;
	/** One event forwards or back. */
	step(direction: 1 | -1): void;
	toStart(): void;
	toEnd(): void;
	slower(): void;
	faster(): void;
	dispose(): void;
}

export interface PlayerOptions {
	play: Play;
	clock: Clock;
	speed: Speed;
	/** Reduced motion: frames jump from hop to hop. */
	still: boolean;
	/** Draws the frames in flight. */
	onFrame(): void;
	/** Playing, speed or place changed. */
	onChange(): void;
}

export function createPlayer({play, clock, speed: first, still, onFrame, onChange}: PlayerOptions): Player {
	let speed = first;
	let playing = false;
	let cancel: (() => void) | undefined;
	let beat = {start: 0, length: 0, events: 0};

	const begin = (): void => {
		const scene = play.scene;
		if (!scene || isOver(scene) || !play.mayPlay()) {
			stop();
			return;
		}
		const next = nextBeat(scene.histories);
		beat = {start: clock.now(), length: next.milliseconds / FACTOR[speed], events: next.events};
		frame();
	};
	const frame = (): void => {
		if (!playing) return;
		const rest = beat.start + beat.length - clock.now();
		if (rest <= 0) {
			finish();
			return;
		}
		onFrame();
		cancel = clock.after(still ? rest : Math.min(rest, 1000 / FRAMES_PER_SECOND), frame);
	};
	const finish = (): void => {
		for (let event = 0; event < beat.events; event++) if (!play.tick()) break;
		onChange();
		begin();
	};
	const stop = (): void => {
		cancel?.();
		cancel = undefined;
		if (!playing) return;
		playing = false;
		onChange();
	};
	const toEnd = (): void => {
		stop();
		// Far beyond any end: a scene goes only as far as there is something to see.
		if (play.mayPlay()) play.seek(100_000);
		onChange();
	};
	const change = (by: 1 | -1): void => {
		speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(speed) + by))] as Speed;
		if (playing) {
			cancel?.();
			begin();
		}
		onChange();
	};

	return {
		get playing() {
			return playing;
		},
		get speed() {
			return speed;
		},
		get share() {
			if (!playing || still) return 0.5;
			return beat.length > 0 ? Math.min(1, (clock.now() - beat.start) / beat.length) : 1;
		},
		toggle() {
			if (playing) {
				stop();
				return;
			}
			if (speed === 'instant') {
				toEnd();
				return;
			}
			const scene = play.scene;
			if (scene && isOver(scene) && play.mayPlay()) play.seek(0);
			playing = true;
			onChange();
			begin();
		},
		pause: stop,
		step(direction) {
			stop();
			const scene = play.scene;
			if (!scene) return;
			if (direction === 1) play.tick();
			else play.seek(positionOf(scene) - 1);
			onChange();
		},
		toStart() {
			stop();
			play.seek(0);
			onChange();
		},
		toEnd,
		slower: () => change(-1),
		faster: () => change(1),
		dispose: () => {
			playing = false;
			cancel?.();
		},
	};
}

/** How many events the next beat has, and how long it is to be looked at. */
function nextBeat(histories: readonly History[]): {events: number; milliseconds: number} {
	const times = histories.map(({world}) => nextTime(world) ?? Number.POSITIVE_INFINITY);
	const time = Math.min(...times);
	const due = histories.flatMap(({world}) =>
		world.flights.heap.filter((entry) => entry.time === time).map((entry) => entry.time > world.now),
	);
	if (due.length === 0) return {events: 1, milliseconds: NOTHING};
	return {events: due.length, milliseconds: due.includes(true) ? OVER_WIRES : INSIDE};
}

/** Place of a scene for the screen: events seen, and events known. */
export function placeOf(play: Play): {at: number; of: number; rewound: boolean} {
	const scene = play.scene;
	if (!scene) return {at: 0, of: 0, rewound: false};
	const [at, of] = [positionOf(scene), lengthOf(scene)];
	return {at, of, rewound: at < of};
}
