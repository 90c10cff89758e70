/*
 * `ovs-testcontroller`: a simple OpenFlow controller
 *
 * It waits for switches on a TCP port and is a learning switch or a hub for them. The real one keeps the terminal
 * unless it is told to `--detach`; the lab's always goes to the background. `killall ovs-testcontroller` ends it.
 *
 * Without `-O` it speaks versions up to 1.3 only: with later ones, switches do not take the answers of the real one.
 *
 * Not modelled: connecting to switches by itself, SSL, queues, `--normal`, flows from a file, a mask of wildcards.
 */

import {OPENFLOW_VERSIONS, type OpenFlowVersion} from '../../engine/flow/syntax/protocol.js';
import {type ControllerOptions, DEFAULT_CONTROLLER} from '../../engine/openflow/controller-state.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {type Answer, DONE_SILENTLY, fails, make, type Program, prints} from '../program.js';
import {TESTCONTROLLER_USAGE} from '../usage/ovs-testcontroller.js';
import {ovsRelease} from './ovs-release.js';

const NAME = 'ovs-testcontroller';
const LAB_HAS = '-H, -n, -w, --max-idle, -O, ptcp:PORT';

const OPTIONS: readonly Keyword[] = [
	{word: '-H', also: ['--hub'], help: 'a hub, not a learning switch'},
	{word: '-n', also: ['--noflow'], help: 'pass traffic, but make no flows'},
	{word: '-w', also: ['--wildcards'], help: 'flows look at ingress, addresses and VLAN only'},
	{word: '--max-idle=', help: 'seconds for which a flow may be idle, or "permanent"'},
	{word: '-O', also: ['--protocols'], takes: 'text', help: 'versions of OpenFlow, OpenFlow10 to OpenFlow15'},
	{word: '--detach', help: 'in the background, where it is anyway'},
	{word: '-h', also: ['--help'], help: 'help'},
	{word: '-V', also: ['--version'], help: 'version'},
	...['-N', '--normal', '-q', '-Q', '--with-flows'].map((word): Keyword => ({word, help: 'not in the lab', instead: LAB_HAS})),
];

/** About the process, the log and SSL: without effect here. */
const WITHOUT_EFFECT =
	/^(?:--detach|--monitor|--no-chdir|--overwrite-pidfile|--(?:pidfile|log-file|unixctl|user|syslog-\w+)(?:=.*)?|-v.*|--verbose(?:=.*)?)$/;

export const OVS_TESTCONTROLLER: Command = {
	word: NAME,
	help: 'an OpenFlow controller on this machine: a learning switch, or a hub',
	keywords: OPTIONS,
	bare: 'text',
	run: runController,
};

function runController(place: Place, words: readonly string[]): Answer {
	const methods: string[] = [];
	let options: ControllerOptions = {...DEFAULT_CONTROLLER};
	const rest = [...words];
	for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
		if (word === '-h' || word === '--help') return prints(TESTCONTROLLER_USAGE);
		if (word === '-V' || word === '--version') return prints(`${NAME} (Open vSwitch) ${ovsRelease(place)}\nOpenFlow versions 0x1:0x6\n`);
		if (!word.startsWith('-')) {
			methods.push(word);
			continue;
		}
		const value = /^(?:-O|--protocols)$/.test(word) ? rest.shift() : undefined;
		options = withOption(options, word, value);
	}
	const [method, ...more] = methods;
	if (method === undefined) throw fatal('at least one vconn argument required; use --help for usage');
	const port = /^ptcp:(\d*)(?::[\d.]*)?$/.exec(method)?.[1];
	if (port === undefined || more.length > 0) throw notModelled(`${NAME} ${methods.join(' ')}`, `${NAME} ptcp:PORT`);
	return start(place, method, {...options, port: port === '' ? DEFAULT_CONTROLLER.port : Number(port)});
}

function* start(place: Place, method: string, options: ControllerOptions): Program {
	const result = yield* make({kind: 'start-controller', machine: place.machine, options});
	if (result.kind === 'done') return DONE_SILENTLY;
	return fails(`${method}: connect: Address already in use\n${NAME}: no active or passive switch connections\n`, 1);
}

function withOption(options: ControllerOptions, word: string, value: string | undefined): ControllerOptions {
	const [name = '', given = value] =
		word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word];
	if (WITHOUT_EFFECT.test(word)) return options;
	switch (name) {
		case '-H':
		case '--hub':
			return {...options, application: 'hub'};
		case '-n':
		case '--noflow':
			return {...options, idleTimeout: undefined};
		case '-w':
		case '--wildcards':
			if (given !== undefined) throw notModelled(`${NAME} ${word}`, '-w');
			return {...options, wide: true};
		case '--max-idle':
			return {...options, idleTimeout: readIdle(given)};
		case '-O':
		case '--protocols':
			return {...options, versions: readVersions(given)};
		default:
			if (OPTIONS.some((known) => known.word === name && known.instead !== undefined)) throw notModelled(`${NAME} ${word}`, LAB_HAS);
			throw new Complaint(
				word.startsWith('--') ? `${NAME}: unrecognized option '${word}'\n` : `${NAME}: invalid option -- '${word[1] ?? ''}'\n`,
				1,
			);
	}
}

function readIdle(text: string | undefined): number {
	if (text === 'permanent') return 0;
	const seconds = Number(text);
	if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 65535) return seconds;
	if (text === undefined) throw new Complaint(`${NAME}: option '--max-idle' requires an argument\n`, 1);
	throw fatal("--max-idle argument must be between 1 and 65535 or the word 'permanent'");
}

/** Names with commas or blanks between them (parse_ofp_version_string_list). */
function readVersions(text: string | undefined): OpenFlowVersion[] {
	if (text === undefined) throw new Complaint(`${NAME}: option requires an argument -- 'O'\n`, 1);
	const names = text.split(/[,\s]+/).filter((name) => name !== '');
	const versions = OPENFLOW_VERSIONS.filter((version) => names.some((name) => name.toLowerCase() === version.toLowerCase()));
	if (versions.length > 0) return versions;
	throw fatal(`Unknown OpenFlow version: "${names[0] ?? ''}"`);
}

function fatal(text: string): Complaint {
	return new Complaint(`${NAME}: ${text}\n`, 1);
}
