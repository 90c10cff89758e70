/** `ip link show` */
import type {Options, Place} from '../command.js';
import {type LinkStyle, printLink, printLoopback} from '../print/link.js';
import {printListing} from '../print/listing.js';
import {NOTHING} from '../print/piece.js';
import {type Answer, prints} from '../program.js';
import {LOOPBACK, machineAt} from '../resolve.js';
import {IP_LINK_USAGE} from '../usage/ip.js';
import {LINK_FILTERS, listLinks, readLinkFilter} from './link-filter.js';

export {LINK_FILTERS};

export function showLinks(place: Place, words: readonly string[], options: Options): Answer {
	const filter = readLinkFilter(place, 'ip link show', words, IP_LINK_USAGE, 'link');
	const style: LinkStyle = {...options, isLink: true, withoutAddress: false};
	const records = listLinks(place, filter, 'link').map(({device, passes}) => {
		if (!passes || filter.label) return NOTHING;
		return device === LOOPBACK ? printLoopback(machineAt(place), style) : printLink(place.world, device, style);
	});
	return prints(printListing(records, options));
}
