/** Spanning tree of a bridge of Open vSwitch (lib/stp.[ch]). */
import type {OvsBridge, OvsPort} from './vswitchd.js';

export interface OvsStp {
	/** Counts changes that matter to cached flows. */
	version: number;
}

/** May NORMAL flood to this port, as far as the spanning tree is concerned (bundle_update)? */
export function isFloodable(_bridge: OvsBridge, _port: OvsPort): boolean {
	return true;
}
