/*
 * What the learner looks at in a lesson
 *
 * Panes, cursors, overlays, the prompt: everything that is nobody's business but
 * the screen's. Immutable behind one reducer; the lesson itself is in `Play`.
 */
import {castDraft, produce} from 'immer';
import type {TableName} from '../lesson/schema.js';
import {withPast} from './keyboard/line-editor.js';
import {NO_PROMPT, type Prompt, type PromptEvent, reducePrompt} from './prompt-view.js';

export type Pane = 'text' | 'picture' | 'tables' | 'events' | 'console';

export type Layer =
	| {kind: 'none'}
	| {kind: 'help'; scroll: number}
	/** `at` is the event asked about. */
	| {kind: 'why'; at: number; side: number}
	/** `at` is the hop, `copy` what left it (-1: before), `row` the field under the cursor. */
	| {kind: 'inspect'; at: number; side: number; copy: number; row: number}
	| {kind: 'palette'; text: string; at: number}
	| {kind: 'filter'}
	/** A question that y or n answers. */
	| {kind: 'confirm'; what: 'reset'};

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
	| {kind: 'prompted'; event: PromptEvent};

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

export function reduceView(view: LessonView, event: ViewEvent): LessonView {
	return produce(view, (draft) => {
		switch (event.kind) {
			case 'entered':
				Object.assign(draft, {
					...INITIAL_VIEW,
					table: event.table,
					focus: event.focus,
					prompt: {...NO_PROMPT, machine: event.machine, editor: withPast(view.prompt.editor.past)},
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
			case 'prompted':
				draft.prompt = castDraft(reducePrompt(view.prompt, event.event));
				return;
			default:
				event satisfies never;
		}
	});
}
