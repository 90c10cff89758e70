/** `ip address show` (ipaddr_list_flush_or_save, ipaddr_filter, print_selected_addrinfo). */
import type {Device} from '../../engine/device.js';
import type {Options, Place} from '../command.js';
import {addressesOf, LOOPBACK_ADDRESS, printAddress, type ShownAddress} from '../print/addresses.js';
import {type LinkStyle, NEVER, printLink, printLoopback} from '../print/link.js';
import {printListing} from '../print/listing.js';
import {all, list, NOTHING, type Piece, words} from '../print/piece.js';
import {statisticsLines} from '../print/statistics.js';
import {type Answer, prints} from '../program.js';
import {LOOPBACK, machineAt} from '../resolve.js';
import {IP_ADDRESS_USAGE} from '../usage/ip.js';
import {type LinkFilter, type Listed, listLinks, readLinkFilter} from './link-filter.js';

export function showAddresses(place: Place, words: readonly string[], options: Options): Answer {
	const filter = readLinkFilter(place, 'ip address show', words, IP_ADDRESS_USAGE, options.family);
	const family = filter.isSubnet && options.family === 'any' ? 'inet' : options.family;
	const listed = listLinks(place, filter, options.family).filter(({device}) => isListed(place, device, filter, family));
	const records = listed.flatMap((one) => recordsOf(place, one, filter, {...options, family}));
	return prints(printListing(records, options));
}

/** A device without any address is left out only when a family is asked for, one that has some when none of them passes. */
function isListed(place: Place, device: Device | 'lo', filter: LinkFilter, family: Options['family']): boolean {
	if (family === 'link') return true;
	const known = knownAddresses(place, device, family);
	if (known.length === 0) return family === 'any';
	return known.some((address) => passes(address, filter));
}

function knownAddresses(place: Place, device: Device | 'lo', family: Options['family']): ShownAddress[] {
	if (family === 'inet6') return [];
	if (device !== LOOPBACK) return addressesOf(device);
	return machineAt(place).loopbackDown ? [] : [LOOPBACK_ADDRESS];
}

function passes(address: ShownAddress, {addresses}: LinkFilter): boolean {
	return addresses.every((test) => test(address));
}

/** The line of the device, its addresses, its counters. With `-o` a line for each address and none for the device, in JSON one record. */
function recordsOf(place: Place, {device, passes: isShown, up}: Listed, filter: LinkFilter, options: Options): Piece[] {
	const {brief, details, statistics, family, oneline, json} = options;
	const isLink = family === 'link';
	const hasLine = brief || !oneline || isLink;
	if (hasLine && !isShown) return [NOTHING];
	const style: LinkStyle = {...options, isLink: isLink && brief, withoutAddress: (family === 'inet' || family === 'inet6') && !details};
	const line = hasLine && !filter.label ? printDevice(place, device, style) : NOTHING;
	// Where no line is printed of a device, only this is asked of it.
	const known = filter.up && !up ? [] : knownAddresses(place, device, family);
	const addresses = known.map((address) => (passes(address, filter) ? printAddress(address, options) : NOTHING));
	if (!hasLine && !json) return addresses;
	const counters = device === LOOPBACK ? NEVER : device.counters;
	return [
		all(
			line,
			isLink ? undefined : list('addr_info', addresses),
			brief && !isLink ? words('\n') : undefined,
			line !== NOTHING && !brief && statistics > 0 ? all(statisticsLines(counters, options), words('\n')) : undefined,
		),
	];
}

function printDevice(place: Place, device: Device | 'lo', style: LinkStyle): Piece {
	return device === LOOPBACK ? printLoopback(machineAt(place), style) : printLink(place.world, device, style);
}
