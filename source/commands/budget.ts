/** `budget`: what a packet costs on the way through a switch, and what becomes of it when many come. */
import {CATALOGUE} from '../engine/budget/catalogue.js';
import type {Path} from '../engine/budget/path.js';
import {isReady, READY_PATHS, readyPath} from '../engine/budget/ready-paths.js';
import {createSheet, linkText, parseLink, type Sheet, withPrice} from '../engine/budget/sheet.js';
import {simulate} from '../engine/budget/simulate.js';
import {sumOf} from '../engine/budget/sum.js';
import {ARRIVALS, offeredRate} from '../engine/budget/traffic.js';
import {defined} from '../engine/defined.js';
import {sheetOf} from '../engine/lab-budget.js';
import type {Catalogue} from '../locale/en.js';
import {openLab} from '../platform/labs.js';
import {toAscii} from '../view/ascii.js';
import {type BudgetTextView, comparisonText, onePathText, type RunPath} from '../view/budget/budget-text.js';
import type {Glyphs} from '../view/glyphs.js';
import type {Given} from './command-line.js';
import {labNamed} from './lab-word.js';
import {UsageError, unknownWord} from './usage-error.js';

export type OpenedBudget = {kind: 'sheet'; sheet: Sheet} | {kind: 'wrong'; problems: readonly string[]};

/**
 * The sheet that words and flags ask for. Words are ready paths or one lab; without any, all ready paths are there.
 * Throws a `UsageError` for what cannot be understood.
 */
export function openBudget(words: readonly string[], given: Given): OpenedBudget {
	const file = words.find((word) => /\.ya?ml$|[\\/]/.test(word) || openLab(word));
	if (file === undefined)
		return {kind: 'sheet', sheet: flagged(createSheet((words.length === 0 ? READY_PATHS : words).map(pathOf)), given)};
	if (words.length > 1)
		throw new UsageError(`budget takes paths or one lab, not both: ${file} and ${words.find((word) => word !== file)}.`);
	const named = labNamed(file);
	if (named.kind === 'wrong') return named;
	const {lab} = named;
	if (!lab.budget)
		throw new UsageError(`The lab ${file} has no "budget"; vswitch-lab ${lab.fabric ? 'explosion' : 'sandbox'} ${file} opens it.`);
	const made = sheetOf(lab.budget, lab.seed);
	if (made.kind === 'wrong') return {kind: 'wrong', problems: made.problems.map(({path, message}) => `${file}: ${path}: ${message}`)};
	return {kind: 'sheet', sheet: flagged(made.sheet, given)};
}

/** Runs every path and prints: one in full, several as a table; or one JSON value. */
export function budget(
	sheet: Sheet,
	{json, words, signs, width}: {json: boolean; words: Catalogue; signs: Glyphs; width: number},
	out: (text: string) => void,
): number {
	const runs = sheet.paths.map((path): RunPath => ({path, outcome: simulate(path, sheet.setup, sheet.traffic), isReady: isReady(path)}));
	if (json) {
		out(JSON.stringify(asJson(sheet, runs), undefined, 2));
		return 0;
	}
	const view: BudgetTextView = {words, signs, width};
	const [only] = runs;
	const lines = runs.length === 1 && only ? onePathText(sheet, only, view) : comparisonText(sheet, runs, view);
	const advice =
		runs.length === 1
			? [`${words.budget.legend}`, `${words.budget.advice.costs}: ${CATALOGUE.map(({id}) => id).join(' ')}`]
			: [`${words.budget.advice.paths}: ${sheet.paths.map(({id}) => id).join(' ')}`];
	const text = [...lines, '', ...advice].join('\n');
	out(signs.name === 'ascii' ? text.split('\n').map(toAscii).join('\n') : text);
	return 0;
}

