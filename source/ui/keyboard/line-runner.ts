/*
 * Lines that run while the screen goes on
 *
 * A line runs in slices of a few milliseconds, between which the screen paints and
 * keys are read, so whoever types never waits for it. Lines that are typed
 * meanwhile wait in a queue. Where the line waits for world time, the world goes on
 * a little later, so that there is something to see and Ctrl-C can come; the speed
 * of the player is the speed here too.
 */
import type {Slice} from '../../console/shell/line-run.js';
import type {SceneLine} from '../../lesson/scene-line.js';
import {refusedIn} from '../../lesson/typing.js';
import {refusalText} from '../../view/refusal-text.js';
import type {Desk} from '../desk.js';
import {speedFactor} from '../player.js';
import type {PromptEvent} from '../prompt-view.js';
import type {Clock} from '../screen-writer.js';

export interface LineRunner {
	/** Does a line run? */
	readonly isBusy: boolean;
	/** Runs lines one after the other, behind those that are there. */
	enter(desk: Desk, lines: readonly string[]): void;
	/** Ctrl-C: ends the line that runs, and forgets those behind it. */
	interrupt(desk: Desk): void;
	/** Lets go of everything, as when the lesson is left. */
	stop(): void;
}

/** What is done with a line when its turn has come: begun, or answered by the prompt itself. */
export type Begin = (desk: Desk, line: string) => SceneLine | undefined;

/** Milliseconds that a slice may take before keys are read. */
const SLICE = 8;
/** Things a line does between two looks at the clock, and looks in a slice. */
const THINGS = 16;
const LOOKS = 500;
/** Milliseconds between two pictures of a line that runs. */
const PICTURE = 60;
/** Most milliseconds of a wait after something was printed. In silence it costs none, nor does one too short to be seen. */
const AFTER_OUTPUT = 150;
const TOO_SHORT = 20;
/** Waits that have no end of their own are as long as in the world, ms. */
const WITHOUT_END = 1000;

export function createLineRunner(clock: Clock, begin: Begin): LineRunner {
	let queue: readonly string[] = [];
	let current: SceneLine | undefined;
	let text = '';
	let cancel: (() => void) | undefined;
	let pictured = 0;
	let printed: Slice['printed'][number][] = [];

	const tell = (desk: Desk, event: PromptEvent): void => desk.show({kind: 'prompted', event});
	const later = (delay: number, call: () => void): void => {
		cancel?.();
		cancel = clock.after(delay, call);
	};
	const next = (desk: Desk): void => {
		cancel = undefined;
		const [line, ...rest] = queue;
		if (line === undefined) return;
		queue = rest;
		tell(desk, {kind: 'queued', queue});
		current = begin(desk, line);
		text = line;
		pictured = clock.now();
		// Where many lines wait, each is too short for a picture of its own.
		if (current && rest.length > 0) picture(desk, current);
		if (current) slice(desk, current);
		else if (queue.length > 0) later(0, () => next(desk));
	};
	const slice = (desk: Desk, line: SceneLine): void => {
		cancel = undefined;
		const began = clock.now();
		for (let look = 0; look < LOOKS; look++) {
			const done = line.advance(THINGS);
			printed.push(...done.printed);
			if (done.kind === 'done') {
				end(desk, line, done.status);
				return;
			}
			if (done.kind === 'waiting') {
				const pause = pauseOf(done, line, printed.length === 0) / speedFactor(desk.player.speed);
				if (pause > 0) {
					picture(desk, line);
					later(pause, () => slice(desk, line));
					return;
				}
			}
			if (clock.now() - began >= SLICE) break;
		}
		if (clock.now() - pictured >= PICTURE) picture(desk, line);
		later(0, () => slice(desk, line));
	};
	/** Shows what was printed and how far it has come. */
	const picture = (desk: Desk, line: SceneLine): void => {
		pictured = clock.now();
		print(desk);
		tell(desk, {kind: 'ran', running: {line: text, frames: line.frames, now: line.now}});
	};
	const print = (desk: Desk): void => {
		for (const piece of joined(printed)) tell(desk, {kind: 'printed', ...piece});
		printed = [];
	};
	const end = (desk: Desk, line: SceneLine, status: number): void => {
		current = undefined;
		print(desk);
		const refused = refusedIn(desk.play.step, line);
		if (refused) tell(desk, {kind: 'said', lines: [{kind: 'failed', text: refusalText(refused, desk.words)}]});
		tell(desk, {kind: 'ended', status});
		if (queue.length > 0) later(0, () => next(desk));
	};

	return {
		get isBusy() {
			return current !== undefined || queue.length > 0;
		},
		enter(desk, lines) {
			const waits = current !== undefined || queue.length > 0;
			queue = [...queue, ...lines];
			if (waits) tell(desk, {kind: 'queued', queue});
			else next(desk);
		},
		interrupt(desk) {
			queue = [];
			tell(desk, {kind: 'queued', queue});
			cancel?.();
			if (!current) return;
			current.interrupt();
			slice(desk, current);
		},
		stop() {
			cancel?.();
			queue = [];
			current = undefined;
		},
	};
}

/** Milliseconds of a wait on the screen at normal speed. */
function pauseOf({until, endless}: Extract<Slice, {kind: 'waiting'}>, line: SceneLine, isSilent: boolean): number {
	const wait = (until - line.now) / 1_000_000;
	if (endless) return Math.min(wait, WITHOUT_END);
	return isSilent || wait < TOO_SHORT ? 0 : Math.min(wait, AFTER_OUTPUT);
}

/** Neighbours of the same stream as one piece: the view is changed once for all of them. */
function joined(pieces: Slice['printed']): Slice['printed'][number][] {
	const all: Slice['printed'][number][] = [];
	let texts: string[] = [];
	pieces.forEach(({stream, text}, at) => {
		texts.push(text);
		if (pieces[at + 1]?.stream === stream) return;
		all.push({stream, text: texts.join('')});
		texts = [];
	});
	return all;
}
