/**
 * Rows of tables NetFlow, sFlow, IPFIX and Flow_Sample_Collector_Set to what a bridge exports (vswitchd/bridge.c,
 * bridge_configure_netflow, _sflow, _ipfix; set_netflow, dpif_sflow_set_options, dpif_ipfix_set_options). What exporters have
 * counted stays, as long as their options do.
 */
import {hashBytes} from '../../flow/hash.js';
import {type Ipv4Address, parseIpv4} from '../../protocol/ipv4-address.js';
import type {Sink} from '../../sink.js';
import {wayTo} from '../../stack/route.js';
import {deviceNamed, deviceOfKind, type Machine, type World} from '../../world.js';
import {type Database, flagOf, numberOf, type Row, rowsIn, settingOf, textOf, textsOf} from '../database/database.js';
import {exportingOf, openCollectors, parseTarget, sendOutbox} from '../export/collectors.js';
import type {CollectorSet, Ipfix, Netflow, Sflow} from '../export/flow-export.js';
import {clearIpfix, setIpfixOptions} from '../export/ipfix.js';
import {createExporter, type ExporterName, exportersOf, type IpfixExporter} from '../export/ipfix-state.js';
import {setNetflowOptions} from '../export/netflow.js';
import {exportPorts} from '../export/ports.js';
import {createAgent, setPollers} from '../export/sflow.js';
import {hashOrder} from '../translate/hash-order.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';
import {booleanSetting} from './settings.js';

const ALWAYS = 0xffff_ffff;
/** One frame in so many. */
const DEFAULT_SAMPLING = 400;
const DEFAULT_POLLING = 30;
const DEFAULT_HEADER = 128;
const SFLOW_PORT = 6343;
const SECOND = 1_000_000_000;

/** Where a bridge is set up. */
interface Place {
	world: World;
	machine: Machine;
	switchd: Vswitchd;
	bridge: OvsBridge;
	out: Sink;
}

export function configureExports(place: Place, row: Row): void {
	const {world, machine, switchd, bridge, out} = place;
	const {database} = switchd;
	const {exports: before} = bridge;
	const [netflow] = rowsIn(database, 'Bridge', row, 'netflow');
	const [sflow] = rowsIn(database, 'Bridge', row, 'sflow');
	const [ipfix] = rowsIn(database, 'Bridge', row, 'ipfix');
	before.ports = exportPorts(world, switchd, bridge);
	before.netflow = netflow && setNetflow(place, before.netflow, readNetflow(netflow));
	before.sflow = sflow && setSflow(place, before.sflow, readSflow(sflow, controlAddress(database, row)));
	const sets = readCollectorSets(database, row);
	setIpfix(place, ipfix && hasTargets(ipfix) ? readIpfix(ipfix) : undefined, sets.size > 0);
	setCollectorSets(place, sets);
	// What an exporter that has gone still had to say.
	sendOutbox(world, machine, switchd, bridge, out);
}

/** A bridge goes: IPFIX tells what it has, the others do not. */
export function endExports({world, machine, switchd, bridge, out}: Place): void {
	const {exports} = bridge;
	for (const [name, state] of exportersOf(exports)) clearIpfix(exports, name, state, world.now);
	const {globalCounters} = exportingOf(switchd);
	if (exports.sflow?.state?.subId === globalCounters) exportingOf(switchd).globalCounters = undefined;
	sendOutbox(world, machine, switchd, bridge, out);
}

function setNetflow({world, machine, bridge}: Place, before: Netflow | undefined, wanted: Netflow): Netflow {
	const datapath = deviceOfKind(world, bridge.datapath, 'datapath');
	// Two octets of a hash of its name, or, with the kernel's, twice the low octet of its number.
	const ids = datapath?.type === 'netdev' ? hashBytes(octetsOf(datapath.name), 0) : ((datapath?.ifindex ?? 0) & 0xff) * 0x101;
	const options = {
		collectors: openCollectors(world, machine, wanted.targets, 'netflow'),
		engineType: wanted.engineType ?? (ids >>> 8) & 0xff,
		engineId: wanted.engineId ?? ids & 0xff,
		addIdToInterface: wanted.addIdToInterface ?? false,
		activeTimeout: wanted.activeTimeout,
	};
	return {...wanted, state: setNetflowOptions(before?.state, options, world.now)};
}

/** Without targets, a socket or an address for the agent nothing is sampled. */
function setSflow(place: Place, before: Sflow | undefined, wanted: Sflow): Sflow {
	const {world, machine, switchd, bridge} = place;
	const {targets = [], sampling = DEFAULT_SAMPLING, polling = DEFAULT_POLLING, header = DEFAULT_HEADER} = wanted;
	const subId = subIdOf(switchd, bridge);
	const options = JSON.stringify([[...targets].sort(), sampling, polling, header, subId, wanted.agent, wanted.controlAddress]);
	const old = before?.state;
	const isSame = old?.options === options && old.collectors.length >= new Set(targets).size;
	const collectors = isSame ? old.collectors : openCollectors(world, machine, targets, 'sflow');
	const address = agentAddress(place, wanted);
	const exporting = exportingOf(switchd);
	if (old && old.options !== options && exporting.globalCounters === old.subId) exporting.globalCounters = undefined;
	const nextTick = old?.nextTick ?? before?.nextTick ?? Math.floor(world.now / SECOND) + 1;
	if (targets.length === 0 || sampling === 0 || collectors.length === 0 || address === undefined) {
		return {...wanted, subId, probability: 0, nextTick, state: undefined};
	}
	const agent =
		old?.options === options
			? {...old, collectors}
			: createAgent({options, collectors, address, subId, sampling, polling, header}, world.now, nextTick);
	setPollers(agent, bridge.exports.ports ?? new Map(), world);
	return {...wanted, subId, state: agent};
}

