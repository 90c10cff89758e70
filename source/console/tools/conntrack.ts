/*
 * `conntrack` of conntrack-tools: the conversations that the kernel tracks
 *
 * The first tuple of a line is what the one who began sends, the second what the answer looks like where it comes
 * in: with NAT the two differ. Entries stand in the order in which they began; the kernel's own
 * order is that of a hash, and its ids are made of addresses in memory, where here they are counted.
 *
 * Not modelled: tables beside conntrack, making and changing entries, marks, zones.
 */
import type {Connection, Connections} from '../../engine/nat/connection.js';
import {IP_PROTOCOL} from '../../engine/protocol/ipv4.js';
import type {Command, Place} from '../command.js';
import {printConnection} from '../print/conntrack.js';
import {type Answer, fails, make, type Printed, type Program, prints, request} from '../program.js';
import {machineAt} from '../resolve.js';
import {CONNTRACK_USAGE} from '../usage/conntrack.js';
import {listen} from './conntrack/events.js';
import {type Asked, OPTIONS, readOptions, VERSION, wrong} from './conntrack/options.js';

export const CONNTRACK: Command = {
	word: 'conntrack',
	help: 'the conversations that are tracked, with what NAT made of them',
	keywords: OPTIONS,
	run: runConntrack,
};

function runConntrack(place: Place, words: readonly string[]): Answer {
	if (words.length === 0) return prints(CONNTRACK_USAGE);
	const asked = readOptions(words);
	const table = machineAt(place).stack.netfilter?.connections;
	switch (asked.command) {
		case '-V':
			return prints(`${VERSION}\n`);
		case '-h':
			return prints(CONNTRACK_USAGE);
		case '-C':
			return prints(`${table?.entries.size ?? 0}\n`);
		case '-S':
			return prints(statistics(table));
		case '-F':
			return flush(place);
		case '-L':
			return shown(place, asked, chosen(place, asked), 'shown');
		case '-G':
			return get(place, asked);
		case '-D':
			return remove(place, asked);
		case '-E':
			return listen(place, asked);
		default:
			throw wrong('Missing command');
	}
}

function chosen(place: Place, {tests}: Asked): Connection[] {
	const entries = machineAt(place).stack.netfilter?.connections.entries;
	return [...(entries?.values() ?? [])].filter((connection) => tests.every((test) => test(connection)));
}

/** With nothing to delete it has failed, with nothing to show it has not. */
function shown({world}: Place, {form}: Asked, entries: readonly Connection[], done: 'shown' | 'deleted'): Printed {
	return {
		stdout: entries.map((connection) => printConnection(connection, world.now, form)).join(''),
		stderr: `${VERSION}: ${entries.length} flow entries have been ${done}.\n`,
		status: done === 'deleted' && entries.length === 0 ? 1 : 0,
	};
}

/** Only a whole tuple finds one. */
function get(place: Place, asked: Asked): Printed {
	const {given, protocol} = asked;
	if (protocol === undefined) throw wrong("You need to supply the `--protonum' option for this command");
	if (!given.has('-s') || !given.has('-d')) throw wrong("you have to specify `--src' and `--dst'");
	const hasPorts = protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp;
	if (hasPorts && !(given.has('--sport') && given.has('--dport'))) throw wrong("you have to specify `--sport' and `--dport'");
	const [found] = chosen(place, asked);
	if (!found) return fails(`${VERSION}: Operation failed: such conntrack doesn't exist\n`, 1);
	return shown(place, asked, [found], 'shown');
}

function* remove(place: Place, asked: Asked): Program {
	const entries = chosen(place, asked);
	const printed = shown(place, asked, entries, 'deleted');
	for (const {id} of entries) yield* make({kind: 'conntrack-delete', machine: place.machine, connection: id});
	return printed;
}

/** One processor does it all. */
function statistics(table: Connections | undefined): string {
	const {invalid = 0, insertFailed = 0, dropped = 0, earlyDropped = 0} = table?.counters ?? {};
	const failures = `insert_failed=${insertFailed} drop=${dropped} early_drop=${earlyDropped}`;
	return `cpu=0   \tfound=0 invalid=${invalid} insert=0 ${failures} error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n`;
}

function* flush(place: Place): Program {
	const done = yield* request([{kind: 'conntrack-flush', machine: place.machine}], 1);
	return done.status === 0 ? {...done, stderr: `${VERSION}: connection tracking table has been emptied.\n`} : done;
}
