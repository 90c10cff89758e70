/*
 * `host` of BIND: asks a name server for the address of a name
 *
 * It asks the servers that the machine knows, whether from a lease or by hand, and never the hosts file, in which
 * the lab's machines stand.
 *
 * Not modelled: records beside A (the real one asks for AAAA and MX too unless told `-t A`), reverse lookups, a server on
 * the command line.
 */
import type {DnsQuery} from '../../engine/programs/dns-state.js';
import {formatIpv4, type Ipv4Address, LOOPBACK} from '../../engine/protocol/ipv4-address.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {getopt, type OptionRules} from '../getopt.js';
import {literalAddress, resolve} from '../machine-names.js';
import {type Answer, fails, type Printed, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {HOST_USAGE} from '../usage/host.js';

const NEAREST = 'host -t A NAME';

const OPTIONS: readonly Keyword[] = [
	{word: '-t', takes: 'text', help: 'A: addresses'},
	{word: '-4', help: 'over IPv4'},
	{word: '-V', help: 'version'},
	...['-a', '-A', '-C', '-d', '-i', '-l', '-r', '-s', '-T', '-U', '-v', '-w', '-6'].map(
		(word): Keyword => ({word, help: 'beside addresses', instead: NEAREST}),
	),
	...['-c', '-N', '-R', '-W', '-m', '-p'].map((word): Keyword => ({word, help: 'beside addresses', takes: 'text', instead: NEAREST})),
];

export const HOST: Command = {
	word: 'host',
	help: 'the address of a name, from a name server',
	keywords: OPTIONS,
	bare: 'dns-name',
	run: runHost,
};

const RULES: OptionRules = {
	tool: 'host',
	table: OPTIONS,
	unknown: (flag) => new Complaint(`host: illegal option -- ${flag.replace(/^-+/, '')}\n${HOST_USAGE}`, 1),
	missing: (flag) => new Complaint(`host: option requires an argument -- ${flag.slice(1)}\n${HOST_USAGE}`, 1),
};

function runHost(place: Place, words: readonly string[]): Answer {
	const names: string[] = [];
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') names.push(read.value);
		else if (read.option === '-V') return fails('host 9.18.49-1~deb12u3-Debian\n', 0);
		else if (read.option === '-t' && read.value.toUpperCase() !== 'A') throw notModelled(`host: "-t ${read.value}"`, NEAREST);
	}
	const [name, server] = names;
	if (name === undefined) throw new Complaint(HOST_USAGE, 1);
	if (server !== undefined) throw notModelled('host: a server of its own', NEAREST);
	if (literalAddress(name) !== undefined) throw notModelled('host: the name of an address', NEAREST);
	return ask(place, name);
}

function* ask(place: Place, name: string): Program {
	const query = yield* resolve(place, name);
	if (!query) return nobody(trouble(LOOPBACK, 'connection refused'));
	const silent = machineAt(place).stack.neighbours.some(({address, state}) => address === query.server && state === 'failed');
	return answer(name, query, silent);
}

function trouble(server: Ipv4Address, what: string): string {
	return `;; communications error to ${formatIpv4(server)}#53: ${what}\n`;
}

/** Response codes of DNS (RFC 1035 4.1.1, RFC 2136). */
const CODES: Readonly<Record<number, string>> = {1: 'FORMERR', 2: 'SERVFAIL', 3: 'NXDOMAIN', 4: 'NOTIMP', 5: 'REFUSED'};

/** `silent`: not even ARP reached the server. */
function answer(name: string, {outcome, server}: DnsQuery, silent: boolean): Printed {
	switch (outcome?.kind) {
		case 'answered':
			if (outcome.addresses.length === 0) return prints(`${name} has no A record\n`);
			return prints(outcome.addresses.map((address) => `${name} has address ${formatIpv4(address)}\n`).join(''));
		case 'unknown':
			return prints(`Host ${name} not found: 3(NXDOMAIN)\n`, 1);
		case 'failed':
			return prints(`Host ${name} not found: ${outcome.code}(${CODES[outcome.code] ?? 'RESERVED'})\n`, 1);
		case 'unreachable':
			return nobody(trouble(outcome.server, silent ? 'host unreachable' : 'connection refused'));
		case 'no-server':
			// Without a server in resolv.conf it is the machine itself.
			return nobody(trouble(LOOPBACK, 'connection refused'));
		case 'timeout':
		case undefined:
			return nobody(trouble(server, 'timed out'));
		default:
			return outcome satisfies never;
	}
}

/** It tries twice. */
function nobody(line: string): Printed {
	return prints(`${line}${line};; no servers could be reached\n`, 1);
}
