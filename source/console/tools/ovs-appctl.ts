/*
 * `ovs-appctl`: questions and orders to the running daemon
 *
 * The tool knows nothing: it sends words through a socket and prints what comes back. So the number of
 * arguments, and whether there is such a command, is the daemon's to say. What the daemon refuses goes to standard
 * error with a line of the tool behind it, and the exit status is 2.
 *
 * Not modelled: other targets than ovs-vswitchd (`-t`), and commands about what the engine has not:
 * memory of the program, levels of logs, DPDK, connection tracking, QoS, faults of CFM, forwarding of BFD.
 */
import type {ArgumentKind, Command, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {type Answer, fails, make, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {APPCTL_USAGE} from '../usage/ovs-appctl.js';
import {DPCTL_COMMANDS, dpctlList, refuseUnmodelled, unmodelledDpctl} from './dpctl/commands.js';
import {datapathsOf} from './dpctl/datapath-names.js';
import type {DpctlCommand} from './dpctl/dpctl-command.js';
import {readDpctlOptions} from './dpctl/options.js';
import {BOND_COMMANDS} from './ovs-appctl/bond-commands.js';
import {COVERAGE_COMMANDS} from './ovs-appctl/coverage-commands.js';
import {type Asked, change, type DaemonAnswer, type DaemonCommand, refuse} from './ovs-appctl/daemon-command.js';
import {DATAPATH_COMMANDS} from './ovs-appctl/datapath-commands.js';
import {FDB_COMMANDS} from './ovs-appctl/fdb-commands.js';
import {QUIET_COMMANDS} from './ovs-appctl/quiet-commands.js';
import {STP_COMMANDS} from './ovs-appctl/stp-commands.js';
import {TRACE_COMMANDS} from './ovs-appctl/trace-commands.js';
import {UNMODELLED} from './ovs-appctl/unmodelled.js';
import {logLine} from './ovs-log.js';
import {ovsRelease} from './ovs-release.js';

/** Where the daemon listens. */
const TARGET = '/var/run/openvswitch/vswitchd.ctl';

const GENERAL: readonly DaemonCommand[] = [
	{
		word: 'list-commands',
		usage: '',
		wants: [0, 0],
		names: [],
		help: 'what can be asked',
		run: () => ({kind: 'text', text: listCommands()}),
	},
	{
		word: 'version',
		usage: '',
		wants: [0, 0],
		names: [],
		help: 'release of the daemon',
		run: ({place}) => ({kind: 'text', text: `ovs-vswitchd (Open vSwitch) ${ovsRelease(place)}\n`}),
	},
	{
		word: 'dpctl/list-commands',
		usage: '',
		wants: [0, Number.POSITIVE_INFINITY],
		names: [],
		help: 'what can be asked of datapaths',
		run: () => ({kind: 'text', text: dpctlList('dpctl/')}),
	},
	{
		word: 'exit',
		usage: '[--cleanup]',
		wants: [0, 1],
		names: ['text'],
		help: 'ends the daemon; cached flows stay in the kernel',
		run: ({place, args: [option]}) => {
			if (option !== undefined) throw notModelled(`ovs-appctl exit ${option}`, 'ovs-vsctl del-br, then ovs-appctl exit');
			return change({kind: 'ovs-daemon', machine: place.machine, running: false}, '');
		},
	},
	...DPCTL_COMMANDS.map(asDaemonCommand),
];

/** A command on datapaths, asked of the daemon (dpctl_unixctl_handler). */
function asDaemonCommand({word, run, ...command}: DpctlCommand): DaemonCommand {
	return {
		...command,
		word: `dpctl/${word}`,
		run: ({place, switchd, args}: Asked) => {
			const options = readDpctlOptions(args);
			if (typeof options === 'string') return refuse(options);
			return run({place, switchd, datapaths: datapathsOf(place.world, switchd), program: 'ovs-vswitchd', ...options, args: options.words});
		},
	};
}

/** In the order of their names. */
const COMMANDS: readonly DaemonCommand[] = [
	...GENERAL,
	...FDB_COMMANDS,
	...BOND_COMMANDS,
	...COVERAGE_COMMANDS,
	...DATAPATH_COMMANDS,
	...QUIET_COMMANDS,
	...STP_COMMANDS,
	...TRACE_COMMANDS,
].sort((a, b) => (a.word < b.word ? -1 : 1));

export const OVS_APPCTL: Command = {
	word: 'ovs-appctl',
	help: 'the running daemon of Open vSwitch: stations, bonds, cached flows, traces',
	commands: COMMANDS.map(({word, help, names}) => ({word, help, positional: names as readonly ArgumentKind[]})),
	run: runAppctl,
};

function runAppctl(place: Place, words: readonly string[]): Answer {
	const rest = [...words];
	for (let target = false; rest[0]?.startsWith('-'); ) {
		const [option = ''] = rest.splice(0, 1);
		if (option === '-h' || option === '--help') return prints(APPCTL_USAGE);
		if (option === '-V' || option === '--version') return prints(`ovs-appctl (Open vSwitch) ${ovsRelease(place)}\n`);
		if (option === '-t' || option === '--target' || option.startsWith('--target=')) {
			if (target) throw fatal('-t or --target may be specified only once');
			target = true;
			const name = option.includes('=') ? option.slice(option.indexOf('=') + 1) : rest.shift();
			if (name === undefined) throw new Complaint(`ovs-appctl: option requires an argument -- 't'\n`, 1);
			if (name === 'ovs-vswitchd' || name === TARGET) continue;
			if (name === 'ovsdb-server' || name.startsWith('/'))
				throw notModelled(`ovs-appctl -t ${name}`, 'ovs-appctl, which asks ovs-vswitchd');
			throw noDaemon(place, name);
		}
		if (/^(?:-T|--timeout)/.test(option)) {
			const seconds = /=|^-T./.test(option) ? option.replace(/^(?:-T|--timeout=)/, '') : rest.shift();
			if (seconds === undefined) throw new Complaint(`ovs-appctl: option requires an argument -- 'T'\n`, 1);
			if (!/^[1-9]\d*$/.test(seconds)) throw fatal(`value ${seconds} on -T or --timeout is invalid`);
			continue;
		}
		throw new Complaint(
			option.startsWith('--') ? `ovs-appctl: unrecognized option '${option}'\n` : `ovs-appctl: invalid option -- '${option[1] ?? ''}'\n`,
			1,
		);
	}
	const [word, ...args] = rest;
	if (word === undefined) throw fatal('at least one non-option argument is required (use --help for help)');
	return ask(place, word, args);
}

function* ask(place: Place, word: string, args: readonly string[]): Program {
	const {vswitchd} = machineAt(place);
	if (!vswitchd?.running) throw noDaemon(place, 'ovs-vswitchd');
	const command = COMMANDS.find((candidate) => candidate.word === word || candidate.also === word);
	if (!command) refuseByName(word);
	const answer = command
		? (wrongNumber(command, args) ?? command.run({place, switchd: vswitchd, args}))
		: refusal(`"${word}" is not a valid command (use "list-commands" to see a list of valid commands)`);
	if (answer.kind !== 'change') return printed(answer);
	const result = yield* make(answer.change);
	return printed(answer.after(result));
}

function printed(answer: Exclude<DaemonAnswer, {kind: 'change'}>) {
	// What is said ends in a line end, whether the command wrote it or not (unixctl_command_reply__).
	const text = answer.text === '' || answer.text.endsWith('\n') ? answer.text : `${answer.text}\n`;
	if (answer.kind === 'text') return prints(text);
	return fails(`${text}ovs-appctl: ${TARGET}: server returned an error\n`, 2);
}

function wrongNumber({word, wants: [least, most]}: DaemonCommand, args: readonly string[]): DaemonAnswer | undefined {
	if (args.length < least) return refusal(`"${word}" command requires at least ${least} arguments`);
	if (args.length > most) return refusal(`"${word}" command takes at most ${most} arguments`);
	return undefined;
}

function refusal(text: string): Extract<DaemonAnswer, {kind: 'refused'}> {
	return {kind: 'refused', text};
}

/** Throws for a command of the real daemon that is not here. */
function refuseByName(word: string): void {
	const nearest = UNMODELLED.find(([name]) => name === word)?.[2];
	if (nearest !== undefined) throw notModelled(`ovs-appctl ${word}`, nearest);
	if (word.startsWith('dpctl/')) refuseUnmodelled('ovs-appctl', 'dpctl/', word.slice('dpctl/'.length));
}

/** All that the real daemon lists: whoever asks for what is not here is told so. */
function listCommands(): string {
	const all = [...COMMANDS.map(({word, usage}) => [word, usage] as const), ...UNMODELLED, ...unmodelledDpctl('dpctl/')];
	const sorted = all.sort(([a], [b]) => (a < b ? -1 : 1));
	return `The available commands are:\n${sorted.map(([word, usage]) => `  ${word.padEnd(23)} ${usage}\n`).join('')}`;
}

/** Nobody has left a file with the number of the process. */
function noDaemon({world}: Place, name: string): Complaint {
	const file = `/var/run/openvswitch/${name}.pid`;
	const log = logLine(world.now, 1, 'daemon_unix|WARN', `${file}: open: No such file or directory`);
	return new Complaint(`${log}ovs-appctl: cannot read pidfile "${file}" (No such file or directory)\n`, 1);
}

function fatal(text: string): Complaint {
	return new Complaint(`ovs-appctl: ${text}\n`, 1);
}
