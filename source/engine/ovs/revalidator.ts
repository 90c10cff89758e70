/** The revalidator: keeps cached flows true (ofproto-dpif-upcall.c, revalidate). */
export interface Revalidator {
	/** Flows that may be installed now; adapts between 1000 and the limit that is configured. */
	flowLimit: number;
}

export function createRevalidator(): Revalidator {
	return {flowLimit: 10_000};
}
