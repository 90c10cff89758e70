/** Which routes `ip route show` lists and `flush` removes (iproute_list_flush_or_save). */
import {isInSubnet} from '../../engine/protocol/ipv4-address.js';
import type {Route} from '../../engine/stack/stack-state.js';
import type {Keyword, Options, Place} from '../command.js';
import {Complaint, noSuchDevice, notModelled} from '../complaint.js';
import {scan} from '../grammar.js';
import {type RouteStyle, scopeOf} from '../print/routes.js';
import {findDevice, LOOPBACK} from '../resolve.js';
import {IP_ROUTE_USAGE} from '../usage/ip-route.js';
import {anyPrefix, readListedTable, readMetric, readProtocol, readScope} from './route-words.js';

const SHOW = 'ip route show';

/** In the order in which `ip` tries them. */
export const ROUTE_FILTERS: readonly Keyword[] = [
	{word: 'table', short: true, takes: 'text', help: 'main, local or all'},
	{word: 'vrf', takes: 'name', help: 'a routing domain', instead: 'ip -n MACHINE route'},
	{word: 'cached', also: ['cloned'], short: true, help: 'the cache', instead: SHOW},
	{word: 'tos', also: ['dsfield'], takes: 'number', help: 'type of service', instead: SHOW},
	{word: 'protocol', short: true, takes: 'text', help: 'by who made them: kernel, boot, static, dhcp'},
	{word: 'scope', short: true, takes: 'text', help: 'link or global'},
	{word: 'type', short: true, takes: 'text', help: 'a type of route', instead: SHOW},
	{word: 'dev', also: ['oif'], takes: 'device', help: 'only by this device'},
	{word: 'iif', takes: 'device', help: 'only from a device', instead: SHOW},
	{word: 'mark', takes: 'number', help: 'a mark', instead: SHOW},
	{word: 'metric', also: ['priority', 'preference'], short: true, takes: 'number', help: 'only with this metric'},
	{word: 'via', takes: 'address', help: 'only by this gateway'},
	{word: 'src', takes: 'address', help: 'only with this source'},
	{word: 'realms', takes: 'text', help: 'realms', instead: SHOW},
	{word: 'from', takes: 'address', help: 'by source', instead: SHOW},
	{word: 'nhid', takes: 'number', help: 'a next hop by number', instead: SHOW},
	{word: 'to', help: 'a subnet follows'},
	{word: 'root', takes: 'prefix', help: 'only in this subnet'},
	{word: 'match', takes: 'prefix', help: 'only what holds this subnet'},
	{word: 'exact', takes: 'prefix', help: 'only this subnet'},
	{word: 'help', short: true, help: 'help'},
];

interface RouteFilter {
	passes: (route: Route) => boolean;
	hidden: RouteStyle['hidden'];
	/** Whether the routes of the user are listed, those of the kernel for its own addresses, or both. */
	table: 'main' | 'local' | 'all';
	/** Only by this device, if one is asked for. */
	device: string | undefined;
}

export function readRouteFilter(place: Place, words: readonly string[], verb: string, family: Options['family']): RouteFilter {
	const tests: ((route: Route) => boolean)[] = [];
	let table: RouteFilter['table'] = 'main';
	let by: string | undefined;
	const hidden = new Set<'via' | 'dev' | 'proto' | 'scope' | 'src' | 'metric'>();
	for (const {keyword, value} of scan(`ip route ${verb}`, words, ROUTE_FILTERS)) {
		switch (keyword) {
			case 'table':
				table = readListedTable(value);
				break;
			case 'protocol': {
				const origin = readProtocol(value);
				tests.push((route) => (route.origin ?? 'kernel') === origin);
				hidden.add('proto');
				break;
			}
			case 'scope': {
				const scope = readScope(value);
				tests.push((route) => scopeOf(route) === scope);
				hidden.add('scope');
				break;
			}
			case 'dev': {
				const device = findDevice(place, value);
				if (!device && value !== LOOPBACK) throw noSuchDevice(value, 1);
				by = value;
				tests.push((route) => route.device === device?.id);
				hidden.add('dev');
				break;
			}
			case 'metric': {
				const metric = readMetric(value);
				tests.push((route) => (route.metric ?? 0) === metric);
				hidden.add('metric');
				break;
			}
			case 'via': {
				const gateway = anyPrefix(value, family).address;
				tests.push((route) => route.gateway === gateway);
				hidden.add('via');
				break;
			}
			case 'src': {
				const source = anyPrefix(value, family).address;
				tests.push((route) => route.source === source);
				hidden.add('src');
				break;
			}
			case 'root': {
				const {address, prefix} = anyPrefix(value, family);
				tests.push((route) => route.prefix >= prefix && isInSubnet(route.network, address, prefix));
				break;
			}
			case 'match': {
				const {address, prefix} = anyPrefix(value, family);
				tests.push((route) => route.prefix <= prefix && isInSubnet(address, route.network, route.prefix));
				break;
			}
			case 'to':
				break;
			case 'help':
				throw new Complaint(IP_ROUTE_USAGE, 255);
			default: {
				const {address, prefix} = anyPrefix(value, family);
				tests.push((route) => route.network === address && route.prefix === prefix);
			}
		}
	}
	if (table !== 'main' && tests.length > (by === undefined ? 0 : 1))
		throw notModelled(`ip route ${verb}: "table ${table}" with another filter`, 'table local dev DEVICE');
	return {passes: (route) => tests.every((test) => test(route)), hidden, table, device: by};
}