/** The address of the device `agent`, or the address that it is; else the one towards a target, else that of a controller's connection. */
function agentAddress({world, machine}: Place, {agent, targets = [], controlAddress: control}: Sflow): Ipv4Address | undefined {
	if (agent !== undefined) {
		const own = deviceNamed(world, machine, agent)?.addresses[0]?.address ?? parseIpv4(agent);
		if (own !== undefined) return own;
	}
	for (const target of hashOrder([...new Set(targets)])) {
		const collector = parseTarget(target, SFLOW_PORT);
		const way = collector && wayTo(world, machine, collector.address);
		if (way?.kind === 'link' || way?.kind === 'local') return way.source;
	}
	return control === undefined ? undefined : parseIpv4(control);
}

/** Bridges with sFlow are numbered in the order in which the daemon walks its bridges. */
function subIdOf({bridges, database}: Vswitchd, {name}: OvsBridge): number {
	const rows = new Map([...database.tables.Bridge.values()].map((row) => [textOf(row, 'name'), row]));
	const order = hashOrder(bridges.map((bridge) => bridge.name)).filter((other) => {
		const row = rows.get(other);
		return row !== undefined && rowsIn(database, 'Bridge', row, 'sflow').length > 0;
	});
	return order.indexOf(name);
}

/** The exporter of the bridge has its number since there was any exporter, also of a collector set; one that ends loses it. */
function setIpfix(place: Place, wanted: Ipfix | undefined, hasSets: boolean): void {
	const {world, switchd, bridge} = place;
	const {exports} = bridge;
	const old = exports.ipfix?.state;
	if (wanted || hasSets) exports.ipfixId ??= ++exportingOf(switchd).exporters;
	const state = old ?? createExporter(exports.ipfixId ?? 0);
	if (wanted && setExporter(place, 'bridge', state, wanted)) {
		exports.ipfix = {...wanted, state};
		return;
	}
	if (old) {
		clearIpfix(exports, 'bridge', old, world.now);
		exports.ipfixId = 0;
	}
	exports.ipfix = undefined;
	if (!wanted && !hasSets) delete exports.ipfixId;
}

function setCollectorSets(place: Place, wanted: Map<number, CollectorSet>): void {
	const {world, switchd, bridge} = place;
	const {exports} = bridge;
	const before = exports.collectorSets ?? new Map<number, CollectorSet>();
	const kept = new Map<number, CollectorSet>();
	for (const [id, set] of wanted) {
		const state = before.get(id)?.state ?? createExporter(++exportingOf(switchd).exporters);
		if (setExporter(place, id, state, set)) kept.set(id, {...set, state});
	}
	for (const [id, {state}] of before) if (!kept.has(id) && state) clearIpfix(exports, id, state, world.now);
	exports.collectorSets = kept;
}

/** False when no collector can be reached: then there is no exporter. */
function setExporter({world, machine, bridge}: Place, name: ExporterName, state: IpfixExporter, wanted: CollectorSet | Ipfix): boolean {
	const {state: _, targets = [], cacheActiveTimeout = 0, cacheMaxFlows = 0, virtualObsId, ...rest} = wanted;
	const options = JSON.stringify([[...targets].sort(), cacheActiveTimeout, cacheMaxFlows, virtualObsId, rest]);
	const isSame = state.options === options && state.collectors.length >= new Set(targets).size;
	const collectors = isSame ? state.collectors : openCollectors(world, machine, targets, 'ipfix');
	if (collectors.length === 0) return false;
	state.collectors = collectors;
	setIpfixOptions(bridge.exports, name, state, {options, collectors, cacheActiveTimeout, cacheMaxFlows, virtualObsId}, world.now);
	return true;
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

function readSflow(row: Row, control: string | undefined): Sflow {
	const sampling = numberOf(row, 'sampling') ?? DEFAULT_SAMPLING;
	return {
		probability: sampling > 0 ? Math.max(1, Math.floor(ALWAYS / sampling)) : 0,
		targets: [...textsOf(row, 'targets')],
		sampling,
		polling: numberOf(row, 'polling') ?? DEFAULT_POLLING,
		header: numberOf(row, 'header') ?? DEFAULT_HEADER,
		agent: textOf(row, 'agent') || undefined,
		controlAddress: control,
	};
}

/** Local address of the first controller whose row has one. */
function controlAddress(database: Database, row: Row): string | undefined {
	for (const controller of rowsIn(database, 'Bridge', row, 'controller')) {
		const address = textOf(controller, 'local_ip');
		if (address) return address;
	}
	return undefined;
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
		virtualObsId: settingOf(row, 'other_config', 'virtual_obs_id'),
	};
}

function readCollectorSets(database: Database, bridge: Row): Map<number, CollectorSet> {
	const sets = new Map<number, CollectorSet>();
	for (const row of database.tables.Flow_Sample_Collector_Set.values()) {
		const [ipfix] = rowsIn(database, 'Flow_Sample_Collector_Set', row, 'ipfix');
		if (textOf(row, 'bridge') === bridge.uuid && ipfix && hasTargets(ipfix)) sets.set(numberOf(row, 'id') ?? 0, readCollectorSet(ipfix));
	}
	return sets;
}

function hasTargets(row: Row): boolean {
	return textsOf(row, 'targets').length > 0;
}

function octetsOf(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
