/** Words that all verbs of `ip route` read alike. */
import type {RouteOrigin} from '../../engine/stack/stack-state.js';
import type {Options} from '../command.js';
import {notModelled, wrongArgument} from '../complaint.js';
import {readIpv4, readPrefix} from '../values.js';
import {addressFault, isInet, prefixFault} from './family-words.js';

/** A subnet, `default` or an address (get_prefix). */
export function anyPrefix(text: string, family: Options['family']): {address: number; prefix: number} {
	if (family === 'link') throw prefixFault(text, family);
	if (['default', 'any', 'all'].includes(text)) return {address: 0, prefix: 0};
	const [quad = '', length] = text.split('/');
	// Without a length an address with fewer parts stands for its subnet.
	const parts = quad.split('.').length;
	const subnet = readPrefix(text);
	if (!subnet || !isInet(family)) throw prefixFault(text, family);
	return {address: subnet.address, prefix: length === undefined && parts < 4 ? parts * 8 : subnet.prefix};
}

/** An address behind `via` or `src` (get_addr). */
export function anyAddress(text: string, family: Options['family']): number {
	const address = readIpv4(text);
	if (address === undefined || !isInet(family)) throw addressFault(text, family);
	return address;
}

/** `proto`: who made a route. */
export function readProtocol(text: string): RouteOrigin {
	const origin = NUMBERS.find((known) => text === known.name || text === known.number)?.name;
	if (origin) return origin;
	if (/^\d+$/.test(text) || KNOWN.includes(text)) throw notModelled(`ip route: "proto ${text}"`, 'proto boot (or nothing), static, dhcp');
	throw wrongArgument(text, '"protocol" value is invalid\n');
}

/** rt_protos that a lab has. */
const NUMBERS = [
	{name: 'kernel', number: '2'},
	{name: 'boot', number: '3'},
	{name: 'static', number: '4'},
	{name: 'dhcp', number: '16'},
] as const satisfies readonly {name: RouteOrigin; number: string}[];

/** Other names of rt_protos. */
const KNOWN: readonly string[] = [
	'static',
	'redirect',
	'gated',
	'ra',
	'mrt',
	'zebra',
	'bird',
	'babel',
	'bgp',
	'isis',
	'ospf',
	'rip',
	'eigrp',
];

export function readMetric(text: string): number {
	const metric = /^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(text) ? Number(text) : Number.NaN;
	if (!(metric <= 0xffff_ffff)) throw wrongArgument(text, '"metric" value is invalid\n');
	return metric;
}

/** `scope`: that of a route on the link is link, that of one with a gateway global. */
export function readScope(text: string): 'link' | 'global' {
	if (text === 'link' || text === '253') return 'link';
	if (text === 'global' || text === '0') return 'global';
	if (text === 'host' || text === 'site' || /^\d+$/.test(text)) throw notModelled(`ip route: "scope ${text}"`, 'scope link, scope global');
	throw wrongArgument(text, 'invalid "scope" value\n');
}

/** Routes are made in one table, `main`; the kernel has its own in `local`. */
export function readTable(text: string): void {
	if (text !== 'main' && text !== '254') throw notModelled(`ip route: "table ${text}"`, 'table main');
}

/** Which tables a listing is of. */
export function readListedTable(text: string): 'main' | 'local' | 'all' {
	if (text === 'local' || text === '255') return 'local';
	if (text === 'all' || text === '0' || text === 'unspec') return 'all';
	readTable(text);
	return 'main';
}
