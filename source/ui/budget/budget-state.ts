/*
 * The time budget at the keyboard: what is shown, and what a key makes of it
 *
 * Paths are edited in place; what they were when the screen opened stays beside
 * them, so that `x` brings it back. The simulation is no part of this: it follows
 * from paths, setup and traffic.
 */
import {CATALOGUE, use} from '../../engine/budget/catalogue.js';
import {costAt} from '../../engine/budget/cost.js';
import {batchOf, type Path, priced, ringOf, type Setup, stageAt, stagesOf, withMore, without, withStage} from '../../engine/budget/path.js';
import {LINKS, type Sheet} from '../../engine/budget/sheet.js';
import {ARRIVALS, type Traffic} from '../../engine/budget/traffic.js';
import type {Catalogue} from '../../locale/en.js';
import {stageName} from '../../view/budget/budget-names.js';
import {placeOf} from '../../view/budget/stage-rows.js';
import type {Context, Intent} from '../keys.js';

export type BudgetLayer =
	| {kind: 'none'}
	| {kind: 'help'; top: number}
	| {kind: 'source'}
	| {kind: 'edit'; text: string}
	| {kind: 'add'; cursor: number};

export interface BudgetState {
	opened: Sheet;
	paths: readonly Path[];
	setup: Setup;
	traffic: Traffic;
	/** Index of the path in front. */
	at: number;
	/** Index of the one that it is compared with; -1 for none. */
	other: number;
	/** The stage under the cursor, counted through all workers. */
	cursor: number;
	/** Where there is room for one of them. */
	pane: 'stages' | 'result';
	layer: BudgetLayer;
	message: string;
}

/** `other` is on the screen beside the first when a lab brings two. */
export function createBudgetState(opened: Sheet): BudgetState {
	const first = firstPrice(opened.paths[0]);
	return {
		opened,
		paths: opened.paths,
		setup: opened.setup,
		traffic: opened.traffic,
		at: 0,
		other: -1,
		cursor: first,
		pane: 'stages',
		layer: {kind: 'none'},
		message: '',
	};
}

export function pathAt(state: BudgetState): Path {
	return state.paths[state.at] as Path;
}

export function otherPath(state: BudgetState): Path | undefined {
	return state.paths[state.other];
}

/** The contexts in which a key is looked up now. */
export function contextsOf({layer}: BudgetState): Context[] {
	switch (layer.kind) {
		case 'none':
		case 'help':
		case 'source':
			return ['budget'];
		case 'edit':
			return ['budget-text'];
		case 'add':
			return ['budget-list'];
		default:
			return layer satisfies never;
	}
}

/** The state after a key with this meaning; `input` is what it types. */
export function pressed(state: BudgetState, intent: Intent | undefined, input: string, words: Catalogue): BudgetState {
	const quiet = {...state, message: ''};
	switch (state.layer.kind) {
		case 'help':
			return inHelp(quiet, state.layer.top, intent);
		case 'source':
			if (intent === 'up' || intent === 'down') return move(quiet, intent === 'up' ? -1 : 1);
			return {...quiet, layer: {kind: 'none'}};
		case 'edit':
			return inText(quiet, state.layer.text, intent, input, words);
		case 'add':
			return inList(quiet, state.layer.cursor, intent);
		case 'none':
			return inBudget(quiet, intent, words);
		default:
			return state.layer satisfies never;
	}
}

function inHelp(state: BudgetState, top: number, intent: Intent | undefined): BudgetState {
	if (intent === 'down' || intent === 'page-down') return {...state, layer: {kind: 'help', top: top + (intent === 'down' ? 1 : 10)}};
	if (intent === 'up' || intent === 'page-up') return {...state, layer: {kind: 'help', top: Math.max(0, top - (intent === 'up' ? 1 : 10))}};
	return {...state, layer: {kind: 'none'}};
}

