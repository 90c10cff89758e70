/** Spanning tree of a bridge of Open vSwitch (lib/stp.[ch]). */
export interface OvsStp {
	/** Counts changes that matter to cached flows. */
	version: number;
}
