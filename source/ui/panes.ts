/** The order in which Tab walks the panes, and what `question` means for a step. */
import type {Play} from '../lesson/play.js';
import {isPromptStep, type TableName} from '../lesson/schema.js';
import {figureOf} from '../view/figure-lines.js';
import type {LayoutKind} from '../view/layout.js';
import {tablesOf} from '../view/tables/which-tables.js';
import type {LessonView, Pane} from './lesson-view.js';

export interface PaneStop {
	pane: Pane;
	table?: TableName;
}

/** Stops of Tab, in order, beginning with the text. */
export function paneStops(play: Play, kind: LayoutKind): PaneStop[] {
	const hasWorld = play.scene !== undefined;
	return [
		{pane: 'text'},
		...(kind === 'narrow' && (hasWorld || figureOf(play)) ? [{pane: 'picture' as const}] : []),
		...(hasWorld ? tablesOf(play.history?.world).map((table) => ({pane: 'tables' as const, table})) : []),
		...(hasWorld ? [{pane: 'events' as const}] : []),
		...(isPromptStep(play.step) || play.sandbox ? [{pane: 'console' as const}] : []),
	];
}

/** The stop at which the view is. */
export function stopIndex(stops: readonly PaneStop[], view: LessonView): number {
	return Math.max(
		0,
		stops.findIndex(({pane, table}) => pane === view.focus && (table === undefined || table === view.table)),
	);
}

/** Does the part in front wait for an answer? */
export function isAsking(play: Play): boolean {
	const {part, record} = play;
	return part !== undefined && !play.sandbox && !record.closed.includes(part.key);
}
