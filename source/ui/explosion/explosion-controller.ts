/*
 * The explosion at the keyboard
 *
 * Keys become intents, intents change parameters or start and stop runs. A run is done in slices of a few
 * milliseconds, between which the terminal is read and drawn, so that every key is answered at once, Ctrl-C
 * too. No React here: the screen shows what this holds and listens for changes.
 */
import {advance, createRun, progressOf} from '../../engine/fabric/fabric.js';
import type {FabricParameters} from '../../engine/fabric/parameters.js';
import {reportOf} from '../../engine/fabric/report.js';
import type {FabricRun} from '../../engine/fabric/run-state.js';
import {FIELDS} from '../../locale/explosion-words.js';
import {type Beside, besideOf, nextBeside, numberOf, stepped, written} from '../../view/explosion/fields.js';
import {ROWS} from '../../view/explosion/parameter-lines.js';
import type {Phase, ResultView} from '../../view/explosion/result-lines.js';
import type {Host} from '../desk.js';
import {type Intent, intentOf} from '../keys.js';
import type {Clock} from '../screen-writer.js';

export interface ExplosionController {
	readonly parameters: FabricParameters;
	readonly beside: Beside;
	readonly cursor: number;
	readonly typed: string;
	/** The pane that a narrow screen shows. */
	readonly front: 'parameters' | 'result';
	readonly phase: Phase;
	readonly help: boolean;
	/** Said in the footer until the next key. */
	readonly message: string;
	/** What the runs show. */
	result(): ResultView;
	/** Grows with every change. */
	readonly version: number;
	/** One key by its name. */
	press(name: string): void;
	subscribe(listener: () => void): () => void;
	dispose(): void;
}

export interface ExplosionOptions {
	parameters: FabricParameters;
	/** Said where a program cannot be suspended. */
	noSuspend: string;
	host: Pick<Host, 'exit' | 'suspend' | 'redraw'>;
	clock: Clock;
}

/** Switches that look at frames between two looks at the clock. */
const STRIDE = 4000;
/** Milliseconds of a slice, and between two drawings. */
const SLICE = 10;
const DRAW = 150;
const LONGEST_NUMBER = 8;

export function createExplosionController({parameters: initial, noSuspend, host, clock}: ExplosionOptions): ExplosionController {
	const listeners = new Set<() => void>();
	let parameters = initial;
	let beside: Beside = 'nothing';
	let cursor = 0;
	let typed = '';
	let front: 'parameters' | 'result' = 'parameters';
	let phase: Phase = 'ready';
	let help = false;
	let message = '';
	let version = 0;
	let runs: FabricRun[] = [];
	let drawn = 0;
	let cancel: (() => void) | undefined;
	let shown: ResultView | undefined;

	const changed = (): void => {
		version++;
		shown = undefined;
		for (const listener of listeners) listener();
	};
	const stop = (): void => {
		cancel?.();
		cancel = undefined;
	};
	/** What was run is of other parameters now. */
	const forget = (): void => {
		stop();
		runs = [];
		phase = 'ready';
	};
	const change = (next: FabricParameters): void => {
		if (next === parameters) return;
		parameters = next;
		if (beside !== 'nothing' && !besideOf(beside, parameters)) beside = 'nothing';
		forget();
	};
	const writeTyped = (): void => {
		const field = FIELDS[cursor];
		if (typed !== '' && field) change(written(field, parameters, Number(typed)));
		typed = '';
	};
	const slice = (): void => {
		const until = clock.now() + SLICE;
		do {
			const slowest = runs.filter(({done}) => !done).sort((a, b) => progressOf(a) - progressOf(b))[0];
			if (!slowest) break;
			advance(slowest, STRIDE);
		} while (clock.now() < until);
		if (runs.every(({done}) => done)) {
			cancel = undefined;
			phase = 'done';
			changed();
			return;
		}
		cancel = clock.after(0, slice);
		if (clock.now() - drawn < DRAW) return;
		drawn = clock.now();
		changed();
	};
	const start = (): void => {
		const other = besideOf(beside, parameters);
		stop();
		runs = [createRun(parameters), ...(other ? [createRun(other)] : [])];
		phase = 'running';
		front = 'result';
		drawn = clock.now();
		cancel = clock.after(0, slice);
	};
	const step = (direction: 1 | -1): void => {
		writeTyped();
		const field = FIELDS[cursor];
		if (field) change(stepped(field, parameters, direction));
		else turnBeside();
	};
	const turnBeside = (): void => {
		forget();
		beside = nextBeside(beside, parameters);
	};

	const obey = (intent: Intent | undefined, name: string): void => {
		if (help && intent !== 'leave' && intent !== 'suspend' && intent !== 'redraw') {
			help = false;
			return;
		}
		switch (intent) {
			case 'leave':
				host.exit(130);
				return;
			case 'back':
				host.exit(0);
				return;
			case 'suspend':
				host.suspend(() => {
					message = noSuspend;
					changed();
				});
				return;
			case 'redraw':
				host.redraw();
				return;
			case 'help':
				help = true;
				return;
			case 'stop':
				if (typed !== '') typed = '';
				else if (phase === 'running') {
					stop();
					phase = 'stopped';
				}
				return;
			case 'run':
				if (typed !== '') writeTyped();
				else if (phase !== 'running') start();
				return;
			case 'up':
			case 'down':
				writeTyped();
				front = 'parameters';
				cursor = (cursor + (intent === 'down' ? 1 : ROWS - 1)) % ROWS;
				return;
			case 'less':
			case 'more':
				front = 'parameters';
				step(intent === 'more' ? 1 : -1);
				return;
			case 'digit': {
				const field = FIELDS[cursor];
				front = 'parameters';
				if (field && numberOf(field, parameters) !== undefined && typed.length < LONGEST_NUMBER) typed += name;
				return;
			}
			case 'erase':
				typed = typed.slice(0, -1);
				return;
			case 'beside':
				turnBeside();
				return;
			case 'flip-pane':
				front = front === 'parameters' ? 'result' : 'parameters';
				return;
			case 'defaults':
				typed = '';
				beside = 'nothing';
				parameters = initial;
				forget();
				return;
			default:
				return;
		}
	};

	return {
		get parameters() {
			return parameters;
		},
		get beside() {
			return beside;
		},
		get cursor() {
			return cursor;
		},
		get typed() {
			return typed;
		},
		get front() {
			return front;
		},
		get phase() {
			return phase;
		},
		get help() {
			return help;
		},
		get message() {
			return message;
		},
		get version() {
			return version;
		},
		result() {
			// Reports are made when somebody looks, once a change.
			shown ??= {phase, parameters, runs: runs.map((run) => ({report: reportOf(run), samples: run.samples}))};
			return shown;
		},
		press(name) {
			message = '';
			obey(intentOf(name, ['explosion']), name);
			changed();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		dispose() {
			stop();
			listeners.clear();
		},
	};
}
