/** `bridge`: options that stand before the object, and the objects. */
import {type Command, type Keyword, NO_OPTIONS, type Options, type Place} from '../command.js';
import {Complaint, wrongArgument} from '../complaint.js';
import {dispatch, readFlags} from '../grammar.js';
import type {Answer} from '../program.js';
import {BRIDGE_USAGE} from '../usage/bridge.js';
import {runBatch} from './batch.js';
import {BRIDGE_FDB} from './bridge-fdb.js';
import {BRIDGE_LINK} from './bridge-link.js';
import {BRIDGE_MDB} from './bridge-mdb.js';
import {BRIDGE_MONITOR} from './bridge-monitor.js';
import {BRIDGE_VLAN} from './bridge-vlan.js';
import {enterNetns} from './ip-netns.js';
import {COLOUR, takeCommonFlag, withoutColourChoice} from './iproute-flags.js';

/** In the order in which `bridge` tries them. */
const FLAGS: readonly Keyword[] = [
	{word: '-help', short: true, help: 'help'},
	{word: '-Version', short: true, help: 'version'},
	{word: '-stats', also: ['-statistics'], short: true, help: 'more: times and counters'},
	{word: '-details', short: true, help: 'more: flags of a port, router ports'},
	{word: '-oneline', short: true, help: 'one line a record'},
	{word: '-timestamp', short: true, help: 'time of each message of a monitor'},
	{word: '-family', short: true, takes: 'family', help: 'inet or inet6, which makes no difference'},
	{word: '-4', help: 'IPv4, which makes no difference'},
	{word: '-6', help: 'IPv6, which makes no difference'},
	{word: '-netns', short: true, takes: 'machine', help: 'on another machine'},
	COLOUR,
	{word: '-compressvlans', short: true, help: 'ranges of VLANs'},
	{word: '-force', short: true, help: 'a batch goes on after an error'},
	{word: '-json', short: true, help: 'JSON'},
	{word: '-pretty', short: true, help: 'indented JSON, beside -json'},
	{word: '-batch', short: true, takes: 'name', help: 'commands from standard input: -'},
];

/** In the order in which `bridge` tries them. */
const OBJECTS: readonly Command[] = [
	BRIDGE_LINK,
	BRIDGE_FDB,
	BRIDGE_MDB,
	BRIDGE_VLAN,
	{word: 'vni', short: true, help: 'VXLAN identifiers', instead: 'bridge vlan'},
	BRIDGE_MONITOR,
	{word: 'help', short: true, help: 'help', run: usage},
];

export const BRIDGE: Command = {
	word: 'bridge',
	help: 'ports, FDB, VLANs and groups of bridges',
	keywords: FLAGS,
	commands: OBJECTS,
	run: runBridge,
};

function runBridge(place: Place, words: readonly string[]): Answer {
	const options: Options = {...NO_OPTIONS};
	let here = place;
	let batch: string | undefined;
	let force = false;
	const unknownFlag = (flag: string) => new Complaint(`Option "${flag}" is unknown, try "bridge help".\n`, 255);
	const rest = readFlags('bridge', FLAGS, withoutColourChoice(words), unknownFlag, (flag, value) => {
		if (takeCommonFlag(options, flag)) return;
		switch (flag) {
			case '-family':
				if (value === undefined || value === 'help') usage();
				if (value !== 'inet' && value !== 'inet6') throw wrongArgument(value, 'invalid protocol family');
				break;
			case '-compressvlans':
				options.compressed = true;
				break;
			case '-Version':
				throw new Complaint('', 0, 'bridge utility, 6.1.0\n');
			case '-netns':
				here = enterNetns(place, value ?? '(null)');
				break;
			case '-force':
				force = true;
				break;
			case '-batch':
				batch = value ?? usage();
				break;
			default:
				usage();
		}
	});
	const unknown = (word: string) => new Complaint(`Object "${word}" is unknown, try "bridge help".\n`, 255);
	const run = (line: readonly string[]) => dispatch('bridge', OBJECTS, here, line, options, {otherwise: 'help', unknown});
	return batch === undefined ? run(rest) : runBatch('bridge', {file: batch, force}, run);
}

function usage(): never {
	throw new Complaint(BRIDGE_USAGE, 255);
}
