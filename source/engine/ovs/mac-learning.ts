/** The MAC table of a bridge (lib/mac-learning.[ch]). */
import type {Mac} from '../mac.js';

export interface MacLearning {
	/** Counts changes that matter to cached flows. */
	version: number;
}

/** One entry, as `fdb/show` prints it. */
export interface MacEntry {
	port: string;
	vlan: number;
	mac: Mac;
	/** World time at which it was last refreshed, ns. */
	updated: number;
	static: boolean;
}

export function createMacLearning(): MacLearning {
	throw new Error('not built yet');
}
