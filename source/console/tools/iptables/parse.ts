/*
 * A line of iptables (do_parse of xshared.c)
 *
 * Options stand in any order, but an option of a protocol is known only behind that protocol, and an option of a
 * target only behind the target. A `!` turns the next condition round.
 */
import type {NatTarget} from '../../../engine/nat/netfilter.js';
import type {Keyword} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import {readUnsigned} from '../../values.js';
import {help, kernelComplaint, kernelRefusal, requestOf, wrong} from './complaints.js';
import {type Conditions, matchesOf, NO_CONDITIONS, takeCondition} from './conditions.js';
import {COMMAND_OPTIONS, DROP, RULE_OPTIONS} from './options.js';
import {type AskedTarget, readJump, takeTargetOption, targetOf} from './target.js';

export interface AskedLine {
	/** As in the table of options: `-A`. */
	command: string;
	chain: string | undefined;
	/** Behind the chain. */
	number: number | undefined;
	/** Behind the chain of `-P` and `-E`: a policy, another name. */
	word: string | undefined;
	table: string;
	/** One a rule: several when `-s` or `-d` name several subnets. */
	matches: ReturnType<typeof matchesOf>;
	target: NatTarget | undefined;
	counters: {packets: number; bytes: number} | undefined;
	flags: ReadonlySet<string>;
}

interface Reading extends Pick<AskedLine, 'chain' | 'number' | 'word' | 'table' | 'counters'> {
	command: string | undefined;
	conditions: Conditions;
	target: AskedTarget;
	flags: Set<string>;
	/** Options that may stand once. */
	seen: Set<string>;
}

const WITH_RULES = ['-A', '-I', '-D', '-C', '-R'];
const WITH_NUMBER = ['-I', '-D', '-L', '-S', '-R', '-Z'];
/** `-L -Z` and `-S -Z` go together. */
const WITH_ZERO = ['-L', '-S'];
const ONCE = ['-p', '-s', '-d', '-i', '-o', '-j', '-g'];

/** `chains` are those to which a rule may lead. */
export function parseLine(words: readonly string[], chains: readonly string[]): AskedLine {
	const reading: Reading = {
		command: undefined,
		chain: undefined,
		number: undefined,
		word: undefined,
		table: 'filter',
		counters: undefined,
		conditions: NO_CONDITIONS(),
		target: {jump: undefined, goto: undefined, to: undefined, toPorts: undefined, random: false},
		flags: new Set(),
		seen: new Set(),
	};
	const rest = [...words];
	let not = false;
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		if (word === '!') {
			not = true;
			continue;
		}
		if (!word.startsWith('-') || word === '-') throw new Complaint(`Bad argument \`${word}'\n${help('iptables')}`, 2);
		takeWord(reading, word, rest, not);
		not = false;
	}
	return finish(reading, chains);
}

/** Letters may stand together, `-nvL`, and a value with its letter, `-ptcp`, or behind `=`. */
function takeWord(reading: Reading, word: string, rest: string[], not: boolean): void {
	const isLong = word.startsWith('--');
	const [name = '', ...long] = isLong ? word.split('=') : [];
	for (let letters = isLong ? '' : word.slice(1), flag = isLong ? name : `-${letters[0]}`; flag !== ''; ) {
		letters = letters.slice(1);
		const option = findOption(flag, reading);
		if (option.instead !== undefined) throw notModelled(`iptables: "${flag}"`, option.instead);
		const glued = long.length > 0 ? long.join('=') : letters === '' ? undefined : letters;
		const value = option.takes === undefined ? undefined : (glued ?? rest.shift());
		if (option.takes !== undefined && value === undefined) throw wrong(`option "${flag}" requires an argument`);
		// It looks at the word before the next one, and finds the whole word (command_default of 1.8.9).
		if (option.word === '-p' && glued !== undefined) throw wrong(`unknown protocol "${word}" specified`);
		if (option.takes !== undefined) letters = '';
		if (COMMAND_OPTIONS.includes(option)) takeCommand(reading, option.word, value, rest);
		else takeOption(reading, option.word, value ?? '', not, rest);
		flag = letters === '' ? '' : `-${letters[0]}`;
	}
}

/** Long names may be cut short as long as they are clear; which of them there are depends on what stood before. */
function findOption(flag: string, {conditions, target: {jump}}: Reading): Keyword {
	const known = [...COMMAND_OPTIONS, ...RULE_OPTIONS].filter(({word}) => {
		if (word === '--sport' || word === '--dport') return conditions.modules.has('tcp') || conditions.modules.has('udp');
		if (word === '--icmp-type') return conditions.modules.has('icmp');
		if (word === '--comment') return conditions.modules.has('comment');
		if (word === '--to-source') return jump === 'SNAT';
		if (word === '--to-destination') return jump === 'DNAT';
		if (word === '--to-ports') return jump === 'MASQUERADE' || jump === 'REDIRECT';
		if (word === '--random') return jump !== undefined;
		return true;
	});
	const names = (option: Keyword) => [option.word, ...(option.also ?? [])];
	const exact = known.find((option) => names(option).includes(flag));
	if (exact) return exact;
	const isBegun = (option: Keyword) => option.instead === undefined && names(option).some((name) => name.startsWith(flag));
	const begun = flag.startsWith('--') ? known.filter(isBegun) : [];
	const [only] = begun;
	if (!only || begun.length > 1) throw wrong(`unknown option "${flag}"`);
	return only;
}

