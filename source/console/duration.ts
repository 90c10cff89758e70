/** Durations of coreutils: `5`, `0.5`, `2m`, `1h`, `3d`, `1e3`; what `sleep` and `timeout` take. */
const SECOND = 1_000_000_000;

/** Seconds in what a letter behind the number means. */
const UNITS: Readonly<Record<string, number>> = {'': 1, s: 1, m: 60, h: 3600, d: 86_400};

/** ns; `undefined` when it is none. */
export function readDuration(text: string): number | undefined {
	const [, number, unit = ''] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text) ?? [];
	return number === undefined ? undefined : Math.round(Number(number) * (UNITS[unit] ?? 1) * SECOND);
}
