/** `ip link show` */
import type {Options, Place} from '../command.js';
import {type LinkStyle, printLink, printLoopback} from '../print/link.js';
import {type Answer, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {IP_LINK_USAGE} from '../usage/ip.js';
import {filterDevices, LINK_FILTERS, passesLoopback, readLinkFilter} from './link-filter.js';

export {LINK_FILTERS};

export function showLinks(place: Place, words: readonly string[], {brief, details, statistics}: Options): Answer {
	const filter = readLinkFilter(place, 'ip link show', words, IP_LINK_USAGE);
	const style: LinkStyle = {brief, details, statistics, isLink: true, withoutAddress: false};
	const loopback = passesLoopback(place, filter) ? printLoopback(machineAt(place), style) : '';
	const devices = filterDevices(place, filter).map((device) => printLink(place.world, device, style));
	return prints(loopback + devices.join(''));
}
