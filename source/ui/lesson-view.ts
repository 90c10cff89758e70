/*
 * What the learner looks at in a lesson
 *
 * Panes, cursors, overlays, the prompt: everything that is nobody's business but
 * the screen's. Immutable behind one reducer; the lesson itself is in `Play`.
 */
import {produce} from 'immer';
import type {TableName} from '../lesson/schema.js';

export type Pane = 'text' | 'picture' | 'tables' | 'events' | 'console';

export type Layer =
	| {kind: 'none'}
	| {kind: 'help'; scroll: number}
	/** `at` is the event asked about. */
	| {kind: 'why'; at: number; side: number}
	| {kind: 'palette'; text: string; at: number}
	| {kind: 'filter'}
	/** A question that y or n answers. */
	| {kind: 'confirm'; what: 'reset'};

/** A line that was typed or printed at the prompt. */
export interface ConsoleLine {
	kind: 'typed' | 'printed' | 'failed' | 'said';
	text: string;
}

export interface Prompt {
	machine: string;
	text: string;
	/** Place of the cursor in `text`. */
	at: number;
	lines: readonly ConsoleLine[];
	/** Lines typed before, oldest first, and the place of Up and Down in them. */
	past: readonly string[];
	pastAt: number;
	/** Rows scrolled back from the newest. */
	scroll: number;
}

export interface LessonView {
	focus: Pane;
	table: TableName;
	/** Which side of a compare the tables show where there is room for one. */
	side: number;
	/** Row under the cursor in tables and events; -1 none. */
	row: number;
	/** Option under the cursor of a question, and whether it is at the confidence. */
	option: number;
	sure: boolean;
	scroll: number;
	zoom: boolean;
	filter: string;
	layer: Layer;
	message: string;
	prompt: Prompt;
}

export type ViewEvent =
	/** Another step came to the front. */
	| {kind: 'entered'; table: TableName; machine: string; focus: Pane}
	/** Another part of the same step. */
	| {kind: 'turned'}
	| {kind: 'focused'; pane: Pane; table?: TableName}
	| {kind: 'pointed'; option: number; sure: boolean}
	| {kind: 'walked'; row: number}
	| {kind: 'scrolled'; by: number}
	| {kind: 'zoomed'}
	| {kind: 'sided'}
	| {kind: 'filtered'; text: string}
	| {kind: 'layered'; layer: Layer}
	| {kind: 'told'; message: string}
	| {kind: 'wrote'; text: string; at: number}
	/** `shown` is the line with the prompt before it. */
	| {kind: 'sent'; line: string; shown: string}
	| {kind: 'printed'; lines: readonly ConsoleLine[]}
	| {kind: 'moved-to'; machine: string}
	| {kind: 'recalled'; by: -1 | 1}
	| {kind: 'paged'; by: number};

export const NO_PROMPT: Prompt = {machine: '', text: '', at: 0, lines: [], past: [], pastAt: 0, scroll: 0};

export const INITIAL_VIEW: LessonView = {
	focus: 'text',
	table: 'fdb',
	side: 0,
	row: -1,
	option: 0,
	sure: false,
	scroll: 0,
	zoom: false,
	filter: '',
	layer: {kind: 'none'},
	message: '',
	prompt: NO_PROMPT,
};

/** Rows of the prompt that are kept. */
const KEPT_LINES = 500;

export function reduceView(view: LessonView, event: ViewEvent): LessonView {
	return produce(view, (draft) => {
		switch (event.kind) {
			case 'entered':
				Object.assign(draft, {
					...INITIAL_VIEW,
					table: event.table,
					focus: event.focus,
					prompt: {...NO_PROMPT, machine: event.machine, past: view.prompt.past, pastAt: view.prompt.past.length},
				});
				return;
			case 'turned':
				Object.assign(draft, {option: 0, sure: false, scroll: 0, row: -1});
				return;
			case 'focused':
				draft.focus = event.pane;
				if (event.table) draft.table = event.table;
				draft.row = -1;
				draft.filter = '';
				return;
			case 'pointed':
				draft.option = event.option;
				draft.sure = event.sure;
				return;
			case 'walked':
				draft.row = event.row;
				return;
			case 'scrolled':
				draft.scroll += event.by;
				return;
			case 'zoomed':
				draft.zoom = !draft.zoom;
				return;
			case 'sided':
				draft.side = 1 - draft.side;
				return;
			case 'filtered':
				draft.filter = event.text;
				draft.row = -1;
				return;
			case 'layered':
				draft.layer = event.layer;
				return;
			case 'told':
				draft.message = event.message;
				return;
			case 'wrote':
				draft.prompt.text = event.text;
				draft.prompt.at = event.at;
				return;
			case 'sent':
				draft.prompt.lines.push({kind: 'typed', text: event.shown});
				if (event.line !== '' && draft.prompt.past.at(-1) !== event.line) draft.prompt.past.push(event.line);
				Object.assign(draft.prompt, {text: '', at: 0, pastAt: draft.prompt.past.length, scroll: 0});
				return;
			case 'printed':
				draft.prompt.lines.push(...event.lines);
				if (draft.prompt.lines.length > KEPT_LINES) draft.prompt.lines.splice(0, draft.prompt.lines.length - KEPT_LINES);
				return;
			case 'moved-to':
				draft.prompt.machine = event.machine;
				return;
			case 'recalled': {
				const {past, pastAt} = draft.prompt;
				const to = Math.max(0, Math.min(past.length, pastAt + event.by));
				const text = past[to] ?? '';
				Object.assign(draft.prompt, {pastAt: to, text, at: text.length});
				return;
			}
			case 'paged':
				draft.prompt.scroll = Math.max(0, Math.min(draft.prompt.lines.length - 1, draft.prompt.scroll + event.by));
				return;
			default:
				event satisfies never;
		}
	});
}
