/** `tc`: options that stand before the object, and the objects. */
import {type Command, type Keyword, NO_OPTIONS, type Options, type Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {dispatch, readFlags} from '../grammar.js';
import {type Answer, fails} from '../program.js';
import {TC_USAGE} from '../usage/tc.js';
import {enterNetns} from './ip-netns.js';
import {TC_FILTER} from './tc/filter.js';
import {TC_QDISC} from './tc/qdisc.js';

/** In the order in which `tc` tries them. */
const FLAGS: readonly Keyword[] = [
	{word: '-stats', also: ['-statistics'], short: true, help: 'more: counters'},
	{word: '-details', short: true, help: 'more: nothing here'},
	{word: '-raw', short: true, help: 'numbers as they are', instead: 'leave it out'},
	{word: '-pretty', short: true, help: 'indented JSON', instead: 'the plain listing'},
	{word: '-graph', short: true, help: 'a drawing', instead: 'leave it out'},
	{word: '-Version', short: true, help: 'version'},
	{word: '-iec', short: true, help: 'rates in powers of 1024', instead: 'leave it out'},
	{word: '-help', short: true, help: 'help'},
	{word: '-force', short: true, help: 'go on after an error', instead: 'one command a line'},
	{word: '-batch', short: true, takes: 'name', help: 'commands from a file', instead: 'one command a line'},
	{word: '-netns', short: true, takes: 'machine', help: 'on another machine'},
	{word: '-Numeric', short: true, help: 'numbers for names', instead: 'leave it out'},
	{word: '-names', also: ['-nm'], short: true, help: 'names of classes', instead: 'leave it out'},
	{word: '-conf', also: ['-cf'], short: true, takes: 'name', help: 'names of classes', instead: 'leave it out'},
	{word: '-color', help: 'colours', instead: 'leave it out'},
	{word: '-timestamp', short: true, help: 'time of each message', instead: 'the clock of the lab'},
	{word: '-tshort', short: true, help: 'time of each message', instead: 'the clock of the lab'},
	{word: '-json', short: true, help: 'JSON', instead: 'the plain listing'},
	{word: '-oneline', short: true, help: 'one line a record', instead: 'the plain listing'},
	{word: '-brief', short: true, help: 'less', instead: 'the plain listing'},
];

/** In the order in which `tc` tries them. */
const OBJECTS: readonly Command[] = [
	TC_QDISC,
	{word: 'class', short: true, help: 'classes of queues', instead: 'tc qdisc'},
	TC_FILTER,
	{word: 'chain', short: true, help: 'chains of filters', instead: 'tc filter add … chain N'},
	{word: 'actions', short: true, help: 'actions by themselves', instead: 'tc filter add … action'},
	{word: 'monitor', short: true, help: 'messages of the kernel', instead: 'the trace of the lab'},
	{word: 'exec', short: true, help: 'programs', instead: 'tc filter'},
	{word: 'help', short: true, help: 'help', run: () => fails(TC_USAGE, 0)},
];

export const TC: Command = {
	word: 'tc',
	help: 'classifiers: mirror, redirect, drop and sample frames',
	keywords: FLAGS,
	commands: OBJECTS,
	run: runTc,
};

function runTc(place: Place, words: readonly string[]): Answer {
	const options: Options = {...NO_OPTIONS};
	let here = place;
	const unknownFlag = (flag: string) => new Complaint(`Option "${flag}" is unknown, try "tc -help".\n`, 255);
	const rest = readFlags('tc', FLAGS, words, unknownFlag, (flag, value) => {
		switch (flag) {
			case '-stats':
				options.statistics++;
				break;
			case '-details':
				options.details = true;
				break;
			case '-Version':
				throw new Complaint('', 0, 'tc utility, iproute2-6.1.0, libbpf 1.1.2\n');
			case '-netns':
				here = enterNetns(place, value ?? '(null)');
				break;
			default:
				throw new Complaint(TC_USAGE, 0);
		}
	});
	const unknown = (word: string) => new Complaint(`Object "${word}" is unknown, try "tc help".\n`, 255);
	return dispatch('tc', OBJECTS, here, rest, options, {otherwise: 'help', unknown});
}
