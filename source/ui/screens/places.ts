/** Which panes are seen, and where: the layout has the places, focus and zoom say who is in them. */
import type {Play} from '../../lesson/play.js';
import {isPromptStep, isTwoSided, type TableName} from '../../lesson/schema.js';
import type {Rect} from '../../view/canvas.js';
import type {Layout} from '../../view/layout.js';
import {tablesOf} from '../../view/tables/which-tables.js';
import type {LessonView, Pane} from '../lesson-view.js';

export interface TablePlace {
	area: Rect;
	table: TableName;
	side: number;
}

export interface Places {
	text: Rect | undefined;
	pictures: readonly Rect[];
	tables: readonly TablePlace[];
	events: Rect | undefined;
	console: Rect | undefined;
	/** The line between left and right. */
	divider: Rect | undefined;
}

const NOBODY: Places = {text: undefined, pictures: [], tables: [], events: undefined, console: undefined, divider: undefined};

export function placesOf(layout: Layout, view: LessonView, play: Play): Places {
	if (layout.kind === 'none') return NOBODY;
	const front = frontOf(layout, view, play);
	if (view.zoom || layout.kind === 'narrow') return alone(layout, view, view.zoom ? view.focus : front);
	const dividerEnd = layout.kind === 'wide' ? (layout.rules[1] ?? 0) : layout.tabRow;
	const divider =
		layout.divider < 0 ? undefined : {x: layout.divider, y: layout.content.y, width: 1, height: dividerEnd - layout.content.y};
	const prompts = isPromptStep(play.step) || play.sandbox !== undefined || view.focus === 'console';
	if (layout.kind === 'wide')
		return {
			text: layout.text,
			pictures: layout.pictures,
			tables: layout.tables.map((area, index) => tablePlace(area, view, play, index)),
			events: prompts ? layout.events : layout.allEvents,
			console: prompts ? layout.console : undefined,
			divider,
		};
	const shared = alone(layout, view, front);
	return {...shared, text: layout.divider < 0 ? shared.text : layout.text, pictures: layout.pictures, divider};
}

/** The pane that has the shared place. */
export function frontOf(layout: Layout, view: LessonView, play: Play): Pane {
	if (view.focus !== 'text' || layout.kind === 'narrow' || layout.divider < 0) return view.focus;
	return play.sandbox || (isPromptStep(play.step) && play.part === undefined) ? 'console' : 'tables';
}

function alone(layout: Layout, view: LessonView, pane: Pane): Places {
	const whole = {...layout.content, x: 1, width: layout.columns - 2};
	const place = (area: Rect | undefined): Rect => (view.zoom ? whole : (area ?? whole));
	switch (pane) {
		case 'text':
			return {...NOBODY, text: place(layout.text)};
		case 'picture':
			return {...NOBODY, pictures: view.zoom ? [layout.content] : layout.pictures};
		case 'tables':
			return {...NOBODY, tables: [{area: place(layout.tables[0]), table: view.table, side: view.side}]};
		case 'events':
			return {...NOBODY, events: place(layout.events)};
		case 'console':
			return {...NOBODY, console: place(layout.console)};
		default:
			return pane satisfies never;
	}
}

/** The first place has the table in front, the second its other side or the next table. */
function tablePlace(area: Rect, view: LessonView, play: Play, index: number): TablePlace {
	if (isTwoSided(play.step)) return {area, table: view.table, side: index};
	const tables = tablesOf(play.history?.world);
	// A step may put a table in front that its lab does not offer yet: it is there, and empty.
	const all = tables.includes(view.table) ? tables : [view.table, ...tables];
	const table = all[(all.indexOf(view.table) + index) % all.length] ?? view.table;
	return {area, table, side: 0};
}
