/** `ip maddress show`: link-layer groups, then the IPv4 group every device that is up is in (print_mlist, print_maddr). */
import type {Device} from '../../engine/device.js';
import {formatMac} from '../../engine/mac.js';
import type {World} from '../../engine/world.js';
import type {Options} from '../command.js';
import {multicastUsersOf} from './multicast-list.js';
import {all, both, list, type Piece, words} from './piece.js';

/** The groups of one device that a family asks for. */
export function groupsOf(world: World, device: Device, family: Options['family']): Piece[] {
	const link = [...multicastUsersOf(world, device)].map(([group, users]) => {
		const mac = formatMac(group);
		const isStatic = device.groups.includes(group);
		return all(
			words('link  '),
			both('link', mac, mac),
			users === 1 ? undefined : both('users', users, ` users ${users}`),
			isStatic ? both('features', 'static', ' static') : undefined,
		);
	});
	const isSnooping = device.kind === 'bridge' && device.mcast.snooping;
	const inet = device.up ? [...allHosts(family), ...(isSnooping ? inetGroup('224.0.0.106', family) : [])] : [];
	return [...(family === 'any' || family === 'link' ? link : []), ...inet];
}

/** 224.0.0.1, in which is every device that is up. */
export function allHosts(family: Options['family']): Piece[] {
	return inetGroup('224.0.0.1', family);
}

function inetGroup(address: string, family: Options['family']): Piece[] {
	return family === 'any' || family === 'inet' ? [all(both('family', 'inet', 'inet  '), both('address', address, address))] : [];
}

/** The records of one device: one, or with `-o` one for each group; none when it is in no group. */
export function printGroups(ifindex: number, name: string, groups: readonly Piece[], oneline: boolean): Piece[] {
	const head = all(both('ifindex', ifindex, `${ifindex}:`), both('ifname', name, `\t${name}`), words('\n'));
	const lines = groups.map((group) => all(words('\t'), group, words('\n')));
	if (oneline) return lines.map((line) => all(head, list('maddr', [line])));
	return lines.length === 0 ? [] : [all(head, list('maddr', lines))];
}
