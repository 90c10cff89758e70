/** The words of `ip route add`, `change`, `replace`, `append`, `prepend` and `delete` (iproute_modify). */
import type {RouteOrigin} from '../../engine/stack/stack-state.js';
import type {Keyword, Options} from '../command.js';
import {Complaint, garbageArgument, notModelled} from '../complaint.js';
import {scan} from '../grammar.js';
import {scopeOf} from '../print/routes.js';
import {IP_ROUTE_USAGE} from '../usage/ip-route.js';
import {anyAddress, anyPrefix, readMetric, readProtocol, readScope, readTable} from './route-words.js';

const PLAIN = 'ip route add SUBNET via ADDRESS dev DEVICE';

const absent = (word: string, help: string, takes?: Keyword['takes']): Keyword => ({
	word,
	help,
	instead: PLAIN,
	...(takes === undefined ? {} : {takes}),
});

/** In the order in which `ip` tries them. */
export const ROUTE_KEYWORDS: readonly Keyword[] = [
	{word: 'src', takes: 'address', help: 'the source that packets carry'},
	absent('as', 'another destination', 'address'),
	{word: 'via', takes: 'address', help: 'the gateway'},
	absent('from', 'by source', 'address'),
	{...absent('tos', 'type of service', 'number'), also: ['dsfield']},
	absent('expires', 'for some time', 'seconds'),
	{word: 'metric', also: ['priority', 'preference'], short: true, takes: 'number', help: 'of two alike the lower wins'},
	{word: 'scope', takes: 'text', help: 'link or global'},
	...['mtu', 'hoplimit', 'advmss', 'reordering', 'rtt', 'rto_min', 'window', 'cwnd', 'initcwnd', 'initrwnd'].map((word) =>
		absent(word, 'a setting of TCP', 'number'),
	),
	...['features', 'quickack', 'congctl', 'rttvar', 'ssthresh', 'realms'].map((word) => absent(word, 'a setting of TCP', 'text')),
	absent('onlink', 'the gateway is on the link'),
	absent('nexthop', 'several next hops'),
	absent('nhid', 'a next hop by number', 'number'),
	{word: 'protocol', short: true, takes: 'text', help: 'who made it: boot, static, dhcp'},
	{word: 'table', short: true, takes: 'text', help: 'main'},
	{...absent('vrf', 'a routing domain', 'name'), instead: 'ip -n MACHINE route add'},
	{word: 'dev', also: ['oif'], takes: 'device', help: 'the device'},
	absent('pervasive', 'a flag'),
	absent('weight', 'of several next hops', 'number'),
	absent('encap', 'a tunnel', 'text'),
	{word: 'to', takes: 'prefix', help: 'the subnet'},
	{word: 'help', short: true, help: 'help'},
	{word: 'unicast', help: 'an ordinary route'},
	...['local', 'nat', 'broadcast', 'brd', 'anycast', 'multicast', 'prohibit', 'unreachable', 'blackhole', 'xresolve', 'throw'].map((word) =>
		absent(word, 'another type of route'),
	),
];

/** A route as it was asked for; its device is a name. */
export interface AskedRoute {
	network: number;
	prefix: number;
	gateway?: number;
	source?: number;
	metric?: number;
	origin?: RouteOrigin;
	device?: string;
}

export function readAskedRoute(words: readonly string[], tool: string, family: Options['family']): AskedRoute {
	const route: Omit<AskedRoute, 'network' | 'prefix'> = {};
	let to: {address: number; prefix: number} | undefined;
	let scope: 'link' | 'global' | undefined;
	for (const {keyword, value} of scan(tool, words.filter(isNoFamily), ROUTE_KEYWORDS)) {
		switch (keyword) {
			case 'src':
				route.source = anyAddress(value, family === 'any' ? 'inet' : family);
				break;
			case 'via':
				route.gateway = anyAddress(value, family === 'any' ? 'inet' : family);
				break;
			case 'metric':
				route.metric = readMetric(value);
				break;
			case 'scope':
				scope = readScope(value);
				break;
			case 'protocol':
				route.origin = readProtocol(value);
				break;
			case 'table':
				readTable(value);
				break;
			case 'dev':
				route.device = value;
				break;
			case 'help':
				throw new Complaint(IP_ROUTE_USAGE, 255);
			case 'unicast':
				break;
			default:
				if (to) throw garbageArgument('to', value);
				to = anyPrefix(value, family);
		}
	}
	if (!to) throw new Complaint(IP_ROUTE_USAGE, 255);
	if (scope !== undefined && scope !== scopeOf(route)) throw notModelled(`ip route: "scope ${scope}" of such a route`, PLAIN);
	return {network: to.address, prefix: to.prefix, ...route};
}

/** `via inet ADDRESS` is `via ADDRESS`. */
function isNoFamily(word: string, index: number, words: readonly string[]): boolean {
	return word !== 'inet' || words[index - 1] !== 'via';
}
