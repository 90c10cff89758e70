/*
 * `ip route`: where packets go (iproute_modify, iproute_list_flush_or_save, iproute_get)
 *
 * A route is a subnet with a next hop, with a device, or with both. Lines are listed in the order of the
 * kernel's tree, by subnet; what a filter has fixed is not repeated in each line.
 *
 * Not modelled: other tables (of `local` only the listing) and rules, several next hops, types (blackhole, unreachable …), MTU and
 * other metrics of TCP, `onlink`; protocols beside kernel, boot, static and dhcp.
 */
import type {Change} from '../../engine/change.js';
import {wayTo} from '../../engine/stack/route.js';
import type {Command, Keyword, Options, Place} from '../command.js';
import {Complaint, noSuchDevice, notModelled} from '../complaint.js';
import {dispatch, scan} from '../grammar.js';
import {printListing} from '../print/listing.js';
import {localRoutesOf, printLocalRoute} from '../print/local-routes.js';
import {inKernelOrder, printRoute, printWay, type RouteStyle} from '../print/routes.js';
import {type Answer, fails, prints, request} from '../program.js';
import {findDevice, LOOPBACK, machineAt} from '../resolve.js';
import {IP_ROUTE_USAGE} from '../usage/ip-route.js';
import {flush} from './flush.js';
import {ROUTE_FILTERS, readRouteFilter} from './route-filter.js';
import {type AskedRoute, ROUTE_KEYWORDS, readAskedRoute} from './route-request.js';
import {anyPrefix} from './route-words.js';

const GET = 'ip route get ADDRESS';

const GET_KEYWORDS: readonly Keyword[] = [
	{word: 'from', takes: 'address', help: 'as if it came from there', instead: GET},
	{word: 'iif', takes: 'device', help: 'as if it came in there', instead: GET},
	{word: 'oif', also: ['dev'], takes: 'device', help: 'only by this device'},
	{word: 'mark', takes: 'number', help: 'with a mark', instead: GET},
	{word: 'tos', also: ['dsfield'], takes: 'number', help: 'type of service', instead: GET},
	{word: 'vrf', takes: 'name', help: 'a routing domain', instead: 'ip -n MACHINE route get ADDRESS'},
	{word: 'uid', takes: 'number', help: 'of a user', instead: GET},
	{word: 'fibmatch', short: true, help: 'the route itself', instead: 'ip route show to match ADDRESS'},
	{word: 'to', takes: 'address', help: 'the destination'},
	{word: 'help', short: true, help: 'help'},
];

const modify = {short: true, bare: 'prefix' as const, keywords: ROUTE_KEYWORDS};
const listing = {short: true, bare: 'prefix' as const, keywords: ROUTE_FILTERS};
const ADD = 'ip route add';

/** In the order in which `ip` tries them. */
const COMMANDS: readonly Command[] = [
	{...listing, word: 'list', also: ['show', 'lst'], help: 'the routes', run: showRoutes},
	{word: 'get', short: true, help: 'which way a packet would go', bare: 'address', keywords: GET_KEYWORDS, run: getRoute},
	{...modify, word: 'add', help: 'a new route', run: (place, words, options) => addRoute(place, words, 'add', options)},
	{
		...modify,
		word: 'change',
		also: ['chg'],
		help: 'another way for a route',
		run: (place, words, options) => addRoute(place, words, 'change', options),
	},
	{
		...modify,
		word: 'replace',
		help: 'a new route or another way',
		run: (place, words, options) => addRoute(place, words, 'replace', options),
	},
	{
		...modify,
		word: 'prepend',
		help: 'a new route before those alike',
		run: (place, words, options) => addRoute(place, words, 'prepend', options),
	},
	{
		...modify,
		word: 'append',
		help: 'a new route behind those alike',
		run: (place, words, options) => addRoute(place, words, 'append', options),
	},
	{word: 'test', short: true, help: 'is a route there?', instead: 'ip route show'},
	{...modify, word: 'delete', help: 'remove a route', run: deleteRoute},
	{...listing, word: 'flush', help: 'remove all that fit', run: flushRoutes},
	{word: 'save', help: 'the routes as a file', instead: 'ip route show'},
	{word: 'restore', help: 'routes from a file', instead: ADD},
	{word: 'showdump', help: 'a file as text', instead: 'ip route show'},
	{word: 'help', short: true, help: 'help', run: usage},
];

