/** The only clock: wall time for what is saved, monotonic time for what is animated. The engine has its own time. */
export type Clock = {
	/** Milliseconds since 1970. */
	readonly wall: () => number;
	/** Milliseconds from an arbitrary start; never goes back. */
	readonly monotonic: () => number;
};

/** The clock of the machine. */
export const systemClock: Clock = {
	wall: () => Date.now(),
	monotonic: () => performance.now(),
};
