/** `tc qdisc`: what carries classifiers, `clsact` and `ingress`. Disciplines that queue are not in the lab (tc_qdisc_modify, tc_qdisc_list). */
import type {Device} from '../../../engine/device.js';
import type {Command, Keyword, Options, Place} from '../../command.js';
import {Complaint, duplicateArgument, incompleteCommand, notModelled, wrongArgument} from '../../complaint.js';
import {dispatch, findWord} from '../../grammar.js';
import {printIngressQdisc, printLoopbackQdisc, printRootQdisc} from '../../print/tc-qdisc.js';
import {type Answer, fails, prints, request} from '../../program.js';
import {devicesOf, findDevice, isNameTaken, LOOPBACK, machineAt} from '../../resolve.js';
import {readClassId} from '../../tc-words.js';
import {TC_QDISC_USAGE} from '../../usage/tc.js';

const REFUSED = 2;
const GIVE_UP = 255;
const INSTEAD = 'clsact';

const KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the device'},
	{word: 'handle', takes: 'text', help: 'its number: leave it out'},
	{word: 'root', help: 'where frames queue', instead: INSTEAD},
	{word: 'clsact', help: 'hooks at both ends'},
	{word: 'ingress', help: 'a hook for what comes in'},
	{word: 'parent', takes: 'text', help: 'a class', instead: INSTEAD},
	{word: 'estimator', short: true, takes: 'text', help: 'rates', instead: '-s'},
	{word: 'stab', short: true, takes: 'text', help: 'sizes', instead: 'leave it out'},
	{word: 'ingress_block', short: true, takes: 'number', help: 'a shared block', instead: INSTEAD},
	{word: 'egress_block', short: true, takes: 'number', help: 'a shared block', instead: INSTEAD},
	{word: 'help', short: true, help: 'help'},
];

const FILTERS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'only this device'},
	{word: 'root', help: 'only where frames queue'},
	{word: 'ingress', also: ['clsact'], help: 'only the hooks'},
	{word: 'parent', short: true, takes: 'text', help: 'a class', instead: 'ingress'},
	{word: 'handle', short: true, takes: 'text', help: 'a number', instead: 'ingress'},
	{word: 'help', short: true, help: 'help'},
	{word: 'invisible', help: 'also what is hidden', instead: 'leave it out'},
];

const modify = {short: true, keywords: KEYWORDS};

const COMMANDS: readonly Command[] = [
	{...modify, word: 'add', help: 'put it there', run: (place, words) => modifyQdisc(place, words, 'add')},
	{word: 'change', short: true, help: 'change it', instead: 'tc qdisc del, tc qdisc add'},
	{...modify, word: 'replace', help: 'put it there unless it is', run: (place, words) => modifyQdisc(place, words, 'replace')},
	{word: 'link', short: true, help: 'change it', instead: 'tc qdisc del, tc qdisc add'},
	{...modify, word: 'delete', help: 'take it away, with its filters', run: (place, words) => modifyQdisc(place, words, 'del')},
	{word: 'show', also: ['list', 'lst'], short: true, help: 'what is there', keywords: FILTERS, run: showQdiscs},
	{word: 'help', short: true, help: 'help', run: () => fails(TC_QDISC_USAGE, 0)},
];

export const TC_QDISC: Command = {
	word: 'qdisc',
	short: true,
	help: 'what carries classifiers',
	commands: COMMANDS,
	run: (place, words, options) => dispatch('tc qdisc', COMMANDS, place, words, options, {otherwise: 'show', unknown}),
};

