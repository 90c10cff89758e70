/**
 * The daemon's side of the datapath: which one a bridge uses, which number a port gets there, and the devices of
 * internal ports (ofproto-dpif.c, open_dpif_backer; dpif-netdev.c, choose_port)
 *
 * All bridges of a type share a datapath, which comes with the first and goes with the last of them.
 *
 * With `--enable-dummy=override`, as tests and recordings run it, every datapath is the userspace one, and a
 * number in the name of a port is its number there; names that begin with "br" count from 100.
 */
import {removeFromMachine} from '../../changes/membership.js';
import type {Datapath, DatapathType} from '../../devices/datapath/datapath-device.js';
import {createDatapath, DATAPATH_NAMES, datapathPort, removeDatapathPort} from '../../devices/datapath/ports.js';
import {changeMtu} from '../../devices/stacking.js';
import type {DeviceId} from '../../netdev.js';
import type {Sink} from '../../sink.js';
import {deviceGone} from '../../stack/device-events.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, macvlansOn, type World} from '../../world.js';
import {type Database, numberOf, rowNamed} from '../database/database.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';

/** Type of a datapath by the column `datapath_type`; `undefined` for one that does not exist. */
export function datapathTypeOf(switchd: Vswitchd, text: string): DatapathType | undefined {
	const type = text === '' ? 'system' : text;
	if (type === 'dummy' && switchd.datapathOverride) return switchd.datapathOverride;
	return type === 'system' || type === 'netdev' ? type : undefined;
}

/** The datapath of this type on `machine`; made when there is none. */
export function openDatapath(world: World, machine: Machine, switchd: Vswitchd, type: DatapathType): Datapath {
	const found = deviceNamed(world, machine, DATAPATH_NAMES[type]);
	if (found?.kind === 'datapath') return found;
	return createDatapath(world, machine, switchd.datapathOverride ?? type, DATAPATH_NAMES[type]);
}

/** Takes a datapath away that no bridge uses any more. */
export function closeDatapath(world: World, machine: Machine, switchd: Vswitchd, id: DeviceId, out: Sink): void {
	if (switchd.bridges.some((bridge) => bridge.datapath === id)) return;
	const datapath = deviceOfKind(world, id, 'datapath');
	if (!datapath) return;
	for (const {number} of [...datapath.ports]) closePort(world, machine, datapath, number, out);
	datapath.up = false;
	datapath.present = false;
	removeFromMachine(world, datapath);
	deviceGone(machine, datapath.id, out);
}

/** The number that a new port called `name` gets; `undefined` leaves it to the datapath, which takes the lowest that is free. */
export function wantedNumber(switchd: Vswitchd, datapath: Datapath, name: string): number | undefined {
	const digits = switchd.datapathOverride && /\d+/.exec(name)?.[0];
	if (!digits) return undefined;
	const number = (name.startsWith('br') ? 100 : 0) + Number(digits);
	return number > 0 && !datapathPort(datapath, number) ? number : undefined;
}

/** Takes a port out of its datapath. The device of an internal one goes, and whatever stands on it. */
export function closePort(world: World, machine: Machine, datapath: Datapath, number: number, out: Sink): void {
	const port = datapathPort(datapath, number);
	const device = port?.kind === 'internal' ? deviceAt(world, port.device) : undefined;
	removeDatapathPort(world, datapath, number);
	if (!device) return;
	for (const upper of macvlansOn(world, device)) {
		upper.up = false;
		upper.present = false;
		removeFromMachine(world, upper);
		deviceGone(machine, upper.id, out);
	}
	deviceGone(machine, device.id, out);
}

/**
 * Internal ports take the smallest MTU of the other ports of their bridge, unless they were given one
 * (update_mtu_ofproto). True when one changed.
 */
export function adjustMtu(world: World, database: Database, bridge: OvsBridge): boolean {
	const ports = [...bridge.ofPorts.values()].filter(({device}) => device !== -1);
	const following = ports.filter(({type, name}) => type === 'internal' && !isGivenMtu(database, name));
	const sizes = ports.flatMap((port) => (following.includes(port) ? [] : [deviceAt(world, port.device).mtu]));
	const smallest = sizes.length === 0 ? DEFAULT_MTU : Math.min(...sizes);
	const isNew = smallest !== bridge.minMtu;
	bridge.minMtu = smallest;
	const changed = following.map(({device}) => deviceAt(world, device)).filter(({mtu}) => (isNew && mtu !== smallest) || mtu > smallest);
	for (const device of changed) changeMtu(world, device, smallest);
	return changed.length > 0;
}

function isGivenMtu(database: Database, name: string): boolean {
	const row = rowNamed(database, 'Interface', name);
	return row !== undefined && numberOf(row, 'mtu_request') !== undefined;
}

const DEFAULT_MTU = 1500;
