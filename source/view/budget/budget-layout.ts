/** Where the panes of the time budget stand. */
import type {Rect} from '../canvas.js';
import {type Layout, layoutOf} from '../layout.js';

export interface BudgetLayout {
	layout: Layout;
	/** Path, settings, verdict. */
	top: Rect;
	/** Everything under them: what lies over the panes has it whole. */
	body: Rect;
	/** `undefined` where there is room for one and the other one is in front. */
	stages: Rect | undefined;
	result: Rect | undefined;
	/** Source of the stage under the cursor, where it is always there. */
	source: Rect | undefined;
	/** The line between left and right. */
	divider: Rect | undefined;
}

/** `topRows` is how many rows the settings and the verdict take. */
export function budgetLayout(columns: number, terminalRows: number, topRows: number, pane: 'stages' | 'result'): BudgetLayout {
	const layout = layoutOf(columns, terminalRows);
	const {content} = layout;
	const rule = content.y + topRows;
	const body: Rect = {x: 1, y: rule + 1, width: columns - 2, height: content.y + content.height - rule - 1};
	const base = {
		layout: {...layout, rules: [1, rule, layout.rows - 2]},
		top: {x: 1, y: content.y, width: columns - 2, height: topRows},
		body,
	};
	if (layout.kind === 'narrow')
		return {
			...base,
			stages: pane === 'stages' ? body : undefined,
			result: pane === 'result' ? body : undefined,
			source: undefined,
			divider: undefined,
		};
	const column = Math.round(columns * (layout.kind === 'wide' ? 0.54 : 0.53));
	const left = {...body, width: column - 2};
	const below = layout.kind === 'wide' && body.height >= 26 ? 9 : 0;
	return {
		...base,
		stages: {...left, height: left.height - below},
		result: {...body, x: column + 2, width: columns - column - 3},
		source: below > 0 ? {...left, y: left.y + left.height - below, height: below} : undefined,
		divider: {...body, x: column, width: 1},
	};
}
