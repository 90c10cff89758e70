/*
 * `ovs-ofctl`: the OpenFlow tables of a switch
 *
 * The tool speaks OpenFlow as a controller does, once, to the bridge that it is given. It speaks 1.0 unless `-O`
 * says otherwise, and that matters: the versions differ in what a flow may say and in what a change does.
 * What the tool itself cannot read it says in a sentence; what the switch refuses it prints as the messages it got.
 *
 * Flows and groups may come from a file of the machine, or from standard input (`add-flows BRIDGE -`).
 *
 * Not modelled: bundles, meters, queues, monitors, TLV maps, connection tracking, the
 * commands for testing the tool itself; `-F` beyond openflow10 and nxm.
 */

import {fieldNamed} from '../../engine/flow/field.js';
import {OPENFLOW_VERSIONS, type OpenFlowVersion} from '../../engine/flow/syntax/protocol.js';
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {type Answer, prints} from '../program.js';
import {OFCTL_USAGE} from '../usage/ovs-ofctl.js';
import {withStamps} from './ovs-log.js';
import {fatal, type OfctlCommand, type OfctlOptions} from './ovs-ofctl/call.js';
import {COMPARISON_COMMANDS} from './ovs-ofctl/compare-commands.js';
import {FLOW_COMMANDS} from './ovs-ofctl/flow-commands.js';
import {GROUP_COMMANDS} from './ovs-ofctl/group-commands.js';
import {PACKET_OUT} from './ovs-ofctl/packet-out.js';
import {PORT_COMMANDS} from './ovs-ofctl/port-commands.js';
import {ovsRelease} from './ovs-release.js';

const COMMANDS: readonly OfctlCommand[] = [...PORT_COMMANDS, ...FLOW_COMMANDS, ...COMPARISON_COMMANDS, ...GROUP_COMMANDS, PACKET_OUT];

/** Real commands that are not here, with the nearest that is. */
const UNMODELLED: ReadonlyMap<string, string> = new Map(
	Object.entries({
		'dump-tables': 'dump-table-features dump-table-desc mod-table',
		'dump-flows': 'monitor snoop ofp-parse ofp-parse-pcap bundle dump-ipfix-bridge dump-ipfix-flow ct-flush ct-flush-zone',
		'dump-ports':
			'queue-stats queue-get-config add-meter mod-meter del-meter del-meters dump-meter dump-meters meter-stats meter-features set-frags',
		'dump-groups': 'dump-group-features add-tlv-map del-tlv-map dump-tlv-map',
		probe: 'ping benchmark',
		show: 'help list-commands',
	}).flatMap(([nearest, words]) => words.split(' ').map((word) => [word, nearest] as const)),
);

const KEYWORDS: readonly Keyword[] = [
	{word: '-O', also: ['--protocols'], takes: 'text', help: 'version of OpenFlow, OpenFlow10 to OpenFlow15'},
	{word: '--strict', help: 'means exactly the flow, not those that it covers'},
	{word: '--names', help: 'ports by name'},
	{word: '--no-names', help: 'ports by number'},
	{word: '--no-stats', help: 'flows without what they have counted'},
	{word: '--sort', help: 'flows by priority, or --sort=FIELD'},
	{word: '--rsort', help: 'the same backwards'},
	{word: '--readd', help: 'replace-flows: sends flows that are the same, too'},
	{word: '--may-create', help: 'mod-group: adds it where it is not'},
];

export const OVS_OFCTL: Command = {
	word: 'ovs-ofctl',
	help: 'flows, groups and ports of an OpenFlow switch',
	keywords: KEYWORDS,
	commands: COMMANDS.map(({word, help, names}) => ({word, help, positional: names})),
	run: runOfctl,
};

function runOfctl(place: Place, words: readonly string[]): Answer {
	const {options, args, only} = readOptions(words);
	if (only === 'help') return prints(OFCTL_USAGE);
	if (only === 'version') return prints(`ovs-ofctl (Open vSwitch) ${ovsRelease(place)}\nOpenFlow versions 0x1:0x6\n`);
	const [word, ...rest] = args;
	if (word === undefined) throw fatal('missing command name; use --help for help');
	const command = COMMANDS.find((candidate) => candidate.word === word);
	if (!command && UNMODELLED.has(word)) throw notModelled(`ovs-ofctl ${word}`, `ovs-ofctl ${UNMODELLED.get(word)}`);
	if (!command) throw fatal(`unknown command '${word}'; use --help for help`);
	const [least, most] = command.wants;
	if (rest.length < least) throw fatal(`'${word}' command requires at least ${least} arguments`);
	if (rest.length > most) throw fatal(`'${word}' command takes at most ${most} arguments`);
	return withStamps(place, () => command.run({place, options, args: rest}));
}

