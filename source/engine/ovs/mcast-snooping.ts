/** Multicast snooping of a bridge (lib/mcast-snooping.[ch]). */
export interface McastSnooping {
	/** Counts changes that matter to cached flows. */
	version: number;
}
