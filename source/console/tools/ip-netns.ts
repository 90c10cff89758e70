/** `ip netns` and `ip -n`: the machines of a lab are network namespaces. */

import {machineNamed} from '../../engine/world.js';
import {type Command, type Options, onMachine, type Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {dispatch} from '../grammar.js';
import {type Answer, prints} from '../program.js';
import {seatsIn} from '../resolve.js';
import {IP_NETNS_USAGE} from '../usage/ip.js';

const FIXED = 'a machine of the lab file (a lab has the machines it was written with)';

const COMMANDS: readonly Command[] = [
	{word: 'list', also: ['show', 'lst'], short: true, help: 'the machines', run: list},
	{word: 'list-id', short: true, help: 'numbers of namespaces', instead: 'ip netns list'},
	{word: 'help', short: true, help: 'help', run: usage},
	{word: 'add', short: true, help: 'a new machine', instead: FIXED},
	{word: 'set', short: true, help: 'number of a namespace', instead: 'ip netns list'},
	{word: 'delete', short: true, help: 'remove a machine', instead: FIXED},
	{word: 'identify', short: true, help: 'machine of a process', instead: 'the prompt, which names it'},
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

function list(place: Place): Answer {
	return prints(
		seatsIn(place.world)
			.filter(({id}) => id !== place.machine)
			.map(({name}) => `${name}\n`)
			.join(''),
	);
}

function execute(place: Place, words: readonly string[], options: Options): Answer {
	const [name, typed, ...rest] = words;
	if (name === undefined) throw new Complaint('No netns name specified\n', 1);
	if (typed === undefined) throw new Complaint('No command specified\n', 1);
	const there = enterNetns(place, name);
	const tool = place.tools.find(({word}) => word === typed);
	if (!tool?.run) throw new Complaint(`exec of "${typed}" failed: No such file or directory\n`, 1);
	return tool.run(there, rest, options);
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "ip netns help".\n`, 255);
}

function usage(): never {
	throw new Complaint(IP_NETNS_USAGE, 255);
}
