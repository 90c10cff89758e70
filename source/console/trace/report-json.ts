/** The report of a `trace` as JSON: names and octets, no numbers of the engine but the order of events. */
import type {Frame} from '../../engine/frame.js';
import type {World} from '../../engine/world.js';
import {frameName} from '../telling/frame-name.js';
import type {Hop, Report} from './report.js';

export function reportJson(world: World, report: Report, notes: readonly string[], committed: boolean): string {
	const shown = (frame: Frame | undefined) =>
		frame && {name: frameName(world, frame), octets: Array.from(frame.bytes, (octet) => octet.toString(16).padStart(2, '0')).join('')};
	const hop = ({id, time, place, frame, facts, next}: Hop): object => ({id, time, place, frame: shown(frame), facts, next: next.map(hop)});
	return `${JSON.stringify(
		{
			notes,
			journeys: report.journeys.map(({beginning, ...ends}) => ({way: hop(beginning), ...ends})),
			consequences: report.consequences,
			stopped: report.isCutShort,
			committed,
		},
		undefined,
		2,
	)}\n`;
}
