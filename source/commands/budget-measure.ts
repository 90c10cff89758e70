/** `budget --measure`: what steps cost on this machine, measured in JavaScript, and what that does not say. */
import {cpus} from 'node:os';
import type {Catalogue} from '../locale/en.js';
import {toAscii} from '../view/ascii.js';
import {type Measured, measureLines, probeText} from '../view/budget/measure-lines.js';
import type {Glyphs} from '../view/glyphs.js';
import {MEMORY_PROBES} from './measure/memory-probes.js';
import {type NanoClock, type Probe, ROUNDS, timed} from './measure/probe.js';
import {STEP_PROBES} from './measure/step-probes.js';
import {SWITCH_PROBES} from './measure/switch-probes.js';

/** Everything that is measured, in this order. */
export const PROBES: readonly Probe[] = [...MEMORY_PROBES, ...STEP_PROBES, ...SWITCH_PROBES];

export interface MeasureOptions {
	json: boolean;
	words: Catalogue;
	signs: Glyphs;
	width: number;
}

/** What the command needs of the process around it. */
export interface MeasureHost {
	clock: NanoClock;
	/** Lets waiting events, such as Ctrl-C, be heard. */
	pause(): Promise<void>;
	/** Calls back at Ctrl-C; returns how to call it off. */
	onCancel(cancel: () => void): () => void;
	/** A line that the next one replaces; '' takes it away. Does nothing where nobody watches. */
	progress(text: string): void;
	out(text: string): void;
	machine: Measured['machine'];
}

/** Measures and prints. Returns 0, or 130 when it was cancelled; what was measured by then is printed. */
export async function measureBudget(
	{json, words, signs, width}: MeasureOptions,
	host: MeasureHost,
	probes: readonly Probe[] = PROBES,
): Promise<number> {
	let cancelled = false;
	const forget = host.onCancel(() => {
		cancelled = true;
	});
	const found: Measured['probes'][number][] = [];
	for (const [index, probe] of probes.entries()) {
		host.progress(words.budget.measure.running(probeText(probe.name, words), index + 1, probes.length));
		await host.pause();
		found.push({name: probe.name, found: cancelled ? undefined : await timed(probe, host.clock, host.pause, () => cancelled)});
	}
	host.progress('');
	forget();
	const measured: Measured = {probes: found, rounds: ROUNDS, machine: host.machine, cancelled};
	const text = json ? JSON.stringify(measured, undefined, 2) : measureLines(measured, width, words, signs).join('\n');
	host.out(signs.name === 'ascii' && !json ? text.split('\n').map(toAscii).join('\n') : text);
	return cancelled ? 130 : 0;
}

/** The host of this process: the real clock, and progress on standard error when that is a terminal. */
export function measureHost(): MeasureHost {
	const {stderr, stdout} = process;
	return {
		clock: () => Number(process.hrtime.bigint()),
		pause: () => new Promise((resolve) => setImmediate(resolve)),
		onCancel(cancel) {
			process.on('SIGINT', cancel);
			return () => process.off('SIGINT', cancel);
		},
		progress: (text) => void (stderr.isTTY && stderr.write(`\r\u001B[K${text}`)),
		out: (text) => void stdout.write(`${text}\n`),
		machine: {model: cpus()[0]?.model.trim() || process.arch, node: process.versions.node},
	};
}
