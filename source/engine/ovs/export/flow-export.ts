/** What a bridge exports about its traffic: NetFlow, sFlow, IPFIX. */
export interface FlowExport {
	netflow: Netflow | undefined;
	sflow: Sflow | undefined;
	ipfix: Ipfix | undefined;
}

export interface Netflow {
	/** `10.0.0.9:2055` */
	targets: string[];
}

export interface Sflow {
	/** Of 2^32-1: how many frames are sampled. */
	probability: number;
}

export interface Ipfix {
	/** Of 2^32-1. */
	probability: number;
	/** Samples where a frame comes in, where it goes out. */
	input: boolean;
	output: boolean;
}
