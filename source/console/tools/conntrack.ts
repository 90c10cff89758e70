/*
 * `conntrack` of conntrack-tools: the conversations that the kernel tracks
 *
 * The first tuple of a line is what the one who began sends, the second what the answer looks like where it comes
 * in: with NAT the two differ. Entries stand in the order in which they began; the kernel's own
 * order is that of a hash.
 *
 * Not modelled: tables beside conntrack, making and changing entries, events, marks, zones.
 */
import type {Connection} from '../../engine/nat/connection.js';
import {IP_PROTOCOL} from '../../engine/protocol/ipv4.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {PROTOCOL_NAMES, printConnection, stateText} from '../print/conntrack.js';
import {type Answer, prints, request} from '../program.js';
import {machineAt} from '../resolve.js';
import {CONNTRACK_USAGE} from '../usage/conntrack.js';
import {readIpv4, readPrefix, readUnsigned} from '../values.js';

const VERSION = 'conntrack v1.4.7 (conntrack-tools)';
const NEAREST = 'conntrack -L -p tcp -s ADDRESS';

const absent = (word: string, help: string): Keyword => ({word, help, instead: NEAREST});

const OPTIONS: readonly Keyword[] = [
	{word: '-L', also: ['--dump'], help: 'list the entries'},
	{word: '-C', also: ['--count'], help: 'count them'},
	{word: '-F', also: ['--flush'], help: 'forget them all'},
	{word: '-V', also: ['--version'], help: 'version'},
	{word: '-h', also: ['--help'], help: 'help'},
	{word: '-p', also: ['--protonum'], takes: 'protocol', help: 'only tcp, udp or icmp'},
	{word: '-s', also: ['--src', '--orig-src'], takes: 'address', help: 'only begun by this one'},
	{word: '-d', also: ['--dst', '--orig-dst'], takes: 'address', help: 'only to this one'},
	{word: '-r', also: ['--reply-src'], takes: 'address', help: 'only answered by this one'},
	{word: '-q', also: ['--reply-dst'], takes: 'address', help: 'only answered to this one'},
	{word: '-n', also: ['--src-nat'], help: 'only with another source'},
	{word: '-g', also: ['--dst-nat'], help: 'only with another destination'},
	{word: '-j', also: ['--any-nat'], help: 'only with NAT'},
	{word: '--sport', also: ['--orig-port-src'], takes: 'number', after: ['tcp', 'udp'], help: 'behind -p tcp, -p udp: the source port'},
	{word: '--dport', also: ['--orig-port-dst'], takes: 'number', after: ['tcp', 'udp'], help: 'behind -p tcp, -p udp: the destination port'},
	{word: '--state', takes: 'text', after: ['tcp'], help: 'behind -p tcp: the state'},
	{word: '-o', also: ['--output'], takes: 'text', help: 'extended: with the family'},
	...['-G', '-D', '-I', '-U', '-E', '-A', '-S', '-R'].map((word) => absent(word, 'entries by hand')),
	...['--get', '--delete', '--create', '--update', '--event', '--stats'].map((word) => absent(word, 'entries by hand')),
	...['-m', '-c', '-e', '-z', '-l', '-f', '-t', '-u', '-w', '-b', '-i', '-a'].map((word) => absent(word, 'marks, zones, status')),
];

export const CONNTRACK: Command = {
	word: 'conntrack',
	help: 'the conversations that are tracked, with what NAT made of them',
	keywords: OPTIONS,
	run: runConntrack,
};

interface Asked {
	command: string | undefined;
	extended: boolean;
	protocol: number | undefined;
	tests: ((connection: Connection) => boolean)[];
}

function runConntrack(place: Place, words: readonly string[]): Answer {
	if (words.length === 0) return prints(CONNTRACK_USAGE);
	const {command, extended, tests} = readOptions(words);
	const entries = [...(machineAt(place).stack.netfilter?.connections.entries.values() ?? [])];
	switch (command) {
		case '-V':
			return prints(`${VERSION}\n`);
		case '-h':
			return prints(CONNTRACK_USAGE);
		case '-C':
			return prints(`${entries.length}\n`);
		case '-F':
			return flush(place);
		case '-L': {
			const shown = entries.filter((connection) => tests.every((test) => test(connection)));
			return {
				stdout: shown.map((connection) => printConnection(connection, place.world.now, extended)).join(''),
				stderr: `${VERSION}: ${shown.length} flow entries have been shown.\n`,
				status: 0,
			};
		}
		default:
			throw wrong('Missing command');
	}
}

