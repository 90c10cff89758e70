/** A switch and its ports: `show`, `dump-desc`, `dump-ports`, `dump-ports-desc`, `mod-port`, fragments, `probe` (utilities/ovs-ofctl.c, lib/ofp-port.c). */
import {formatDuration} from '../../../engine/flow/syntax/flow-format.js';
import {formatMac} from '../../../engine/mac.js';
import {speedOf} from '../../../engine/ovs/database/database-status.js';
import {type DeviceStatistics, portStatistics} from '../../../engine/ovs/database/device-statistics.js';
import {forwardsAt} from '../../../engine/ovs/stp/ovs-stp.js';
import {LOCAL, type OfPort, type OvsBridge, type Vswitchd} from '../../../engine/ovs/vswitchd.js';
import {deviceAt, type World} from '../../../engine/world.js';
import type {Complaint} from '../../complaint.js';
import {make, type Printed, type Program, prints} from '../../program.js';
import {type Call, type Connection, connect, fatal, type OfctlCommand, outOfRange, shownNames, versionText} from './call.js';

export const PORT_COMMANDS: readonly OfctlCommand[] = [
	{word: 'show', wants: [1, 1], names: ['ovs-bridge'], help: 'the switch and its ports', run: show},
	{word: 'dump-desc', wants: [1, 1], names: ['ovs-bridge'], help: 'who made the switch', run: dumpDescription},
	{word: 'dump-ports', wants: [1, 2], names: ['ovs-bridge', 'ovs-interface'], help: 'what ports have counted', run: dumpPorts},
	{word: 'dump-ports-desc', wants: [1, 2], names: ['ovs-bridge', 'ovs-interface'], help: 'ports and their flags', run: describePorts},
	{word: 'mod-port', wants: [3, 3], names: ['ovs-bridge', 'ovs-interface', 'text'], help: 'switches a flag of a port', run: modifyPort},
	{
		word: 'get-frags',
		wants: [1, 1],
		names: ['ovs-bridge'],
		help: 'how fragments are handled',
		run: (call) => answered(call, 'normal\n'),
	},
	{word: 'probe', wants: [1, 1], names: ['ovs-bridge'], help: 'is there a switch?', run: (call) => answered(call, '')},
];

/** Says something when the switch answers. */
function answered(call: Call, text: string): Printed {
	connect(call);
	return prints(text);
}

type Flag = keyof OfPort['config'];

/** In the order of their bits (ofputil_port_config). */
const FLAG_NAMES: readonly (readonly [Flag, string])[] = [
	['portDown', 'PORT_DOWN'],
	['noReceive', 'NO_RECV'],
	['noReceiveStp', 'NO_RECV_STP'],
	['noFlood', 'NO_FLOOD'],
	['noForward', 'NO_FWD'],
	['noPacketIn', 'NO_PACKET_IN'],
];
/** Flags that versions from 1.1 on still have. */
const LATER_FLAGS: readonly Flag[] = ['portDown', 'noReceive', 'noForward', 'noPacketIn'];

function portsOf(bridge: OvsBridge): OfPort[] {
	return [...bridge.ofPorts.values()].sort((a, b) => a.number - b.number);
}

function portText(world: World, {bridge, switchd, number}: Connection, port: OfPort): string {
	const flags = FLAG_NAMES.filter(([flag]) => port.config[flag] && (number === 10 || LATER_FLAGS.includes(flag))).map(([, name]) => name);
	return [
		` ${port.number === LOCAL ? 'LOCAL' : port.number}(${port.name}): addr:${formatMac(port.device === -1 ? port.mac : deviceAt(world, port.device).mac)}`,
		`     config:     ${flags.join(' ') || '0'}`,
		`     state:      ${stateText(bridge, port, number)}`,
		...speedLines(world, switchd, port),
		'',
	].join('\n');
}

/** Link, and in 1.0 the spanning tree; from 1.1 on a port that is up is live (ofproto_port_set_state). */
function stateText(bridge: OvsBridge, port: OfPort, number: number): string {
	const states = [...(port.up ? [] : ['LINK_DOWN']), ...(number > 10 && port.up && forwardsAt(bridge, port.number) ? ['LIVE'] : [])];
	return states.join(' ') || '0';
}

