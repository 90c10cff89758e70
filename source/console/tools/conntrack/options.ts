/** The options of conntrack, those that are known only behind a protocol, and which entries they choose (do_command_ct of conntrack.c). */
import type {Connection} from '../../../engine/nat/connection.js';
import {IP_PROTOCOL} from '../../../engine/protocol/ipv4.js';
import type {Keyword} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import {type ConnectionForm, PROTOCOL_NAMES, stateText} from '../../print/conntrack.js';
import {readIpv4, readPrefix, readUnsigned} from '../../values.js';

export const VERSION = 'conntrack v1.4.7 (conntrack-tools)';
const NEAREST = 'conntrack -L -p tcp -s ADDRESS';
const HIGHEST_PORT = 0xffff;

const absent = (word: string, help: string, takes?: 'text'): Keyword => ({word, help, instead: NEAREST, ...(takes ? {takes} : {})});

export const OPTIONS: readonly Keyword[] = [
	{word: '-L', also: ['--dump'], help: 'list the entries'},
	{word: '-G', also: ['--get'], help: 'one entry, by protocol, addresses and ports'},
	{word: '-D', also: ['--delete'], help: 'forget those that fit'},
	{word: '-E', also: ['--event'], help: 'what happens to them, as it happens'},
	{word: '-C', also: ['--count'], help: 'count them'},
	{word: '-S', also: ['--stats'], help: 'counters'},
	{word: '-F', also: ['--flush'], help: 'forget them all'},
	{word: '-V', also: ['--version'], help: 'version'},
	{word: '-h', also: ['--help'], help: 'help'},
	{word: '-p', also: ['--proto', '--protonum'], takes: 'protocol', help: 'only tcp, udp or icmp'},
	{word: '-s', also: ['--src', '--orig-src'], takes: 'address', help: 'only begun by this one'},
	{word: '-d', also: ['--dst', '--orig-dst'], takes: 'address', help: 'only to this one'},
	{word: '-r', also: ['--reply-src'], takes: 'address', help: 'only answered by this one'},
	{word: '-q', also: ['--reply-dst'], takes: 'address', help: 'only answered to this one'},
	{word: '-n', also: ['--src-nat'], help: 'only with another source'},
	{word: '-g', also: ['--dst-nat'], help: 'only with another destination'},
	{word: '-j', also: ['--any-nat'], help: 'only with NAT'},
	{word: '-f', also: ['--family'], takes: 'text', help: 'ipv4; of ipv6 there is nothing'},
	{word: '-u', also: ['--status'], takes: 'text', help: 'only ASSURED, SEEN_REPLY or UNSET'},
	{word: '--sport', also: ['--orig-port-src'], takes: 'number', after: ['tcp', 'udp'], help: 'behind -p tcp, -p udp: the source port'},
	{word: '--dport', also: ['--orig-port-dst'], takes: 'number', after: ['tcp', 'udp'], help: 'behind -p tcp, -p udp: the destination port'},
	{word: '--reply-port-src', takes: 'number', after: ['tcp', 'udp'], help: 'behind -p tcp, -p udp: the source port of the answers'},
	{word: '--reply-port-dst', takes: 'number', after: ['tcp', 'udp'], help: 'behind -p tcp, -p udp: the destination port of the answers'},
	{word: '--state', takes: 'text', after: ['tcp'], help: 'behind -p tcp: the state'},
	{word: '-o', also: ['--output'], takes: 'text', help: 'extended: with the family; id; timestamp, of events'},
	{word: '-e', also: ['--event-mask'], takes: 'text', help: 'of -E: ALL, NEW, UPDATES, DESTROY'},
	...['-I', '-U', '-A', '--create', '--update', '--add'].map((word) => absent(word, 'entries by hand')),
	...['-R', '--load-file'].map((word) => absent(word, 'entries by hand', 'text')),
	...['-m', '-w', '-l', '-c', '-t', '-b', '-a', '-i'].map((word) => absent(word, 'marks, zones, labels, buffers', 'text')),
	...['--mark', '--zone', '--label', '--mask-src', '--mask-dst', '--timeout', '--buffer-size'].map((word) =>
		absent(word, 'marks, zones, labels, buffers', 'text'),
	),
	absent('-z', 'counters begin anew'),
];

const COMMANDS = ['-L', '-G', '-D', '-E', '-C', '-S', '-F', '-V', '-h'];

export type EventKind = 'new' | 'update' | 'destroy';

export interface Asked {
	command: string | undefined;
	form: ConnectionForm;
	timestamp: boolean;
	events: ReadonlySet<EventKind>;
	protocol: number | undefined;
	/** Options that were given. */
	given: Set<string>;
	tests: ((connection: Connection) => boolean)[];
}