function inText(state: BudgetState, text: string, intent: Intent | undefined, input: string, words: Catalogue): BudgetState {
	if (intent === 'cancel') return {...state, layer: {kind: 'none'}};
	if (intent === 'confirm') {
		const ns = Number(text.replace(',', '.'));
		if (text === '' || !(ns >= 0 && ns <= 1e9)) return {...state, message: words.budget.screen.badNumber};
		return {...changeStage(state, ns), layer: {kind: 'none'}};
	}
	if (input === '\u007F' || input === '\b' || input === '') return {...state, layer: {kind: 'edit', text: text.slice(0, -1)}};
	const typed = [...input].filter((sign) => /[\d.,]/.test(sign)).join('');
	return {...state, layer: {kind: 'edit', text: (text + typed).slice(0, 12)}};
}

function inList(state: BudgetState, cursor: number, intent: Intent | undefined): BudgetState {
	const to = (step: number): BudgetState => ({
		...state,
		layer: {kind: 'add', cursor: Math.max(0, Math.min(CATALOGUE.length - 1, cursor + step))},
	});
	if (intent === 'up') return to(-1);
	if (intent === 'down') return to(1);
	if (intent === 'page-up') return to(-8);
	if (intent === 'page-down') return to(8);
	if (intent === 'confirm') {
		const worker = placeOf(pathAt(state), state.cursor)?.worker ?? 0;
		const cost = CATALOGUE[cursor];
		if (!cost) return state;
		const path = withMore(pathAt(state), worker, use(cost.id));
		const before = path.workers.slice(0, worker + 1).reduce((sum, {stages}) => sum + stages.length, 0);
		return {...withPath(state, path), cursor: before - 1, layer: {kind: 'none'}};
	}
	return intent === 'cancel' || intent === 'back' ? {...state, layer: {kind: 'none'}} : state;
}

function inBudget(state: BudgetState, intent: Intent | undefined, words: Catalogue): BudgetState {
	const {setup, traffic} = state;
	const place = placeOf(pathAt(state), state.cursor);
	const stage = place && stageAt(pathAt(state), place);
	const set = (change: Partial<Setup>): BudgetState => ({...state, setup: {...setup, ...change}});
	switch (intent) {
		case 'help':
			return {...state, layer: {kind: 'help', top: 0}};
		case 'up':
		case 'down':
			return move(state, intent === 'up' ? -1 : 1);
		case 'page-up':
		case 'page-down':
			return move(state, intent === 'page-up' ? -8 : 8);
		case 'path-next':
		case 'path-previous':
			return toPath(state, state.at + (intent === 'path-next' ? 1 : -1));
		case 'versus':
		case 'versus-back':
			return versus(state, intent === 'versus' ? 1 : -1);
		case 'swap':
			return state.other === -1 ? {...state, message: words.budget.screen.noOther} : {...toPath(state, state.other), other: state.at};
		case 'other-pane':
			return {...state, pane: state.pane === 'stages' ? 'result' : 'stages'};
		case 'source':
		case 'edit-price':
		case 'cheaper':
		case 'dearer':
		case 'remove-stage':
			if (!place || !stage) return {...state, message: words.budget.screen.noStage};
			if (intent === 'source') return {...state, layer: {kind: 'source'}};
			if (intent === 'edit-price') return {...state, layer: {kind: 'edit', text: ''}};
			if (intent === 'remove-stage')
				return {
					...move(withPath(state, without(pathAt(state), place)), 0),
					message: words.budget.screen.removed(stageName(stage, words)),
				};
			return changeStage(state, byTenth(costAt(stage, setup.frame), intent === 'dearer'));
		case 'add-stage':
			return {...state, layer: {kind: 'add', cursor: CATALOGUE.findIndex(({id}) => id === 'cache-miss')}};
		case 'link-up':
		case 'link-down':
			return set({link: stepped(LINKS, setup.link, intent === 'link-up')});
		case 'frame-up':
		case 'frame-down':
			return set({frame: stepped(FRAMES, setup.frame, intent === 'frame-up')});
		case 'cores-up':
		case 'cores-down':
			return set({cores: Math.max(1, Math.min(16, setup.cores + (intent === 'cores-up' ? 1 : -1)))});
		case 'ring-up':
		case 'ring-down':
			return set({ring: stepped(RINGS, ringOf(pathAt(state), 0, setup), intent === 'ring-up')});
		case 'batch-up':
		case 'batch-down':
			return set({batch: stepped(BATCHES, batchOf(pathAt(state), 0, setup), intent === 'batch-up')});
		case 'load-up':
		case 'load-down':
			return {...state, traffic: withRate(traffic, intent === 'load-up')};
		case 'arrivals':
			return {...state, traffic: {...traffic, arrivals: ARRIVALS[(ARRIVALS.indexOf(traffic.arrivals) + 1) % ARRIVALS.length] ?? 'steady'}};
		case 'reset-path':
			return {
				...move({...state, paths: state.paths.map((path, index) => (index === state.at ? (state.opened.paths[index] ?? path) : path))}, 0),
				setup: state.opened.setup,
				traffic: state.opened.traffic,
				message: words.budget.screen.reset,
			};
		default:
			return state;
	}
}