/** The chain, and behind it a number, a policy or a name where one may stand. */
function takeCommand(reading: Reading, command: string, value: string | undefined, rest: string[]): void {
	const zeroes = (first: string, second: string) => first === '-Z' && WITH_ZERO.includes(second);
	if (reading.command !== undefined && !zeroes(command, reading.command) && !zeroes(reading.command, command))
		throw wrong(`Cannot use ${command} with ${reading.command}`);
	if (reading.command !== undefined) reading.flags.add('-Z');
	if (reading.command === undefined || reading.command === '-Z') reading.command = command;
	const isBare = () => rest[0] !== undefined && !rest[0].startsWith('-') && rest[0] !== '!';
	reading.chain = value ?? (isBare() ? rest.shift() : undefined) ?? reading.chain;
	if (command === '-P' || command === '-E') {
		const missing = command === '-P' ? '-P requires a chain and a policy' : '-E requires old-chain-name and new-chain-name';
		if (!isBare()) throw wrong(missing);
		reading.word = rest.shift();
	}
	if (command === '-R' && !isBare()) throw wrong('-R requires a rule number');
	if (!WITH_NUMBER.includes(command) || reading.chain === undefined || !isBare()) return;
	const typed = rest.shift() as string;
	const number = /^\d+$/.test(typed) ? Number(typed) : 0;
	if (number === 0) throw wrong(`Invalid rule number \`${typed}'`);
	reading.number = number;
}

function takeOption(reading: Reading, option: string, value: string, not: boolean, rest: string[]): void {
	const {seen} = reading;
	// -g is noted as a -j.
	const noted = option === '-g' ? '-j' : option;
	if (ONCE.includes(option)) {
		if (seen.has(noted)) throw wrong(`multiple ${noted} flags not allowed`);
		seen.add(noted);
	}
	switch (option) {
		case '-t':
			reading.table = value;
			break;
		case '-j':
			reading.target.jump = readJump(value);
			break;
		case '-g':
			reading.target.goto = value;
			break;
		case '--to-source':
		case '--to-destination':
		case '--to-ports':
		case '--random':
			takeTargetOption(reading.target, option, value);
			break;
		case '-c': {
			const [packets, bytes] = [readUnsigned(value, Number.MAX_SAFE_INTEGER), readUnsigned(rest[0] ?? '', Number.MAX_SAFE_INTEGER)];
			if (packets === undefined) throw wrong(`-c packet counter not numeric`);
			if (bytes === undefined) throw wrong(rest.length === 0 ? '-c requires packet and byte counter' : '-c byte counter not numeric');
			rest.shift();
			reading.counters = {packets, bytes};
			break;
		}
		case '-w':
			if (/^\d+$/.test(rest[0] ?? '')) rest.shift();
			break;
		case '-v':
			if (reading.flags.has(option)) throw notModelled('iptables: "-vv"', '-v');
			reading.flags.add(option);
			break;
		default:
			if (!takeCondition(reading.conditions, option, value, not)) reading.flags.add(option);
	}
}

function finish(reading: Reading, chains: readonly string[]): AskedLine {
	const {command, chain, number, word, table, counters, flags, conditions} = reading;
	const line = {chain, number, word, table, counters, flags, matches: [{}], target: undefined};
	if (flags.has('-V')) return {...line, command: '-V'};
	if (command === undefined) throw wrong('no command specified');
	if (!WITH_RULES.includes(command)) return {...line, command};
	const matches = matchesOf(conditions);
	const target = targetOf(reading.target, conditions);
	if (command === '-R' && matches.length > 1) throw wrong('Replacement rule does not specify a unique address');
	// A module of another protocol than the rule's is the kernel's to refuse (xt_check_match).
	if (conditions.alone.size > 0) throw kernelComplaint(kernelRefusal(requestOf(command), chain ?? '', 'EINVAL'));
	if (conditions.in && (chain === 'POSTROUTING' || chain === 'OUTPUT')) throw wrong(`Can't use -i with ${chain}\n`);
	if (conditions.out && (chain === 'PREROUTING' || chain === 'INPUT')) throw wrong(`Can't use -o with ${chain}\n`);
	if (reading.target.jump === DROP && table === 'nat')
		throw wrong('\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n');
	if (reading.target.jump === DROP) return {...line, command, matches};
	if (target && 'chain' in target && !chains.includes(target.chain)) throw wrong(`Chain '${target.chain}' does not exist`);
	return {...line, command, matches, target};
}
