/** How a tool waits for something of which it does not know when it comes. */
const MILLISECOND = 1_000_000;

/** When to look again, world time in ns: soon at first, then at ever longer intervals, so that the clock does not run far ahead of the event. */
export function nextLook(now: number, since: number): number {
	return now + Math.max(MILLISECOND, now - since);
}

/** How long a line that nobody can interrupt waits for something to happen, ns; then Ctrl-C is pressed for it. */
export const PATIENCE = 10_000 * MILLISECOND;

/** A wait without an end passes in pieces of this length, ns. */
export const WAIT_BY = 1000 * MILLISECOND;

/** After so many turns of its programs a line that nobody can interrupt is taken for one without an end. */
export const MOST_TURNS = 2_000_000;
