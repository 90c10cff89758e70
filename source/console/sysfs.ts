/** Files below /sys/class/net that a lab has: how many virtual functions a card can have, how many it has, and the state of bridges. */

import type {Device} from '../engine/device.js';
import type {Bridge} from '../engine/devices/bridge/bridge-device.js';
import {formatBridgeId} from '../engine/devices/bridge/stp-report.js';
import {bridgeIdOf} from '../engine/devices/bridge/stp-state.js';
import {entryOf} from '../engine/entry-of.js';
import {isPf} from '../engine/sriov/adapter.js';
import type {Place} from './command.js';
import {CENTISECOND} from './print/timer.js';
import {bridgesOf, devicesOf, findDevice} from './resolve.js';

const PATH = /^\/sys\/class\/net\/([^/]+)\/device\/(sriov_numvfs|sriov_totalvfs)$/;

/** The file at `path`: which device's, and which of the two; `undefined` when there is none. */
export function sriovFile(place: Place, path: string): {device: Device; file: 'sriov_numvfs' | 'sriov_totalvfs'; text: string} | undefined {
	const [, name = '', file] = PATH.exec(path) ?? [];
	const device = findDevice(place, name);
	if (!device || !isPf(device) || (file !== 'sriov_numvfs' && file !== 'sriov_totalvfs')) return undefined;
	const {vfs, totalVfs} = device.sriov;
	return {device, file, text: `${file === 'sriov_numvfs' ? vfs.length : totalVfs}\n`};
}

/** All of them in the machine. */
export function sriovFiles(place: Place): string[] {
	return devicesOf(place).flatMap((device) =>
		isPf(device) ? ['sriov_totalvfs', 'sriov_numvfs'].map((file) => `/sys/class/net/${device.name}/device/${file}`) : [],
	);
}

/** What a bridge tells of itself (net/bridge/br_sysfs_br.c); times are hundredths of a second. */
const BRIDGE_FILES: Readonly<Record<string, (bridge: Bridge) => string | number>> = {
	ageing_time: ({ageing}) => Math.round(ageing / CENTISECOND),
	bridge_id: (bridge) => formatBridgeId(bridgeIdOf(bridge)),
	forward_delay: ({stp}) => Math.round(stp.forwardDelay / CENTISECOND),
	hello_time: ({stp}) => Math.round(stp.helloTime / CENTISECOND),
	max_age: ({stp}) => Math.round(stp.maxAge / CENTISECOND),
	priority: ({stp}) => stp.priority,
	root_id: ({stp}) => formatBridgeId(stp.designatedRoot),
	root_path_cost: ({stp}) => stp.rootPathCost,
	root_port: ({stp}) => stp.rootPort,
	stp_state: ({stp}) => (stp.enabled ? 1 : 0),
	topology_change: ({stp}) => (stp.topologyChange ? 1 : 0),
};

const BRIDGE_PATH = /^\/sys\/class\/net\/([^/]+)\/bridge\/(\w+)$/;

/** The text of a file of a bridge; `undefined` when there is none. */
export function bridgeFile(place: Place, path: string): string | undefined {
	const [, name = '', file = ''] = BRIDGE_PATH.exec(path) ?? [];
	const bridge = findDevice(place, name);
	const read = entryOf(BRIDGE_FILES, file);
	return bridge?.kind === 'bridge' && read ? `${read(bridge)}\n` : undefined;
}

/** All of them in the machine. */
export function bridgeFiles(place: Place): string[] {
	return bridgesOf(place).flatMap(({name}) => Object.keys(BRIDGE_FILES).map((file) => `/sys/class/net/${name}/bridge/${file}`));
}