function asJson({setup, traffic}: Sheet, runs: readonly RunPath[]) {
	return {
		setup: {...setup, link: linkText(setup.link), linkMegabits: setup.link},
		traffic: {...traffic, offeredPacketsPerSecond: offeredRate(setup, traffic)},
		paths: runs.map(({path, outcome}) => ({...path, sum: sumOf(path, setup), outcome})),
	};
}

function pathOf(word: string): Path {
	const path = readyPath(word);
	if (!path)
		throw unknownWord(
			'path',
			word,
			READY_PATHS,
			`The paths are ${READY_PATHS.join(', ')}; a lab is named by vswitch-lab list labs, or is a file that ends in .yaml.`,
		);
	return path;
}

/** The sheet with what the flags say. */
function flagged(sheet: Sheet, given: Given): Sheet {
	const last = (flag: string): string | undefined => given[flag]?.at(-1);
	const link = last('--link');
	const megabits = link === undefined ? sheet.setup.link : parseLink(link);
	if (megabits === undefined) throw new UsageError(`--link is a speed such as 10G, 2.5G or 100M, not "${link}".`);
	const number = (flag: string, least: number, most: number): number | undefined => wholeNumber(flag, last(flag), least, most);
	const [frame, cores, ring, batch] = [
		number('--frame', 64, 65_535),
		number('--cores', 1, 64),
		number('--ring', 1, 65_536),
		number('--batch', 1, 4096),
	];
	const arrivals = last('--arrivals');
	if (arrivals !== undefined && !ARRIVALS.some((word) => word === arrivals))
		throw new UsageError(`--arrivals is one of ${ARRIVALS.join(', ')}, not "${arrivals}".`);
	const rate = rateOf(last('--rate'));
	const setup = {...sheet.setup, link: megabits, ...defined({frame, cores, ring, batch})};
	const traffic = {
		...sheet.traffic,
		...defined({
			rate,
			arrivals: arrivals as Sheet['traffic']['arrivals'] | undefined,
			flows: number('--flows', 0, 65_536),
			seed: number('--seed', 0, 2 ** 32 - 1),
		}),
	};
	const packets = number('--packets', 1, 100_000_000) ?? packetsIn(last('--seconds'), offeredRate(setup, traffic)) ?? traffic.packets;
	return {paths: sheet.paths.map((path) => (given['--set'] ?? []).reduce(withFlag, path)), setup, traffic: {...traffic, packets}};
}

/** `--set cache-miss=70` */
function withFlag(path: Path, text: string): Path {
	const [id = '', price = ''] = text.split('=');
	const ns = Number(price);
	if (id === '' || price === '' || !(ns >= 0 && ns <= 1e9))
		throw new UsageError(`--set is written STAGE=NS, such as cache-miss=70, not "${text}".`);
	const changed = withPrice(path, id, ns);
	if (!changed)
		throw unknownWord(
			'stage',
			id,
			CATALOGUE.map((cost) => cost.id),
			'The costs are listed by vswitch-lab budget linux-bridge.',
		);
	return changed;
}

/** `1M`, `250k`, `100`: packets a second. */
function rateOf(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const found = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
	const rate = found ? Math.round(Number(found[1]) * (found[2] === 'M' ? 1e6 : found[2] === 'k' ? 1e3 : 1)) : 0;
	if (rate < 1 || rate > 1e10) throw new UsageError(`--rate is packets a second, such as 100, 250k or 1.5M, not "${text}".`);
	return rate;
}

/** How many packets come in so many seconds. */
function packetsIn(text: string | undefined, rate: number): number | undefined {
	if (text === undefined) return undefined;
	const packets = Math.floor(Number(text) * rate);
	if (!(packets >= 1 && packets <= 100_000_000))
		throw new UsageError(`--seconds is a time in which 1 to 100,000,000 packets come; "${text}" is not.`);
	return packets;
}

function wholeNumber(flag: string, text: string | undefined, least: number, most: number): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (text === '' || !Number.isInteger(value) || value < least || value > most)
		throw new UsageError(`${flag} is a whole number from ${least} to ${most}, not "${text}".`);
	return value;
}
