/** Values in rules of iptables: subnets, ports, protocols, and the addresses that are put in place of others. */
import type {NatMatch, Subnet} from '../../../engine/nat/netfilter.js';
import {networkOf} from '../../../engine/protocol/ipv4-address.js';
import {notModelled} from '../../complaint.js';
import {SERVICES} from '../../print/nat-rules.js';
import {readIpv4, readPrefix, readUnsigned} from '../../values.js';
import {wrong} from './complaints.js';

export interface Range {
	from: number;
	to: number;
}

/** `ADDRESS[/MASK]` (xtables_ipparse_multiple); `undefined` is everywhere, which is no condition. */
export function readSubnet(text: string, not: boolean): Subnet | undefined {
	if (text.includes(',')) throw notModelled('iptables: several subnets in one rule', 'one rule a subnet');
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
	const protocol = PROTOCOLS[text.toLowerCase()];
	if (protocol !== undefined) return protocol === 'all' ? undefined : protocol;
	const isReal = OTHER_PROTOCOLS.includes(text) || readUnsigned(text, 255) !== undefined;
	if (isReal) throw notModelled(`iptables: "-p ${text}"`, '-p tcp, -p udp, -p icmp');
	throw wrong(`unknown protocol "${text}" specified`);
}

/** `PORT` or `FIRST:LAST`; what is left out of a range is its end. */
export function readPorts(text: string): Range {
	const [first = '', last] = text.split(':');
	if (last === undefined) {
		const port = readPort(first);
		return {from: port, to: port};
	}
	const range = {from: first === '' ? 0 : readPort(first), to: last === '' ? 0xffff : readPort(last)};
	if (range.from > range.to) throw wrong('invalid portrange (min > max)');
	return range;
}

function readPort(text: string): number {
	const port = SERVICES[text] ?? readUnsigned(text, 0xffff);
	if (port === undefined) throw wrong(`invalid port/service \`${text}' specified`);
	return port;
}

/** `--to-ports PORT[-PORT]` */
export function readToPorts(text: string): Range {
	const [first = '', last = first] = text.split('-');
	const [from, to] = [readUnsigned(first, 0xffff), readUnsigned(last, 0xffff)];
	if (!from || !to) throw wrong(`Port \`${text}' not valid\n`);
	if (from > to) throw wrong(`Port range \`${text}' funky\n`);
	return {from, to};
}

/** `ADDRESS[-ADDRESS][:PORT[-PORT]]` of SNAT and DNAT (parse_to). */
export function readPlaces(text: string, hasPorts: boolean): {addresses: Range; ports?: Range} {
	const [hosts = '', ports] = text.split(':');
	if (ports !== undefined && !hasPorts) throw wrong('Need TCP, UDP, SCTP or DCCP with port specification');
	const [first = '', last = first] = hosts.split('-');
	const addresses = {from: readHost(first), to: readHost(last)};
	return {addresses, ...(ports === undefined ? {} : {ports: readToPorts(ports)})};
}

function readHost(text: string): number {
	const address = text.split('.').length === 4 ? readIpv4(text) : undefined;
	if (address === undefined) throw wrong(`Bad IP address "${text}"`);
	return address;
}
