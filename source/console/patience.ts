/** How a tool waits for something of which it does not know when it comes. */
const MILLISECOND = 1_000_000;

/** When to look again, world time in ns: soon at first, then at ever longer intervals, so that the clock does not run far ahead of the event. */
export function nextLook(now: number, since: number): number {
	return now + Math.max(MILLISECOND, now - since);
}
