/** The flow caches of a datapath: exact match, signatures, megaflows. */
export interface FlowCache {
	/** Megaflows installed. */
	count: number;
}

export function createFlowCache(): FlowCache {
	return {count: 0};
}
