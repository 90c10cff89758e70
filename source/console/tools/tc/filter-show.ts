/** `tc filter show` and `tc filter get` (tc_filter_list, tc_filter_get). */
import {chainsAt, PARENT} from '../../../engine/changes/tc.js';
import type {Keyword, Options, Place} from '../../command.js';
import {Complaint, duplicateArgument, incompleteCommand, notModelled, wrongArgument} from '../../complaint.js';
import {findWord} from '../../grammar.js';
import {type FilterStyle, printClassifier, printFilter} from '../../print/tc-filter.js';
import {type Answer, fails, prints} from '../../program.js';
import {readClassId, readProtocol} from '../../tc-words.js';
import {TC_FILTER_USAGE} from '../../usage/tc.js';
import {readUnsigned} from '../../values.js';
import {readFilterName} from './filter-name.js';
import {deviceFor} from './qdisc.js';

const REFUSED = 2;
const GIVE_UP = 255;

export const SHOW_KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the device'},
	{word: 'block', short: true, takes: 'number', help: 'a shared block', instead: 'dev'},
	{word: 'root', help: 'where frames queue', instead: 'ingress, egress'},
	{word: 'ingress', help: 'for what comes in'},
	{word: 'egress', help: 'for what goes out'},
	{word: 'parent', takes: 'text', help: 'ffff: of an ingress qdisc'},
	{word: 'handle', takes: 'text', help: 'a number', instead: 'pref'},
	{word: 'preference', also: ['priority'], short: true, takes: 'number', help: 'only of this preference'},
	{word: 'protocol', short: true, takes: 'text', help: 'only of this protocol'},
	{word: 'chain', short: true, takes: 'number', help: 'only of this chain'},
	{word: 'help', short: true, help: 'help'},
];

interface Wanted {
	device: string | undefined;
	parent: number;
	pref: number;
	protocol: number;
	chain: number | undefined;
}

export function showFilters(place: Place, words: readonly string[], {statistics}: Options): Answer {
	const wanted = readWanted(words);
	if (wanted === 'help') return fails(TC_FILTER_USAGE, 0);
	if (wanted.device === undefined) return prints('');
	const {tc} = deviceFor(place, wanted.device);
	const chains = tc && wanted.parent !== 0 ? chainsAt(tc, wanted.parent) : undefined;
	if (!tc || !chains) return prints('');
	const parent = tc.parents[chains === tc.egress ? 'egress' : 'ingress'];
	const style: FilterStyle = {
		world: place.world,
		withStatistics: statistics > 0,
		parent: parent === wanted.parent ? undefined : parent,
		withPref: wanted.pref === 0,
		withProtocol: wanted.protocol === 0,
		withChain: wanted.chain === undefined,
	};
	return prints(
		chains
			.filter(({index}) => wanted.chain === undefined || index === wanted.chain)
			.flatMap((chain) =>
				chain.classifiers
					.filter(
						({pref, protocol}) => (wanted.pref === 0 || pref === wanted.pref) && (wanted.protocol === 0 || protocol === wanted.protocol),
					)
					.map((classifier) => printClassifier(chain, classifier, style)),
			)
			.join(''),
	);
}

function readWanted(words: readonly string[]): Wanted | 'help' {
	const wanted: Wanted = {device: undefined, parent: 0, pref: 0, protocol: 0, chain: undefined};
	for (let at = 0; at < words.length; at++) {
		const typed = words[at] as string;
		const keyword = findWord(SHOW_KEYWORDS, typed);
		if (!keyword) throw new Complaint(` What is "${typed}"? Try "tc filter help"\n`, GIVE_UP);
		if (keyword.instead !== undefined) throw notModelled(`tc filter show: "${keyword.word}"`, keyword.instead);
		if (keyword.word === 'help') return 'help';
		if (keyword.word === 'ingress' || keyword.word === 'egress') {
			if (wanted.parent !== 0) throw new Complaint(`Error: "${keyword.word}" is duplicate parent ID\n`, GIVE_UP);
			wanted.parent = PARENT[keyword.word];
			continue;
		}
		const value = words[++at];
		if (value === undefined) throw incompleteCommand();
		take(wanted, keyword.word, value);
	}
	return wanted;
}

function take(wanted: Wanted, keyword: string, value: string): void {
	switch (keyword) {
		case 'dev':
			if (wanted.device !== undefined) throw duplicateArgument('dev', value);
			wanted.device = value;
			break;
		case 'parent': {
			const parent = readClassId(value);
			if (parent === undefined) throw wrongArgument(value, 'invalid parent ID');
			wanted.parent = parent;
			break;
		}
		case 'preference': {
			const pref = readUnsigned(value, 0xffff_ffff);
			if (pref === undefined) throw wrongArgument(value, 'invalid preference');
			wanted.pref = pref;
			break;
		}
		case 'protocol': {
			const protocol = readProtocol(value);
			if (protocol === undefined) throw wrongArgument(value, 'invalid protocol');
			wanted.protocol = protocol;
			break;
		}
		case 'chain': {
			const chain = readUnsigned(value, 0xffff_ffff);
			if (chain === undefined) throw wrongArgument(value, 'invalid chain index value');
			wanted.chain = chain;
			break;
		}
	}
}

/** Everything must be said: device, hook, protocol, preference, handle, kind. */
export function getFilter(place: Place, words: readonly string[], {statistics}: Options): Answer {
	const name = readFilterName(words);
	if (name === 'help') return fails(TC_FILTER_USAGE, 0);
	if (!name.hasProtocol) throw new Complaint('Must specify filter protocol\n', GIVE_UP);
	if (name.pref === 0) throw new Complaint('Must specify filter priority\n', GIVE_UP);
	if (name.parent === 0) throw new Complaint('Must specify filter parent\n', GIVE_UP);
	if (name.kind === undefined) throw new Complaint('Must specify filter type\n', GIVE_UP);
	if (name.device === undefined) throw new Complaint('Must specify netdevice "dev" or block index "block"\n', GIVE_UP);
	const {tc} = deviceFor(place, name.device);
	if (name.handle === undefined) throw new Complaint('Must specify filter "handle"\n', GIVE_UP);
	const failed = (text: string) => fails(`Error: ${text}.\nWe have an error talking to the kernel\n`, REFUSED);
	const chains = tc && chainsAt(tc, name.parent);
	if (!tc || !chains) return failed("Parent Qdisc doesn't exists");
	const chain = chains.find(({index}) => index === name.chain);
	if (!chain) return failed('Cannot find specified filter chain');
	const classifier = chain.classifiers.find(({pref, protocol}) => pref === name.pref && protocol === name.protocol);
	if (!classifier) return failed('Filter with specified priority/protocol not found');
	if (classifier.kind !== name.kind) return failed('Specified filter kind does not match existing one');
	const filter = classifier.filters.find(({handle}) => handle === readUnsigned(name.handle ?? '', 0xffff_ffff));
	if (!filter) return failed('Specified filter handle not found');
	const style = {
		world: place.world,
		withStatistics: statistics > 0,
		parent: name.parent,
		withPref: true,
		withProtocol: true,
		withChain: true,
	};
	return prints(printFilter(chain, classifier, filter, style));
}
