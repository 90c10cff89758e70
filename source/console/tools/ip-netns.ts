/** `ip netns` and `ip -n`: the machines of a lab are network namespaces. */

import {machineNamed} from '../../engine/world.js';
import {type Command, NO_OPTIONS, type Options, onMachine, type Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {dispatch} from '../grammar.js';
import {printListing} from '../print/listing.js';
import {both} from '../print/piece.js';
import {type Answer, DONE_SILENTLY, isProgram, type Program, prints, say} from '../program.js';
import {machineAt, seatsIn} from '../resolve.js';
import {IP_NETNS_USAGE} from '../usage/ip.js';

const FIXED = 'a machine of the lab file (a lab has the machines it was written with)';

const COMMANDS: readonly Command[] = [
	{word: 'list', also: ['show', 'lst'], short: true, help: 'the machines', run: list},
	{word: 'list-id', short: true, help: 'numbers of namespaces', instead: 'ip netns list'},
	{word: 'help', short: true, help: 'help', run: usage},
	{word: 'add', short: true, help: 'a new machine', instead: FIXED},
	{word: 'set', short: true, help: 'number of a namespace', instead: 'ip netns list'},
	{word: 'delete', short: true, help: 'remove a machine', instead: FIXED},
	{word: 'identify', short: true, help: 'this machine', run: identify},
	{word: 'pids', short: true, help: 'processes of a machine', instead: 'ip netns exec MACHINE COMMAND'},
	{word: 'exec', short: true, bare: 'machine', help: 'run a command on a machine', run: execute},
	{word: 'monitor', short: true, help: 'messages of the kernel', instead: 'the trace of the lab'},
	{word: 'attach', short: true, help: 'name a namespace', instead: FIXED},
];

export const IP_NETNS: Command = {
	word: 'netns',
	short: true,
	help: 'machines of the lab',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('ip netns', COMMANDS, place, words, options, {otherwise: 'list', unknown}),
};

/** The same place on another machine. Throws what the tool says when there is none. */
export function enterNetns(place: Place, name: string): Place {
	const machine = machineNamed(place.world, name);
	if (!machine) throw new Complaint(`Cannot open network namespace "${name}": No such file or directory\n`, 255);
	return onMachine(place, machine.id);
}

function list(place: Place, _words: readonly string[], options: Options): Answer {
	const others = seatsIn(place.world).filter(({id}) => id !== place.machine);
	return prints(
		printListing(
			others.map(({name}) => both('name', name, `${name}\n`)),
			options,
		),
	);
}

/** Without a process it is the tool itself that is asked about. */
function identify(place: Place, words: readonly string[]): Answer {
	const [pid, ...rest] = words;
	if (rest.length > 0) throw new Complaint('extra arguments specified\n', 1);
	if (pid !== undefined) {
		if (!/^\d+$/.test(pid)) throw new Complaint(`Specified string '${pid}' is not a pid\n`, 1);
		throw notModelled('ip netns identify of a process', 'ip netns identify');
	}
	return prints(`${machineAt(place).name}\n`);
}

function execute(place: Place, words: readonly string[], options: Options): Answer {
	if (options.everywhere) return executeEverywhere(place, words);
	const [name, ...command] = words;
	if (name === undefined) throw new Complaint('No netns name specified\n', 1);
	if (command.length === 0) throw new Complaint('No command specified\n', 1);
	return runCommand(enterNetns(place, name), command);
}

/** One machine after the other, and success whatever becomes of the commands. */
function* executeEverywhere(place: Place, command: readonly string[]): Program {
	if (command.length === 0) throw new Complaint('No command specified\n', 1);
	for (const {id, name} of seatsIn(place.world)) {
		yield* say(`\nnetns: ${name}\n`);
		const printed = yield* answerOf(() => runCommand(onMachine(place, id), command));
		yield* say(printed.stdout);
		yield* say(printed.stderr, 'stderr');
	}
	return DONE_SILENTLY;
}

function* answerOf(run: () => Answer): Program {
	try {
		const answer = run();
		return isProgram(answer) ? yield* answer : answer;
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		return {stdout: error.stdout, stderr: error.stderr, status: error.status};
	}
}

function runCommand(there: Place, [typed = '', ...rest]: readonly string[]): Answer {
	const tool = there.tools.find(({word}) => word === typed);
	if (!tool?.run) throw new Complaint(`exec of "${typed}" failed: No such file or directory\n`, 1);
	return tool.run(there, rest, NO_OPTIONS);
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "ip netns help".\n`, 255);
}

function usage(): never {
	throw new Complaint(IP_NETNS_USAGE, 255);
}
