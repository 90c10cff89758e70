/** A thing to be timed, and how it is timed: rounds of loops, the median, and the middle half as spread. */
import type {MeasuredProbe, ProbeName} from '../../view/budget/measure-lines.js';

/** Loops that are ready to run; each returns a number, so that no compiler finds them useless. */
export interface Loops {
	/** Does it `count` times. */
	work(count: number): number;
	/** The same loop without it; what that takes is taken off. */
	empty(count: number): number;
}

export interface Probe {
	name: ProbeName;
	/** Builds what is needed; called once, when its turn comes. */
	prepare(): Loops;
}

/** ns from any beginning. */
export type NanoClock = () => number;

export const ROUNDS = 41;
/** Rounds before those that count, for the compiler and the caches. */
export const WARM_UP = 120;
/**
 * ns that a round should last at least: far more than the clock's grain, and far less than the system lets a program run
 * before another one has its turn, so that on a busy machine most rounds are not interrupted.
 */
const ROUND = 500_000;
const MOST = 1 << 20;
/** Rounds between two pauses. */
const BETWEEN = 8;

/** Times a probe. `pause` is waited for between rounds, so that Ctrl-C is heard; `undefined` when `isCancelled` said so. */
export async function timed(
	probe: Probe,
	clock: NanoClock,
	pause: () => Promise<void>,
	isCancelled: () => boolean,
): Promise<MeasuredProbe | undefined> {
	const {work, empty} = probe.prepare();
	let used = 0;
	const lasts = (loop: (count: number) => number, count: number): number => {
		const started = clock();
		used += loop(count);
		return clock() - started;
	};
	let count = 256;
	while (count < MOST && lasts(work, count) < ROUND) count *= 2;
	const rounds: number[] = [];
	for (let round = 0; round < WARM_UP + ROUNDS; round++) {
		const took = Math.max(0, (lasts(work, count) - lasts(empty, count)) / count);
		if (round >= WARM_UP) rounds.push(took);
		if (round % BETWEEN !== 0) continue;
		await pause();
		if (isCancelled()) return undefined;
	}
	if (!Number.isFinite(used)) throw new Error('a loop did not return a number');
	rounds.sort((a, b) => a - b);
	const at = (share: number): number => rounds[Math.round((ROUNDS - 1) * share)] as number;
	return {name: probe.name, ns: at(0.5), low: at(0.25), high: at(0.75)};
}
