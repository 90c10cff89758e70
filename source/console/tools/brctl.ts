/*
 * `brctl` of bridge-utils
 *
 * Older than netlink: it speaks to the bridge by ioctl and by files in /sys, looks at
 * the state itself before it complains, and has its own sentence for most refusals.
 * It does not move a port from one bridge to another.
 */

import type {Change, Errno} from '../../engine/change.js';
import type {Device} from '../../engine/device.js';
import type {BridgeOptions, BridgePortOptions} from '../../engine/devices/bridge/bridge-change.js';
import type {Bridge} from '../../engine/devices/bridge/bridge-device.js';
import type {ArgumentKind, Command, Options, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {errorText, type Refusal} from '../errno.js';
import {printBridge, printMacs, printStp, SHOW_HEADER} from '../print/brctl.js';
import {SECOND} from '../print/timer.js';
import {type Answer, DONE_SILENTLY, fails, make, type Printed, type Program, prints} from '../program.js';
import {bridgesOf, findDevice, isNameTaken} from '../resolve.js';
import {readInteger, readSeconds} from '../values.js';

/** A verb with the words that its help shows and the number of arguments that it wants. */
interface Verb {
	word: string;
	wants: number;
	synopsis: string;
	/** What each argument names, for completion. */
	names: readonly ArgumentKind[];
	run(place: Place, words: readonly string[]): Answer;
}

const VERBS: readonly Verb[] = [
	{word: 'addbr', wants: 1, synopsis: '<bridge>\t\tadd bridge', names: ['name'], run: addBridge},
	{word: 'delbr', wants: 1, synopsis: '<bridge>\t\tdelete bridge', names: ['bridge'], run: deleteBridge},
	{word: 'addif', wants: 2, synopsis: '<bridge> <device>\tadd interface to bridge', names: ['bridge', 'device'], run: addPorts},
	{word: 'delif', wants: 2, synopsis: '<bridge> <device>\tdelete interface from bridge', names: ['bridge', 'port'], run: deletePorts},
	{
		word: 'hairpin',
		wants: 3,
		synopsis: '<bridge> <port> {on|off}\tturn hairpin on/off',
		names: ['bridge', 'port', 'on-off'],
		run: setHairpin,
	},
	timeVerb('setageing', 'ageing time', 'ageing', 'set ageing time', 'ageing time'),
	{word: 'setbridgeprio', wants: 2, synopsis: '<bridge> <prio>\t\tset bridge priority', names: ['bridge', 'number'], run: setPriority},
	timeVerb('setfd', 'bridge forward delay', 'forwardDelay', 'set forward delay', 'forward delay'),
	timeVerb('sethello', 'hello time', 'helloTime', 'set hello timer', 'hello timer'),
	timeVerb('setmaxage', 'max message age', 'maxAge', 'set max age', 'max age'),
	portVerb('setpathcost', '<cost>\tset path cost', 'cost', 'bad path cost value', 'set path cost failed'),
	portVerb('setportprio', '<prio>\tset port priority', 'priority', 'bad path priority value', 'set port priority failed'),
	{word: 'show', wants: 0, synopsis: '[ <bridge> ]\t\tshow a list of bridges', names: ['bridge'], run: show},
	{word: 'showmacs', wants: 1, synopsis: '<bridge>\t\tshow a list of mac addrs', names: ['bridge'], run: showMacs},
	{word: 'showstp', wants: 1, synopsis: '<bridge>\t\tshow bridge stp info', names: ['bridge'], run: showStp},
	{word: 'stp', wants: 2, synopsis: '<bridge> {on|off}\tturn stp on/off', names: ['bridge', 'on-off'], run: setStp},
];

const USAGE = `Usage: brctl [commands]\ncommands:\n${VERBS.map(({word, synopsis}) => `\t${word.padEnd(10)}\t${synopsis}\n`).join('')}`;

export const BRCTL: Command = {
	word: 'brctl',
	help: 'bridges, the older way',
	commands: VERBS.map(({word, synopsis, names}) => ({word, help: synopsis.split('\t').at(-1) as string, positional: names})),
	run: runBrctl,
};

function runBrctl(place: Place, words: readonly string[], _options: Options): Answer {
	const [typed, ...rest] = words;
	if (typed === undefined) return prints(USAGE, 1);
	if (typed === '-h' || typed === '--help') return prints(USAGE);
	if (typed === '-V' || typed === '--version') return prints('bridge-utils, 1.7\n');
	if (typed.startsWith('-')) throw new Complaint(`brctl: invalid option -- '${typed[1] ?? ''}'\nUnknown option '?'\n`, 1, USAGE);
	const verb = VERBS.find(({word}) => word === typed);
	if (!verb) throw new Complaint(`never heard of command [${typed}]\n`, 1, USAGE);
	if (rest.length < verb.wants) {
		return prints(`Incorrect number of arguments for command\nUsage: brctl ${verb.word} ${verb.synopsis}\n`, 1);
	}
	return verb.run(place, rest);
}

/** Makes a change; `say` puts a refusal into words. */
function* act(change: Change, say: (refusal: Refusal) => string): Program {
	const result = yield* make(change);
	return result.kind === 'refused' ? complain(say(result)) : DONE_SILENTLY;
}

function complain(sentence: string): Printed {
	return fails(`${sentence}\n`, 1);
}

function addBridge(place: Place, [name = '']: readonly string[]): Answer {
	const taken = `device ${name} already exists; can't create bridge with the same name`;
	if (isNameTaken(place, name)) return complain(taken);
	return act({kind: 'add-bridge', machine: place.machine, name, options: {}}, ({errno}) =>
		errno === 'EEXIST' ? taken : `add bridge failed: ${errorText(errno)}`,
	);
}

function deleteBridge(place: Place, [name = '']: readonly string[]): Answer {
	const device = findDevice(place, name);
	if (!device && name !== 'lo') return complain(`bridge ${name} doesn't exist; can't delete it`);
	if (device?.kind !== 'bridge') return complain(`can't delete bridge ${name}: ${errorText('EPERM')}`);
	if (device.up) return complain(`bridge ${name} is still up; can't delete it`);
	return act({kind: 'delete', device: device.id}, ({errno}) => `can't delete bridge ${name}: ${errorText(errno)}`);
}

function* addPorts(place: Place, [bridgeName = '', ...names]: readonly string[]): Program {
	for (const name of names) {
		const failed = (errno: Errno) => complain(`can't add ${name} to bridge ${bridgeName}: ${errorText(errno)}`);
		const device = findDevice(place, name);
		const bridge = findDevice(place, bridgeName);
		if (!isNameTaken(place, name)) return complain(`interface ${name} does not exist!`);
		if (!isNameTaken(place, bridgeName)) return complain(`bridge ${bridgeName} does not exist!`);
		if (bridge?.kind !== 'bridge') return failed('EOPNOTSUPP');
		if (!device) return failed('EINVAL');
		if (device.kind === 'bridge')
			return complain(`device ${name} is a bridge device itself; can't add a bridge device to a bridge device.`);
		const result = yield* make({kind: 'enslave', device: device.id, master: bridge.id});
		if (result.kind === 'done') continue;
		if (result.errno === 'EBUSY') {
			return complain(`device ${name} is already a member of a bridge; can't add it to bridge ${bridgeName}.`);
		}
		return failed(result.errno);
	}
	return DONE_SILENTLY;
}

function* deletePorts(place: Place, [bridgeName = '', ...names]: readonly string[]): Program {
	for (const name of names) {
		const device = findDevice(place, name);
		const bridge = findDevice(place, bridgeName);
		if (!isNameTaken(place, name)) return complain(`interface ${name} does not exist!`);
		if (!isNameTaken(place, bridgeName)) return complain(`bridge ${bridgeName} does not exist!`);
		if (bridge?.kind !== 'bridge') return complain(`can't delete ${name} from ${bridgeName}: ${errorText('EOPNOTSUPP')}`);
		if (!device || device.master !== bridge.id) return complain(`device ${name} is not a port of ${bridgeName}`);
		const result = yield* make({kind: 'release', device: device.id});
		if (result.kind === 'refused') return complain(`can't delete ${name} from ${bridgeName}: ${errorText(result.errno)}`);
	}
	return DONE_SILENTLY;
}

function setHairpin(place: Place, [bridgeName = '', name = '', value = '']: readonly string[]): Answer {
	const on = readSwitch(value);
	if (on === undefined) return complain('expect on/off for argument');
	if (!isNameTaken(place, name)) return complain(`interface ${name} does not exist!`);
	if (!isNameTaken(place, bridgeName)) return complain(`bridge ${bridgeName} does not exist!`);
	const failed = (errno: Errno) => `can't set ${name} to hairpin on bridge ${bridgeName}: ${errorText(errno)}`;
	const device = findDevice(place, name);
	if (!device || device.master === -1) return complain(failed('ENOENT'));
	return act({kind: 'set-port', device: device.id, options: {hairpin: on}}, ({errno}) => failed(errno));
}

function setStp(place: Place, [name = '', value = '']: readonly string[]): Answer {
	const on = readSwitch(value);
	if (on === undefined) return complain('expect on/off for argument');
	return setBridge(place, name, {stp: on}, 'set stp status failed');
}

function setPriority(place: Place, [name = '', value = '']: readonly string[]): Answer {
	const priority = readInteger(value);
	if (priority === undefined) return complain('bad priority');
	// The kernel takes 16 bits of it.
	return setBridge(place, name, {priority: priority & 0xffff}, 'set bridge priority failed');
}

function timeVerb(
	word: string,
	about: string,
	option: keyof BridgeOptions & ('ageing' | 'forwardDelay' | 'helloTime' | 'maxAge'),
	failed: string,
	bad: string,
): Verb {
	return {
		word,
		wants: 2,
		synopsis: `<bridge> <time>\t\tset ${about}`,
		names: ['bridge', 'seconds'],
		run: (place, [name = '', value = '']) => {
			const seconds = readSeconds(value);
			if (seconds === undefined) return complain(`bad ${bad} value`);
			return setBridge(place, name, {[option]: Math.floor(seconds * 100) * (SECOND / 100)}, `${failed} failed`);
		},
	};
}

function setBridge(place: Place, name: string, options: BridgeOptions, failed: string): Answer {
	const bridge = findDevice(place, name);
	if (!isNameTaken(place, name)) return complain(`${failed}: ${errorText('ENODEV')}`);
	if (bridge?.kind !== 'bridge') return complain(`${failed}: ${errorText('EOPNOTSUPP')}`);
	return act({kind: 'set-bridge', device: bridge.id, options}, ({errno}) => `${failed}: ${errorText(errno)}`);
}

/** Goes by the file of the port in /sys: which bridge it is a port of does not matter. */
function portVerb(
	word: string,
	synopsis: string,
	option: keyof BridgePortOptions & ('cost' | 'priority'),
	bad: string,
	failed: string,
): Verb {
	return {
		word,
		wants: 3,
		synopsis: `<bridge> <port> ${synopsis}`,
		names: ['bridge', 'port', 'number'],
		run: (place, [, name = '', value = '']) => {
			const number = readInteger(value);
			if (number === undefined) return complain(bad);
			if (!isNameTaken(place, name)) return complain(`${failed}: ${errorText('ENODEV')}`);
			const device = findDevice(place, name);
			if (!device || device.master === -1) return complain(`${failed}: ${errorText('ENOENT')}`);
			return act({kind: 'set-port', device: device.id, options: {[option]: number}}, ({errno}) => `${failed}: ${errorText(errno)}`);
		},
	};
}

function show(place: Place, names: readonly string[]): Answer {
	const asked: readonly (string | Bridge)[] = names.length === 0 ? byName(bridgesOf(place)) : names;
	let stdout = '';
	let stderr = '';
	for (const entry of asked) {
		const bridge = typeof entry === 'string' ? bridgeNamed(place, entry) : entry;
		if (typeof bridge === 'string') stderr += `${bridge}\n`;
		else stdout += `${stdout === '' ? SHOW_HEADER : ''}${printBridge(place.world, bridge)}`;
	}
	return {stdout, stderr, status: stderr === '' ? 0 : 1};
}

function showMacs(place: Place, [name = '']: readonly string[]): Answer {
	const device = findDevice(place, name);
	if (!isNameTaken(place, name)) return complain(`read of forward table failed: ${errorText('ENODEV')}`);
	if (device?.kind !== 'bridge') return complain(`read of forward table failed: ${errorText('EOPNOTSUPP')}`);
	return prints(printMacs(place.world, device));
}

function showStp(place: Place, [name = '']: readonly string[]): Answer {
	const bridge = bridgeNamed(place, name);
	return typeof bridge === 'string' ? complain(bridge) : prints(printStp(place.world, bridge));
}

/** The bridge, or what brctl says when it is none. */
function bridgeNamed(place: Place, name: string): Bridge | string {
	const device = findDevice(place, name);
	if (!isNameTaken(place, name)) return `bridge ${name} does not exist!`;
	return device?.kind === 'bridge' ? device : `device ${name} is not a bridge!`;
}

function byName<D extends Device>(devices: D[]): D[] {
	return devices.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readSwitch(value: string): boolean | undefined {
	if (['on', 'yes', '1'].includes(value)) return true;
	return ['off', 'no', '0'].includes(value) ? false : undefined;
}
