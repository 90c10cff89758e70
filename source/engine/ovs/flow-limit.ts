/** How many flows a datapath may hold: as many as can be looked at in time. */
import type {Vswitchd} from './vswitchd.js';

const LOWEST_FLOW_LIMIT = 1000;

/** The limit follows the time that a round took (udpif_revalidator). */
export function adaptFlowLimit({revalidator, settings}: Vswitchd, flows: number): void {
	const {roundTime} = revalidator;
	let limit = revalidator.flowLimit;
	if (roundTime > 2000) limit = Math.floor(limit / Math.floor(roundTime / 1000));
	else if (roundTime > 1300) limit = Math.floor((limit * 3) / 4);
	else if (roundTime < 1000 && limit < Math.floor((flows * 1000) / roundTime)) limit += 1000;
	revalidator.flowLimit = Math.min(settings.flowLimit, Math.max(limit, LOWEST_FLOW_LIMIT));
}

/** How many pieces a dump of the datapath comes in (REVALIDATE_MAX_BATCH); each is looked at for itself. */
export function batchesOf(flows: number): number {
	return Math.ceil(flows / 50);
}
