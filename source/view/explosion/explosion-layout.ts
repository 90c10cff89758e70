/** Where the panes of the explosion stand: parameters at the left, what they come to at the right; on a narrow screen one at a time. */
import type {Rect} from '../canvas.js';
import {type Layout, layoutOf} from '../layout.js';

export interface ExplosionLayout {
	base: Layout;
	/** `undefined`: the other pane has the whole place. */
	parameters: Rect | undefined;
	result: Rect | undefined;
	/** Column of the line between them; -1 for none. */
	divider: number;
	/** Two runs stand beside one another, not below. */
	wide: boolean;
}

const PARAMETERS = 32;

export function explosionLayout(columns: number, rows: number, front: 'parameters' | 'result'): ExplosionLayout {
	const made = layoutOf(columns, rows);
	const base = {...made, rules: [1, made.rows - 2]};
	const whole = {...made.content, x: 1, width: columns - 2};
	if (made.kind === 'narrow' || made.kind === 'none')
		return {
			base,
			parameters: front === 'parameters' ? whole : undefined,
			result: front === 'result' ? whole : undefined,
			divider: -1,
			wide: false,
		};
	const divider = PARAMETERS + 2;
	return {
		base,
		parameters: {...made.content, x: 1, width: PARAMETERS},
		result: {...made.content, x: divider + 2, width: columns - divider - 3},
		divider,
		wide: made.kind === 'wide',
	};
}
