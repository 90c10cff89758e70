/**
 * Counters that an sFlow agent tells of (sflow_agent_get_counters, sflow_agent_get_global_counters). What a device does not
 * count is unknown: dummy devices count frames and octets only.
 *
 * Not modelled: time and memory that the daemon itself uses, which are 0.
 */
import type {Datapath} from '../../devices/datapath/datapath-device.js';
import type {CounterRecord, EthernetCounters, InterfaceCounters} from '../../protocol/sflow-counters.js';
import {deviceAt, deviceOfKind, type World} from '../../world.js';
import {actorOf} from '../bond/lacp.js';
import {type OfPort, type OvsBridge, portOfMember, type Vswitchd} from '../vswitchd.js';
import {exportingOf} from './collectors.js';
import type {SflowPoller} from './sflow.js';

const ETHERNET_TYPE = 6;
const UP = 1;
const CARRIER = 2;
const FULL_DUPLEX = 1;
/** What is said of a device that does not say how fast it is, b/s. */
const UNKNOWN_SPEED = 100_000_000;
/** Speeds that have a bit of their own, Mb/s (netdev_features_to_bps). */
const SPEEDS = [10, 100, 1000, 10_000, 40_000, 100_000, 1_000_000];
const MEGABIT = 1_000_000;
const STATE = {active: 1, timeout: 2, aggregation: 4} as const;

/** The records of a poller, last made first, as they stand in a sample; nothing where another agent tells, or the port is gone. */
export function pollCounters(world: World, switchd: Vswitchd, bridge: OvsBridge, {port, source}: SflowPoller): CounterRecord[] | undefined {
	if (port === -1) return pollSwitch(world, switchd, bridge);
	const ofPort = [...bridge.ofPorts.values()].find((candidate) => candidate.datapathPort === port && !candidate.tunnel);
	return ofPort && pollPort(world, switchd, bridge, ofPort, source.index);
}

function pollSwitch(world: World, switchd: Vswitchd, {exports}: OvsBridge): CounterRecord[] | undefined {
	const exporting = exportingOf(switchd);
	const subId = exports.sflow?.state?.subId;
	exporting.globalCounters ??= subId;
	if (exporting.globalCounters !== subId) return undefined;
	const datapaths = [...new Set(switchd.bridges.map(({datapath}) => datapath))].flatMap((id) => deviceOfKind(world, id, 'datapath') ?? []);
	const sum = (count: (datapath: Datapath) => number) => datapaths.reduce((total, datapath) => total + count(datapath), 0);
	// Only the kernel's datapath knows how many masks it tried.
	const isKnown = datapaths.every(({type}) => type === 'system');
	return [
		{
			kind: 'resources',
			counters: {
				userTime: 0,
				systemTime: 0,
				memoryUsed: 0,
				memoryMax: 0,
				filesOpen: 0,
				filesMax: 0,
				connectionsOpen: 0,
				connectionsMax: 0,
			},
		},
		{
			kind: 'datapath',
			counters: {
				hit: sum(({lookups}) => lookups.hit),
				missed: sum(({lookups}) => lookups.missed),
				lost: sum(({lookups}) => lookups.lost),
				maskHit: isKnown ? sum(({lookups}) => lookups.maskHit) : undefined,
				flows: sum(({cache}) => cache.count),
				masks: isKnown ? sum(({cache}) => cache.tables.filter(Boolean).length) : undefined,
			},
		},
	];
}

function pollPort(world: World, switchd: Vswitchd, bridge: OvsBridge, port: OfPort, ifindex: number): CounterRecord[] {
	const isDummy = switchd.datapathOverride !== undefined;
	return [
		{kind: 'ethernet', counters: ethernetCounters(isDummy)},
		{kind: 'openflow-port', datapath: bridge.datapathId, port: port.number},
		{kind: 'port-name', name: port.name},
		...lacpCounters(bridge, port),
		{kind: 'interface', counters: interfaceCounters(world, port, ifindex, isDummy)},
	];
}

function ethernetCounters(isDummy: boolean): EthernetCounters {
	const counted = isDummy ? undefined : 0;
	return {
		alignmentErrors: counted,
		checksumErrors: counted,
		singleCollisions: undefined,
		multipleCollisions: undefined,
		signalErrors: undefined,
		deferred: undefined,
		lateCollisions: undefined,
		excessiveCollisions: undefined,
		transmitErrors: undefined,
		carrierErrors: undefined,
		tooLong: undefined,
		receiveErrors: undefined,
		symbolErrors: undefined,
	};
}

/** As the switch sees its port: what the host sends by br0 comes in there. */
function interfaceCounters(world: World, {type, device: id}: OfPort, index: number, isDummy: boolean): InterfaceCounters {
	const device = deviceAt(world, id);
	const {rxFrames, rxBytes, rxDropped, txFrames, txBytes, txDropped, multicast} = device.counters;
	const isInternal = type === 'internal';
	const [inFrames, inOctets, inDropped] = isInternal ? [txFrames, txBytes, txDropped] : [rxFrames, rxBytes, rxDropped];
	const [outFrames, outOctets, outDropped] = isInternal ? [rxFrames, rxBytes, rxDropped] : [txFrames, txBytes, txDropped];
	const speed = device.kind === 'nic' && !isDummy ? device.speed : undefined;
	const counted = (count: number) => (isDummy ? undefined : count);
	return {
		index,
		type: ETHERNET_TYPE,
		speed: speed === undefined ? UNKNOWN_SPEED : SPEEDS.includes(speed) ? speed * MEGABIT : 0,
		direction: speed === undefined ? 0 : FULL_DUPLEX,
		status: device.up ? UP | (device.carrier || isDummy ? CARRIER : 0) : 0,
		inOctets,
		inUnicast: inFrames,
		inMulticast: counted(multicast),
		inBroadcast: undefined,
		inDiscards: counted(inDropped),
		inErrors: counted(0),
		inUnknown: undefined,
		outOctets,
		outUnicast: outFrames,
		outMulticast: undefined,
		outBroadcast: undefined,
		outDiscards: counted(outDropped),
		outErrors: counted(0),
		promiscuous: 0,
	};
}

function lacpCounters(bridge: OvsBridge, {number}: OfPort): CounterRecord[] {
	const lacp = portOfMember(bridge, number)?.lacp;
	const member = lacp?.members.find((candidate) => candidate.member === number);
	const key = lacp?.members.find((candidate) => candidate.member === lacp.keyMember);
	if (!lacp || !member || !key) return [];
	const actor = actorOf(lacp, member);
	const {partner, counters} = member;
	return [
		{
			kind: 'lacp',
			actor: actor.system,
			partner: partner.system,
			attached: key.key === 0 ? key.portId : key.key,
			states: {
				actorSet: STATE.aggregation | (lacp.active ? STATE.active : 0) | (lacp.fast ? STATE.timeout : 0),
				actor: actor.state,
				partnerSet: 0,
				partner: partner.state,
			},
			received: counters.rxPdus,
			illegal: counters.rxBad,
			sent: counters.txPdus,
		},
	];
}
