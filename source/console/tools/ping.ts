/*
 * `ping` of iputils
 *
 * The requests and replies are the stack's; the tool starts the job, lets the world
 * go on, and prints. Without -c it goes on until Ctrl-C; where nobody sits, it sends
 * three requests and then presses Ctrl-C itself. With -w it ends when that time is over, or
 * when as many answers as -c says are there. The name of a machine stands for
 * its first address, as a line in /etc/hosts would have it.
 */

import {happenedTo} from '../../engine/stack/ping-job.js';
import type {Ping} from '../../engine/stack/stack-state.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {findHost, machineWith} from '../machine-names.js';
import {type PingStyle, pingHeader, pingLines, pingStatistics, pingStatus} from '../print/ping.js';
import {SECOND} from '../print/timer.js';
import {type Acting, type Answer, fails, Interrupted, make, type Program, prints, say} from '../program.js';
import {machineAt} from '../resolve.js';
import {PING_USAGE} from '../usage/ping.js';
import {readInteger, readSeconds} from '../values.js';

const DEFAULT_COUNT = 3;
/** Requests of a ping that somebody or something else will stop. */
const ENDLESS = 2 ** 31 - 1;
const DEFAULT_PAYLOAD = 56;
const FAILED = 2;

/** One letter each; those that are real and not modelled name the nearest. */
const OPTIONS: readonly Keyword[] = [
	{word: '-c', takes: 'number', help: 'how many requests'},
	{word: '-w', takes: 'seconds', help: 'seconds in all, however many requests that are'},
	{word: '-i', takes: 'seconds', help: 'seconds between requests'},
	{word: '-s', takes: 'number', help: 'octets of payload'},
	{word: '-W', takes: 'seconds', help: 'seconds to wait for an answer'},
	{word: '-t', takes: 'number', help: 'hops that it may go; 64 unless said otherwise'},
	{word: '-q', help: 'only the statistics'},
	{word: '-n', help: 'numbers for names'},
	{word: '-4', help: 'IPv4'},
	{word: '-h', help: 'help'},
	{word: '-V', help: 'version'},
	...[
		...['-I', '-l', '-m', '-M', '-p', '-Q', '-S', '-e', '-T', '-F', '-N'].map((word) => ({word, takes: 'text' as const})),
		...['-a', '-A', '-B', '-b', '-C', '-D', '-d', '-f', '-L', '-O', '-R', '-r', '-U', '-v', '-6'].map((word) => ({word})),
	].map((keyword): Keyword => ({...keyword, help: 'not in the lab', instead: '-c, -i, -s, -W, -w, -q'})),
];

export const PING: Command = {
	word: 'ping',
	help: 'is somebody there? (ICMP echo)',
	keywords: OPTIONS,
	bare: 'address',
	run: runPing,
};

interface Request {
	count: number | undefined;
	interval: number;
	payload: number;
	linger: number | undefined;
	/** ns, of `-w`. */
	deadline: number | undefined;
	ttl: number | undefined;
	quiet: boolean;
	numeric: boolean;
	targets: readonly string[];
}

function runPing(place: Place, words: readonly string[]): Answer {
	const asked = readRequest(words);
	if (asked === 'version') return prints('ping from iputils 20221126\n');
	const [target, ...more] = asked.targets;
	if (target === undefined) throw new Complaint('ping: usage error: Destination address required\n', 1);
	if (more.length > 0) throw notModelled('ping: a route of several hosts', 'ping HOST');
	return pingHost(place, target, asked);
}

function* pingHost(place: Place, target: string, asked: Request): Program {
	const found = yield* findHost(place, target);
	if (found.kind !== 'found') {
		const why = found.kind === 'not-found' ? 'Name or service not known' : 'Temporary failure in name resolution';
		return fails(`ping: ${target}: ${why}\n`, FAILED);
	}
	const named = found.by !== 'literal' && !asked.numeric;
	const style: PingStyle = {target, quiet: asked.quiet, nameOf: (from) => (named ? machineWith(place.world, from) : undefined)};
	return yield* pingProgram(place, found.address, asked, style);
}

function* pingProgram(place: Place, address: number, asked: Request, style: PingStyle): Program {
	const {interval, payload, linger, ttl} = asked;
	const isEndless = asked.deadline !== undefined || (asked.count === undefined && place.attended === true);
	const count = isEndless ? ENDLESS : (asked.count ?? DEFAULT_COUNT);
	// The alarm comes before a request of the same moment: real intervals are a little longer than a second.
	const end = place.world.now + (asked.deadline ?? Number.POSITIVE_INFINITY) - 1;
	const started = yield* make({
		kind: 'ping',
		machine: place.machine,
		address,
		count,
		interval,
		payload,
		...(linger === undefined ? {} : {linger}),
		...(ttl === undefined ? {} : {ttl}),
	});
	if (started.kind === 'refused') return fails(refusalText(started.errno), FAILED);
	const job = () => machineAt(place).stack.pings.find(({id}) => id === started.ping);
	let ping = job();
	const tell = reporter(style);
	// Without a count the tool itself presses Ctrl-C at the end, which is seen on a terminal alone.
	let pressed = asked.count === undefined && asked.deadline === undefined && !place.piped ? '^C' : '';
	try {
		while (ping && !ping.done) {
			yield* tell(ping);
			if (asked.deadline !== undefined && (place.world.now >= end || ping.account.received >= (asked.count ?? ENDLESS))) break;
			// Without a count nobody waits for the last answers: Ctrl-C comes an interval after the last request.
			const until = Math.min(ping.next, asked.count === undefined ? (ping.sentAt.at(-1) ?? 0) + interval : ping.deadline);
			if (ping.next === Number.POSITIVE_INFINITY && until <= place.world.now) break;
			yield {kind: 'time', until: Math.min(until, end)};
			ping = job();
		}
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		pressed = '';
	}
	ping = job();
	// Time travel can take away the very beginning of a ping.
	if (!ping) return fails('ping: the job is gone\n', 1);
	if (!ping.done) yield* make({kind: 'stop-ping', machine: place.machine, ping: ping.id});
	yield* tell(ping);
	const isShort = asked.deadline !== undefined && ping.account.received < (asked.count ?? 0);
	return prints(pressed + pingStatistics(ping, style), isShort ? 1 : pingStatus(ping));
}

