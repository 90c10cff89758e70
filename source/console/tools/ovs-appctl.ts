/*
 * `ovs-appctl`: questions and orders to the running daemon
 *
 * The tool knows nothing: it sends words through a socket and prints what comes back. So the number of
 * arguments, and whether there is such a command, is the daemon's to say. What the daemon refuses goes to standard
 * error with a line of the tool behind it, and the exit status is 2.
 *
 * Not modelled: other targets than ovs-vswitchd (`-t`), and commands about what the engine has not:
 * coverage and memory of the program, logs, DPDK, connection tracking, QoS, CFM, BFD, RSTP.
 */
import type {Vswitchd} from '../../engine/ovs/vswitchd.js';
import type {ArgumentKind, Command, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {type Answer, fails, make, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {APPCTL_USAGE} from '../usage/ovs-appctl.js';
import {BOND_COMMANDS} from './ovs-appctl/bond-commands.js';
import type {DaemonAnswer, DaemonCommand} from './ovs-appctl/daemon-command.js';
import {DATAPATH_COMMANDS} from './ovs-appctl/datapath-commands.js';
import {FDB_COMMANDS} from './ovs-appctl/fdb-commands.js';
import {STP_COMMANDS} from './ovs-appctl/stp-commands.js';
import {TRACE_COMMANDS} from './ovs-appctl/trace-commands.js';
import {UNMODELLED} from './ovs-appctl/unmodelled.js';

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
		run: ({switchd}) => ({kind: 'text', text: `ovs-vswitchd (Open vSwitch) ${releaseText(switchd)}\n`}),
	},
];

/** In the order of their names. */
const COMMANDS: readonly DaemonCommand[] = [
	...GENERAL,
	...FDB_COMMANDS,
	...BOND_COMMANDS,
	...DATAPATH_COMMANDS,
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
		if (option === '-V' || option === '--version') return prints(`ovs-appctl (Open vSwitch) ${releaseText(machineAt(place).vswitchd)}\n`);
		if (option === '-t' || option === '--target' || option.startsWith('--target=')) {
			if (target) throw fatal('-t or --target may be specified only once');
			target = true;
			const name = option.includes('=') ? option.slice(option.indexOf('=') + 1) : rest.shift();
			if (name === undefined) throw new Complaint(`ovs-appctl: option requires an argument -- 't'\n`, 1);
			if (name !== 'ovs-vswitchd' && name !== TARGET) throw notModelled(`ovs-appctl -t ${name}`, 'ovs-appctl, which asks ovs-vswitchd');
			continue;
		}
		if (/^(?:-T|--timeout)/.test(option)) {
			if (!/=|^-T./.test(option)) rest.shift();
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
	if (!vswitchd?.running) throw fatal('cannot read pidfile "/var/run/openvswitch/ovs-vswitchd.pid" (No such file or directory)');
	const command = COMMANDS.find((candidate) => candidate.word === word);
	if (!command && UNMODELLED.has(word)) throw notModelled(`ovs-appctl ${word}`, UNMODELLED.get(word) as string);
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

function listCommands(): string {
	return `The available commands are:\n${COMMANDS.map(({word, usage}) => `  ${word.padEnd(23)} ${usage}\n`).join('')}`;
}

function releaseText(switchd: Vswitchd | undefined): string {
	const release = switchd?.release ?? 301;
	return `${Math.floor(release / 100)}.${release % 100}.0`;
}

function fatal(text: string): Complaint {
	return new Complaint(`ovs-appctl: ${text}\n`, 1);
}
