/** `ip neigh`: what ARP found out. */
import {formatMac} from '../../engine/mac.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {isUsable, type Neighbour} from '../../engine/stack/neighbour-table.js';
import {deviceAt, type World} from '../../engine/world.js';
import {SECOND} from './timer.js';

/** One line. `withDevice` is off when the listing is of one device; `statistics` is `-s`. */
export function printNeighbour(world: World, entry: Neighbour, withDevice: boolean, statistics: boolean): string {
	const ages = [entry.used, entry.confirmed, entry.updated].map((time) => Math.floor((world.now - Math.max(time, 0)) / SECOND));
	return [
		formatIpv4(entry.address),
		...(withDevice ? [`dev ${deviceAt(world, entry.device).name}`] : []),
		...(isUsable(entry) ? [`lladdr ${formatMac(entry.mac)}`] : []),
		...(statistics ? [` used ${ages.join('/')}probes ${entry.probes}`] : []),
		entry.state.toUpperCase(),
		'\n',
	].join(' ');
}

/** `ip -br neigh` */
export function printNeighbourBriefly(world: World, entry: Neighbour): string {
	const mac = isUsable(entry) ? formatMac(entry.mac) : '';
	return `${formatIpv4(entry.address).padEnd(39)} ${deviceAt(world, entry.device).name.padEnd(16)} ${mac}\n`;
}