/** Says of a ping what is new since it was last asked; at first, what it is. */
function reporter(style: PingStyle): (ping: Ping) => Acting<void> {
	let told: number | undefined;
	return function* (ping) {
		const header = told === undefined ? pingHeader(ping, style) : '';
		const lines = pingLines(ping, style, told ?? 0);
		// Time travel may have taken back what was told.
		told = Math.max(told ?? 0, happenedTo(ping));
		yield* say(header + lines);
	};
}

/** getopt(3): letters may stand together, and a value with its letter: `-qc2`. */
function readRequest(words: readonly string[]): Request | 'version' {
	const asked: Request = {
		count: undefined,
		interval: SECOND,
		payload: DEFAULT_PAYLOAD,
		linger: undefined,
		deadline: undefined,
		ttl: undefined,
		quiet: false,
		numeric: false,
		targets: [],
	};
	const targets: string[] = [];
	const rest = [...words];
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		if (word === '--') targets.push(...rest.splice(0));
		else if (!word.startsWith('-') || word === '-') targets.push(word);
		else {
			for (let letters = word.slice(1); letters !== ''; ) {
				const letter = letters[0] as string;
				letters = letters.slice(1);
				const keyword = OPTIONS.find((known) => known.word === `-${letter}`);
				if (!keyword) throw new Complaint(`ping: invalid option -- '${letter}'\n${PING_USAGE}`, FAILED);
				if (keyword.instead !== undefined) throw notModelled(`ping: "-${letter}"`, keyword.instead);
				if (letter === 'h') throw new Complaint(PING_USAGE, FAILED);
				if (letter === 'V') return 'version';
				if (keyword.takes === undefined) {
					if (letter === 'q') asked.quiet = true;
					if (letter === 'n') asked.numeric = true;
					continue;
				}
				const value = letters === '' ? rest.shift() : letters;
				letters = '';
				if (value === undefined) throw new Complaint(`ping: option requires an argument -- '${letter}'\n${PING_USAGE}`, FAILED);
				takeOption(asked, letter, value);
			}
		}
	}
	return {...asked, targets};
}

function takeOption(asked: Request, letter: string, value: string): void {
	switch (letter) {
		case 'c':
			asked.count = readCount(value, 1);
			break;
		case 's':
			asked.payload = readCount(value, 0);
			break;
		case 't':
			asked.ttl = readTtl(value);
			break;
		case 'i':
			asked.interval = readDuration(value);
			if (asked.interval < SECOND / 1000) throw notModelled('ping: an interval under a millisecond', '-i 0.001');
			break;
		case 'w':
			asked.deadline = readCount(value, 0) * SECOND || undefined;
			break;
		default:
			asked.linger = readDuration(value);
	}
}

const MOST = '9223372036854775807';

function readCount(value: string, least: number): number {
	const number = readInteger(value);
	if (number === undefined) throw new Complaint(`ping: invalid argument: '${value}'\n`, 1);
	if (number < least) throw new Complaint(`ping: invalid argument: '${value}': out of range: ${least} <= value <= ${MOST}\n`, 1);
	return number;
}

function readTtl(value: string): number {
	const ttl = readInteger(value);
	if (ttl === undefined) throw new Complaint(`ping: invalid argument: '${value}'\n`, 1);
	if (ttl < 0 || ttl > 255) throw new Complaint(`ping: invalid argument: '${value}': out of range: 0 <= value <= 255\n`, 1);
	if (ttl === 0) throw new Complaint('ping: cannot set unicast time-to-live: Invalid argument\n', FAILED);
	return ttl;
}

function readDuration(value: string): number {
	const seconds = readSeconds(value);
	if (seconds === undefined || seconds < 0) throw new Complaint(`ping: invalid argument: '${value}'\n`, 1);
	return Math.round(seconds * SECOND);
}

function refusalText(errno: string): string {
	if (errno === 'EACCES') return 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n';
	if (errno === 'EMSGSIZE') throw notModelled('ping: a request longer than the MTU', '-s 1472 at an MTU of 1500');
	return 'ping: connect: Network is unreachable\n';
}
