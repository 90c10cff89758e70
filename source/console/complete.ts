/*
 * Completion
 *
 * The Tab key: what could stand at the end of a line. The same tables that parse a
 * command say what may come next; the world says which names there are.
 */

import {BONDING_MODES, XMIT_HASH_POLICIES} from '../engine/devices/bonding/bond-device.js';
import {PORT_STATES} from '../engine/devices/bridge/bridge-device.js';
import {fdbOf} from '../engine/devices/bridge/ports.js';
import {MACVLAN_MODES} from '../engine/devices/macvlan-device.js';
import {formatMac} from '../engine/mac.js';
import {findTable, IPTABLES_NAT, STANDARD_CHAINS} from '../engine/nat/tables.js';
import {formatIpv4} from '../engine/protocol/ipv4-address.js';
import {deviceAt, machineNamed, type World} from '../engine/world.js';
import {type ArgumentKind, type Command, type Keyword, onMachine, type Place} from './command.js';
import {lastCommand} from './complete-line.js';
import {ovsNamesOf} from './complete-ovs.js';
import type {Shell} from './console.js';
import {filesOf} from './file-space.js';
import {findWord} from './grammar.js';
import {settingsOf} from './kernel-settings.js';
import {bridgesOf, devicesOf, machineAt, seatsIn} from './resolve.js';
import {TARGETS} from './tools/iptables/options.js';
import {TOOLS} from './tools/tools.js';

export interface Completion {
	/** Where in the line the word begins that would be replaced. */
	from: number;
	/** Whole words, sorted. */
	words: string[];
	/** What a word does, where it is one of the tool's own. */
	help: Readonly<Record<string, string>>;
}

/** A word that may stand here; a name has no help. */
interface Candidate {
	word: string;
	help: string;
}

/** What can stand for the word that ends at the end of `line`. */
export function complete(world: World, shell: Shell, line: string): Completion {
	const {words, typed, from, redirects} = lastCommand(line);
	const place: Place = {world, trace: [], machine: shell.machine, tools: TOOLS};
	const candidates = redirects ? named(filesOf(place)) : afterShell(place, words);
	const fitting = new Map(candidates.filter(({word}) => word.startsWith(typed) && word !== typed).map(({word, help}) => [word, help]));
	return {from, words: [...fitting.keys()].sort(), help: Object.fromEntries(fitting)};
}

/** Tools that run another one, and how many words of their own stand before it. */
const WRAPPERS: Readonly<Record<string, number>> = {sudo: 0, time: 0, watch: 0, timeout: 1, xargs: 0};

/** Tools that are asked about others, as deep as they go. */
const PAGES: ReadonlySet<string> = new Set(['help', 'man']);
/** Those that say of words where they are. */
const NAMERS: ReadonlySet<string> = new Set(['which', 'type', 'command']);

function afterShell(place: Place, words: readonly string[]): Candidate[] {
	const [typed, ...rest] = words;
	if (typed === undefined) return place.tools.map(({word, help}) => ({word, help}));
	const tool = place.tools.find(({word}) => word === typed);
	const own = WRAPPERS[typed];
	if (own !== undefined) {
		const inner = afterOwnWords(tool?.keywords ?? [], rest, own);
		if (inner) return [...(rest.length === 0 ? present(tool?.keywords ?? [], []) : []), ...afterShell(place, inner)];
	}
	if (!tool) return [];
	if (PAGES.has(tool.word)) return afterHelp(place.tools, rest);
	if (NAMERS.has(tool.word)) return present(place.tools, []);
	// Each `--` begins another command.
	return afterFlags(place, tool, tool.chains ? rest.slice(rest.lastIndexOf('--') + 1) : rest);
}

/** The line behind the options and words of a wrapper; `undefined` while they are not complete. */
function afterOwnWords(keywords: readonly Keyword[], words: readonly string[], own: number): readonly string[] | undefined {
	let at = 0;
	for (; words[at]?.startsWith('-'); at++) if (findWord(keywords, words[at] as string)?.takes !== undefined) at++;
	return words.length < at + own ? undefined : words.slice(at + own);
}

function afterHelp(level: readonly Command[], words: readonly string[]): Candidate[] {
	const [typed, ...rest] = words;
	if (typed === undefined) return present(level, []);
	return afterHelp(findWord(level, typed)?.commands ?? [], rest);
}