function* flush(place: Place): Extract<Answer, {next: unknown}> {
	const done = yield* request([{kind: 'conntrack-flush', machine: place.machine}], 1);
	return done.status === 0 ? {...done, stderr: `${VERSION}: connection tracking table has been emptied.\n`} : done;
}

/** getopt_long: options of TCP and UDP are known only behind `-p`. */
function readOptions(words: readonly string[]): Asked {
	const asked: Asked = {command: undefined, extended: false, protocol: undefined, tests: []};
	const rest = [...words];
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		const [name = '', glued] = word.startsWith('--') ? word.split('=') : [word];
		if (!word.startsWith('-')) throw wrong(`unknown type \`${word}'`);
		const option = OPTIONS.find((known) => known.word === name || known.also?.includes(name));
		if (!option || !isKnownYet(option.word, asked.protocol)) throw wrong(`unknown option \`${name}'`);
		if (option.instead !== undefined) throw notModelled(`conntrack: "${name}"`, option.instead);
		const value = option.takes === undefined ? undefined : (glued ?? rest.shift());
		if (option.takes !== undefined && value === undefined) throw wrong(`option \`${name}' requires an argument`);
		take(asked, option.word, value ?? '');
		if (option.word === '-L' && rest[0] === 'conntrack') rest.shift();
	}
	return asked;
}

function isKnownYet(option: string, protocol: number | undefined): boolean {
	if (option === '--state') return protocol === IP_PROTOCOL.tcp;
	return (option !== '--sport' && option !== '--dport') || protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp;
}

function take(asked: Asked, option: string, value: string): void {
	const {tests} = asked;
	switch (option) {
		case '-L':
		case '-C':
		case '-F':
		case '-V':
		case '-h':
			if (asked.command !== undefined) throw wrong(`Can't use -${option.slice(1)} with ${asked.command}`);
			asked.command = option;
			break;
		case '-p': {
			const protocol = readProtocol(value);
			asked.protocol = protocol;
			tests.push(({original}) => original.protocol === protocol);
			break;
		}
		case '-s':
		case '-d':
		case '-r':
		case '-q': {
			const fits = readHosts(value);
			const tuple = option === '-s' || option === '-d' ? 'original' : 'reply';
			const end = option === '-s' || option === '-r' ? 'source' : 'destination';
			tests.push((connection) => fits(connection[tuple][end]));
			break;
		}
		case '-n':
			tests.push(({source}) => source === 'done');
			break;
		case '-g':
			tests.push(({destination}) => destination === 'done');
			break;
		case '-j':
			tests.push(({source, destination}) => source === 'done' || destination === 'done');
			break;
		case '--sport':
		case '--dport': {
			const port = readUnsigned(value, 0xffff);
			if (port === undefined) throw wrong(`\`${value}' is not a port`);
			tests.push(({original}) => original[option === '--sport' ? 'sourcePort' : 'destinationPort'] === port);
			break;
		}
		case '--state':
			tests.push(({tcp}) => tcp !== undefined && stateText(tcp.state) === value);
			break;
		default:
			if (value !== 'extended') throw notModelled(`conntrack: "-o ${value}"`, '-o extended');
			asked.extended = true;
	}
}

function readProtocol(text: string): number {
	const byName = [...PROTOCOL_NAMES].find(([, name]) => name === text)?.[0];
	const number = byName ?? readUnsigned(text, 255);
	if (number === undefined) throw wrong(`\`${text}' unsupported protocol`);
	return number;
}

function readHosts(text: string): (address: number) => boolean {
	const subnet = text.includes('/') ? readPrefix(text) : undefined;
	const address = subnet?.address ?? readIpv4(text);
	if (address === undefined) throw wrong(`Invalid IP address \`${text}'`);
	const size = 2 ** (32 - (subnet?.prefix ?? 32));
	return (candidate) => Math.floor(candidate / size) === Math.floor(address / size);
}

function wrong(message: string): Complaint {
	return new Complaint(`${VERSION}: ${message}\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`, 2);
}
