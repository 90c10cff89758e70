/** Recordings to take apart in tests. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseRecording} from '../../source/replay/recording.js';
import {judge, type Verdict} from '../../source/replay/verdict.js';

/** JSON that a test changes; `Loose` because the changes are mistakes on purpose. */
export interface Loose {
	[key: string]: Loose;
	[index: number]: Loose;
}

/** A recording of test/conformance as loose JSON. */
export function loose(path: string): Loose {
	return JSON.parse(readFileSync(join(import.meta.dirname, '../conformance', `${path}.json`), 'utf8')) as Loose;
}

/** Plays a changed recording and compares. */
export function judged(path: string, change: (recording: Loose) => void, check = true): Verdict {
	const recording = loose(path);
	change(recording);
	return judge(parseRecording(JSON.stringify(recording)), check);
}

/** Sets what stands at `keys`. */
export function put(recording: Loose, keys: readonly (string | number)[], value: unknown): void {
	const owner = keys.slice(0, -1).reduce<Loose>((at, key) => at[key] as Loose, recording);
	(owner as Record<string | number, unknown>)[keys.at(-1) ?? ''] = value;
}
