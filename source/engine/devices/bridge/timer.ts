/** Timers of a bridge are world times in ns, kept where their owner is; one that does not run stands at Infinity. */

/** A timer that does not run. */
export const STOPPED = Number.POSITIVE_INFINITY;

/** Does it still run at `now`? */
export function isRunning(timer: number, now: number): boolean {
	return timer !== STOPPED && now < timer;
}

/** Time left, ns; 0 when it does not run (br_timer_value). */
export function timeLeft(timer: number, now: number): number {
	return timer === STOPPED ? 0 : Math.max(0, timer - now);
}
