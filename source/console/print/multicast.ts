/** `ip maddress show`: link-layer groups, then the IPv4 group every device that is up is in. */
import type {Device} from '../../engine/device.js';
import {formatMac} from '../../engine/mac.js';
import type {World} from '../../engine/world.js';
import {multicastListOf} from './multicast-list.js';

/** The block of one device; nothing when it is in no group. */
export function printMulticast(world: World, device: Device): string {
	const groups = multicastListOf(world, device);
	const lines = groups.map((group) => `\tlink  ${formatMac(group)}${device.groups.includes(group) ? ' static' : ''}\n`);
	if (device.up) lines.push('\tinet  224.0.0.1\n');
	return lines.length === 0 ? '' : `${device.ifindex}:\t${device.name}\n${lines.join('')}`;
}