/** getopt_long: options of TCP and UDP are known only behind `-p`. */
export function readOptions(words: readonly string[]): Asked {
	const asked: Asked = {
		command: undefined,
		form: {extended: false, id: false},
		timestamp: false,
		events: new Set(['new', 'update', 'destroy']),
		protocol: undefined,
		given: new Set(),
		tests: [],
	};
	const rest = [...words];
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		const [name = '', glued] = word.startsWith('--') ? word.split('=') : [word];
		if (!word.startsWith('-')) throw wrong(`unknown type \`${word}'`);
		const option = OPTIONS.find((known) => known.word === name || known.also?.includes(name));
		if (!option || !isKnownYet(option.word, asked.protocol)) throw wrong(`unknown option \`${name}'`);
		if (option.instead !== undefined) throw notModelled(`conntrack: "${name}"`, option.instead);
		const value = option.takes === undefined ? undefined : (glued ?? rest.shift());
		if (option.takes !== undefined && value === undefined) throw wrong(`option \`${name}' requires an argument`);
		asked.given.add(option.word);
		if (COMMANDS.includes(option.word)) takeCommand(asked, option.word, rest);
		else if (!takeTest(asked, option.word, value ?? '')) takeForm(asked, option.word, value ?? '');
	}
	return asked;
}

function takeCommand(asked: Asked, command: string, rest: string[]): void {
	if (asked.command !== undefined) throw wrong('Invalid commands combination');
	asked.command = command;
	if (rest[0] === 'expect') throw notModelled('conntrack: the table expect', 'conntrack -L');
	if (rest[0] === 'conntrack') rest.shift();
}

const OF_PORTS = ['--sport', '--dport', '--reply-port-src', '--reply-port-dst'];

function isKnownYet(option: string, protocol: number | undefined): boolean {
	if (option === '--state') return protocol === IP_PROTOCOL.tcp;
	return !OF_PORTS.includes(option) || protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp;
}

/** Takes in which entries are meant; false when the option is about something else. */
function takeTest(asked: Asked, option: string, value: string): boolean {
	const {tests} = asked;
	switch (option) {
		case '-p': {
			const protocol = readProtocol(value);
			asked.protocol = protocol;
			tests.push(({original}) => original.protocol === protocol);
			return true;
		}
		case '-s':
		case '-d':
		case '-r':
		case '-q': {
			const fits = readHosts(value);
			const tuple = option === '-s' || option === '-d' ? 'original' : 'reply';
			const end = option === '-s' || option === '-r' ? 'source' : 'destination';
			tests.push((connection) => fits(connection[tuple][end]));
			return true;
		}
		case '-n':
			tests.push(({source}) => source === 'done');
			return true;
		case '-g':
			tests.push(({destination}) => destination === 'done');
			return true;
		case '-j':
			tests.push(({source, destination}) => source === 'done' || destination === 'done');
			return true;
		case '-f':
			if (value !== 'ipv4' && value !== 'ipv6') throw wrong(`unknown \`${value}' family`);
			if (value === 'ipv6') tests.push(() => false);
			return true;
		case '-u':
			tests.push(readStatus(value));
			return true;
		case '--sport':
		case '--dport':
		case '--reply-port-src':
		case '--reply-port-dst': {
			const port = readPort(value);
			const tuple = option.startsWith('--reply') ? 'reply' : 'original';
			const end = option === '--sport' || option === '--reply-port-src' ? 'sourcePort' : 'destinationPort';
			tests.push((connection) => connection[tuple][end] === port);
			return true;
		}
		case '--state':
			tests.push(({tcp}) => tcp !== undefined && stateText(tcp.state) === value);
			return true;
		default:
			return false;
	}
}

function takeForm(asked: Asked, option: string, value: string): void {
	if (option === '-e') {
		asked.events = new Set(value.split(',').flatMap(readEvents));
		return;
	}
	for (const form of value.split(',')) {
		if (form === 'extended') asked.form.extended = true;
		else if (form === 'id') asked.form.id = true;
		else if (form === 'timestamp') asked.timestamp = true;
		else if (['xml', 'ktimestamp', 'labels', 'save', 'userspace'].includes(form))
			throw notModelled(`conntrack: "-o ${form}"`, '-o extended,id,timestamp');
		else throw wrong(`Bad parameter \`${form}'`);
	}
}

function readEvents(name: string): EventKind[] {
	switch (name) {
		case 'ALL':
			return ['new', 'update', 'destroy'];
		case 'NEW':
			return ['new'];
		case 'UPDATES':
			return ['update'];
		case 'DESTROY':
			return ['destroy'];
		default:
			throw wrong(`Bad parameter \`${name}'`);
	}
}

function readStatus(text: string): (connection: Connection) => boolean {
	const tests = text.split(',').map((name): ((connection: Connection) => boolean) => {
		if (name === 'ASSURED') return ({assured}) => assured;
		if (name === 'SEEN_REPLY') return ({seenReply}) => seenReply;
		if (name === 'UNSET') return () => true;
		if (['FIXED_TIMEOUT', 'EXPECTED', 'OFFLOAD', 'HW_OFFLOAD'].includes(name))
			throw notModelled(`conntrack: "-u ${name}"`, '-u ASSURED, -u SEEN_REPLY');
		throw wrong(`Bad parameter \`${name}'`);
	});
	return (connection) => tests.every((test) => test(connection));
}

/** Leniently, as strtoul is: a port that there is not fits nothing. */
function readPort(text: string): number {
	const port = readUnsigned(text, Number.MAX_SAFE_INTEGER);
	if (port === undefined) throw wrong(`\`${text}' is not a port`);
	return port > HIGHEST_PORT ? -1 : port;
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

export function wrong(message: string): Complaint {
	return new Complaint(`${VERSION}: ${message}\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`, 2);
}
