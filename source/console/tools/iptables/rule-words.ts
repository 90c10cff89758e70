/** Values in rules of iptables: subnets, ports, protocols, and the addresses that are put in place of others. */
import {entryOf} from '../../../engine/entry-of.js';
import type {NatMatch, PortMatch, Subnet} from '../../../engine/nat/netfilter.js';
import {networkOf} from '../../../engine/protocol/ipv4-address.js';
import {notModelled} from '../../complaint.js';
import {ICMP_TYPES, type Range, SERVICES} from '../../print/nat/words.js';
import {readIpv4, readPrefix, readUnsigned} from '../../values.js';
import {wrong} from './complaints.js';

/** `ADDRESS[/MASK]` (xtables_ipparse_multiple); `undefined` is everywhere, which is no condition. */
export function readSubnet(text: string, not: boolean): Subnet | undefined {
	const [quad = '', mask] = text.split('/');
	if (readIpv4(quad) === undefined || quad.split('.').length > 4) throw wrong(`host/network \`${text}' not found`);
	const subnet = readPrefix(text);
	if (!subnet) throw wrong(`invalid mask \`${mask ?? ''}' specified`);
	if (subnet.prefix === 0 && !not) return undefined;
	return {address: networkOf(subnet.address, subnet.prefix), prefix: subnet.prefix, ...(not ? {not} : {})};
}

const PROTOCOLS: Readonly<Record<string, NatMatch['protocol'] | 'all'>> = {
	tcp: 'tcp',
	'6': 'tcp',
	udp: 'udp',
	'17': 'udp',
	icmp: 'icmp',
	'1': 'icmp',
	all: 'all',
	'0': 'all',
};

const OTHER_PROTOCOLS = ['sctp', 'dccp', 'udplite', 'gre', 'esp', 'ah', 'ipv6-icmp', 'icmpv6', 'igmp', 'ospf', 'vrrp'];

export function readProtocol(text: string): NatMatch['protocol'] {
	const protocol = entryOf(PROTOCOLS, text.toLowerCase());
	if (protocol !== undefined) return protocol === 'all' ? undefined : protocol;
	const isReal = OTHER_PROTOCOLS.includes(text) || readUnsigned(text, 255) !== undefined;
	if (isReal) throw notModelled(`iptables: "-p ${text}"`, '-p tcp, -p udp, -p icmp');
	throw wrong(`unknown protocol "${text}" specified`);
}

const HIGHEST_PORT = 0xffff;

/** `PORT` or `FIRST:LAST`; what is left out of a range is its end. All but the ports up to one are those behind it, as nf_tables has them. */
export function readPorts(text: string, not: boolean): PortMatch {
	const [first = '', last] = text.split(':');
	const turned = not ? {not} : {};
	if (last === undefined) {
		const port = readPort(first);
		return {from: port, to: port, ...turned};
	}
	const range = {from: first === '' ? 0 : readPort(first), to: last === '' ? HIGHEST_PORT : readPort(last)};
	if (range.from > range.to) throw wrong('invalid portrange (min > max)');
	if (not && range.from === 0 && range.to < HIGHEST_PORT) return {from: range.to + 1, to: HIGHEST_PORT};
	return {...range, ...turned};
}

/** By number or by name; a code behind it is not modelled. */
export function readIcmpType(text: string): number | 'any' {
	const named = entryOf(ICMP_TYPES, text.toLowerCase());
	if (named !== undefined) return named;
	const isCoded = text.includes('/') || ICMP_CODES.includes(text);
	if (isCoded) throw notModelled(`iptables: "--icmp-type ${text}"`, '--icmp-type TYPE');
	const type = readUnsigned(text, 255);
	if (type === undefined) throw wrong(`Unknown ICMP type \`${text}'`);
	return type;
}

/** Names that mean a type and a code. */
const ICMP_CODES: readonly string[] = [
	'network-unreachable',
	'host-unreachable',
	'protocol-unreachable',
	'port-unreachable',
	'fragmentation-needed',
	'source-route-failed',
	'network-unknown',
	'host-unknown',
	'network-prohibited',
	'host-prohibited',
	'TOS-network-unreachable',
	'TOS-host-unreachable',
	'communication-prohibited',
	'host-precedence-violation',
	'precedence-cutoff',
	'network-redirect',
	'host-redirect',
	'TOS-network-redirect',
	'TOS-host-redirect',
	'ttl-zero-during-transit',
	'ttl-zero-during-reassembly',
	'ip-header-bad',
	'required-option-missing',
];

function readPort(text: string): number {
	const port = entryOf(SERVICES, text) ?? readUnsigned(text, 0xffff);
	if (port === undefined) throw wrong(`invalid port/service \`${text}' specified`);
	return port;
}

/** `--to-ports PORT[-PORT]` */
export function readToPorts(text: string): Range {
	const [first = '', last = first] = text.split('-');
	const [from, to] = [first, last].map((port) => {
		const number = readUnsigned(port, HIGHEST_PORT);
		if (number === undefined) throw wrong(`Port \`${port}' not valid`);
		return number;
	}) as [number, number];
	if (from > to) throw wrong(`Port range \`${last}' funky`);
	return {from, to};
}

/** `ADDRESS[-ADDRESS][:PORT[-PORT]]` of SNAT and DNAT (parse_to). */
export function readPlaces(text: string, hasPorts: boolean): {addresses: Range; ports?: Range} {
	const [hosts = '', ports] = text.split(':');
	if (ports !== undefined && !hasPorts) throw wrong('Need TCP, UDP, SCTP or DCCP with port specification');
	if (hosts === '') throw notModelled('iptables: ports without an address', '-j REDIRECT --to-ports PORT');
	const [first = '', last = first] = hosts.split('-');
	const addresses = {from: readHost(first), to: readHost(last)};
	if (addresses.from > addresses.to) throw notModelled('iptables: a range from its end', 'FIRST-LAST');
	return {addresses, ...(ports === undefined ? {} : {ports: readToPorts(ports)})};
}

function readHost(text: string): number {
	const address = text.split('.').length === 4 ? readIpv4(text) : undefined;
	if (address === undefined) throw wrong(`Bad IP address "${text}"`);
	return address;
}
