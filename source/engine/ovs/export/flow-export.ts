/*
 * Flow export: what a bridge tells collectors about its traffic
 *
 * Three ways, each with its own table in the database, and a bridge may have all of them:
 *
 *  - NetFlow (`netflow.ts`)  counts connections of IPv4, and tells of each when it ends or now and then
 *  - sFlow (`sflow.ts`)      sends the beginnings of one frame in so many, and counters of ports
 *  - IPFIX (`ipfix.ts`)      makes records of one frame in so many, where it came in and where it goes out; further
 *                            exporters of the kind get what the action `sample` of a flow picks
 *
 * What is configured and what was counted stand together here. Datagrams go to the outbox, and with the next
 * turn of the daemon's loop to the collectors (`collectors.ts`).
 *
 * The wall clock of the daemon is the time of the world, in seconds since 1970.
 */
import type {Ipv4Address} from '../../protocol/ipv4-address.js';
import type {ExporterName, IpfixExporter} from './ipfix-state.js';
import type {NetflowState} from './netflow.js';
import type {SflowAgent} from './sflow.js';

export interface FlowExport {
	netflow: Netflow | undefined;
	sflow: Sflow | undefined;
	ipfix: Ipfix | undefined;
	/** By `collector_set_id` of the action sample (table Flow_Sample_Collector_Set). */
	collectorSets?: Map<number, CollectorSet>;
	/** Number of the IPFIX exporter of the bridge, while there is any. */
	ipfixId?: number;
	/** By datapath port number. */
	ports?: Map<number, ExportPort>;
	/** Datagrams that the next turn sends, oldest first. */
	outbox?: ExportDatagram[];
}

export const EXPORT_PROTOCOLS = ['netflow', 'sflow', 'ipfix'] as const;
export type ExportProtocol = (typeof EXPORT_PROTOCOLS)[number];

/** A socket that is connected to a collector. */
export interface Collector {
	address: Ipv4Address;
	port: number;
}

export interface ExportDatagram {
	protocol: ExportProtocol;
	collectors: readonly Collector[];
	payload: Uint8Array;
	/** Of IPFIX: the collector set whose exporter counts it, or `bridge`. */
	exporter?: ExporterName;
}

/** What an exporter says of a port (struct dpif_sflow_port, struct dpif_ipfix_port). */
export interface ExportPort {
	/** OpenFlow port number. */
	number: number;
	name: string;
	/** Of the host; 0 for ports that are no devices of their own. */
	ifindex: number;
	tunnel: 'vxlan' | 'gre' | undefined;
}

export interface Netflow {
	/** `10.0.0.9:2055` */
	targets: string[];
	/** `undefined` takes the one that the datapath has. */
	engineType?: number | undefined;
	engineId?: number | undefined;
	addIdToInterface?: boolean;
	/** Seconds; `undefined` is the default. */
	activeTimeout?: number | undefined;
	state?: NetflowState;
}

export interface Sflow {
	/** Of 2^32-1: how many frames are sampled. */
	probability: number;
	targets?: string[];
	/** One frame in so many. */
	sampling?: number;
	/** Seconds between counters; 0 sends none. */
	polling?: number;
	/** Octets of a frame that a sample has. */
	header?: number;
	/** Name of a device, or address; `undefined` lets the switch choose. */
	agent?: string | undefined;
	/** Of several bridges. */
	subId?: number;
	/** Local address of a connection to a controller. */
	controlAddress?: string | undefined;
	/** `undefined` while nothing can be sent: then nothing is sampled. */
	state?: SflowAgent | undefined;
	/** The next tick of an agent that is to come, s. */
	nextTick?: number;
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
	/** Tells of tunnels. */
	tunnel?: boolean;
	virtualObsId?: string | undefined;
	state?: IpfixExporter;
}

/** Where samples go that a flow asks for. */
export interface CollectorSet {
	targets: string[];
	cacheActiveTimeout: number;
	cacheMaxFlows: number;
	tunnel: boolean;
	virtualObsId?: string | undefined;
	state?: IpfixExporter;
}

/** Hands a datagram to the outbox of a bridge. */
export function post(exports: FlowExport, datagram: ExportDatagram): void {
	exports.outbox ??= [];
	exports.outbox.push(datagram);
}