/** Speeds that have a bit of their own (enum netdev_features). */
const SPEEDS: ReadonlyMap<number, string> = new Map([
	[10, '10MB-FD'],
	[100, '100MB-FD'],
	[1000, '1GB-FD'],
	[10_000, '10GB-FD'],
	[40_000, '40GB-FD'],
	[100_000, '100GB-FD'],
]);

/** What a device says of itself; dummies, patch ports and internal ports of the kernel say nothing. */
function speedLines(world: World, {datapathOverride}: Vswitchd, {device}: OfPort): string[] {
	const speed = datapathOverride || device === -1 ? undefined : speedOf(world, deviceAt(world, device));
	if (speed === undefined) return ['     speed: 0 Mbps now, 0 Mbps max'];
	return [`     current:    ${SPEEDS.get(speed) ?? 'OTHER'} COPPER`, `     speed: ${speed} Mbps now, 0 Mbps max`];
}

const CAPABILITIES = 'FLOW_STATS TABLE_STATS PORT_STATS';
const ACTIONS =
	'actions: output enqueue set_vlan_vid set_vlan_pcp strip_vlan mod_dl_src mod_dl_dst mod_nw_src mod_nw_dst mod_nw_tos mod_tp_src mod_tp_dst\n';

function show(call: Call): Printed {
	const connection = connect(call);
	const {bridge, number} = connection;
	const {world} = call.place;
	const version = versionText(number);
	const ports = portsOf(bridge).map((port) => portText(world, connection, port));
	const capabilities = `${CAPABILITIES}${number > 10 ? ' GROUP_STATS' : ''} QUEUE_STATS${number === 10 ? ' ARP_MATCH_IP' : ''}${number > 13 ? ' BUNDLES' : ''}`;
	const head = [
		`OFPT_FEATURES_REPLY${version} (xid=0x2): dpid:${bridge.datapathId}\n`,
		'n_tables:254, n_buffers:0\n',
		`capabilities: ${capabilities}\n`,
		...(number === 10 ? [ACTIONS] : []),
	];
	// From 1.3 on the ports come in an answer of their own.
	const list = number >= 13 ? [`OFPST_PORT_DESC reply${version} (xid=0x3):\n`, ...ports] : ports;
	const last = `OFPT_GET_CONFIG_REPLY${version} (xid=0x${number >= 13 ? 5 : 4}): frags=normal miss_send_len=0\n`;
	return prints([...head, ...list, last].join(''));
}

function dumpDescription(call: Call): Printed {
	const {bridge, number, switchd} = connect(call);
	const release = `${Math.floor(switchd.release / 100)}.${switchd.release % 100}.0`;
	return prints(
		[
			`OFPST_DESC reply${versionText(number)} (xid=0x2):`,
			'Manufacturer: Nicira, Inc.',
			'Hardware: Open vSwitch',
			`Software: ${release}`,
			`Serial Num: ${bridge.serial ?? 'None'}`,
			`DP Description: ${bridge.description ?? 'None'}`,
			'',
		].join('\n'),
	);
}

/** OFPP_NONE */
const LAST_PORT = 0xffff;

/** A port by number or name (str_to_port_no). */
function findPort(bridge: OvsBridge, word: string): {number: number; port: OfPort | undefined} | undefined {
	const number = /^\d+$/.test(word) ? Number(word) : word === 'LOCAL' ? LOCAL : undefined;
	if (number !== undefined) return number > LAST_PORT ? undefined : {number, port: bridge.ofPorts.get(number)};
	const port = portsOf(bridge).find(({name}) => name === word);
	return port && {number: port.number, port};
}

/** A number that no port may have is looked at twice, as a number and as a name, and each time the log says so. */
function unknownPort(name: string | undefined, word: string): Complaint {
	const log = /^\d+$/.test(word) ? outOfRange(word).repeat(2) : '';
	return fatal(`${name}: unknown port \`${word}'`, log);
}

function dumpPorts(call: Call): Printed {
	const connection = connect(call);
	const {bridge, number} = connection;
	const [name, word] = call.args;
	const wanted = word === undefined ? undefined : findPort(bridge, word);
	if (word !== undefined && !wanted) throw unknownPort(name, word);
	const isNamed = word !== undefined && !/^\d+$|^LOCAL$/.test(word);
	const ports = portsOf(bridge).filter((port) => !wanted || port.number === wanted.number);
	const ordered = [...ports.filter((port) => port.number === LOCAL), ...ports.filter((port) => port.number !== LOCAL)];
	const names = shownNames(call, connection);
	const lines = ordered.map((port) => statisticsText(call.place.world, connection, port, names.nameOf(port.number)));
	// The name was looked up first.
	const xid = isNamed ? 4 : 2;
	return prints(`OFPST_PORT reply${versionText(number)} (xid=0x${xid}): ${ports.length} ports\n${lines.join('')}`);
}

