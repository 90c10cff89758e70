/** Seconds in years, weeks, days, hours, minutes and seconds. */
const UNITS: readonly (readonly [string, number])[] = [
	['y', 31_536_000],
	['w', 604_800],
	['d', 86_400],
	['h', 3600],
	['m', 60],
	['s', 1],
];

/** 301 seconds are `5m1s` (unsigned_relts_print). */
export function spanText(seconds: number): string {
	if (seconds === 0) return '0s';
	let rest = seconds;
	let text = '';
	for (const [unit, length] of UNITS) {
		if (rest >= length) text += `${Math.floor(rest / length)}${unit}`;
		rest %= length;
	}
	return text;
}
