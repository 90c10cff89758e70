/** `ip`: options that stand before the object, and the objects. */
import {type Command, type Keyword, NO_OPTIONS, type Options, type Place} from '../command.js';
import {Complaint, notModelled, wrongArgument} from '../complaint.js';
import {dispatch, readFlags} from '../grammar.js';
import type {Answer} from '../program.js';
import {IP_USAGE} from '../usage/ip.js';
import {IP_ADDRESS} from './ip-address.js';
import {IP_LINK} from './ip-link.js';
import {IP_MADDRESS} from './ip-maddress.js';
import {IP_NEIGHBOUR} from './ip-neighbour.js';
import {enterNetns, IP_NETNS} from './ip-netns.js';
import {IP_ROUTE} from './ip-route.js';

/** In the order in which `ip` tries them, so that `-s` is -statistics and `-d` -details. */
const FLAGS: readonly Keyword[] = [
	{word: '-loops', short: true, takes: 'number', help: 'rounds of a flush', instead: 'flush without it'},
	{word: '-family', short: true, takes: 'family', help: 'inet or link'},
	{word: '-4', help: 'IPv4 only'},
	{word: '-6', help: 'IPv6 only', instead: '-4 (the lab has no IPv6)'},
	{word: '-0', help: 'link layer only'},
	{word: '-M', help: 'MPLS', instead: 'leave it out'},
	{word: '-B', help: 'bridge family', instead: 'the bridge tool'},
	{word: '-human', also: ['-human-readable'], short: true, help: 'short numbers', instead: '-s'},
	{word: '-iec', short: true, help: 'short numbers, powers of 1024', instead: '-s'},
	{word: '-stats', also: ['-statistics'], short: true, help: 'more: counters; twice for errors'},
	{word: '-details', short: true, help: 'what kind of device it is, and its settings'},
	{word: '-resolve', short: true, help: 'names for addresses', instead: 'leave it out'},
	{word: '-oneline', short: true, help: 'one line a record', instead: '-br'},
	{word: '-timestamp', short: true, help: 'time of each message', instead: 'the clock of the lab'},
	{word: '-tshort', short: true, help: 'time of each message', instead: 'the clock of the lab'},
	{word: '-Version', short: true, help: 'version'},
	{word: '-force', short: true, help: 'go on after an error', instead: 'one command a line'},
	{word: '-batch', short: true, takes: 'name', help: 'commands from a file', instead: 'one command a line'},
	{word: '-brief', short: true, help: 'one line a device'},
	{word: '-json', short: true, help: 'JSON', instead: '-br, or the plain listing'},
	{word: '-pretty', short: true, help: 'indented JSON', instead: '-br, or the plain listing'},
	{word: '-rcvbuf', short: true, takes: 'number', help: 'socket buffer', instead: 'leave it out'},
	{word: '-color', help: 'colours', instead: 'leave it out'},
	{word: '-help', short: true, help: 'help'},
	{word: '-netns', short: true, takes: 'machine', help: 'on another machine'},
	{word: '-Numeric', short: true, help: 'numbers for names', instead: 'leave it out'},
	{word: '-all', short: true, help: 'on every machine', instead: '-n MACHINE'},
];

const nearestOfLink = 'ip link';

/** In the order in which `ip` tries them, so that `ip a` is address and `ip l` link. */
const OBJECTS: readonly Command[] = [
	IP_ADDRESS,
	unmodelled('addrlabel', 'labels of IPv6 addresses', 'ip address'),
	IP_MADDRESS,
	IP_ROUTE,
	unmodelled('rule', 'routing policy', 'ip address'),
	{...IP_NEIGHBOUR, word: 'neighbor', also: ['neighbour']},
	unmodelled('ntable', 'parameters of the neighbour table', 'ip neighbour'),
	IP_LINK,
	unmodelled('l2tp', 'tunnels', nearestOfLink),
	unmodelled('fou', 'tunnels', nearestOfLink),
	unmodelled('ila', 'identifier addressing', nearestOfLink),
	unmodelled('macsec', 'encryption of frames', nearestOfLink),
	unmodelled('tunnel', 'tunnels', nearestOfLink),
	unmodelled('tuntap', 'taps', 'ip link add NAME type veth peer name PEER netns MACHINE'),
	unmodelled('tap', 'taps', 'ip link add NAME type veth peer name PEER netns MACHINE'),
	unmodelled('token', 'IPv6 tokens', 'ip address'),
	unmodelled('tcpmetrics', 'what TCP remembers', 'ip -s link'),
	unmodelled('monitor', 'messages of the kernel', 'the trace of the lab'),
	unmodelled('xfrm', 'IPsec', nearestOfLink),
	unmodelled('mroute', 'multicast routes', 'bridge mdb'),
	unmodelled('mrule', 'multicast routing policy', 'bridge mdb'),
	IP_NETNS,
	unmodelled('netconf', 'network parameters', nearestOfLink),
	unmodelled('vrf', 'routing domains', 'ip netns'),
	unmodelled('sr', 'segment routing', nearestOfLink),
	unmodelled('nexthop', 'next hops', 'ip neighbour'),
	unmodelled('mptcp', 'multipath TCP', 'ip address'),
	unmodelled('ioam', 'in-band measurements', nearestOfLink),
	{word: 'help', short: true, help: 'help', run: usage},
	unmodelled('stats', 'counters', 'ip -s link'),
];

/** `ip` itself. */
export const IP: Command = {
	word: 'ip',
	help: 'devices, addresses, routes, neighbours, machines',
	keywords: FLAGS,
	commands: OBJECTS,
	run: runIp,
};

function unmodelled(word: string, help: string, instead: string): Command {
	return {word, short: true, help, instead};
}

function runIp(place: Place, words: readonly string[]): Answer {
	const options: Options = {...NO_OPTIONS};
	let here = place;
	const unknownFlag = (flag: string) => new Complaint(`Option "${flag}" is unknown, try "ip -help".\n`, 255);
	const rest = readFlags('ip', FLAGS, words, unknownFlag, (flag, value) => {
		switch (flag) {
			case '-family':
				options.family = readFamily(value);
				break;
			case '-4':
				options.family = 'inet';
				break;
			case '-0':
				options.family = 'link';
				break;
			case '-stats':
				if (options.statistics++ > 0) throw notModelled('ip: "-s" twice', '-s');
				break;
			case '-details':
				options.details = true;
				break;
			case '-brief':
				options.brief = true;
				break;
			case '-Version':
				throw new Complaint('', 0, 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
			case '-netns':
				here = enterNetns(place, value ?? '(null)');
				break;
			default:
				usage();
		}
	});
	const unknown = (word: string) => new Complaint(`Object "${word}" is unknown, try "ip help".\n`, 1);
	return dispatch('ip', OBJECTS, here, rest, options, {otherwise: 'help', unknown});
}

function readFamily(value: string | undefined): Options['family'] {
	if (value === 'inet' || value === 'link') return value;
	if (value === undefined || value === 'help') return usage();
	if (['inet6', 'mpls', 'bridge'].includes(value)) throw notModelled(`ip: "-family ${value}"`, '-family inet or -family link');
	throw wrongArgument(value, 'invalid protocol family');
}

function usage(): never {
	throw new Complaint(IP_USAGE, 255);
}
