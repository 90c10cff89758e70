/** Times as the bridge tools print them, in hundredths of a second (USER_HZ). */

/** `  12.84`: seconds in a field of four, two digits, cut and not rounded. */
export function formatTimer(nanoseconds: number): string {
	const centiseconds = Math.floor(nanoseconds / 10_000_000);
	return `${`${Math.floor(centiseconds / 100)}`.padStart(4)}.${`${centiseconds % 100}`.padStart(2, '0')}`;
}

/** Hundredths of a second, as `ip link … type bridge` takes and prints them. */
export const CENTISECOND = 10_000_000;
export const SECOND = 1_000_000_000;
