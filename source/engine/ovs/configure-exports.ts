/** Rows of tables NetFlow, sFlow, IPFIX and Flow_Sample_Collector_Set to what a bridge exports (vswitchd/bridge.c, bridge_configure_netflow, _sflow, _ipfix). */
import {type Database, flagOf, numberOf, type Row, rowsIn, textOf, textsOf} from './database.js';
import type {CollectorSet, Ipfix, Netflow, Sflow} from './export/flow-export.js';
import {booleanSetting} from './settings.js';
import type {OvsBridge} from './vswitchd.js';

const ALWAYS = 0xffff_ffff;
/** One frame in so many. */
const DEFAULT_SAMPLING = 400;
const DEFAULT_POLLING = 30;
const DEFAULT_HEADER = 128;

/** `subId` tells the sFlow agents of several bridges apart. */
export function configureExports(database: Database, bridge: OvsBridge, row: Row, subId: number): void {
	const [netflow] = rowsIn(database, 'Bridge', row, 'netflow');
	const [sflow] = rowsIn(database, 'Bridge', row, 'sflow');
	const [ipfix] = rowsIn(database, 'Bridge', row, 'ipfix');
	// What the exporters have counted stays, as long as there is one.
	const {exports: before} = bridge;
	bridge.exports = {
		...before,
		netflow: netflow && {...before.netflow, ...readNetflow(netflow)},
		sflow: sflow && {...before.sflow, ...readSflow(sflow, subId)},
		ipfix: ipfix && textsOf(ipfix, 'targets').length > 0 ? {...before.ipfix, ...readIpfix(ipfix)} : undefined,
		collectorSets: readCollectorSets(database, row),
	};
}

function readNetflow(row: Row): Netflow {
	const timeout = numberOf(row, 'active_timeout') ?? 0;
	return {
		targets: [...textsOf(row, 'targets')],
		engineType: numberOf(row, 'engine_type'),
		engineId: numberOf(row, 'engine_id'),
		addIdToInterface: flagOf(row, 'add_id_to_interface'),
		activeTimeout: timeout > 0 ? timeout : undefined,
	};
}

function readSflow(row: Row, subId: number): Sflow {
	const sampling = numberOf(row, 'sampling') ?? DEFAULT_SAMPLING;
	return {
		probability: sampling > 0 ? Math.floor(ALWAYS / sampling) : 0,
		targets: [...textsOf(row, 'targets')],
		sampling,
		polling: numberOf(row, 'polling') ?? DEFAULT_POLLING,
		header: numberOf(row, 'header') ?? DEFAULT_HEADER,
		agent: textOf(row, 'agent') || undefined,
		subId,
	};
}

function readIpfix(row: Row): Ipfix {
	return {
		probability: Math.max(1, Math.floor(ALWAYS / (numberOf(row, 'sampling') ?? DEFAULT_SAMPLING))),
		input: !booleanSetting(row, 'enable-input-sampling', false),
		output: !booleanSetting(row, 'enable-output-sampling', false),
		obsDomain: numberOf(row, 'obs_domain_id') ?? 0,
		obsPoint: numberOf(row, 'obs_point_id') ?? 0,
		...readCollectorSet(row),
	};
}

function readCollectorSet(row: Row): CollectorSet {
	return {
		targets: [...textsOf(row, 'targets')],
		cacheActiveTimeout: numberOf(row, 'cache_active_timeout') ?? 0,
		cacheMaxFlows: numberOf(row, 'cache_max_flows') ?? 0,
		tunnel: booleanSetting(row, 'enable-tunnel-sampling', true),
	};
}

function readCollectorSets(database: Database, bridge: Row): Map<number, CollectorSet> {
	const sets = new Map<number, CollectorSet>();
	for (const row of database.tables.Flow_Sample_Collector_Set.values()) {
		const [ipfix] = rowsIn(database, 'Flow_Sample_Collector_Set', row, 'ipfix');
		if (textOf(row, 'bridge') !== bridge.uuid || !ipfix || textsOf(ipfix, 'targets').length === 0) continue;
		sets.set(numberOf(row, 'id') ?? 0, readCollectorSet(ipfix));
	}
	return sets;
}