function modifyQdisc(place: Place, words: readonly string[], verb: 'add' | 'replace' | 'del'): Answer {
	let name: string | undefined;
	let isRoot = false;
	const rest = [...words];
	let qdisc: 'clsact' | 'ingress' | undefined;
	while (rest.length > 0 && !qdisc) {
		const typed = rest.shift() as string;
		const keyword = findWord(KEYWORDS, typed);
		if (!keyword) throw notModelled(`a qdisc of kind ${typed}`, INSTEAD);
		if (keyword.word === 'root') {
			isRoot = true;
			continue;
		}
		if (keyword.instead !== undefined) throw notModelled(`tc qdisc: "${keyword.word}"`, keyword.instead);
		if (keyword.word === 'help') return fails(TC_QDISC_USAGE, 0);
		if (keyword.word === 'clsact' || keyword.word === 'ingress') {
			if (isRoot) throw new Complaint(`Error: "${keyword.word}" is a duplicate parent ID\n`, GIVE_UP);
			qdisc = keyword.word;
			continue;
		}
		const value = rest.shift();
		if (value === undefined) throw incompleteCommand();
		if (keyword.word === 'handle' && readClassId(value) === undefined) throw wrongArgument(value, 'invalid qdisc ID');
		if (keyword.word === 'dev') {
			if (name !== undefined) throw duplicateArgument('dev', value);
			name = value;
		}
	}
	if (rest[0] !== undefined) throw new Complaint(`What is "${rest[0]}"?\nUsage: ... ${qdisc}\n`, 1);
	if (!qdisc) {
		if (isRoot) throw notModelled('a qdisc that queues', INSTEAD);
		if (name === undefined) return fails('RTNETLINK answers: No such device\n', REFUSED);
	}
	if (name === undefined) return fails('RTNETLINK answers: No such device\n', REFUSED);
	const device = deviceFor(place, name);
	if (!qdisc)
		return fails(`Error: ${verb === 'del' ? 'Cannot find specified qdisc on specified device' : 'Handle cannot be zero'}.\n`, REFUSED);
	if (verb === 'del') return request([{kind: 'tc-qdisc-del', device: device.id, qdisc}], REFUSED);
	return request([{kind: 'tc-qdisc-add', device: device.id, qdisc, verb}], REFUSED);
}

/** The device that a line of `tc` names; throws what the tool says when there is none. */
export function deviceFor(place: Place, name: string): Device {
	const device = findDevice(place, name);
	if (device) return device;
	if (name === LOOPBACK) throw notModelled('tc: classifiers on lo', 'another device');
	throw new Complaint(`Cannot find device "${name}"\n`, 1);
}

function showQdiscs(place: Place, words: readonly string[], {statistics}: Options): Answer {
	let name: string | undefined;
	let only: 'root' | 'ingress' | undefined;
	for (let at = 0; at < words.length; at++) {
		const typed = words[at] as string;
		const keyword = findWord(FILTERS, typed);
		if (!keyword) throw new Complaint(`What is "${typed}"? Try "tc qdisc help".\n`, GIVE_UP);
		if (keyword.instead !== undefined) throw notModelled(`tc qdisc show: "${keyword.word}"`, keyword.instead);
		if (keyword.word === 'help') return fails(TC_QDISC_USAGE, 0);
		if (keyword.word === 'dev') {
			name = words[++at];
			if (name === undefined) throw incompleteCommand();
		} else {
			if (only) throw wrongArgument(typed, 'parent is already specified');
			only = keyword.word === 'root' ? 'root' : 'ingress';
		}
	}
	if (name !== undefined && !isNameTaken(place, name)) throw new Complaint(`Cannot find device "${name}"\n`, 1);
	const style = {withDevice: name === undefined, withStatistics: statistics > 0};
	const devices = devicesOf(place).filter((device) => name === undefined || device === findDevice(place, name));
	const loopback = only !== 'ingress' && (name === undefined || name === LOOPBACK) ? printLoopbackQdisc(machineAt(place), style) : '';
	return prints(
		loopback +
			devices
				.map(
					(device) =>
						(only === 'ingress' ? '' : printRootQdisc(place.world, device, style)) +
						(only === 'root' ? '' : printIngressQdisc(device, style)),
				)
				.join(''),
	);
}

function unknown(word: string): Complaint {
	return new Complaint(`Command "${word}" is unknown, try "tc qdisc help".\n`, GIVE_UP);
}
