/** Logical time as text. */

/** Nanoseconds with the unit that keeps the number short: `0 µs`, `12 µs`, `1.5 ms`, `30 s`. */
export function timeText(nanoseconds: number, micro = 'µs'): string {
	const microseconds = nanoseconds / 1000;
	if (microseconds < 1000) return `${trim(microseconds)} ${micro}`;
	if (microseconds < 1_000_000) return `${trim(microseconds / 1000)} ms`;
	return `${trim(microseconds / 1_000_000)} s`;
}

function trim(value: number): string {
	return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}
