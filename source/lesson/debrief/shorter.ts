/*
 * A shorter way
 *
 * Whoever has met the goals of a build or a repair has done so by some commands. Was each of them needed? One after the other is left
 * out, then two at a time, the last first, and what remains is typed into a fresh world: if the goals are still met, it was not
 * needed. That goes on until none can be spared. Commands that only looked do not count, nor those that were taken back. The author's
 * solution is a way, too, and is tried as well.
 *
 * A way is as long as it has commands, however many stand on a line. What is named has been played; that there is no
 * shorter one still is not said.
 */
import {fork, type History} from '../../engine/history.js';
import {playOut} from '../feed.js';
import {metGoals} from '../goals.js';
import {type Prompts, simpleCommands} from '../prompt.js';
import type {GoalStep} from '../schema.js';
import type {Typed} from '../stimulus.js';

export interface Debrief {
	/** Commands that were typed and did something. */
	typed: number;
	/** A way with fewer; `undefined` when none was found. */
	shorter?: {commands: readonly Typed[]; length: number; by: 'learner' | 'author'};
	/** There was more to try than is done here: one still shorter may be near. */
	isCutShort: boolean;
}

/** Ways that are tried at most, and ticks of the worlds in which they are tried. */
export const LIMITS = {trials: 60, ticks: 30_000};

/** Tools that ask the network and wait, and leave nothing behind that a goal is about. */
const ASKS: ReadonlySet<string> = new Set(['ping', 'arping', 'curl', 'host', 'sleep', 'tcpdump', 'traceroute', 'trace']);

/** A search goes on by one command or one goal at a time, and ends with what it found; so nobody has to wait for all of it. */
export type Search<Result> = Generator<void, Result, void>;
/** Does this way meet all goals? `undefined` when too much was tried. */
type Works = (way: readonly Typed[]) => Search<boolean | undefined>;

/** Looks for a shorter way than `typed`, from the world in which the step began. */
export function* searchShorter(step: GoalStep, begin: History, typed: readonly Typed[], limits = LIMITS): Search<Debrief> {
	const left = {...limits};
	const works: Works = function* (way) {
		if (left.trials-- <= 0 || left.ticks <= 0) return undefined;
		const history = fork(begin);
		const prompts: Prompts = new Map();
		for (const {on, run} of way) {
			playOut(history, [{kind: 'command', on, run}], prompts);
			yield;
		}
		left.ticks -= history.end - begin.end;
		for (const goal of step.goals) {
			if (metGoals([goal], history).length === 0) return false;
			yield;
		}
		return true;
	};
	const own = yield* spare(typed, works);
	const author = lengthOf(step.solution) < lengthOf(own.way) ? yield* works(step.solution) : false;
	const [way, by] = author ? ([step.solution, 'author'] as const) : ([own.way, 'learner'] as const);
	const length = lengthOf(typed);
	return {
		typed: length,
		...(lengthOf(way) < length ? {shorter: {commands: way, length: lengthOf(way), by}} : {}),
		isCutShort: own.isCutShort || author === undefined,
	};
}

/** What is left of a way when whatever can be spared is left out. One that works only at the pace of its learner is left as it is. */
function* spare(typed: readonly Typed[], works: Works): Search<{way: readonly Typed[]; isCutShort: boolean}> {
	const deeds = typed.filter(({run}) => !onlyAsks(simpleCommands(run)));
	let way = (yield* works(deeds)) ? deeds : typed;
	if (way === typed && !(yield* works(typed))) return {way: typed, isCutShort: true};
	for (let found = true; found; ) {
		found = false;
		for (const without of shorterWays(way)) {
			const verdict = yield* works(without);
			if (verdict === undefined) return {way, isCutShort: true};
			if (!verdict) continue;
			way = without;
			found = true;
			break;
		}
	}
	return {way, isCutShort: false};
}

/** A line of variables alone asks nothing: what comes behind it may need them. */
function onlyAsks(commands: readonly (readonly string[])[]): boolean {
	return commands.length > 0 && commands.every(([tool = '']) => ASKS.has(tool));
}

/** Without one command, the last first; then without two that stand together or apart. */
function* shorterWays(way: readonly Typed[]): Generator<readonly Typed[]> {
	for (let at = way.length - 1; at >= 0; at--) yield way.filter((_, index) => index !== at);
	for (let last = way.length - 1; last > 0; last--)
		for (let first = last - 1; first >= 0; first--) yield way.filter((_, index) => index !== first && index !== last);
}

/** Commands of a way, however many stand on a line. */
function lengthOf(way: readonly Typed[]): number {
	return way.reduce((sum, {run}) => sum + simpleCommands(run).length, 0);
}
