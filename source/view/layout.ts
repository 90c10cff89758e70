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
	picture: Rect;
	/** Tables, beside one another where there is room for two. */
	tables: readonly Rect[];
	/** Row of the names of the panes that share a place; -1 where none do. */
	tabRow: number;
	events: Rect;
	console: Rect;
	/** Column of the line between left and right; -1 for none. */
	divider: number;
}

const NOWHERE: Rect = {x: 0, y: 0, width: 0, height: 0};

/** `prompt`: the prompt is in use and gets more room where it shares a place. */
export function layoutOf(columns: number, terminalRows: number, prompt = false): Layout {
	const rows = terminalRows - 1;
	const base = {
		columns,
		rows,
		header: {x: 0, y: 0, width: columns, height: 1},
		footer: {x: 0, y: rows - 1, width: columns, height: 1},
		content: {x: 0, y: 2, width: columns, height: rows - 4},
	};
	if (columns < 60 || terminalRows < 20) return nothing({...base, kind: 'none'});
	if (columns < 80 || terminalRows < 24) return narrow({...base, kind: 'narrow'});
	if (columns < 100 || terminalRows < 30) return standard({...base, kind: 'standard'}, prompt);
	return wide({...base, kind: 'wide'}, prompt);
}

type Base = Pick<Layout, 'kind' | 'columns' | 'rows' | 'header' | 'footer' | 'content'>;

function nothing(base: Base): Layout {
	const all = {...base.content, y: 0, height: base.rows};
	return {
		...base,
		content: all,
		rules: [],
		text: all,
		picture: NOWHERE,
		tables: [],
		tabRow: -1,
		events: NOWHERE,
		console: NOWHERE,
		divider: -1,
	};
}

/** One pane at a time, with a row of names above it. */
function narrow(base: Base): Layout {
	const {content} = base;
	const pane = {...content, y: content.y + 1, height: content.height - 1};
	const inner = {...pane, x: 1, width: pane.width - 2};
	return {
		...base,
		rules: [1, base.rows - 2],
		text: inner,
		picture: pane,
		tables: [inner],
		tabRow: content.y,
		events: inner,
		console: inner,
		divider: -1,
	};
}

/** Text beside the topology; tables, events and prompt share a strip under them. */
function standard(base: Base, prompt: boolean): Layout {
	const {content, columns} = base;
	const strip = prompt ? Math.min(10, content.height - 9) : content.height >= 22 ? 6 : 4;
	const top = content.height - strip;
	const left = Math.min(WIDEST_TEXT, Math.max(33, Math.round(columns * 0.41)));
	const under: Rect = {x: 1, y: content.y + top + 1, width: columns - 2, height: strip - 1};
	return {
		...base,
		rules: [1, content.y + top, base.rows - 2],
		text: {x: 1, y: content.y, width: left - 2, height: top},
		picture: {x: left + 1, y: content.y, width: columns - left - 1, height: top},
		tables: [under],
		tabRow: content.y + top,
		events: under,
		console: under,
		divider: left,
	};
}

/** Everything at once: text, topology over tables, events and prompt in a drawer. */
function wide(base: Base, prompt: boolean): Layout {
	const {content, columns} = base;
	const drawer = Math.min(14, Math.max(5, Math.round(content.height * 0.24))) + (prompt ? 3 : 0);
	const top = content.height - drawer;
	const left = Math.min(WIDEST_TEXT, Math.max(38, Math.round(columns * 0.38)));
	const tableRows = Math.min(12, Math.max(5, Math.round(top * 0.3)));
	const right = {x: left + 1, width: columns - left - 1};
	const tableTop = content.y + top - tableRows;
	const two = right.width >= 76;
	const half = Math.floor(right.width / 2);
	const table = (x: number, width: number): Rect => ({x: x + 1, y: tableTop + 1, width: width - 2, height: tableRows - 1});
	const drawerTop = content.y + top;
	return {
		...base,
		rules: [1, drawerTop, base.rows - 2],
		text: {x: 1, y: content.y, width: left - 2, height: top},
		picture: {x: right.x, y: content.y, width: right.width, height: top - tableRows},
		tables: two ? [table(right.x, half), table(right.x + half, right.width - half)] : [table(right.x, right.width)],
		tabRow: tableTop,
		events: {x: 1, y: drawerTop + 1, width: left - 2, height: drawer - 1},
		console: {x: right.x + 1, y: drawerTop + 1, width: right.width - 2, height: drawer - 1},
		divider: left,
	};
}