/** Options may stand anywhere (getopt_long); behind `--` there are none. */
function readOptions(words: readonly string[]): {options: OfctlOptions; args: string[]; only?: 'help' | 'version'} {
	const options = {
		versions: ['OpenFlow10'] as readonly OpenFlowVersion[],
		strict: false,
		names: undefined as boolean | undefined,
		statistics: true,
		criteria: [] as OfctlOptions['criteria'],
		mayCreate: false,
		readd: false,
		standardOnly: false,
	};
	const args: string[] = [];
	const left = [...words];
	const argumentOf = (option: string, attached: string | undefined): string => {
		const value = attached ?? left.shift();
		if (value !== undefined) return value;
		throw new Complaint(
			option.startsWith('--')
				? `ovs-ofctl: option '${option}' requires an argument\n`
				: `ovs-ofctl: option requires an argument -- '${option[1]}'\n`,
			1,
		);
	};
	for (let word = left.shift(); word !== undefined; word = left.shift()) {
		if (word === '--') return {options, args: [...args, ...left]};
		if (!word.startsWith('-') || word === '-') {
			args.push(word);
			continue;
		}
		const [name, attached] = splitOption(word);
		switch (name) {
			case '-h':
			case '--help':
				return {options, args, only: 'help'};
			case '-V':
			case '--version':
				return {options, args, only: 'version'};
			case '-O':
			case '--protocols':
				options.versions = readVersions(argumentOf(name, attached));
				break;
			case '-t':
			case '--timeout': {
				const seconds = argumentOf(name, attached);
				if (!/^\d+$/.test(seconds) || Number(seconds) === 0) throw fatal(`value ${seconds} on -t or --timeout is invalid`);
				break;
			}
			case '-F':
			case '--flow-format':
				options.standardOnly = readFormat(argumentOf(name, attached), options.versions);
				break;
			case '--strict':
				options.strict = true;
				break;
			case '--names':
				options.names = true;
				break;
			case '--no-names':
				options.names = false;
				break;
			case '--stats':
				options.statistics = true;
				break;
			case '--no-stats':
				options.statistics = false;
				break;
			case '--may-create':
				options.mayCreate = true;
				break;
			case '--sort':
			case '--rsort':
				options.criteria.push(readCriterion(name, attached));
				break;
			case '-m':
			case '--more':
			case '--color':
				break;
			case '--readd':
				options.readd = true;
				break;
			case '--bundle':
			case '--read-only':
			case '--timestamp':
			case '-P':
			case '--packet-in-format':
				throw notModelled(`ovs-ofctl ${name}`, 'ovs-ofctl without it');
			default:
				throw new Complaint(
					name.startsWith('--') ? `ovs-ofctl: unrecognized option '${word}'\n` : `ovs-ofctl: invalid option -- '${name[1] ?? ''}'\n`,
					1,
				);
		}
	}
	return {options, args};
}

/** `--sort=in_port`, `-OOpenFlow13`. */
function splitOption(word: string): [name: string, attached: string | undefined] {
	if (word.startsWith('--')) {
		const at = word.indexOf('=');
		return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
	}
	return [word.slice(0, 2), word.length > 2 ? word.slice(2) : undefined];
}

function readVersions(text: string): OpenFlowVersion[] {
	const named = text.split(/[ ,]+/).filter((word) => word !== '');
	for (const word of named) {
		const known = OPENFLOW_VERSIONS.find((version) => version.toLowerCase() === word.toLowerCase());
		if (!known) throw fatal(`Unknown OpenFlow version: "${word}"`);
	}
	return OPENFLOW_VERSIONS.filter((version) => named.some((word) => word.toLowerCase() === version.toLowerCase()));
}

/** Is only the standard format of 1.0 left? */
function readFormat(text: string, versions: readonly OpenFlowVersion[]): boolean {
	const word = text.toLowerCase();
	if (word.startsWith('openflow10')) return true;
	if (word.startsWith('nxm') || word === 'any') return false;
	if (word.startsWith('oxm') && !versions.some((version) => version > 'OpenFlow11')) {
		const enable = '(Use -O to enable additional OpenFlow versions or -F to enable additional flow formats.)';
		throw fatal(
			`None of the enabled OpenFlow versions (${versions.join(', ')}) supports any of the enabled flow formats (OXM).  ${enable}`,
		);
	}
	if (word.startsWith('oxm')) return false;
	throw fatal(`${text}: invalid flow format(s)`);
}

function readCriterion(name: string, field: string | undefined): OfctlOptions['criteria'][number] {
	if (field !== undefined && field !== 'priority' && !fieldNamed(field)) throw fatal(`${field}: unknown field name`);
	return {field: field === 'priority' ? undefined : field, descending: name === '--rsort'};
}
