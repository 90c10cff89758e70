/*
 * A line of iptables (do_parse of xshared.c)
 *
 * Options stand in any order, but an option of a protocol is known only behind that protocol, and an option of a
 * target only behind the target. A `!` turns the next condition round.
 */
import type {NatMatch, NatTarget} from '../../../engine/nat/netfilter.js';
import type {Keyword} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import {wrong} from './complaints.js';
import {COMMAND_OPTIONS, RULE_OPTIONS, TARGETS} from './options.js';
import {type Range, readPlaces, readPorts, readProtocol, readSubnet, readToPorts} from './rule-words.js';

export interface AskedLine {
	/** As in the table of options: `-A`. */
	command: string;
	chain: string | undefined;
	/** Behind the chain. */
	number: number | undefined;
	table: string;
	match: NatMatch;
	target: NatTarget | undefined;
	flags: ReadonlySet<string>;
}

interface Reading extends Omit<AskedLine, 'command' | 'target' | 'flags'> {
	command: string | undefined;
	jump: string | undefined;
	to: string | undefined;
	toPorts: Range | undefined;
	flags: Set<string>;
	/** Options that may stand once. */
	seen: Set<string>;
}

const WITH_RULES = ['-A', '-I', '-D', '-C'];
const HAS_PORTS = ['tcp', 'udp'];

export function parseLine(words: readonly string[]): AskedLine {
	const reading: Reading = {
		command: undefined,
		chain: undefined,
		number: undefined,
		table: 'filter',
		match: {},
		jump: undefined,
		to: undefined,
		toPorts: undefined,
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
		if (!word.startsWith('-') || word === '-')
			throw new Complaint(`Bad argument \`${word}'\nTry \`iptables -h' or 'iptables --help' for more information.\n`, 2);
		const isLong = word.startsWith('--');
		const [name = '', ...long] = isLong ? word.split('=') : [];
		// Letters may stand together, `-nvL`, and a value with its letter, `-ptcp`.
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
			else takeOption(reading, option.word, value ?? '', not);
			flag = letters === '' ? '' : `-${letters[0]}`;
		}
		not = false;
	}
	return finish(reading);
}

/** Long names may be cut short as long as they are clear; which of them there are depends on what stood before. */
function findOption(flag: string, {match, jump}: Reading): Keyword {
	const known = [...COMMAND_OPTIONS, ...RULE_OPTIONS].filter(({word}) => {
		if (word === '--sport' || word === '--dport') return HAS_PORTS.includes(match.protocol ?? '');
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

/** The chain, and behind it a number where one may stand. */
function takeCommand(reading: Reading, command: string, value: string | undefined, rest: string[]): void {
	if (reading.command !== undefined) throw wrong(`Cannot use ${command} with ${reading.command}`);
	reading.command = command;
	const isBare = () => rest[0] !== undefined && !rest[0].startsWith('-') && rest[0] !== '!';
	reading.chain = value ?? (isBare() ? rest.shift() : undefined);
	if (!['-I', '-D', '-L', '-S'].includes(command) || reading.chain === undefined || !isBare()) return;
	const typed = rest.shift() as string;
	const number = /^\d+$/.test(typed) ? Number(typed) : 0;
	if (number === 0) throw wrong(`Invalid rule number \`${typed}'`);
	reading.number = number;
}

function takeOption(reading: Reading, option: string, value: string, not: boolean): void {
	const {match, seen} = reading;
	if ('psdioj'.includes(option.slice(1)) && option.length === 2) {
		if (seen.has(option)) throw wrong(`multiple ${option} flags not allowed`);
		seen.add(option);
	}
	switch (option) {
		case '-t':
			reading.table = value;
			break;
		case '-p': {
			if (not) throw notModelled('iptables: "! -p"', 'one rule a protocol');
			const protocol = readProtocol(value);
			if (protocol) match.protocol = protocol;
			break;
		}
		case '-s':
		case '-d': {
			const subnet = readSubnet(value, not);
			if (subnet) match[option === '-s' ? 'source' : 'destination'] = subnet;
			break;
		}
		case '-i':
		case '-o':
			match[option === '-i' ? 'in' : 'out'] = {name: value, ...(not ? {not} : {})};
			break;
		case '-m':
			if (value !== match.protocol) throw notModelled(`iptables: "-m ${value}"`, '-p tcp --dport PORT');
			break;
		case '--sport':
		case '--dport':
			if (not) throw notModelled(`iptables: "! ${option}"`, `${option} FIRST:LAST`);
			match[option === '--sport' ? 'sourcePorts' : 'destinationPorts'] = readPorts(value);
			break;
		case '-j':
			reading.jump = readJump(value);
			break;
		case '--to-source':
		case '--to-destination':
			reading.to = value;
			break;
		case '--to-ports':
			reading.toPorts = readToPorts(value);
			break;
		default:
			reading.flags.add(option);
	}
}

/** The table may stand behind it, so what is wrong with it is said in the end. */
const DROP = 'DROP';

/** Targets that are real and no matter of addresses. */
const OTHER_TARGETS = ['LOG', 'MARK', 'NETMAP', 'CONNMARK', 'TPROXY', 'TRACE', 'NFLOG', 'TCPMSS', 'CT'];

function readJump(target: string): string {
	if (TARGETS.some((known) => known === target)) return target;
	if (target === DROP) return target;
	if (OTHER_TARGETS.includes(target)) throw notModelled(`iptables: "-j ${target}"`, `-j ${TARGETS.join(', ')}`);
	throw wrong(`Chain '${target}' does not exist`);
}

function finish(reading: Reading): AskedLine {
	const {command, chain, number, table, match, flags} = reading;
	const line = {chain, number, table, match, flags};
	if (flags.has('-V')) return {...line, command: '-V', target: undefined};
	if (command === undefined) throw wrong('no command specified');
	if (!WITH_RULES.includes(command)) return {...line, command, target: undefined};
	if (match.in && (chain === 'POSTROUTING' || chain === 'OUTPUT')) throw wrong(`Can't use -i with ${chain}\n`);
	if (match.out && (chain === 'PREROUTING' || chain === 'INPUT')) throw wrong(`Can't use -o with ${chain}\n`);
	if (reading.jump !== DROP) return {...line, command, target: targetOf(reading)};
	if (table === 'nat') throw wrong('\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n');
	return {...line, command, target: undefined};
}

function targetOf({jump, to, toPorts, flags, match}: Reading): NatTarget | undefined {
	const ports = toPorts === undefined ? {} : {ports: toPorts};
	const random = flags.has('--random') ? {random: true} : {};
	const hasPorts = match.protocol !== undefined;
	switch (jump) {
		case 'MASQUERADE':
			return {kind: 'masquerade', ...ports, ...random};
		case 'REDIRECT':
			return {kind: 'redirect', ...ports, ...random};
		case 'SNAT':
			if (to === undefined) throw wrong('SNAT: option "--to-source" must be specified\n');
			return {kind: 'snat', ...readPlaces(to, hasPorts), ...random};
		case 'DNAT':
			if (to === undefined) throw wrong('DNAT: option "--to-destination" must be specified\n');
			return {kind: 'dnat', ...readPlaces(to, hasPorts), ...random};
		case 'ACCEPT':
			return {kind: 'accept'};
		case 'RETURN':
			return {kind: 'return'};
		default:
			return undefined;
	}
}
