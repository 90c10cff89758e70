/** Bridges and bonds inside a box: behind the name of the machine, each over its ports below and near its ports above. */
import type {DeviceId} from '../../engine/netdev.js';
import type {Rect} from '../canvas.js';
import {textWidth} from '../cell-width.js';
import type {BoxPlan} from './box-plan.js';
import {HUB_GAP, innerWidth, labelOf} from './box-width.js';
import type {Dock} from './docks.js';

interface HubPlaces {
	/** Column of each hub. */
	hubs: Map<DeviceId, number>;
	/** Columns of the docks at the bottom, in their order; `undefined` in a box without hubs. */
	below: number[] | undefined;
}

/** A stretch of the row of the name, for a hub and the ports below it, or for a port that hangs on none. */
interface Stretch {
	hub: DeviceId;
	width: number;
	/** Column where its middle wants to be. */
	wish: number;
	docks: Dock[];
}

/** `tops` are the columns of the docks at the top, in their order; `middle` is where a hub without ports above stands. */
export function placeHubs(plan: BoxPlan, area: Rect, tops: readonly number[], middle: number): HubPlaces {
	if (plan.hubs.length === 0) return {hubs: new Map(), below: undefined};
	const bottoms = plan.docks.filter(({side}) => side === 'bottom');
	const above = plan.docks.filter(({side}) => side === 'top');
	const stretches = plan.hubs.map(({device, width}): Stretch => {
		const columns = above.flatMap((dock, index) => (dock.core === device ? [tops[index] as number] : []));
		const mean = columns.reduce((sum, column) => sum + column, 0) / columns.length;
		// What is named at the right end has its line from there.
		const isRight = plan.inner.some(({core}) => core === device) || columns.length === 0;
		// Left of that, so that the line is seen.
		const right = area.x + area.width - 2 - innerWidth(plan) - (width >> 1);
		const wish = columns.length > 0 ? Math.round(mean) : isRight ? right : middle;
		return {hub: device, width, wish, docks: bottoms.filter((dock) => dock.core === device)};
	});
	const beside = bottoms.flatMap((dock): Stretch[] => {
		if (plan.cores.includes(dock.core)) return [];
		const columns = above.flatMap(({core}, index) => (core === dock.device ? [tops[index] as number] : []));
		const wish = columns.length > 0 ? Math.round(columns.reduce((sum, column) => sum + column, 0) / columns.length) : area.x + area.width;
		return [{hub: -1, width: textWidth(dock.label) + 2, wish, docks: [dock]}];
	});
	const ordered = [...stretches, ...beside].toSorted((a, b) => a.wish - b.wish);
	const lefts = lineUp(ordered, area.x + 2 + textWidth(labelOf(plan)) + HUB_GAP, area.x + area.width - 2);
	const hubs = new Map<DeviceId, number>();
	const columns = new Map<Dock, number>();
	for (const [index, {hub, width, docks}] of ordered.entries()) {
		const left = lefts[index] as number;
		const center = left + (width >> 1);
		if (hub !== -1) hubs.set(hub, center);
		for (const [at, dock] of docks.entries())
			columns.set(dock, docks.length === 1 ? center : left + Math.round((at * (width - 1)) / (docks.length - 1)));
	}
	return {hubs, below: bottoms.map((dock) => columns.get(dock) ?? middle)};
}

/** Left ends: as wished where there is room, one behind the other, from `first` to before `end`. */
function lineUp(stretches: readonly Stretch[], first: number, end: number): number[] {
	let free = first;
	const lefts = stretches.map(({width, wish}) => {
		const left = Math.max(free, wish - (width >> 1));
		free = left + width + HUB_GAP;
		return left;
	});
	let limit = end;
	for (let index = lefts.length - 1; index >= 0; index--) {
		lefts[index] = Math.max(first, Math.min(lefts[index] as number, limit - (stretches[index]?.width ?? 0)));
		limit = (lefts[index] as number) - HUB_GAP;
	}
	return lefts;
}
