/** Files below /sys/class/net that a lab has: how many virtual functions a card can have, and how many it has. */
import type {Device} from '../engine/device.js';
import {isPf} from '../engine/sriov/adapter.js';
import type {Place} from './command.js';
import {devicesOf, findDevice} from './resolve.js';

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