const FRAMES = [64, 128, 256, 512, 1024, 1280, 1518, 9018];
const RINGS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
const BATCHES = [1, 2, 4, 6, 8, 9, 10, 12, 16, 24, 32, 64, 128, 256];
/** Packets a second; the full link stands above them. */
const RATES = [100, 1000, 10_000, 100_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000];

/** The next larger or smaller one of the steps. */
function stepped(steps: readonly number[], value: number, isUp: boolean): number {
	const found = isUp ? steps.find((step) => step > value) : steps.findLast((step) => step < value);
	return found ?? value;
}

function withRate({rate, ...traffic}: Traffic, isUp: boolean): Traffic {
	if (rate === undefined) return isUp ? traffic : {...traffic, rate: RATES.at(-1) as number};
	const next = stepped(RATES, rate, isUp);
	// Above the largest step stands the full link.
	return isUp && next === rate ? traffic : {...traffic, rate: next};
}

/** A tenth more or less, in steps that can be read. */
function byTenth(ns: number, isDearer: boolean): number {
	const step = Math.max(0.1, ns / 10);
	return Math.round(Math.max(0, ns + (isDearer ? step : -step)) * 10) / 10;
}

function changeStage(state: BudgetState, ns: number): BudgetState {
	const place = placeOf(pathAt(state), state.cursor);
	return place
		? withPath(
				state,
				withStage(pathAt(state), place, (stage) => priced(stage, ns)),
			)
		: state;
}

function withPath(state: BudgetState, path: Path): BudgetState {
	return {...state, paths: state.paths.map((candidate, index) => (index === state.at ? path : candidate))};
}

function toPath(state: BudgetState, index: number): BudgetState {
	const at = (index + state.paths.length) % state.paths.length;
	const other = state.other === at ? -1 : state.other;
	return {...state, at, other, cursor: firstPrice(state.paths[at])};
}

/** Round all paths but the one in front, and none. */
function versus(state: BudgetState, step: number): BudgetState {
	const choices = [-1, ...state.paths.map((_, index) => index).filter((index) => index !== state.at)];
	const now = choices.indexOf(state.other);
	return {...state, other: choices[(now + step + choices.length) % choices.length] ?? -1};
}

function move(state: BudgetState, step: number): BudgetState {
	const last = stagesOf(pathAt(state)).length - 1;
	return {...state, cursor: Math.max(0, Math.min(last, state.cursor + step))};
}

/** The first stage that falls on packets, which is where an edit shows. */
function firstPrice(path: Path | undefined): number {
	const found = path
		? stagesOf(path).findIndex(({stage}) => stage.kind === 'packet' || stage.kind === 'copy' || stage.kind === 'batch')
		: 0;
	return Math.max(0, found);
}
