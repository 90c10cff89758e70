/** `ip`: options that stand before the object, and the objects. */
import {type Command, type Keyword, NO_OPTIONS, type Options, type Place} from '../command.js';
import {Complaint, notModelled, wrongArgument} from '../complaint.js';
import {dispatch, readFlags} from '../grammar.js';
import type {Answer} from '../program.js';
import {IP_USAGE} from '../usage/ip.js';
import {readUnsigned} from '../values.js';
import {runBatch} from './batch.js';
import {IP_ADDRESS} from './ip-address.js';
import {IP_LINK} from './ip-link.js';
import {IP_MADDRESS} from './ip-maddress.js';
import {IP_MONITOR} from './ip-monitor.js';
import {IP_NEIGHBOUR} from './ip-neighbour.js';
import {enterNetns, IP_NETNS} from './ip-netns.js';
import {IP_ROUTE} from './ip-route.js';
import {COLOUR, takeCommonFlag, withoutColourChoice} from './iproute-flags.js';

/** In the order in which `ip` tries them, so that `-s` is -statistics and `-d` -details. */
const FLAGS: readonly Keyword[] = [
	{word: '-loops', short: true, takes: 'number', help: 'at most so many rounds of a flush'},
	{word: '-family', short: true, takes: 'family', help: 'inet, inet6 or link'},
	{word: '-4', help: 'IPv4 only'},
	{word: '-6', help: 'IPv6 only, of which a lab has nothing'},
	{word: '-0', help: 'link layer only'},
	{word: '-M', help: 'MPLS', instead: 'leave it out'},
	{word: '-B', help: 'bridge family', instead: 'the bridge tool'},
	{word: '-human', also: ['-human-readable'], short: true, help: 'short numbers'},
	{word: '-iec', short: true, help: 'short numbers, powers of 1024'},
	{word: '-stats', also: ['-statistics'], short: true, help: 'more: counters; twice for errors'},
	{word: '-details', short: true, help: 'what kind of device it is, and its settings'},
	{word: '-resolve', short: true, help: 'names for addresses', instead: 'leave it out'},
	{word: '-oneline', short: true, help: 'one line a record'},
	{word: '-timestamp', short: true, help: 'time of each message of a monitor'},
	{word: '-tshort', short: true, help: 'the same, on the line of the message'},
	{word: '-Version', short: true, help: 'version'},
	{word: '-force', short: true, help: 'a batch goes on after an error'},
	{word: '-batch', short: true, takes: 'name', help: 'commands from standard input: -'},
	{word: '-brief', short: true, help: 'one line a device'},
	{word: '-json', short: true, help: 'JSON'},
	{word: '-pretty', short: true, help: 'indented JSON, beside -json'},
	{word: '-rcvbuf', short: true, takes: 'number', help: 'socket buffer, of which a lab has none to fill'},
	COLOUR,
	{word: '-help', short: true, help: 'help'},
	{word: '-netns', short: true, takes: 'machine', help: 'on another machine'},
	{word: '-Numeric', short: true, help: 'numbers for names'},
	{word: '-all', short: true, help: 'on every machine: ip -all netns exec'},
	{word: '-echo', help: 'what the kernel made of a request', instead: 'show it'},
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
	IP_MONITOR,
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
	let batch: string | undefined;
	let force = false;
	const unknownFlag = (flag: string) => new Complaint(`Option "${flag}" is unknown, try "ip -help".\n`, 255);
	const rest = readFlags('ip', FLAGS, withoutColourChoice(words), unknownFlag, (flag, value) => {
		if (takeCommonFlag(options, flag)) return;
		switch (flag) {
			case '-family':
				options.family = readFamily(value);
				break;
			case '-0':
				options.family = 'link';
				break;
			case '-loops':
				if (value === undefined) usage();
				break;
			case '-human':
				options.human ??= 1000;
				break;
			case '-iec':
				options.human = 1024;
				break;
			case '-tshort':
				options.timestamp = 'short';
				break;
			case '-brief':
				options.brief = true;
				break;
			case '-Version':
				throw new Complaint('', 0, 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
			case '-force':
				force = true;
				break;
			case '-batch':
				batch = value ?? usage();
				break;
			case '-rcvbuf':
				if (readUnsigned(value ?? usage(), 0xffff_ffff) === undefined) throw new Complaint(`Invalid rcvbuf size '${value}'\n`, 255);
				break;
			case '-netns':
				here = enterNetns(place, value ?? '(null)');
				break;
			case '-Numeric':
				options.numeric = true;
				break;
			case '-all':
				options.everywhere = true;
				break;
			default:
				usage();
		}
	});
	const unknown = (word: string) => new Complaint(`Object "${word}" is unknown, try "ip help".\n`, 1);
	const run = (line: readonly string[]) => dispatch('ip', OBJECTS, here, line, options, {otherwise: 'help', unknown});
	return batch === undefined ? run(rest) : runBatch('ip', {file: batch, force}, run);
}

function readFamily(value: string | undefined): Options['family'] {
	if (value === 'inet' || value === 'inet6' || value === 'link') return value;
	if (value === undefined || value === 'help') return usage();
	if (['mpls', 'bridge'].includes(value)) throw notModelled(`ip: "-family ${value}"`, '-family inet or -family link');
	throw wrongArgument(value, 'invalid protocol family');
}

function usage(): never {
	throw new Complaint(IP_USAGE, 255);
}