/** Options stand before the object, and may change the machine; a tool whose words are no options takes them anywhere. */
function afterFlags(place: Place, tool: Command, words: readonly string[]): Candidate[] {
	const keywords = tool.keywords ?? [];
	if (keywords.some(({word}) => !word.startsWith('-'))) return afterKeywords(place, tool, keywords, words);
	let here = place;
	let at = 0;
	// A tool without objects takes its options anywhere (getopt_long).
	for (; at < words.length && (words[at]?.startsWith('-') || !tool.commands); at++) {
		const flag = findWord(keywords, words[at] as string);
		if (flag?.takes === undefined) continue;
		const value = words[++at];
		if (value === undefined) return named(namesOf(here, flag.takes));
		if (flag.takes === 'machine') here = onMachine(here, machineNamed(here.world, value)?.id ?? here.machine);
	}
	const flags = at === words.length ? present(keywords, words) : [];
	if (!tool.commands) return [...flags, ...(tool.bare ? named(namesOf(here, tool.bare)) : [])];
	return [...flags, ...afterCommand(here, tool, words.slice(at))];
}

function afterCommand(place: Place, command: Command, words: readonly string[]): Candidate[] {
	const [typed, ...rest] = words;
	if (command.commands) {
		if (typed === undefined) return present(command.commands, []);
		const next = findWord(command.commands, typed);
		return next ? afterCommand(place, next, rest) : [];
	}
	if (command.positional) return named(namesOf(place, command.positional[Math.min(words.length, command.positional.length - 1)], words));
	// `ip netns exec MACHINE` begins a line of its own.
	if (command.word === 'exec') {
		if (typed === undefined) return named(namesOf(place, 'machine'));
		return afterShell(onMachine(place, machineNamed(place.world, typed)?.id ?? place.machine), rest);
	}
	return afterKeywords(place, command, command.keywords ?? [], words);
}

/** Keywords stand in any order; one that takes a value is followed by it. */
function afterKeywords(place: Place, command: Command, table: readonly Keyword[], words: readonly string[]): Candidate[] {
	let isNamed = false;
	for (let at = 0; at < words.length; at++) {
		const keyword = findWord(table, words[at] as string);
		// A bare word names what its keyword, or another bare word, would name again.
		if (!keyword || (keyword.takes === command.bare && keyword.takes !== undefined)) isNamed = true;
		if (keyword?.takes === undefined) continue;
		const value = words[++at];
		if (value === undefined) return named(namesOf(place, keyword.takes));
		const details = keyword.takes === 'link-type' ? command.details?.[value] : undefined;
		if (details) return afterKeywords(place, {word: '', help: ''}, details, words.slice(at + 1));
		const follows = command.follows?.[keyword.word];
		if (follows) return afterKeywords(place, {...command, follows: {}}, [...follows, ...table], words.slice(at + 1));
	}
	return [...(command.bare && !isNamed ? named(namesOf(place, command.bare)) : []), ...present(table, words)];
}

/** Words that the lab has and that may stand behind `words`; one that is no option is said once. */
function present(entries: readonly (Command | Keyword)[], words: readonly string[]): Candidate[] {
	return entries.flatMap((entry) => {
		const {word, help, instead} = entry;
		const isEarly = 'after' in entry && !entry.after?.some((needed) => words.includes(needed));
		const isAgain = !word.startsWith('-') && words.includes(word);
		return instead !== undefined || isEarly || isAgain ? [] : [{word, help}];
	});
}

function named(names: readonly string[]): Candidate[] {
	return names.map((word) => ({word, help: ''}));
}

