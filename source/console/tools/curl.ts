/*
 * `curl`: a page from a web server
 *
 * The name is looked up, TCP connects, the request goes and the answer comes; each of these can fail, and
 * the exit status says which: 6 no such host, 7 no connection, 28 too late. The body goes to standard output.
 *
 * The lab's request is `GET PATH HTTP/1.0` alone; the real curl sends HTTP/1.1 with headers of its own. Not
 * modelled: other methods and protocols, redirects, files, several URLs, the progress meter.
 */

import type {WebOutcome, WebRequest} from '../../engine/programs/web-request.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {getopt, type OptionRules} from '../getopt.js';
import {findHost} from '../machine-names.js';
import {nextLook} from '../patience.js';
import {type Acting, type Answer, fails, Interrupted, make, type Printed, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {readSeconds, readUnsigned} from '../values.js';
import {conversation, writeOut} from './curl/write-out.js';

const NEAREST = 'curl http://HOST[:PORT]/PATH';
const MILLISECOND = 1_000_000;
const SECOND = 1_000_000_000;

const OPTIONS: readonly Keyword[] = [
	{word: '-s', also: ['--silent'], help: 'no errors either'},
	{word: '-S', also: ['--show-error'], help: 'errors in spite of -s'},
	{word: '-i', also: ['--include'], help: 'with the headers of the answer'},
	{word: '-f', also: ['--fail'], help: 'a page that tells of an error is an error'},
	{word: '-m', also: ['--max-time'], takes: 'seconds', help: 'for so long at most'},
	{word: '--connect-timeout', takes: 'seconds', help: 'to connect, for so long at most'},
	{word: '-v', also: ['--verbose'], help: 'what is said on the way'},
	{word: '-o', also: ['--output'], takes: 'file', help: '/dev/null: without the page'},
	{word: '-w', also: ['--write-out'], takes: 'text', help: "what is written at the end: '%{http_code}\\n'"},
	{word: '--local-port', takes: 'number', help: 'from this port'},
	{word: '-0', also: ['--http1.0'], help: 'HTTP/1.0, as always here'},
	{word: '-4', also: ['--ipv4'], help: 'over IPv4'},
	{word: '-V', also: ['--version'], help: 'version'},
	...['-I', '-O', '-L', '-k', '-g', '-G', '-j', '-J', '-l', '-n', '-N', '-q', '-R', '-a', '-6', '-1', '-2', '-3', '-#', '-Z'].map(
		(word): Keyword => ({word, help: 'beside a plain request', instead: '-i, and the trace of the lab'}),
	),
	...['--head', '--location', '--http1.1', '--http2'].map(
		(word): Keyword => ({word, help: 'beside a plain request', instead: '-i, and the trace of the lab'}),
	),
	...['-d', '-H', '-X', '-x', '-u', '-A', '-b', '-c', '-e', '-F', '-T', '-r', '-y', '-Y', '-z', '-K', '-C', '-D', '-E', '-t'].map(
		(word): Keyword => ({word, help: 'beside a plain request', takes: 'text', instead: NEAREST}),
	),
	...['--data', '--header', '--request', '--interface', '--resolve', '--retry', '--user'].map(
		(word): Keyword => ({word, help: 'beside a plain request', takes: 'text', instead: NEAREST}),
	),
];

export const CURL: Command = {word: 'curl', help: 'a page from a web server', keywords: OPTIONS, bare: 'web-address', run: runCurl};

const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n";

const RULES: OptionRules = {
	tool: 'curl',
	table: OPTIONS,
	unknown: (flag) => new Complaint(`curl: option ${flag}: is unknown\n${TRY}`, 2),
	missing: (flag) => new Complaint(`curl: option ${flag}: requires parameter\n${TRY}`, 2),
};

export interface Asked {
	flags: ReadonlySet<string>;
	host: string;
	port: number;
	path: string;
	sourcePort: number | undefined;
	/** ns */
	most: number;
	connectMost: number;
	/** `-w`: written when it ends, however it ended. */
	format: string | undefined;
	/** `-o /dev/null` */
	isDiscarded: boolean;
}

function runCurl(place: Place, words: readonly string[]): Answer {
	const flags = new Set<string>();
	const urls: string[] = [];
	let sourcePort: number | undefined;
	let most = Number.POSITIVE_INFINITY;
	let connectMost = Number.POSITIVE_INFINITY;
	let format: string | undefined;
	let isDiscarded = false;
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') urls.push(read.value);
		else if (read.option === '-m') most = readTime(read.option, read.value);
		else if (read.option === '--connect-timeout') connectMost = readTime(read.option, read.value);
		else if (read.option === '-w') format = read.value;
		else if (read.option === '-o') isDiscarded = readOutput(read.value);
		else if (read.option === '--local-port') sourcePort = readPort(read.value);
		else flags.add(read.option);
	}
	if (flags.has('-V')) return prints('curl 7.88.1\n');
	const [url, ...more] = urls;
	if (url === undefined) throw new Complaint(words.length === 0 ? TRY : `curl: no URL specified!\n${TRY}`, 2);
	if (more.length > 0) throw notModelled('curl: several URLs', 'curl URL && curl URL');
	return fetchPage(place, {flags, ...readUrl(url, flags), sourcePort, most, connectMost, format, isDiscarded});
}

