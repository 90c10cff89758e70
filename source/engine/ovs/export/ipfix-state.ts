/** State of an IPFIX exporter (struct dpif_ipfix_exporter): of a bridge, or of a collector set; the rules are in `ipfix.ts`. */
import {hashInt} from '../../flow/hash.js';
import {tableOrder} from '../translate/hash-order.js';
import type {Collector, FlowExport} from './flow-export.js';

/** Which exporter: of the bridge, or of a collector set. */
export type ExporterName = number | 'bridge';

export interface IpfixExporter {
	/** Counts exporters of the daemon. */
	id: number;
	/** Says when options have changed. */
	options: string;
	collectors: Collector[];
	/** Of the next message with data. */
	sequence: number;
	/** When templates were last sent, s; -1 never. */
	templatesSent: number;
	/** Seconds; 0 keeps nothing. */
	cacheActiveTimeout: number;
	cacheMaxFlows: number;
	virtualObsId: string | undefined;
	/** Oldest first; by domain, template and what makes the flow, in hex. */
	flows: Map<string, IpfixFlow>;
	totals: IpfixTotals;
	/** Messages that did not reach a collector's network. */
	unsent: number;
}

/** What an exporter has counted since it began (struct dpif_ipfix_global_stats); the names are those of elements. */
const IPFIX_TOTALS = [
	'droppedPacketTotalCount',
	'packetTotalCount',
	'ingressUnicastPacketTotalCount',
	'ingressMulticastPacketTotalCount',
	'ingressBroadcastPacketTotalCount',
	'egressUnicastPacketTotalCount',
	'egressBroadcastPacketTotalCount',
	'postMCastPacketTotalCount',
	'layer2OctetTotalCount',
	'droppedOctetTotalCount',
	'octetTotalCount',
	'octetTotalSumOfSquares',
	'postMCastOctetTotalCount',
	'tcpAckTotalCount',
	'tcpFinTotalCount',
	'tcpPshTotalCount',
	'tcpRstTotalCount',
	'tcpSynTotalCount',
	'tcpUrgTotalCount',
] as const;
export type IpfixTotals = Record<(typeof IPFIX_TOTALS)[number], number>;

/** What a flow has counted since its last record. */
export const IPFIX_DELTAS = [
	'droppedPacketDeltaCount',
	'packetDeltaCount',
	'postMCastPacketDeltaCount',
	'layer2OctetDeltaCount',
	'droppedOctetDeltaCount',
	'octetDeltaCount',
	'octetDeltaSumOfSquares',
	'postMCastOctetDeltaCount',
] as const;
export type IpfixDeltas = Record<(typeof IPFIX_DELTAS)[number], number>;

/** A flow in the cache (struct ipfix_flow_cache_entry). */
export interface IpfixFlow {
	domain: number;
	template: number;
	/** The part of the record that makes the flow. */
	key: Uint8Array;
	/** Wall clock, µs. */
	start: number;
	end: number;
	/** Octets of the shortest and longest packet; 0 if not IP. */
	shortest: number;
	longest: number;
	isTcp: boolean;
	deltas: IpfixDeltas;
	/** Those of the exporter, when the last frame of the flow came. */
	totals: IpfixTotals;
}

export function createTotals(): IpfixTotals {
	return Object.fromEntries(IPFIX_TOTALS.map((name) => [name, 0])) as IpfixTotals;
}

export function createExporter(id: number): IpfixExporter {
	return {
		id,
		options: '',
		collectors: [],
		sequence: 1,
		templatesSent: -1,
		cacheActiveTimeout: 0,
		cacheMaxFlows: 0,
		virtualObsId: undefined,
		flows: new Map(),
		totals: createTotals(),
		unsent: 0,
	};
}

/** A message of an exporter went, or did not. */
export function countSent({ipfix, collectorSets}: FlowExport, exporter: ExporterName | undefined, isSent: boolean): void {
	const state = exporter === 'bridge' ? ipfix?.state : exporter === undefined ? undefined : collectorSets?.get(exporter)?.state;
	if (state && !isSent) state.unsent++;
}

/** IPFIX exporters of a bridge, in the order in which the daemon walks them. */
export function exportersOf({ipfix, collectorSets = new Map()}: FlowExport): [ExporterName, IpfixExporter][] {
	const sets = tableOrder([...collectorSets.keys()], (id) => hashInt(id, 0)).flatMap((id): [ExporterName, IpfixExporter][] => {
		const state = collectorSets.get(id)?.state;
		return state ? [[id, state]] : [];
	});
	return ipfix?.state ? [['bridge', ipfix.state], ...sets] : sets;
}
