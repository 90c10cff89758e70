/** The words of `tc filter` before the kind: which filter is meant (tc_filter_modify). */
import {PARENT} from '../../../engine/changes/tc.js';
import type {Keyword} from '../../command.js';
import {Complaint, duplicateArgument, incompleteCommand, notModelled, wrongArgument} from '../../complaint.js';
import {findWord} from '../../grammar.js';
import {readClassId, readProtocol} from '../../tc-words.js';
import {readUnsigned} from '../../values.js';

const GIVE_UP = 255;

/** In the order in which `tc` tries them. */
export const FILTER_KEYWORDS: readonly Keyword[] = [
	{word: 'dev', takes: 'device', help: 'the device'},
	{word: 'block', short: true, takes: 'number', help: 'a shared block', instead: 'dev'},
	{word: 'root', help: 'where frames queue', instead: 'ingress, egress'},
	{word: 'ingress', help: 'for what comes in'},
	{word: 'egress', help: 'for what goes out'},
	{word: 'parent', takes: 'text', help: 'ffff: of an ingress qdisc'},
	{word: 'handle', takes: 'number', help: 'the number of the filter'},
	{word: 'preference', also: ['priority'], short: true, takes: 'number', help: 'the order: the lowest comes first'},
	{word: 'protocol', short: true, takes: 'text', help: 'ip, arp, 802.1q, a number, or all'},
	{word: 'chain', short: true, takes: 'number', help: 'the chain, 0 unless said otherwise'},
	{word: 'estimator', short: true, takes: 'text', help: 'rates', instead: '-s'},
	{word: 'help', short: true, help: 'help'},
];

/** Which filter is meant; 0 is not given. */
export interface FilterName {
	device: string | undefined;
	parent: number;
	handle: string | undefined;
	pref: number;
	protocol: number;
	hasProtocol: boolean;
	chain: number;
	/** `undefined` when the line ends before it. */
	kind: string | undefined;
	/** What follows the kind. */
	rest: string[];
}

/** Reads the words before the kind. 'help' when help is wanted. */
export function readFilterName(words: readonly string[]): FilterName | 'help' {
	const name: FilterName = {
		device: undefined,
		parent: 0,
		handle: undefined,
		pref: 0,
		protocol: 0,
		hasProtocol: false,
		chain: 0,
		kind: undefined,
		rest: [],
	};
	const said = new Set<string>();
	const rest = [...words];
	while (rest.length > 0) {
		const typed = rest.shift() as string;
		const keyword = findWord(FILTER_KEYWORDS, typed);
		if (!keyword) return {...name, kind: typed, rest};
		if (keyword.instead !== undefined) throw notModelled(`tc filter: "${keyword.word}"`, keyword.instead);
		if (keyword.word === 'help') return 'help';
		if (keyword.word === 'ingress' || keyword.word === 'egress') {
			if (name.parent !== 0) throw new Complaint(`Error: "${keyword.word}" is duplicate parent ID\n`, GIVE_UP);
			name.parent = PARENT[keyword.word];
			continue;
		}
		const value = rest.shift();
		if (value === undefined) throw incompleteCommand();
		const shown = keyword.word === 'preference' ? 'priority' : keyword.word;
		if (said.has(keyword.word) || (keyword.word === 'parent' && name.parent !== 0)) throw duplicateArgument(shown, value);
		said.add(keyword.word);
		takeValue(name, keyword.word, value);
	}
	return name;
}

function takeValue(name: FilterName, keyword: string, value: string): void {
	const number = (limit: number, message: string): number => {
		const read = readUnsigned(value, limit);
		if (read === undefined) throw wrongArgument(value, message);
		return read;
	};
	switch (keyword) {
		case 'dev':
			name.device = value;
			break;
		case 'parent': {
			const parent = readClassId(value);
			if (parent === undefined) throw wrongArgument(value, 'Invalid parent ID');
			name.parent = parent;
			break;
		}
		case 'handle':
			name.handle = value;
			break;
		case 'preference':
			name.pref = number(0xffff, 'invalid priority value');
			break;
		case 'protocol': {
			const protocol = readProtocol(value);
			if (protocol === undefined) throw wrongArgument(value, 'invalid protocol');
			name.protocol = protocol;
			name.hasProtocol = true;
			break;
		}
		case 'chain':
			name.chain = number(0xffff_ffff, 'invalid chain index value');
			break;
	}
}