/** Names of a kind that there are now; kinds whose values are made up have none. `words` are the arguments before it. */
function namesOf(place: Place, kind: ArgumentKind | undefined, words: readonly string[] = []): string[] {
	const {world} = place;
	switch (kind) {
		case 'device':
			return ['lo', ...devicesOf(place).map(({name}) => name)];
		case 'bridge':
			return bridgesOf(place).map(({name}) => name);
		case 'master':
			return devicesOf(place).flatMap(({name, kind: made}) => (made === 'bridge' || made === 'bond' ? [name] : []));
		case 'port':
			return devicesOf(place).flatMap(({name, master}) => (master === -1 ? [] : [name]));
		case 'machine':
			return seatsIn(world).map(({name}) => name);
		case 'mac':
			return world.devices.flatMap(({present: there, mac}) => (there ? [formatMac(mac)] : []));
		case 'fdb-mac':
			return bridgesOf(place).flatMap((bridge) => fdbOf(bridge, world.now).map(({mac}) => formatMac(mac)));
		case 'address':
			return [...neighboursOf(place), ...addressesOf(world), ...world.machines.map(({name}) => name)];
		case 'prefix':
			return devicesOf(place).flatMap(({addresses}) => addresses.map(({address, prefix}) => `${formatIpv4(address)}/${prefix}`));
		case 'on-off':
			return ['on', 'off'];
		case 'macvlan-mode':
			return [...MACVLAN_MODES];
		case 'macvlan-flag':
			return ['nopromisc', 'nodst', 'null'];
		case 'bonding-mode':
			return [...BONDING_MODES];
		case 'file':
			return filesOf(place);
		case 'kernel-setting':
			return settingsOf(machineAt(place)).map(({name}) => name);
		case 'xmit-hash-policy':
			return [...XMIT_HASH_POLICIES];
		case 'list-change':
			return ['add', 'del', 'set', 'flush'];
		case 'port-state':
			return [...PORT_STATES];
		case 'fdb-state':
			return ['permanent', 'static', 'stale', 'dynamic', 'all'];
		case 'neighbour-state':
			return ['permanent', 'reachable', 'stale'];
		case 'link-type':
			return ['bond', 'bridge', 'bridge_slave', 'gretap', 'macvlan', 'macvtap', 'veth', 'vlan', 'vxlan'];
		case 'family':
			return ['inet', 'link'];
		case 'table':
			return ['nat'];
		case 'chain':
			return chainNames(place);
		case 'protocol':
			return ['icmp', 'tcp', 'udp'];
		case 'target':
			return [...TARGETS, ...ownChains(place)];
		case 'dns-name':
			return namesServed(world);
		case 'web-address':
			return pagesServed(world).map((address) => `http://${address}/`);
		case 'vlan':
			return vlansIn(world).map(String);
		case 'name':
		case 'group':
		case 'number':
		case 'seconds':
		case 'text':
		case undefined:
			return [];
		case 'ovs-bridge':
		case 'ovs-port':
		case 'ovs-bridge-or-port':
		case 'ovs-interface':
		case 'ovs-port-setting':
		case 'ovsdb-table':
		case 'ovsdb-record':
		case 'ovsdb-column':
		case 'ovsdb-setting':
		case 'fail-mode':
			return ovsNamesOf(place, kind, words);
		default:
			return kind satisfies never;
	}
}

function ownChains(place: Place): string[] {
	const table = findTable(machineAt(place).stack.netfilter?.tables ?? [], IPTABLES_NAT);
	return table?.chains.flatMap(({name, base}) => (base ? [] : [name])) ?? [];
}

function chainNames(place: Place): string[] {
	return [...Object.keys(STANDARD_CHAINS), ...ownChains(place)];
}

function neighboursOf(place: Place): string[] {
	return machineAt(place).stack.neighbours.map(({address}) => formatIpv4(address));
}

function addressesOf(world: World): string[] {
	return world.machines.flatMap((machine) =>
		machine.devices.flatMap((id) => deviceAt(world, id).addresses.map(({address}) => formatIpv4(address))),
	);
}

function namesServed(world: World): string[] {
	return world.machines.flatMap(({programs}) => programs?.dnsServer?.records.map(({name}) => name) ?? []);
}

/** Names of the machines that have a web server, with the port where it is not 80. */
function pagesServed(world: World): string[] {
	return world.machines.flatMap(({name, programs}) =>
		(programs?.webServers ?? []).map(({port}) => (port === 80 ? name : `${name}:${port}`)),
	);
}

/** VLANs that some bridge carries or some device tags, on any machine. */
function vlansIn(world: World): number[] {
	const vids = world.devices.flatMap((device) => {
		if (!device.present) return [];
		if (device.kind === 'vlan') return [device.vid];
		if (device.kind !== 'bridge') return [];
		return [device.vlans, ...device.ports.map(({vlans}) => vlans)].flatMap(({members}) => [...members.keys()]);
	});
	return [...new Set(vids)].sort((a, b) => a - b);
}
