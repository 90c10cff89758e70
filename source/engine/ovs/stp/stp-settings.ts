/**
 * What the database says about the spanning tree of a bridge (vswitchd/bridge.c, bridge_configure_stp, port_configure_stp)
 *
 * Ports are numbered by `stp-port-num`, all of them or none; otherwise in the order in which the daemon's
 * table of ports gives them, so a port that comes or goes may renumber the others, which
 * then begin anew. `stp-hello-time` counts milliseconds, the other times seconds.
 */
import {parseMac} from '../../mac.js';
import {deviceAt, type World} from '../../world.js';
import {booleanSetting, countSetting} from '../configure/settings.js';
import {flagOf, type Row, settingOf} from '../database/database.js';
import {isMirrorOutput} from '../mirror/mirrors.js';
import {hashOrder} from '../translate/hash-order.js';
import type {OfPort, OvsBridge} from '../vswitchd.js';
import {costOfSpeed, DEFAULT_STP_PORT_PRIORITY, DEFAULT_STP_PRIORITY, DEFAULT_STP_TIMES, MAX_STP_PORTS} from './configure.js';
import type {StpSettings} from './ovs-stp.js';

/** Speeds of links that the daemon knows, Mb/s; it takes all others for the default of 10 Gb/s. */
const KNOWN_SPEEDS: readonly number[] = [10, 100, 1000, 10_000, 40_000, 100_000, 1_000_000];

/** `rows` are those of the ports by name. `undefined`: the protocol is off, or its settings make no sense. */
export function readStp(world: World, bridge: OvsBridge, row: Row, rows: ReadonlyMap<string, Row>): StpSettings | undefined {
	if (!flagOf(row, 'stp_enable') || flagOf(row, 'rstp_enable')) return undefined;
	const system = settingOf(row, 'other_config', 'stp-system-id');
	const seconds = (key: string, otherwise: number): number => countSetting(row, key, otherwise / 1000) * 1000;
	const settings: StpSettings = {
		system: (system === undefined ? undefined : parseMac(system)) ?? bridge.mac,
		priority: countSetting(row, 'stp-priority', DEFAULT_STP_PRIORITY) & 0xffff,
		helloTime: countSetting(row, 'stp-hello-time', DEFAULT_STP_TIMES.helloTime),
		maxAge: seconds('stp-max-age', DEFAULT_STP_TIMES.maxAge),
		forwardDelay: seconds('stp-forward-delay', DEFAULT_STP_TIMES.forwardDelay),
		ports: [],
	};
	const given = new Set<number>();
	let counted = 0;
	for (const {port, portRow} of participants(bridge, rows)) {
		const asked = settingOf(portRow, 'other_config', 'stp-port-num');
		let number = counted;
		if (asked === undefined) {
			if (counted >= MAX_STP_PORTS) continue;
			counted++;
		} else {
			number = readNumber(asked) - 1;
			if (number < 0 || number >= MAX_STP_PORTS || given.has(number)) continue;
			given.add(number);
		}
		settings.ports.push({ofPort: port.number, number, ...costAndPriority(world, port, portRow)});
	}
	return given.size > 0 && counted > 0 ? undefined : settings;
}

/** Ports that take part, in the order in which they are numbered. */
function participants(bridge: OvsBridge, rows: ReadonlyMap<string, Row>): {port: OfPort; portRow: Row}[] {
	return hashOrder(bridge.ports.map(({name}) => name)).flatMap((name) => {
		const owner = bridge.ports.find((port) => port.name === name);
		const portRow = rows.get(name);
		const port = owner?.members.length === 1 ? bridge.ofPorts.get(owner.members[0] as number) : undefined;
		if (!owner || !port || !portRow || port.type === 'internal' || isMirrorOutput(bridge, owner)) return [];
		return booleanSetting(portRow, 'stp-enable', true) ? [{port, portRow}] : [];
	});
}

function costAndPriority(world: World, port: OfPort, row: Row): {cost: number; priority: number} {
	const cost = settingOf(row, 'other_config', 'stp-path-cost');
	const priority = settingOf(row, 'other_config', 'stp-port-priority');
	return {
		cost: cost === undefined ? costOfSpeed(speedOf(world, port)) : Number.parseInt(cost, 10) & 0xffff,
		priority: priority === undefined ? DEFAULT_STP_PORT_PRIORITY : readNumber(priority) & 0xff,
	};
}

function speedOf(world: World, port: OfPort): number {
	const device = port.device === -1 ? undefined : deviceAt(world, port.device);
	return device?.kind === 'nic' && KNOWN_SPEEDS.includes(device.speed) ? device.speed : 10_000;
}

/** As strtoul reads it: also hexadecimal; 0 for what is no number. */
function readNumber(text: string): number {
	const value = Number(text.trim());
	return Number.isInteger(value) ? value : 0;
}
