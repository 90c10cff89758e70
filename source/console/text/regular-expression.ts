/*
 * Regular expressions that cannot hang
 *
 * POSIX 9.3 and 9.4 with GNU's `\w`, `\s`, `\b`, `\<`, `\>`. An expression becomes a list of steps, and all ways
 * through it are followed at once, a character at a time (Thompson 1968): no text takes longer than its length
 * times that of the expression, for each place where a match could begin. The leftmost match counts, and of those the longest.
 *
 * Not modelled: back-references, `\1`; collating classes, `[.x.]`.
 */
import {type Node, parseExpression} from './parse-expression.js';

type Step =
	| {kind: 'take'; takes: (character: string) => boolean}
	| {kind: 'check'; check: Extract<Node, {kind: 'check'}>['check']}
	| {kind: 'split'; ways: number[]}
	| {kind: 'match'};

export interface Expression {
	steps: readonly Step[];
}

export interface Match {
	start: number;
	end: number;
}

export type Compiled = {kind: 'expression'; expression: Expression} | {kind: 'wrong'; why: string};

export interface Syntax {
	/** ERE, `-E`; otherwise BRE. */
	extended: boolean;
	ignoreCase: boolean;
	/** `-F`: no signs at all. */
	fixed?: boolean;
}

const MOST_STEPS = 20_000;

/** `why` is the sentence of GNU's library. */
export function compile(pattern: string, syntax: Syntax): Compiled {
	const parsed = parseExpression(pattern, syntax);
	if (parsed.kind === 'wrong') return parsed;
	const steps: Step[] = [];
	if (!emit(parsed.node, steps)) return {kind: 'wrong', why: 'Regular expression too big'};
	steps.push({kind: 'match'});
	return {kind: 'expression', expression: {steps}};
}

/** Appends the steps of a node, which go on behind them; false when there are too many. */
function emit(node: Node, steps: Step[]): boolean {
	if (steps.length > MOST_STEPS) return false;
	switch (node.kind) {
		case 'take':
			steps.push({kind: 'take', takes: node.takes});
			return true;
		case 'check':
			steps.push({kind: 'check', check: node.check});
			return true;
		case 'sequence':
			return node.nodes.every((one) => emit(one, steps));
		case 'either':
			return emitEither(node.nodes, steps);
		case 'repeat':
			return emitRepeat(node, steps);
		default:
			return node satisfies never;
	}
}

function emitEither(nodes: readonly Node[], steps: Step[]): boolean {
	const fork: Step & {kind: 'split'} = {kind: 'split', ways: []};
	steps.push(fork);
	const ends: (Step & {kind: 'split'})[] = [];
	for (const node of nodes) {
		fork.ways.push(steps.length);
		if (!emit(node, steps)) return false;
		const end: Step & {kind: 'split'} = {kind: 'split', ways: []};
		steps.push(end);
		ends.push(end);
	}
	for (const end of ends) end.ways.push(steps.length);
	return true;
}

function emitRepeat({node, least, most}: Extract<Node, {kind: 'repeat'}>, steps: Step[]): boolean {
	for (let count = 0; count < least; count++) if (!emit(node, steps)) return false;
	const exits: (Step & {kind: 'split'})[] = [];
	if (most === undefined) {
		const start = steps.length;
		const fork: Step & {kind: 'split'} = {kind: 'split', ways: [start + 1]};
		steps.push(fork);
		if (!emit(node, steps)) return false;
		steps.push({kind: 'split', ways: [start]});
		exits.push(fork);
	} else
		for (let count = least; count < most; count++) {
			const fork: Step & {kind: 'split'} = {kind: 'split', ways: [steps.length + 1]};
			steps.push(fork);
			exits.push(fork);
			if (!emit(node, steps)) return false;
		}
	for (const fork of exits) fork.ways.push(steps.length);
	return true;
}

/** The leftmost longest match that begins at `from` or later. */
export function findMatch({steps}: Expression, text: string, from = 0): Match | undefined {
	for (let start = from; start <= text.length; start++) {
		const end = longestFrom(steps, text, start);
		if (end !== undefined) return {start, end};
	}
	return undefined;
}

function longestFrom(steps: readonly Step[], text: string, start: number): number | undefined {
	let here = new Set<number>();
	follow(steps, 0, text, start, here);
	let end: number | undefined;
	for (let at = start; here.size > 0; at++) {
		if (here.has(steps.length - 1)) end = at;
		if (at === text.length) break;
		const next = new Set<number>();
		for (const place of here) {
			const step = steps[place] as Step;
			if (step.kind === 'take' && step.takes(text[at] as string)) follow(steps, place + 1, text, at + 1, next);
		}
		here = next;
	}
	return end;
}

/** All places that are reached from `place` without taking a character. */
function follow(steps: readonly Step[], place: number, text: string, at: number, into: Set<number>): void {
	const open = [place];
	for (let one = open.pop(); one !== undefined; one = open.pop()) {
		if (into.has(one)) continue;
		into.add(one);
		const step = steps[one] as Step;
		if (step.kind === 'split') open.push(...step.ways);
		else if (step.kind === 'check' && step.check(text, at)) open.push(one + 1);
	}
}
