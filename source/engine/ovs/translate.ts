/** From flow to datapath actions (ofproto-dpif-xlate.c, xlate_actions). */
import type {Answer, Credit, Request, Stats} from './translation.js';
import type {Vswitchd} from './vswitchd.js';

/** Translates a flow. With `request.stats` it learns and counts; without it nothing changes. */
export function translate(_request: Request): Answer {
	throw new Error('not built yet');
}

/** Credits further packets to an answer that is cached (xlate_push_stats). */
export function pushCredits(_switchd: Vswitchd, _credits: readonly Credit[], _stats: Stats): void {
	throw new Error('not built yet');
}
