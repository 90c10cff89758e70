/** Options of `tcpdump`: the table, and what the command line asked for. */
import type {Keyword, Place} from '../../command.js';
import {Complaint} from '../../complaint.js';
import {getopt, type OptionRules} from '../../getopt.js';
import {machineWith} from '../../machine-names.js';
import {TCPDUMP_USAGE} from '../../usage/tcpdump.js';
import type {Dumps} from './print-packet.js';
import type {Style} from './sheet.js';
import type {Clock} from './time-stamp.js';

const absent = (word: string, help: string, instead: string, takes?: 'text' | 'file' | 'number'): Keyword => ({
	word,
	help,
	instead,
	...(takes ? {takes} : {}),
});
const NO_FILES = 'tcpdump > FILE, and cat FILE';

export const TCPDUMP_OPTIONS: readonly Keyword[] = [
	{word: '-i', also: ['--interface'], takes: 'device', help: 'the device, or any'},
	{word: '-c', takes: 'number', help: 'end after so many packets'},
	{word: '-n', help: 'numbers for names'},
	{word: '-e', help: 'the link header, too'},
	{word: '-v', help: 'more of every header; twice and three times still more'},
	{word: '-q', help: 'less of every header'},
	{word: '-t', help: 'no time; twice seconds, three times since the last packet, four times with the date, five times since the first'},
	{word: '-x', help: 'octets in hex; twice with the link header'},
	{word: '-X', help: 'octets in hex and as letters; twice with the link header'},
	{word: '-A', help: 'octets as letters; twice with the link header'},
	{word: '-Q', also: ['--direction'], takes: 'text', help: 'in, out or inout'},
	{word: '-p', also: ['--no-promiscuous-mode'], help: 'do not make the device promiscuous'},
	{word: '-s', also: ['--snapshot-length'], takes: 'number', help: 'so many octets of each packet'},
	{word: '-S', also: ['--absolute-tcp-sequence-numbers'], help: 'sequence numbers of TCP as they are on the wire'},
	{word: '-K', also: ['--dont-verify-checksums'], help: 'do not check checksums'},
	{word: '-#', also: ['--number'], help: 'number the packets'},
	{word: '-l', help: 'a line at a time, as the lab always does'},
	{word: '-D', also: ['--list-interfaces'], help: 'list the devices'},
	{word: '-L', also: ['--list-data-link-types'], help: 'list the link types of the device'},
	{word: '-N', help: 'no domains behind names'},
	{word: '-O', also: ['--no-optimize'], help: 'nothing: the lab does not optimise filters'},
	{word: '-U', also: ['--packet-buffered'], help: 'nothing without -w'},
	{word: '-B', also: ['--buffer-size'], takes: 'number', help: 'nothing: the lab loses no packet, whatever its buffer'},
	{word: '--immediate-mode', help: 'nothing: packets come at once'},
	{word: '--nano', help: 'times in nanoseconds'},
	{word: '--micro', help: 'times in microseconds'},
	{word: '-h', also: ['--help'], help: 'help'},
	{word: '--version', help: 'version'},
	absent('-w', 'write packets to a file', NO_FILES, 'file'),
	absent('-r', 'read packets from a file', NO_FILES, 'file'),
	absent('-V', 'read packets from several files', NO_FILES, 'file'),
	absent('-F', 'a filter from a file', 'the filter as the last words', 'file'),
	absent('-C', 'several files', NO_FILES, 'number'),
	absent('-G', 'several files', NO_FILES, 'number'),
	absent('-W', 'several files', NO_FILES, 'number'),
	absent('-z', 'a command for each file', NO_FILES, 'text'),
	absent('-Z', 'another user', 'nothing: everybody is root', 'text'),
	absent('-y', 'another link type', '-i any, which has one of its own', 'text'),
	absent('-j', 'other clocks', '-tt, --nano', 'text'),
	absent('-J', 'list the clocks', '-tt, --nano'),
	absent('-E', 'decrypt IPsec', '-v', 'text'),
	absent('-M', 'check signatures of TCP', '-v', 'text'),
	absent('-m', 'MIB modules', '-v', 'text'),
	absent('-T', 'read packets as another protocol', '-X', 'text'),
	absent('-d', 'the compiled filter', '-v'),
	absent('-b', 'AS numbers in another notation', '-v'),
	absent('-f', 'numbers for foreign addresses', '-n'),
	absent('-H', '802.11s headers', '-e'),
	absent('-I', 'monitor mode of 802.11', '-i DEVICE'),
	absent('-u', 'handles of NFS', '-v'),
	absent('--count', 'only the count of a file', 'tcpdump … | wc -l'),
	absent('--print', 'print beside writing to a file', NO_FILES),
	absent('--time-stamp-precision', 'times in another unit', '--nano, --micro', 'text'),
];

