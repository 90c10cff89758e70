/*
 * `ovs-dpctl`: the datapaths of the kernel (utilities/ovs-dpctl.c)
 *
 * The tool asks the kernel module by itself, and knows nothing of the daemon: of a datapath in user space
 * (`datapath_type=netdev`) it sees nothing, and ports are those of the datapath, not of OpenFlow. The same
 * commands are asked of the daemon as `ovs-appctl dpctl/…`.
 *
 * Not modelled: making datapaths, ports and cached flows by hand, which a running daemon undoes; connection tracking;
 * options after the command's words that belong to the log.
 */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {type Answer, fails, make, type Printed, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {DPCTL_USAGE} from '../usage/ovs-dpctl.js';
import {DPCTL_COMMANDS, dpctlList, refuseUnmodelled} from './dpctl/commands.js';
import {datapathsOf} from './dpctl/datapath-names.js';
import type {DpctlOptions} from './dpctl/options.js';
import type {DaemonAnswer} from './ovs-appctl/daemon-command.js';
import {ovsRelease} from './ovs-release.js';

const KEYWORDS: readonly Keyword[] = [
	{word: '-m', also: ['--more'], help: 'every field of cached flows, and their ids'},
	{word: '--names', help: 'ports by name'},
	{word: '--no-names', help: 'ports by number'},
	{word: '-s', also: ['--statistics'], help: 'what ports have counted'},
];

export const OVS_DPCTL: Command = {
	word: 'ovs-dpctl',
	help: 'the datapaths of the kernel, their ports and cached flows',
	keywords: KEYWORDS,
	commands: DPCTL_COMMANDS.map(({word, help, names}) => ({word, help, positional: names})),
	run: runDpctl,
};

function runDpctl(place: Place, words: readonly string[]): Answer {
	const {options, args, only} = readOptions(words);
	if (only === 'help') return prints(DPCTL_USAGE);
	if (only === 'version') return prints(`ovs-dpctl (Open vSwitch) ${ovsRelease(place)}\n`);
	const [word, ...rest] = args;
	if (word === undefined) throw fatal('missing command name; use --help for help');
	if (word === 'help') return prints(DPCTL_USAGE);
	if (word === 'list-commands') return prints(dpctlList(''));
	const command = DPCTL_COMMANDS.find((candidate) => candidate.word === word);
	if (!command) {
		refuseUnmodelled('ovs-dpctl', '', word);
		throw fatal(`unknown command '${word}'; use --help for help`);
	}
	const [least, most] = command.wants;
	if (rest.length < least) throw fatal(`'${word}' command requires at least ${least} arguments`);
	if (rest.length > most) throw fatal(`'${word}' command takes at most ${most} arguments`);
	const switchd = machineAt(place).vswitchd;
	if (!switchd) return fails('ovs-dpctl: no datapaths exist\novs-dpctl: datapath not found (Invalid argument)\n', 1);
	const datapaths = datapathsOf(place.world, switchd).filter(({type}) => type === 'system' && !switchd.datapathOverride);
	return answered(command.run({place, switchd, datapaths, program: 'ovs-dpctl', ...options, args: rest}));
}

function* answered(answer: DaemonAnswer): Program {
	if (answer.kind !== 'change') return said(answer);
	return said(answer.after(yield* make(answer.change)));
}

function said({kind, text}: Exclude<DaemonAnswer, {kind: 'change'}>): Printed {
	const line = text === '' || text.endsWith('\n') ? text : `${text}\n`;
	return kind === 'text' ? prints(line) : fails(line, 1);
}

/** Options may stand anywhere (getopt_long); behind `--` there are none. */
function readOptions(words: readonly string[]): {options: DpctlOptions; args: string[]; only?: 'help' | 'version'} {
	let names: boolean | undefined;
	const options: DpctlOptions = {more: false, names: false, statistics: false};
	const args: string[] = [];
	const left = [...words];
	const done = () => ({options: {...options, names: names ?? options.more}, args});
	for (let word = left.shift(); word !== undefined; word = left.shift()) {
		if (word === '--') return {...done(), args: [...args, ...left]};
		if (!word.startsWith('-') || word === '-') {
			args.push(word);
			continue;
		}
		switch (word) {
			case '-h':
			case '--help':
				return {...done(), only: 'help'};
			case '-V':
			case '--version':
				return {...done(), only: 'version'};
			case '-m':
			case '--more':
				options.more = true;
				break;
			case '-s':
			case '--statistics':
				options.statistics = true;
				break;
			case '--names':
				names = true;
				break;
			case '--no-names':
				names = false;
				break;
			case '--clear':
			case '--may-create':
			case '--read-only':
				throw notModelled(`ovs-dpctl ${word}`, 'ovs-ofctl mod-flows');
			case '-t':
			case '--timeout':
				readTimeout(word, left.shift());
				break;
			default:
				if (/^(?:-t.|--timeout=)/.test(word)) readTimeout(word, word.replace(/^(?:-t|--timeout=)/, ''));
				else throw unknown(word);
		}
	}
	return done();
}

function readTimeout(option: string, seconds: string | undefined): void {
	if (seconds === undefined) {
		const what = option === '-t' ? "option requires an argument -- 't'" : "option '--timeout' requires an argument";
		throw new Complaint(`ovs-dpctl: ${what}\n`, 1);
	}
	if (!/^[1-9]\d*$/.test(seconds)) throw fatal(`value ${seconds} on -t or --timeout is invalid`);
}

function unknown(word: string): Complaint {
	return new Complaint(
		word.startsWith('--') ? `ovs-dpctl: unrecognized option '${word}'\n` : `ovs-dpctl: invalid option -- '${word[1] ?? ''}'\n`,
		1,
	);
}

function fatal(text: string): Complaint {
	return new Complaint(`ovs-dpctl: ${text}\n`, 1);
}