/** Into nothing; any other file is the shell's to write. */
function readOutput(file: string): boolean {
	if (file !== '/dev/null' && file !== '-') throw notModelled(`curl: "-o ${file}"`, 'curl URL > FILE, -o /dev/null');
	return file === '/dev/null';
}

function readTime(option: string, text: string): number {
	const seconds = readSeconds(text);
	if (seconds === undefined || seconds < 0) throw new Complaint(`curl: option ${option}: expected a proper numerical parameter\n${TRY}`, 2);
	// Zero is as long as it takes.
	return seconds === 0 ? Number.POSITIVE_INFINITY : Math.round(seconds * SECOND);
}

function readPort(text: string): number {
	const port = readUnsigned(text, 0xffff);
	if (text.includes('-')) throw notModelled('curl: a range of ports', '--local-port PORT');
	if (!port) throw new Complaint(`curl: option --local-port: is badly used here\n${TRY}`, 2);
	return port;
}

/** `[http://]HOST[:PORT][/PATH]` */
function readUrl(url: string, flags: ReadonlySet<string>): {host: string; port: number; path: string} {
	const [, scheme = 'http', rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(.*)$/.exec(url) ?? [];
	const name = scheme.toLowerCase();
	if (['https', 'ftp', 'ftps', 'file', 'scp', 'sftp', 'telnet', 'ldap'].includes(name)) throw notModelled(`curl: ${name}://`, NEAREST);
	if (name !== 'http') throw new Complaint(said(flags, `curl: (1) Protocol "${scheme}" not supported or disabled in libcurl\n`), 1);
	const [, host, port, path] = /^([A-Za-z0-9._-]+)(?::(\d*))?(\/.*)?$/.exec(rest) ?? [];
	const number = port === undefined || port === '' ? 80 : Number(port);
	if (host === undefined || number > 0xffff) throw new Complaint(said(flags, 'curl: (3) URL using bad/illegal format or missing URL\n'), 3);
	return {host, port: number, path: path ?? '/'};
}

/** `-s` keeps errors back, `-S` shows them all the same. */
function said(flags: ReadonlySet<string>, text: string): string {
	return flags.has('-s') && !flags.has('-S') ? '' : text;
}

/** What -w asks for is written at the end. */
function* fetchPage(place: Place, asked: Asked): Program {
	const since = place.world.now;
	const ended = yield* transfer(place, asked);
	const {printed} = ended;
	const written = asked.format === undefined ? '' : writeOut(asked.format, asked, ended, place.world.now - since);
	return {...printed, stdout: (asked.isDiscarded ? '' : printed.stdout) + written, stderr: printed.stderr};
}

/** How a transfer ended: what is printed of it, and the answer if there was one. */
export interface Ended {
	printed: Printed;
	outcome: WebOutcome | undefined;
	address: Ipv4Address | undefined;
}

function* transfer(place: Place, asked: Asked): Acting<Ended> {
	const host = yield* findHost(place, asked.host);
	if (host.kind !== 'found')
		return {printed: failed(asked.flags, 6, `Could not resolve host: ${asked.host}`), outcome: undefined, address: undefined};
	const {address} = host;
	const {printed, outcome} = yield* exchange(place, asked, address);
	const told = asked.flags.has('-v') ? conversation(asked, address, outcome) : '';
	return {printed: {...printed, stderr: told + printed.stderr}, outcome, address};
}

function* exchange(place: Place, asked: Asked, address: Ipv4Address): Acting<{printed: Printed; outcome: WebOutcome | undefined}> {
	const {flags, port, path, sourcePort} = asked;
	const since = place.world.now;
	const only = (printed: Printed) => ({printed, outcome: undefined});
	const begun = yield* make({
		kind: 'web-request',
		machine: place.machine,
		host: formatIpv4(address),
		port,
		path,
		...(sourcePort === undefined ? {} : {sourcePort}),
	});
	if (begun.kind === 'refused') return only(failed(flags, 7, `${connectFailed(asked, 0)} Couldn't connect to server`));
	const id = begun.request;
	const request = (): WebRequest | undefined => machineAt(place).programs?.webRequests.find((one) => one.id === id);
	try {
		for (let now = request(); now && !isAnswered(now); now = request()) {
			const limit = since + (isConnecting(now) ? Math.min(asked.connectMost, asked.most) : asked.most);
			if (place.world.now >= limit) {
				const late = tooLate(asked, now, place.world.now - since);
				yield* make({kind: 'stop-web-request', machine: place.machine, request: now.id});
				return only(late);
			}
			yield {kind: 'time', until: Math.min(limit, nextLook(place.world.now, since))};
		}
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		if (id !== undefined) yield* make({kind: 'stop-web-request', machine: place.machine, request: id});
		return only(fails('', 130));
	}
	const done = request();
	// Time travel can take away the very beginning of a request.
	const outcome = done?.outcome;
	return outcome ? {printed: report(asked, outcome, since), outcome} : only(fails('curl: the request is gone\n', 1));
}

function isAnswered({outcome}: WebRequest): boolean {
	return outcome !== undefined;
}

function isConnecting({state}: WebRequest): boolean {
	return state === 'connecting';
}

function connectFailed({host, port}: Asked, elapsed: number): string {
	return `Failed to connect to ${host} port ${port} after ${Math.round(elapsed / MILLISECOND)} ms:`;
}

function tooLate(asked: Asked, request: WebRequest, elapsed: number): Printed {
	const {flags, connectMost, most} = asked;
	const milliseconds = Math.round(elapsed / MILLISECOND);
	if (!isConnecting(request))
		return failed(flags, 28, `Operation timed out after ${milliseconds} milliseconds with ${request.received.length} bytes received`);
	if (connectMost < most) return failed(flags, 28, `${connectFailed(asked, elapsed)} Timeout was reached`);
	return failed(flags, 28, `Connection timed out after ${milliseconds} milliseconds`);
}

function report(asked: Asked, outcome: WebOutcome, since: number): Printed {
	const {flags, host} = asked;
	const unconnected = `${connectFailed(asked, outcome.time - since)} Couldn't connect to server`;
	switch (outcome.kind) {
		case 'answered': {
			const {status, reason, headers, body} = outcome;
			if (flags.has('-f') && status >= 400) return failed(flags, 22, `The requested URL returned error: ${status}`);
			const head = [`HTTP/1.0 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\n');
			return prints((flags.has('-i') ? head : '') + body);
		}
		case 'refused':
		case 'unreachable':
		case 'no-route':
			return failed(flags, 7, unconnected);
		case 'timeout':
			return failed(flags, 28, unconnected);
		case 'reset':
			return failed(flags, 56, 'Recv failure: Connection reset by peer');
		case 'empty':
			return failed(flags, 52, 'Empty reply from server');
		case 'name-unknown':
			return failed(flags, 6, `Could not resolve host: ${host}`);
		case 'no-port':
			return failed(flags, 45, 'bind failed with errno 98: Address already in use');
		// Ctrl-C.
		case 'stopped':
			return fails('', 130);
		default:
			return outcome satisfies never;
	}
}

function failed(flags: ReadonlySet<string>, status: number, text: string): Printed {
	return fails(said(flags, `curl: (${status}) ${text}\n`), status);
}