export const IP_ROUTE: Command = {
	word: 'route',
	short: true,
	help: 'where packets go: subnets, gateways, devices',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('ip route', COMMANDS, place, words, options, {otherwise: 'list', unknown}),
};

function addRoute(
	place: Place,
	words: readonly string[],
	verb: 'add' | 'change' | 'replace' | 'prepend' | 'append',
	{family}: Options,
): Answer {
	const asked = readAskedRoute(words, `ip route ${verb}`, family);
	return request([{kind: 'add-route', machine: place.machine, verb, ...routeOf(place, asked)}], 2);
}

function deleteRoute(place: Place, words: readonly string[], {family}: Options): Answer {
	return request([{kind: 'del-route', machine: place.machine, ...routeOf(place, readAskedRoute(words, 'ip route del', family))}], 2);
}

/** A route with its device looked up. */
function routeOf(place: Place, {device, ...route}: AskedRoute) {
	if (device === undefined) return route;
	if (device === LOOPBACK) throw notModelled('a route by lo', 'ip address add ADDRESS dev DEVICE');
	const found = findDevice(place, device);
	if (!found) throw noSuchDevice(device, 1);
	return {...route, device: found.id};
}

function showRoutes(place: Place, words: readonly string[], options: Options): Answer {
	const filter = readRouteFilter(place, words, 'show', options.family);
	const style: RouteStyle = {...options, hidden: filter.hidden, withTable: filter.table === 'all'};
	if (isOtherFamily(options)) return prints(printListing([], options));
	const machine = machineAt(place);
	const {table, device} = filter;
	const main = table === 'local' ? [] : inKernelOrder(machine).filter(filter.passes);
	const local =
		table === 'main' ? [] : localRoutesOf(place.world, machine).filter((route) => device === undefined || route.device === device);
	const localStyle = {numeric: options.numeric, withTable: table === 'all', withDevice: device === undefined};
	const records = [
		...main.map((route) => printRoute(place.world, route, style)),
		...local.map((route) => printLocalRoute(route, localStyle)),
	];
	return prints(printListing(records, options));
}

/** Routes are IPv4's. */
function isOtherFamily({family}: Options): boolean {
	return family === 'inet6' || family === 'link';
}

function flushRoutes(place: Place, words: readonly string[], options: Options): Answer {
	if (words.length === 0) throw new Complaint('"ip route flush" requires arguments.\n', 1);
	const {passes, table} = readRouteFilter(place, words, 'flush', options.family);
	if (table !== 'main') throw notModelled(`ip route flush: "table ${table}"`, 'table main');
	const going = isOtherFamily(options) ? [] : inKernelOrder(machineAt(place)).filter(passes);
	const lines = going.map((route) => printRoute(place.world, route, {...options, hidden: new Set()}).text);
	return flush(
		going.map((route): Change => {
			const {network, prefix, device, gateway, metric, origin = 'kernel'} = route;
			const rest = {...(gateway === undefined ? {} : {gateway}), ...(metric === undefined ? {} : {metric})};
			return {kind: 'del-route', machine: place.machine, network, prefix, device, origin, ...rest};
		}),
		{lines, what: 'entries', statistics: options.statistics},
	);
}

function getRoute(place: Place, words: readonly string[], options: Options): Answer {
	let address: {address: number; prefix: number} | undefined;
	let device: string | undefined;
	const family = options.family === 'any' ? 'inet' : options.family;
	for (const {keyword, value} of scan('ip route get', words, GET_KEYWORDS)) {
		if (keyword === 'help') usage();
		else if (keyword === 'oif') device = value;
		else address = anyPrefix(value, address === undefined ? options.family : family);
	}
	if (!address) throw new Complaint('need at least a destination address\n', 1);
	const by = device === undefined ? undefined : findDevice(place, device);
	if (device !== undefined && !by) throw noSuchDevice(device, 1);
	const warning = address.prefix === 32 ? '' : `Warning: /${address.prefix} as prefix is invalid, only /32 (or none) is supported.\n`;
	const way = wayTo(place.world, machineAt(place), address.address, by?.id);
	if (way.kind === 'none') return fails(`${warning}RTNETLINK answers: Network is unreachable\n`, 2);
	return {stdout: printListing([printWay(place.world, address.address, way, options)], options), stderr: warning, status: 0};
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "ip route help".\n`, 255);
}

function usage(): never {
	throw new Complaint(IP_ROUTE_USAGE, 255);
}
