/** How many cells a box needs, for its name, its ports, and what stands inside. */
import {textWidth} from '../cell-width.js';
import type {BoxPlan} from './box-plan.js';
import type {Dock} from './docks.js';

/** Cells between the name, hubs, and what stands behind them. */
export const HUB_GAP = 3;

/** Cells that the widest of title, edge labels and inner labels needs, with borders. */
export function widthOf(plan: Omit<BoxPlan, 'width' | 'height'>): number {
	if (plan.flat) return textWidth(plan.title) + 2;
	if (plan.titled) return Math.max(textWidth(plan.title) + 6, textWidth(plan.address) + 2);
	// Two cells more for the sign that something was delivered here.
	const title = textWidth(labelOf(plan)) + 4;
	// Where the line to the only core comes down in the middle, the name stands left of it.
	const hasSpine =
		plan.hubs.length === 0 && plan.cores.some((core) => plan.docks.some((dock) => dock.device === core && dock.side === 'bottom'));
	const edge = (side: Dock['side']): number => {
		const labels = plan.docks.filter((dock) => dock.side === side).map((dock) => textWidth(dock.label) + 3);
		return labels.length === 1 ? 2 * (labels[0] as number) : 2 * labels.length * Math.max(0, ...labels.map((width) => width - 2)) + 1;
	};
	const inner = plan.inner.length > 0 ? innerWidth(plan) + 10 : 0;
	// A port below that hangs on no hub stands behind the hubs.
	const beside = plan.docks.filter((dock) => dock.side === 'bottom' && dock.core === -1).map(({label}) => textWidth(label) + 4);
	const hubs = plan.hubs.reduce((sum, {width}) => sum + width + HUB_GAP, 0);
	const middle = plan.hubs.length > 0 ? hubs + beside.reduce((sum, width) => sum + width, 0) : 0;
	// A hub on which nothing hangs from above stands left of what is named at the right end.
	const isBare = ({device}: BoxPlan['hubs'][number]) => plan.docks.every(({side, core}) => side !== 'top' || core !== device);
	const hanging = plan.hubs.some((hub) => isBare(hub) && plan.inner.some(({core}) => core === hub.device)) ? innerWidth(plan) : 0;
	return Math.max(7, (hasSpine ? 2 : 1) * (title + 2) + middle + hanging, edge('top'), edge('bottom'), inner);
}

/** Cells at the right for what has no end outside. */
export function innerWidth(plan: Pick<BoxPlan, 'inner' | 'docks'>): number {
	return plan.inner.reduce((sum, {label}) => sum + textWidth(label) + 2, plan.inner.length > 0 ? 2 + rightLabel(plan) : 0);
}

/** Cells for the names of ports at the right edge, which stand in the same row. */
export function rightLabel(plan: Pick<BoxPlan, 'docks'>): number {
	return sideLabel(plan, 'right');
}

/** Cells for the names of ports at the left edge, beside which no line may come down. */
export function leftLabel(plan: Pick<BoxPlan, 'docks' | 'bus'>): number {
	return plan.bus ? sideLabel(plan, 'left') : 0;
}

function sideLabel({docks}: Pick<BoxPlan, 'docks'>, side: Dock['side']): number {
	return Math.max(0, ...docks.filter((dock) => dock.side === side).map(({label}) => textWidth(label) + 1));
}

/** The text of a box: name, address, note. */
export function labelOf({title, titled, address, note}: Pick<BoxPlan, 'title' | 'titled' | 'address' | 'note'>): string {
	if (titled) return address;
	return [title, address, note].filter(Boolean).join(' ');
}
