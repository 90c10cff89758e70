/** `ip neigh`: what ARP found out. */
import {formatMac} from '../../engine/mac.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {isUsable} from '../../engine/stack/neighbour-table.js';
import type {Neighbour} from '../../engine/stack/stack-state.js';
import {deviceAt, type World} from '../../engine/world.js';

/** One line. `withDevice` is off when the listing is of one device. */
export function printNeighbour(world: World, entry: Neighbour, withDevice: boolean): string {
	const device = withDevice ? `dev ${deviceAt(world, entry.device).name} ` : '';
	const mac = isUsable(entry) ? `lladdr ${formatMac(entry.mac)} ` : '';
	return `${formatIpv4(entry.address)} ${device}${mac}${entry.state.toUpperCase()} \n`;
}

/** `ip -br neigh` */
export function printNeighbourBriefly(world: World, entry: Neighbour): string {
	const mac = isUsable(entry) ? formatMac(entry.mac) : '';
	return `${formatIpv4(entry.address).padEnd(39)} ${deviceAt(world, entry.device).name.padEnd(16)} ${mac}\n`;
}
