/** `explosion`: how MAC tables of a whole data centre fill, what a full one does, and what an attacker or an overlay makes of it. */
import {advance, createRun, progressOf} from '../engine/fabric/fabric.js';
import {DEFAULTS, type FabricParameters, OVERLAYS, POLICIES, usualTenants} from '../engine/fabric/parameters.js';
import {problemsOf, problemText} from '../engine/fabric/problem.js';
import {reportOf} from '../engine/fabric/report.js';
import {fabricParameters} from '../engine/lab-fabric.js';
import {wordsFor} from '../locale/catalogue.js';
import type {Catalogue} from '../locale/en.js';
import type {Terminal} from '../platform/terminal.js';
import {toAscii} from '../view/ascii.js';
import {explosionText} from '../view/explosion/explosion-text.js';
import {ASCII, type Glyphs, UNICODE} from '../view/glyphs.js';
import type {CommandLine, Given} from './command-line.js';
import {labNamed} from './lab-word.js';
import {noMoreWords, UsageError} from './usage-error.js';

export type OpenedExplosion = {kind: 'fabric'; parameters: FabricParameters} | {kind: 'wrong'; problems: readonly string[]};

/** The fabric that a lab and the flags ask for. Throws a `UsageError` for what cannot be understood. */
export function openExplosion([word, ...rest]: readonly string[], given: Given): OpenedExplosion {
	noMoreWords('explosion LAB', rest);
	if (word === undefined) return {kind: 'fabric', parameters: flagged(DEFAULTS, given)};
	const named = labNamed(word);
	if (named.kind === 'wrong') return named;
	const {lab} = named;
	if (!lab.fabric)
		throw new UsageError(`The lab ${word} has no "fabric"; vswitch-lab ${lab.budget ? 'budget' : 'sandbox'} ${word} opens it.`);
	return {kind: 'fabric', parameters: flagged(fabricParameters(lab.fabric, lab.seed), given)};
}

export interface ExplosionOutput {
	out: (text: string) => void;
	/** Progress in a row of its own, written over; '' clears it. `undefined` where nobody watches. */
	progress: ((text: string) => void) | undefined;
	/** Lets signals and other events through. */
	rest: () => Promise<void>;
}

export interface ExplosionOptions {
	json: boolean;
	words: Catalogue;
	signs: Glyphs;
	width: number;
}

/** Switches that look at frames between two looks at the world outside. */
const SLICE = 200_000;

/** Runs the fabric and prints its report, or one JSON value. Returns the exit code, 0. */
export async function explosion(parameters: FabricParameters, options: ExplosionOptions, output: ExplosionOutput): Promise<number> {
	const {json, words, signs, width} = options;
	const run = createRun(parameters);
	while (!advance(run, SLICE)) {
		output.progress?.(words.explosion.progress(`${Math.floor(progressOf(run) * 100)} %`, run.time.toFixed(0), run.end.toFixed(0)));
		await output.rest();
	}
	output.progress?.('');
	const report = reportOf(run);
	if (json) {
		output.out(JSON.stringify(report, undefined, 2));
		return 0;
	}
	const text = explosionText(report, words, width);
	output.out((signs.name === 'ascii' ? text.map(toAscii) : text).join('\n'));
	return 0;
}

/** The report on standard output, progress on standard error when that is a terminal. Returns the exit code, 0. */
export function runExplosion(parameters: FabricParameters, line: CommandLine, terminal: Terminal): Promise<number> {
	const {stdout, stderr} = process;
	return explosion(
		parameters,
		{json: line.json, words: wordsFor(line.locale), signs: terminal.glyphs === 'ascii' ? ASCII : UNICODE, width: 80},
		{
			out: (text) => void stdout.write(`${text}\n`),
			progress: stderr.isTTY ? (text) => void stderr.write(`\r\u001B[K${text}`) : undefined,
			rest: () => new Promise((resolve) => setImmediate(resolve)),
		},
	);
}

/** The parameters with what the flags say. */
function flagged(parameters: FabricParameters, given: Given): FabricParameters {
	const number = (flag: string, otherwise: number): number => numberOf(flag, given[flag]?.at(-1)) ?? otherwise;
	const overlay = wordOf('--overlay', given['--overlay']?.at(-1), OVERLAYS) ?? parameters.overlay;
	const size = numberOf('--table', given['--table']?.at(-1));
	const tables = size === undefined ? parameters.tables : {...parameters.tables, tor: size, core: size};
	const attacks = numberOf('--attack', given['--attack']?.at(-1));
	const sized = {
		...parameters,
		racks: number('--racks', parameters.racks),
		hosts: number('--hosts', parameters.hosts),
		vms: number('--vms', parameters.vms),
		vnics: number('--vnics', parameters.vnics),
		overlay,
		tables,
		policy: wordOf('--policy', given['--policy']?.at(-1), POLICIES) ?? parameters.policy,
		ageing: number('--ageing', parameters.ageing),
		rate: number('--rate', parameters.rate),
		seconds: number('--seconds', parameters.seconds),
		seed: number('--seed', parameters.seed),
		attack: {...parameters.attack, ...(attacks === undefined ? {} : {rate: attacks}), ...(size === undefined ? {} : {addresses: size})},
	};
	const isNewOverlay = overlay === 'vxlan' && parameters.overlay === 'none' && parameters.tenants === 1;
	const changed = {...sized, tenants: number('--tenants', isNewOverlay ? usualTenants(sized) : sized.tenants)};
	const [problem] = problemsOf(changed);
	if (problem) throw new UsageError(`There is no such fabric: ${problemText(problem)}.`);
	return changed;
}

function numberOf(flag: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d+$/.test(text)) throw new UsageError(`${flag} is a whole number, not "${text}".`);
	return Number(text);
}

function wordOf<Word extends string>(flag: string, text: string | undefined, words: readonly Word[]): Word | undefined {
	const found = words.find((word) => word === text);
	if (text !== undefined && found === undefined) throw new UsageError(`${flag} is one of ${words.join(', ')}, not "${text}".`);
	return found;
}
