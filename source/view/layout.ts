/*
 * Layout: where the panes stand
 *
 * A pure function of columns and rows. Panes never move between steps, so that
 * the eye knows where to look; more room becomes more panes, never wider text.
 * All positions count from the top left of the screen; the last row of the
 * terminal belongs to nobody.
 */
import type {Rect} from './canvas.js';

export const LAYOUTS = ['wide', 'standard', 'narrow', 'none'] as const;
export type LayoutKind = (typeof LAYOUTS)[number];

/** Widest text that is still easy to read. */
export const WIDEST_TEXT = 76;

export interface Layout {
	kind: LayoutKind;
	columns: number;
	/** Rows of the screen, the last row of the terminal left out. */
	rows: number;
	header: Rect;
	/** Rows of full-width lines. */
	rules: readonly number[];
	footer: Rect;
	/** Everything between header and footer. */
	content: Rect;
	text: Rect;
	/** The topology; two beside one another to compare. */
	pictures: readonly Rect[];
	/** Tables, beside one another where there is room for two. */
	tables: readonly Rect[];
	/** Row of the names of the panes that share a place; -1 where none do. */
	tabRow: number;
	events: Rect;
	console: Rect;
	/** The list of events where the prompt is not needed. */
	allEvents: Rect;
	/** Column of the line between left and right; -1 for none. */
	divider: number;
}

const NOWHERE: Rect = {x: 0, y: 0, width: 0, height: 0};

/** What a step needs room for: its prompt while it is in use, or two topologies. */
export type LayoutNeed = 'lesson' | 'prompt' | 'compare';

export function layoutOf(columns: number, terminalRows: number, need: LayoutNeed = 'lesson'): Layout {
	const rows = terminalRows - 1;
	const base = {
		columns,
		rows,
		header: {x: 0, y: 0, width: columns, height: 1},
		footer: {x: 0, y: rows - 1, width: columns, height: 1},
		content: {x: 0, y: 2, width: columns, height: rows - 4},
	};
	if (columns < 60 || terminalRows < 20) return nothing({...base, kind: 'none'});
	if (columns < 80 || terminalRows < 24) return narrow({...base, kind: 'narrow'}, need);
	if (columns < 100 || terminalRows < 30)
		return need === 'compare' ? comparing({...base, kind: 'standard'}) : standard({...base, kind: 'standard'}, need);
	return wide({...base, kind: 'wide'}, need);
}

type Base = Pick<Layout, 'kind' | 'columns' | 'rows' | 'header' | 'footer' | 'content'>;

function nothing(base: Base): Layout {
	const all = {...base.content, y: 0, height: base.rows};
	return {
		...base,
		content: all,
		rules: [],
		text: all,
		pictures: [],
		tables: [],
		tabRow: -1,
		events: NOWHERE,
		allEvents: NOWHERE,
		console: NOWHERE,
		divider: -1,
	};
}

/** One pane at a time, with a row of names above it. */
function narrow(base: Base, need: LayoutNeed): Layout {
	const {content} = base;
	const pane = {...content, y: content.y + 1, height: content.height - 1};
	const inner = {...pane, x: 1, width: pane.width - 2};
	return {
		...base,
		rules: [1, content.y, base.rows - 2],
		text: inner,
		pictures: need === 'compare' ? halves(pane) : [pane],
		tables: [inner],
		tabRow: content.y,
		events: inner,
		allEvents: inner,
		console: inner,
		divider: -1,
	};
}

/** Text beside the topology; tables, events and prompt share a strip under them. */
function standard(base: Base, need: LayoutNeed): Layout {
	const {content, columns} = base;
	const strip = need === 'prompt' ? Math.min(10, content.height - 9) : content.height >= 22 ? 6 : 4;
	const top = content.height - strip;
	const left = Math.min(WIDEST_TEXT, Math.max(36, Math.round(columns * 0.43)));
	const under: Rect = {x: 1, y: content.y + top + 1, width: columns - 2, height: strip - 1};
	return {
		...base,
		rules: [1, content.y + top, base.rows - 2],
		text: {x: 1, y: content.y, width: left - 2, height: top},
		pictures: [{x: left + 1, y: content.y, width: columns - left - 1, height: top}],
		tables: [under],
		tabRow: content.y + top,
		events: under,
		allEvents: under,
		console: under,
		divider: left,
	};
}

/** Two topologies side by side, and one place under them for text, tables and events. */
function comparing(base: Base): Layout {
	const {content, columns} = base;
	const under = Math.max(9, Math.min(13, Math.floor(content.height * 0.45)));
	const top = content.height - under - 1;
	const pane: Rect = {x: 1, y: content.y + top + 1, width: columns - 2, height: under};
	return {
		...base,
		rules: [1, content.y + top, base.rows - 2],
		text: pane,
		pictures: halves({...content, height: top}),
		tables: [pane],
		tabRow: content.y + top,
		events: pane,
		allEvents: pane,
		console: pane,
		divider: -1,
	};
}

/** Two panes beside one another with a column between them. */
function halves(area: Rect): Rect[] {
	const left = Math.floor((area.width - 1) / 2);
	return [
		{...area, width: left},
		{...area, x: area.x + left + 1, width: area.width - left - 1},
	];
}

/** Everything at once: text, topology over tables, events and prompt in a drawer. */
function wide(base: Base, need: LayoutNeed): Layout {
	const {content, columns} = base;
	const drawer = Math.min(14, Math.max(5, Math.round(content.height * 0.24))) + (need === 'prompt' ? 3 : 0);
	const top = content.height - drawer;
	const left = Math.min(WIDEST_TEXT, Math.max(38, Math.round(columns * 0.38)));
	const tableRows = Math.min(12, Math.max(5, Math.round(top * 0.3)));
	const right = {x: left + 1, width: columns - left - 1};
	const tableTop = content.y + top - tableRows;
	const picture: Rect = {x: right.x, y: content.y, width: right.width, height: top - tableRows};
	const two = right.width >= 72 || need === 'compare';
	const half = Math.floor(right.width / 2);
	const table = (x: number, width: number): Rect => ({x: x + 1, y: tableTop + 1, width: width - 1, height: tableRows - 1});
	const drawerTop = content.y + top;
	return {
		...base,
		rules: [1, drawerTop, base.rows - 2],
		text: {x: 1, y: content.y, width: left - 2, height: top},
		pictures: need === 'compare' ? halves(picture) : [picture],
		tables: two ? [table(right.x, half), table(right.x + half, right.width - half)] : [table(right.x, right.width)],
		tabRow: tableTop,
		events: {x: 1, y: drawerTop + 1, width: left - 2, height: drawer - 1},
		allEvents: {x: 1, y: drawerTop + 1, width: columns - 2, height: drawer - 1},
		console: {x: right.x + 1, y: drawerTop + 1, width: right.width - 2, height: drawer - 1},
		divider: left,
	};
}
