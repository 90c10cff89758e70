/** What a run of a fabric comes to, in words. */

import {coreStations} from '../../engine/fabric/formulas.js';
import type {FabricReport} from '../../engine/fabric/report.js';
import type {Catalogue} from '../../locale/en.js';
import {countText, shareText} from './numbers.js';

/** One or two sentences. */
export function verdictText(report: FabricReport, words: Catalogue): string {
	const {parameters, verdict, stations, flooded, floodedAlone, sniffed, tiers} = report;
	const switches = tiers.filter(({tier}) => parameters.overlay === 'vxlan' || tier !== 'edge');
	// The tier that is nearest to the core of those that overflow.
	const full = switches.findLast(({evicted, refused}) => evicted + refused > 0);
	return words.explosion.verdicts[verdict]({
		stations: countText(stations),
		room: countText(full?.size ?? parameters.tables.core),
		flooded: shareText(flooded, words.tables.decimal),
		alone: shareText(floodedAlone ?? 0, words.tables.decimal),
		sniffed: shareText(sniffed, words.tables.decimal),
		policy: words.explosion.policies[parameters.policy],
		needed: countText(coreStations(parameters)),
		lost: countText(switches.reduce((sum, {evicted, refused}) => sum + evicted + refused, 0)),
	});
}

/** Two runs of the same stations: what each comes to, in a sentence each. */
export function comparedText(one: FabricReport, other: FabricReport, words: Catalogue): string {
	const {policies, overlays, same, side} = words.explosion;
	const differ = one.parameters.overlay !== other.parameters.overlay;
	const sides = [one, other].map(({parameters, tiers, flooded, sniffed}) =>
		side({
			name: differ ? overlays[parameters.overlay] : policies[parameters.policy],
			flooded: shareText(flooded, words.tables.decimal),
			core: countText(tiers.find(({tier}) => tier === 'core')?.most ?? 0),
			sniffed: parameters.attack.rate > 0 ? shareText(sniffed, words.tables.decimal) : undefined,
		}),
	);
	return [same, ...sides].join(' ');
}