/** A `?` for what the device does not count. */
function statisticsText(world: World, {switchd, bridge, number}: Connection, port: OfPort, name: string | undefined): string {
	const counted = asOpenFlowCounts(bridge, port, portStatistics(world, switchd, bridge, port));
	const of = (counter: string): string => String(counted[counter] ?? '?');
	const label = port.number === LOCAL ? 'LOCAL' : `${port.number < 10 ? ' ' : ''}${name ?? port.number}`;
	return [
		`  port ${label}: rx pkts=${of('rx_packets')}, bytes=${of('rx_bytes')}, drop=${of('rx_dropped')}, errs=${of('rx_errors')}, frame=${of('rx_frame_err')}, over=${of('rx_over_err')}, crc=${of('rx_crc_err')}`,
		`           tx pkts=${of('tx_packets')}, bytes=${of('tx_bytes')}, drop=${of('tx_dropped')}, errs=${of('tx_errors')}, coll=${of('collisions')}`,
		...(number >= 13 ? [`           duration=${formatDuration(Math.floor((world.now - port.created) / 1e6))}`] : []),
		'',
	].join('\n');
}

/** What the switch sends by itself counts as if it had come from its local port (port_get_stats of ofproto-dpif.c). */
function asOpenFlowCounts({own}: OvsBridge, {number}: OfPort, counted: DeviceStatistics): DeviceStatistics {
	if (number !== LOCAL) return counted;
	return {...counted, rx_packets: (counted.rx_packets ?? 0) + own.packets, rx_bytes: (counted.rx_bytes ?? 0) + own.bytes};
}

function describePorts(call: Call): Printed {
	const connection = connect(call);
	const {bridge, number} = connection;
	const [name, word] = call.args;
	const wanted = word === undefined ? undefined : findPort(bridge, word);
	if (word !== undefined && !wanted) throw unknownPort(name, word);
	// Only from 1.5 on can one port be asked for.
	const ports = portsOf(bridge).filter((port) => number < 15 || !wanted || port.number === wanted.number);
	const xid = word === undefined || /^\d+$|^LOCAL$/.test(word) ? 2 : 4;
	return prints(
		`OFPST_PORT_DESC reply${versionText(number)} (xid=0x${xid}):\n${ports.map((port) => portText(call.place.world, connection, port)).join('')}`,
	);
}

/** Words of `mod-port` with the flag that they clear; `down` sets its own. */
const WORDS: ReadonlyMap<string, {flag: Flag | undefined; sets: boolean}> = new Map([
	['up', {flag: 'portDown', sets: false}],
	['down', {flag: 'portDown', sets: true}],
	// A flag of 1.0 that Open vSwitch keeps and never reads.
	['stp', {flag: undefined, sets: false}],
	['receive', {flag: 'noReceive', sets: false}],
	['receive-stp', {flag: 'noReceiveStp', sets: false}],
	['flood', {flag: 'noFlood', sets: false}],
	['forward', {flag: 'noForward', sets: false}],
	['packet-in', {flag: 'noPacketIn', sets: false}],
]);

function* modifyPort(call: Call): Program {
	const {bridge} = connect(call);
	const [name = '', word = '', act = ''] = call.args;
	const found = findPort(bridge, word);
	if (!found?.port || word === 'LOCAL') throw fatal(`${name}: couldn't find port \`${word}'`);
	const [, not, verb = ''] = /^(no-?)?(.*)$/i.exec(act) ?? [];
	const wanted = WORDS.get(verb.toLowerCase());
	if (!wanted) throw fatal(`unknown mod-port command '${act}'`);
	if (wanted.flag === undefined) return prints('');
	const config = {[wanted.flag]: wanted.sets !== (not !== undefined)};
	yield* make({kind: 'port-mod', machine: call.place.machine, bridge: name, port: found.number, config});
	return prints('');
}
