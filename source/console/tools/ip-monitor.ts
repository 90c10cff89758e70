/*
 * `ip monitor`: what happens to devices, addresses, routes and neighbours (do_ipmonitor, accept_msg)
 *
 * Not modelled: rules, next hops, multicast routes, settings of devices (netconf), numbers of namespaces, files.
 */
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, wrongArgument} from '../complaint.js';
import {scan} from '../grammar.js';
import type {Answer} from '../program.js';
import {devicesOf, findDevice, isNameTaken, LOOPBACK} from '../resolve.js';
import {IP_MONITOR_USAGE} from '../usage/ip.js';
import {linkTable} from './monitor/link-tables.js';
import {listen} from './monitor/listen.js';
import type {Table} from './monitor/message.js';
import {addressTable, forwardingTable, neighbourTable, routeTable} from './monitor/stack-tables.js';

const SORTS = ['link', 'address', 'route', 'neigh'] as const;
type Sort = (typeof SORTS)[number];

const NEVER = ['mroute', 'prefix', 'netconf', 'rule', 'nsid', 'nexthop', 'stats'] as const;

/** In the order in which `ip` tries them. Of some sorts nothing ever happens in a lab. */
const KEYWORDS: readonly Keyword[] = [
	{word: 'file', short: true, takes: 'file', help: 'messages from a file', instead: 'ip monitor'},
	{word: 'label', short: true, help: 'the sort of each message before it'},
	{word: 'link', short: true, help: 'devices'},
	{word: 'address', short: true, help: 'addresses'},
	{word: 'route', short: true, help: 'routes'},
	{word: 'mroute', short: true, help: 'multicast routes, of which a lab has none'},
	{word: 'prefix', short: true, help: 'IPv6 prefixes, of which a lab has none'},
	{word: 'neigh', short: true, help: 'neighbours'},
	{word: 'netconf', short: true, help: 'settings of devices, which do not change in a lab'},
	{word: 'rule', short: true, help: 'routing policy, of which a lab has none'},
	{word: 'nsid', short: true, help: 'numbers of namespaces, which do not change in a lab'},
	{word: 'nexthop', short: true, help: 'next hops with numbers, of which a lab has none'},
	{word: 'stats', help: 'switches for counters, of which a lab has none'},
	{word: 'all', help: 'everything, labelled'},
	{word: 'all-nsid', short: true, help: 'of all namespaces', instead: 'ip -n MACHINE monitor'},
	{word: 'help', short: true, help: 'help'},
	{word: 'dev', takes: 'device', help: 'only of this device'},
];

export const IP_MONITOR: Command = {word: 'monitor', short: true, help: 'what happens, as it happens', keywords: KEYWORDS, run: monitor};

function monitor(place: Place, words: readonly string[], options: Options): Answer {
	const sorts = new Set<Sort>();
	let labelled = false;
	let isNarrowed = false;
	let only: string | undefined;
	for (const {keyword, value} of scan('ip monitor', words, KEYWORDS)) {
		const sort = SORTS.find((known) => known === keyword);
		if (sort) sorts.add(sort);
		else if (keyword === 'label' || keyword === 'all') labelled = true;
		else if (keyword === 'help') throw new Complaint(IP_MONITOR_USAGE, 255);
		else if (keyword === 'dev') {
			if (!isNameTaken(place, value)) throw wrongArgument(value, 'Device does not exist\n');
			only = value;
		} else if (NEVER.some((known) => known === keyword)) isNarrowed = true;
		else throw new Complaint(`Argument "${value}" is unknown, try "ip monitor help".\n`, 255);
	}
	const asked: ReadonlySet<Sort> = sorts.size > 0 || isNarrowed ? sorts : new Set(SORTS);
	return listen(place, {look: () => look(place, asked, only, options), labelled}, options);
}

/** The name of `only` is looked up anew each time, as the device may have another by now. */
function look(place: Place, asked: ReadonlySet<Sort>, only: string | undefined, options: Options): Table[] {
	const found = only === undefined ? undefined : findDevice(place, only);
	const devices = devicesOf(place).filter((device) => only === undefined || device === found);
	const withLoopback = only === undefined || only === LOOPBACK;
	const isInet = options.family === 'any' || options.family === 'inet';
	const isWatched = (name: string) => only === undefined || name === only;
	const isNear = (id: number) => only === undefined || id === found?.id;
	const withDevice = only === undefined;
	return [
		...(asked.has('link') ? [linkTable(place, devices, withLoopback, options)] : []),
		...(asked.has('address') && isInet ? [addressTable(place, devices, withLoopback, options)] : []),
		...(asked.has('route') && isInet ? [routeTable(place, isWatched, options)] : []),
		...(asked.has('neigh') && isInet ? [neighbourTable(place, isNear, options, withDevice)] : []),
		...(asked.has('neigh') && options.family === 'any' ? [forwardingTable(place, devices, withDevice)] : []),
	];
}
