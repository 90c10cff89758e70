/** Frames on their way, between the last event and the next. */

import {frameName} from '../console/telling/frame-name.js';
import type {Entry} from '../engine/agenda.js';
import {sameFrame, wayTo} from '../engine/journey.js';
import {nodeById, type TraceNode} from '../engine/trace.js';
import type {World} from '../engine/world.js';
import {routeOf} from './picture/route.js';
import type {Scene} from './picture/scene.js';
import type {Flight} from './topology-picture.js';

/**
 * Where every frame in flight is when `share` (0 to 1) of the time to the next
 * event has gone by. Of copies only the first is named.
 */
export function flightsAt(world: World, trace: readonly TraceNode[], scene: Scene, share: number): Flight[] {
	const entries = [...world.flights.heap].sort((a, b) => a.time - b.time || a.order - b.order);
	const next = entries[0];
	if (!next) return [];
	const now = world.now + share * Math.max(0, next.time - world.now);
	return entries.map((entry, index) => {
		const parent = nodeById(trace, entry.parent);
		const isCopy = entries.slice(0, index).some((other) => sameFrame(other.frame, entry.frame));
		return {
			route: routeOf(scene, world, wayTo(parent, entry.device)),
			progress: progressOf(entry, parent, now, share),
			label: entry.frame && !isCopy ? frameName(world, entry.frame) : '',
		};
	});
}

/** What takes no time moves with the share; what takes time is where the clock says. */
function progressOf(entry: Entry, parent: TraceNode | undefined, now: number, share: number): number {
	const sent = parent?.time ?? entry.time;
	return entry.time > sent ? Math.min(1, (now - sent) / (entry.time - sent)) : share;
}