const RULES: OptionRules = {
	tool: 'tcpdump',
	table: TCPDUMP_OPTIONS,
	unknown: (flag) =>
		new Complaint(
			`tcpdump: ${flag.startsWith('--') ? `unrecognized option '${flag}'` : `invalid option -- '${flag.slice(1)}'`}\n${TCPDUMP_USAGE}`,
			1,
		),
	missing: (flag) =>
		new Complaint(
			`tcpdump: ${flag.startsWith('--') ? `option '${flag}' requires an argument` : `option requires an argument -- '${flag.slice(1)}'`}\n${TCPDUMP_USAGE}`,
			1,
		),
};

/** Longest packet that is kept whole. */
export const SNAPSHOT = 262_144;

/** What the command line asks for. */
export interface Asked {
	device: string | undefined;
	/** How many packets; no end without. */
	count: number | undefined;
	ways: 'in' | 'out' | 'inout';
	isPromiscuous: boolean;
	snapshot: number;
	isNumbered: boolean;
	/** Something else than a capture. */
	instead: 'devices' | 'link-types' | 'help' | 'version' | undefined;
	style: Style;
	clock: Clock;
	dumps: Dumps;
	filter: string;
}

/** Reads the words; a mistake is a complaint in tcpdump's words. */
export function readTcpdump(place: Place, words: readonly string[]): Asked {
	const counts = new Map<string, number>();
	const filter: string[] = [];
	const times = (option: string): number => counts.get(option) ?? 0;
	const asked = {
		device: undefined as string | undefined,
		count: undefined as number | undefined,
		ways: 'inout' as Asked['ways'],
		snapshot: SNAPSHOT,
	};
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') filter.push(read.value);
		else if (read.option === '-i') asked.device = read.value;
		else if (read.option === '-c') asked.count = readCount(read.value);
		else if (read.option === '-s') asked.snapshot = readSnapshot(read.value);
		else if (read.option === '-Q') asked.ways = readWays(read.value);
		else if (read.option === '-B') checkBuffer(read.value);
		else counts.set(read.option, times(read.option) + 1);
	}
	const form = times('-t');
	if (form > 5) throw error('only -t, -tt, -ttt, -tttt and -ttttt are supported');
	const instead = (['-h', '--version', '-D', '-L'] as const).find((option) => times(option) > 0);
	return {
		...asked,
		isPromiscuous: times('-p') === 0,
		isNumbered: times('-#') > 0,
		instead: instead && ({'-h': 'help', '--version': 'version', '-D': 'devices', '-L': 'link-types'} as const)[instead],
		style: {
			verbose: times('-v'),
			quick: times('-q') > 0,
			link: times('-e') > 0,
			numeric: times('-n') > 0,
			absolute: times('-S') > 0,
			unchecked: times('-K') > 0,
			dump: times('-q') + times('-x') + times('-X') === 0,
			nameOf: (address) => (address === LOCALHOST ? 'localhost' : machineWith(place.world, address)),
			tcp: new Map(),
		},
		clock: {form: form as Clock['form'], digits: times('--nano') > 0 ? 9 : 6, since: undefined},
		dumps: {hex: times('-x'), letters: times('-X'), text: times('-A')},
		filter: filter.join(' '),
	};
}

const LOCALHOST = 0x7f00_0001;

export function error(message: string): Complaint {
	return new Complaint(`tcpdump: ${message}\n`, 1);
}

/** atoi(3): what begins with a number is that number. */
function readCount(text: string): number {
	const count = Number.parseInt(text, 10);
	if (!(count > 0)) throw error(`invalid packet count ${text}`);
	return count;
}

function checkBuffer(text: string): void {
	if (!(Number.parseInt(text, 10) > 0)) throw error(`invalid packet buffer size ${text}`);
}

function readSnapshot(text: string): number {
	const length = /^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(text) ? Number(text) : -1;
	if (length < 0 || length > SNAPSHOT) throw error(`invalid snaplen ${text} (must be >= 0 and <= ${SNAPSHOT})`);
	return length === 0 ? SNAPSHOT : length;
}

function readWays(text: string): Asked['ways'] {
	const ways = text.toLowerCase();
	if (ways !== 'in' && ways !== 'out' && ways !== 'inout') throw error(`unknown capture direction \`${text}'`);
	return ways;
}
