/** What `time` prints: how long it took in the world. The lab's tools need no time of a processor. */
const SECOND = 1_000_000_000;

export function timesOf(elapsed: number): string {
	const minutes = Math.floor(elapsed / (60 * SECOND));
	const seconds = (Math.floor((elapsed % (60 * SECOND)) / 1_000_000) / 1000).toFixed(3);
	return `\nreal\t${minutes}m${seconds}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}
