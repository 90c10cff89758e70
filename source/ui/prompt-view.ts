/** What is seen of the prompt: what was typed and printed, the line that is being typed, and the one that runs. Immutable. */
import type {Stream} from '../console/program.js';
import {visibleText} from '../lesson/visible-text.js';
import {EMPTY_LINE, type LineEditor} from './keyboard/line-editor.js';

/** A word that could stand at the cursor. */
export interface Choice {
	word: string;
	/** What it does, in a few words; '' where there is nothing to say. */
	help: string;
}

/** A line that was typed or printed at the prompt; `stderr` until it is known whether all went well. */
export type ConsoleLine =
	| {kind: 'typed' | 'printed' | 'stderr' | 'failed' | 'said'; text: string}
	| {kind: 'choices'; choices: readonly Choice[]};

/** How far the line that runs has come. */
export interface Running {
	line: string;
	frames: number;
	/** World time, ns. */
	now: number;
}

export interface Prompt {
	machine: string;
	editor: LineEditor;
	/** What Right would add to the line. */
	ghost: string;
	lines: readonly ConsoleLine[];
	/** The last line has not ended yet: what is printed next goes on in it. */
	unfinished: boolean;
	/** Place in `lines` at which the output of the line that runs began. */
	since: number;
	/** Of several lines, the one that ran last. */
	running: Running | undefined;
	/** Lines typed ahead. */
	queue: readonly string[];
	/** Rows scrolled back from the newest. */
	scroll: number;
}

export const NO_PROMPT: Prompt = {
	machine: '',
	editor: EMPTY_LINE,
	ghost: '',
	lines: [],
	unfinished: false,
	since: 0,
	running: undefined,
	queue: [],
	scroll: 0,
};

export type PromptEvent =
	| {kind: 'edited'; editor: LineEditor; ghost: string}
	/** Rows that were typed, with the prompt before them. */
	| {kind: 'typed'; rows: readonly string[]}
	| {kind: 'printed'; stream: Stream; text: string}
	/** The prompt itself says something. */
	| {kind: 'said'; lines: readonly ConsoleLine[]}
	| {kind: 'ran'; running: Running}
	| {kind: 'ended'; status: number}
	| {kind: 'queued'; queue: readonly string[]}
	| {kind: 'moved-to'; machine: string}
	/** What was printed so far is put away. */
	| {kind: 'cleared'}
	| {kind: 'scrolled'; to: number};

/** Lines that are kept. */
const KEPT_LINES = 2000;

export function reducePrompt(prompt: Prompt, event: PromptEvent): Prompt {
	switch (event.kind) {
		case 'edited':
			return {...prompt, editor: event.editor, ghost: event.ghost};
		case 'typed':
			return begin(
				prompt,
				event.rows.map((text) => ({kind: 'typed', text: visibleText(text)})),
			);
		case 'said':
			return begin(prompt, event.lines);
		case 'printed':
			return printed(prompt, event.stream, event.text);
		case 'ran':
			return {...prompt, running: event.running};
		case 'ended':
			return {
				...prompt,
				// It stands still between two of many lines.
				running: prompt.queue.length > 0 ? prompt.running : undefined,
				unfinished: false,
				lines: prompt.lines.map((line, at) => judged(line, at >= prompt.since, event.status)),
			};
		case 'queued':
			return {...prompt, queue: event.queue, running: event.queue.length > 0 ? prompt.running : undefined};
		case 'moved-to':
			return {...prompt, machine: event.machine};
		case 'cleared':
			return {...prompt, lines: [], since: 0, unfinished: false, scroll: 0};
		case 'scrolled':
			return {...prompt, scroll: event.to};
		default:
			return event satisfies never;
	}
}

/** New lines begin at the left, and what is newest is in sight. */
function begin(prompt: Prompt, lines: readonly ConsoleLine[]): Prompt {
	const all = [...prompt.lines, ...lines];
	return {...prompt, lines: all, since: all.length, unfinished: false, scroll: 0, ...cut(all)};
}

function cut(lines: readonly ConsoleLine[]): Partial<Prompt> {
	const kept = lines.slice(-KEPT_LINES);
	return lines.length > KEPT_LINES ? {lines: kept, since: kept.length} : {};
}

/** What goes to standard error is no mistake as long as the tool says that all went well. */
function judged(line: ConsoleLine, isOfRun: boolean, status: number): ConsoleLine {
	if (line.kind !== 'stderr' || !isOfRun) return line;
	return {kind: status === 0 || status === 130 ? 'printed' : 'failed', text: line.text};
}

function printed(prompt: Prompt, stream: Stream, text: string): Prompt {
	const kind = stream === 'stdout' ? 'printed' : 'stderr';
	const rows = text
		.replaceAll('\r\n', '\n')
		.split('\n')
		.slice(-KEPT_LINES - 1);
	const last = rows.pop() as string;
	const added = [...rows, ...(last === '' ? [] : [last])].map((row): ConsoleLine => ({kind, text: visibleText(row)}));
	const before = prompt.lines.at(-1);
	const [first] = added;
	// What is printed goes on where the last piece ended, whichever stream it came by.
	const joins = prompt.unfinished && before && before.kind !== 'choices' && first && first.kind !== 'choices';
	const all = joins
		? [...prompt.lines.slice(0, -1), {...before, text: before.text + first.text}, ...added.slice(1)]
		: [...prompt.lines, ...added];
	const lines = all.slice(-KEPT_LINES);
	return {
		...prompt,
		lines,
		since: Math.max(0, prompt.since - (all.length - lines.length)),
		unfinished: text === '' ? prompt.unfinished : last !== '',
	};
}
