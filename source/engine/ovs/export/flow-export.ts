/** What a bridge exports about its traffic: NetFlow, sFlow, IPFIX. */
export interface FlowExport {
	netflow: Netflow | undefined;
	sflow: Sflow | undefined;
	ipfix: Ipfix | undefined;
	/** By `collector_set_id` of the action sample (table Flow_Sample_Collector_Set). */
	collectorSets?: Map<number, CollectorSet>;
}

export interface Netflow {
	/** `10.0.0.9:2055` */
	targets: string[];
	/** `undefined` takes the one that the switch makes up. */
	engineType?: number | undefined;
	engineId?: number | undefined;
	addIdToInterface?: boolean;
	/** Seconds; `undefined` is the default. */
	activeTimeout?: number | undefined;
}

export interface Sflow {
	/** Of 2^32-1: how many frames are sampled. */
	probability: number;
	targets?: string[];
	/** One frame in so many. */
	sampling?: number;
	/** Seconds between counters. */
	polling?: number;
	/** Octets of a frame that a sample has. */
	header?: number;
	/** Name of a device, or address; `undefined` lets the switch choose. */
	agent?: string | undefined;
	/** Of several bridges. */
	subId?: number;
}

export interface Ipfix {
	/** Of 2^32-1. */
	probability: number;
	/** Samples where a frame comes in, where it goes out. */
	input: boolean;
	output: boolean;
	targets?: string[];
	obsDomain?: number;
	obsPoint?: number;
	/** Seconds; 0 keeps nothing. */
	cacheActiveTimeout?: number;
	cacheMaxFlows?: number;
	tunnel?: boolean;
}

/** Where samples go that a flow asks for. */
export interface CollectorSet {
	targets: string[];
	cacheActiveTimeout: number;
	cacheMaxFlows: number;
	tunnel: boolean;
}
