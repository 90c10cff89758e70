/** Devices and ports of bridges, as monitors tell of them. */
import type {Device} from '../../../engine/device.js';
import {formatMac} from '../../../engine/mac.js';
import type {World} from '../../../engine/world.js';
import type {Options, Place} from '../../command.js';
import {printBridgeLink, printPortHead} from '../../print/bridge-link.js';
import {printLink, printLoopback} from '../../print/link.js';
import {flagsOf, isLinkDown, masterOf, nameAndLink, operState} from '../../print/link-line.js';
import {all, both, type Piece, words} from '../../print/piece.js';
import {LOOPBACK, machineAt} from '../../resolve.js';
import type {Sight, Table} from './message.js';

/** `ip monitor link`: the line of `ip address` without a queue length, and behind it what a bridge says of its port. */
export function linkTable(place: Place, devices: readonly Device[], withLoopback: boolean, options: Options): Table {
	const {world} = place;
	const style = {...options, isLink: false, withoutAddress: false, withoutQueue: true};
	const table = tableOf(
		world,
		devices,
		(device) => ({said: printLink(world, device, style)}),
		(device, head) => ({said: all(head, words(`state ${operState(world, device)} \n    link/ether ${formatMac(device.mac)}\n`))}),
	);
	if (!withLoopback) return table;
	return {...table, entries: new Map([[LOOPBACK, {said: printLoopback(machineAt(place), style)}], ...table.entries])};
}

/** `bridge monitor link`: every device as far as the tool tells of it, and ports; one that is gone has no state any more. */
export function bridgeLinkTable({world}: Place, devices: readonly Device[], details: boolean): Table {
	return tableOf(
		world,
		devices,
		(device) => {
			const master = masterOf(world, device);
			return {
				said: all(
					both('ifindex', device.ifindex, `${device.ifindex}: `),
					nameAndLink(world, device, (name) => `${name}: `),
					flagsOf(world, device, isLinkDown(world, device)),
					both('mtu', device.mtu),
					master && both('master', master.name),
					words('\n'),
				),
			};
		},
		(device, head) => ({said: printBridgeLink(world, device, details) ?? head, gone: all(head, words('\n'))}),
	);
}

/** A device, and behind it the port that it is: any setting of a port is a reason for a message. */
function tableOf(
	world: World,
	devices: readonly Device[],
	seeDevice: (device: Device) => Sight,
	seePort: (device: Device, head: Piece) => Sight,
): Table {
	const entries = new Map<string, Sight>();
	for (const device of devices) {
		entries.set(`${device.id}`, seeDevice(device));
		const head = printPortHead(world, device);
		const settings = printBridgeLink(world, device, true);
		if (head && settings) entries.set(`${device.id} port`, {...seePort(device, head), same: settings.text});
	}
	return {label: '[LINK]', entries};
}
