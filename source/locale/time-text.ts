/** Logical time as text. */
import {type DecimalSign, decimalText} from './locale.js';

/** Nanoseconds with the unit that keeps the number short: `0 µs`, `12 µs`, `1.5 ms`, `30 s`. */
export function timeText(nanoseconds: number, decimal: DecimalSign, micro = 'µs'): string {
	const microseconds = nanoseconds / 1000;
	if (microseconds < 1000) return `${trim(microseconds, decimal)} ${micro}`;
	if (microseconds < 1_000_000) return `${trim(microseconds / 1000, decimal)} ms`;
	return `${trim(microseconds / 1_000_000, decimal)} s`;
}

function trim(value: number, decimal: DecimalSign): string {
	return value >= 100 ? String(Math.round(value)) : decimalText(String(Math.round(value * 10) / 10), decimal);
}
