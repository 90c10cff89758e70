/** Options of `arping`: the table, and what the command line asked for. */
import type {Keyword} from '../../command.js';
import {Complaint} from '../../complaint.js';
import {getopt, type OptionRules} from '../../getopt.js';
import {ARPING_USAGE} from '../../usage/arping.js';
import {readInteger} from '../../values.js';

export const ARPING_OPTIONS: readonly Keyword[] = [
	{word: '-I', takes: 'device', help: 'the device; that of the route unless said otherwise'},
	{word: '-c', takes: 'number', help: 'how many requests'},
	{word: '-w', takes: 'seconds', help: 'how long in all, in seconds'},
	{word: '-i', takes: 'seconds', help: 'seconds between requests'},
	{word: '-D', help: 'has somebody else this address? (duplicate address detection)'},
	{word: '-U', help: 'tell the neighbours of the own address by a request'},
	{word: '-A', help: 'the same by a reply'},
	{word: '-b', help: 'go on broadcasting after an answer'},
	{word: '-f', help: 'end with the first answer'},
	{word: '-q', help: 'say nothing'},
	{word: '-s', takes: 'address', help: 'the own address to ask from'},
	{word: '-h', help: 'help'},
	{word: '-V', help: 'version'},
];

const RULES: OptionRules = {
	tool: 'arping',
	table: ARPING_OPTIONS,
	// Long options are none of it: a dash is a letter that it does not know.
	unknown: (flag) => new Complaint(`arping: invalid option -- '${flag.startsWith('--') ? '-' : flag.slice(1)}'\n${ARPING_USAGE}`, 2),
	missing: (flag) => new Complaint(`arping: option requires an argument -- '${flag.slice(1)}'\n${ARPING_USAGE}`, 2),
};

export interface Asked {
	target: string;
	device: string | undefined;
	source: string | undefined;
	/** Requests in all, -1 for no end. */
	count: number;
	/** Seconds; 0 for no end. */
	timeout: number;
	interval: number;
	isDetection: boolean;
	isAnnouncement: boolean;
	isReply: boolean;
	isBroadcastOnly: boolean;
	endsWithReply: boolean;
	isQuiet: boolean;
}

export function readArping(words: readonly string[]): Asked | 'version' {
	const flags = new Set<string>();
	const targets: string[] = [];
	const asked = {device: undefined as string | undefined, source: undefined as string | undefined, count: -1, timeout: 0, interval: 1};
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') targets.push(read.value);
		else if (read.option === '-I') asked.device = read.value;
		else if (read.option === '-s') asked.source = read.value;
		else if (read.option === '-c') asked.count = readNumber(read.value, 1);
		else if (read.option === '-w') asked.timeout = readNumber(read.value, 0);
		else if (read.option === '-i') asked.interval = readNumber(read.value, 0);
		else flags.add(read.option);
	}
	if (flags.has('-V')) return 'version';
	const [target, ...more] = targets;
	if (flags.has('-h') || target === undefined || more.length > 0) throw new Complaint(ARPING_USAGE, 2);
	return {
		...asked,
		target,
		isDetection: flags.has('-D'),
		isAnnouncement: flags.has('-U') || flags.has('-A'),
		isReply: flags.has('-A'),
		isBroadcastOnly: flags.has('-b'),
		endsWithReply: flags.has('-f') || flags.has('-D'),
		isQuiet: flags.has('-q'),
	};
}

const MOST = 2_147_483_647;

function readNumber(text: string, least: number): number {
	const number = readInteger(text);
	if (number === undefined) throw new Complaint(`arping: invalid argument: '${text}'\n`, 1);
	if (number < least || number > MOST)
		throw new Complaint(`arping: invalid argument: '${text}': out of range: ${least} <= value <= ${MOST}\n`, 1);
	return number;
}
