/** The listings of brctl. Columns stand at tabs; ports are sorted by name, addresses by value. */

import type {Bridge, BridgePort} from '../../engine/devices/bridge/bridge-device.js';
import {fdbOf, portNumbered} from '../../engine/devices/bridge/ports.js';
import {formatBridgeId, formatPortId, shownAgeing} from '../../engine/devices/bridge/stp-report.js';
import {bridgeIdOf, portIdOf} from '../../engine/devices/bridge/stp-state.js';
import {timeLeft} from '../../engine/devices/bridge/timer.js';
import {formatMac} from '../../engine/mac.js';
import {deviceAt, type World} from '../../engine/world.js';
import {formatTimer} from './timer.js';

export const SHOW_HEADER = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n';

/** One bridge of `brctl show`: the first port on its line, the others below. */
export function printBridge(world: World, bridge: Bridge): string {
	const ports = portsByName(world, bridge).map(({name}) => name);
	return `${bridge.name}\t\t${shownId(bridge)}\t${bridge.stp.enabled ? 'yes' : 'no'}\t\t${ports.join('\n\t\t\t\t\t\t\t')}\n`;
}

/** `brctl showmacs`: entries of a port, without br0's own; local and static ones have no age. */
export function printMacs(world: World, bridge: Bridge): string {
	const rows = fdbOf(bridge, world.now)
		.filter(({port, state}) => portNumbered(bridge, port) !== undefined && state !== 'stale')
		.sort((a, b) => a.mac - b.mac)
		.map((entry) => {
			const age = entry.state === 'dynamic' ? entry.updated : 0;
			return `${`${entry.port}`.padStart(3)}\t${formatMac(entry.mac)}\t${entry.state === 'permanent' ? 'yes' : 'no'}\t\t${formatTimer(age)}\n`;
		});
	return `port no\tmac addr\t\tis local?\tageing timer\n${rows.join('')}`;
}

/** `brctl showstp`: the bridge, then its ports. */
export function printStp(world: World, bridge: Bridge): string {
	const {stp} = bridge;
	const left = (timer: number) => formatTimer(timeLeft(timer, world.now));
	const flags = `${stp.topologyChange ? 'TOPOLOGY_CHANGE ' : ''}${stp.topologyChangeDetected ? 'TOPOLOGY_CHANGE_DETECTED ' : ''}`;
	const head = [
		bridge.name,
		` bridge id\t\t${shownId(bridge)}`,
		` designated root\t${formatBridgeId(stp.designatedRoot)}`,
		` root port\t\t${four(stp.rootPort)}\t\t\tpath cost\t\t${four(stp.rootPathCost)}`,
		` max age\t\t${formatTimer(stp.maxAge)}\t\t\tbridge max age\t\t${formatTimer(stp.bridgeMaxAge)}`,
		` hello time\t\t${formatTimer(stp.helloTime)}\t\t\tbridge hello time\t${formatTimer(stp.bridgeHelloTime)}`,
		` forward delay\t\t${formatTimer(stp.forwardDelay)}\t\t\tbridge forward delay\t${formatTimer(stp.bridgeForwardDelay)}`,
		` ageing time\t\t${formatTimer(shownAgeing(bridge))}`,
		` hello timer\t\t${left(stp.helloTimer)}\t\t\ttcn timer\t\t${left(stp.tcnTimer)}`,
		` topology change timer\t${left(stp.topologyChangeTimer)}\t\t\tgc timer\t\t${left(bridge.gcTimer)}`,
		` flags\t\t\t${flags}`,
		'',
		'',
		'',
	];
	return (
		head.join('\n') +
		portsByName(world, bridge)
			.map(({name, port}) => printStpPort(name, port, world.now))
			.join('')
	);
}

function printStpPort(name: string, port: BridgePort, now: number): string {
	const {stp} = port;
	const left = (timer: number) => formatTimer(timeLeft(timer, now));
	const flags = `${stp.configPending ? 'CONFIG_PENDING ' : ''}${stp.topologyChangeAck ? 'TOPOLOGY_CHANGE_ACK ' : ''}`;
	const id = formatPortId(portIdOf(port));
	return [
		`${name} (${port.number})`,
		` port id\t\t${id}\t\t\tstate\t\t${port.state.padStart(15)}`,
		` designated root\t${formatBridgeId(stp.designatedRoot)}\tpath cost\t\t${four(port.cost)}`,
		` designated bridge\t${formatBridgeId(stp.designatedBridge)}\tmessage age timer\t${left(stp.messageAgeTimer)}`,
		` designated port\t${formatPortId(stp.designatedPort)}\t\t\tforward delay timer\t${left(stp.forwardDelayTimer)}`,
		` designated cost\t${four(stp.designatedCost)}\t\t\thold timer\t\t${left(stp.holdTimer)}`,
		` flags\t\t\t${flags}`,
		...(port.hairpin ? [' hairpin mode\t\t   1'] : []),
		'',
		'',
	].join('\n');
}

/** A bridge without ports that was given no address has none to show. */
function shownId(bridge: Bridge): string {
	return formatBridgeId(bridgeIdOf(bridge));
}

function portsByName(world: World, bridge: Bridge): {name: string; port: BridgePort}[] {
	const named = bridge.ports.map((port) => ({name: deviceAt(world, port.device).name, port}));
	return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function four(value: number): string {
	return `${value}`.padStart(4);
}
