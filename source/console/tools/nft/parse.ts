/** Commands of nft (parser_bison.y), one a line or between semicolons. */
import {entryOf} from '../../../engine/entry-of.js';
import type {NatFamily} from '../../../engine/nat/netfilter.js';
import type {Place} from '../../command.js';
import {notModelled} from '../../complaint.js';
import {readBlock, readChainBlock} from './blocks.js';
import type {AskedCommand, Handle, ListCommand, Named, Request, RulePlace, TableNamed} from './commands.js';
import {type Fault, SyntaxFault} from './complaints.js';
import {Cursor} from './cursor.js';
import {readRule} from './rule.js';
import {tokensOf} from './tokens.js';
import {through} from './values.js';
import {KEYWORDS} from './words.js';

export interface Reading {
	commands: AskedCommand[];
	/** Of the grammar. */
	faults: Fault[];
}

export function parseCommands(text: string, place: Place): Reading {
	const cursor = new Cursor(tokensOf(text));
	const reading: Reading = {commands: [], faults: []};
	while (cursor.token.kind !== 'end') {
		if (cursor.isAtSeparator()) {
			cursor.next();
			continue;
		}
		try {
			readCommand(cursor, place, reading);
		} catch (error) {
			if (!(error instanceof SyntaxFault)) throw error;
			reading.faults.push(error.fault);
			cursor.recover();
		}
	}
	return reading;
}

function readCommand(cursor: Cursor, place: Place, reading: Reading): void {
	const first = cursor.token.span;
	cursor.late = undefined;
	const request = cursor.takes('table') ? readTable(cursor, place, reading, false) : readRequest(cursor, place, reading);
	if (!request) return;
	cursor.separator('end of file', 'newline', 'semicolon');
	reading.commands.push({...request, span: through(first, cursor), late: cursor.late});
}

const OTHER_OBJECTS: readonly string[] = ['set', 'map', 'element', 'flowtable', 'counter', 'quota', 'limit', 'secmark', 'synproxy', 'ct'];
const OTHER_LISTS: readonly string[] = [
	...OTHER_OBJECTS,
	...['sets', 'maps', 'meter', 'meters', 'flowtables', 'counters', 'quotas', 'limits', 'secmarks', 'synproxys', 'hook', 'hooks', 'rules'],
];
const OTHER_VERBS: Readonly<Record<string, string>> = {
	reset: 'iptables -t nat -Z, replace rule',
	monitor: 'nft list ruleset, watch -n 1 nft list ruleset',
	describe: 'man nft',
	import: 'nft -f FILE',
	export: 'nft -j list ruleset',
	include: 'nft -f FILE',
	define: 'the value itself',
	undefine: 'the value itself',
	redefine: 'the value itself',
};

/** Undefined when all of the command is read and kept. */
function readRequest(cursor: Cursor, place: Place, reading: Reading): Request | undefined {
	const verb = cursor.token;
	const instead = entryOf(OTHER_VERBS, verb.text);
	if (verb.kind === 'word' && instead !== undefined) throw notModelled(`nft: "${verb.text}"`, instead);
	if (verb.kind !== 'word') throw cursor.unexpected();
	if (!cursor.sees('add', 'create', 'insert', 'replace', 'delete', 'flush', 'rename', 'list')) {
		if (KEYWORDS.has(verb.text) && !cursor.sees('rule', 'ip', 'inet', 'ip6', 'arp', 'bridge', 'netdev')) throw cursor.unexpected();
		cursor.takes('rule');
		return readRuleRequest(cursor, place, 'add');
	}
	cursor.next();
	switch (verb.text) {
		case 'add':
		case 'create':
			return readAdd(cursor, place, reading, verb.text === 'create');
		case 'insert':
		case 'replace':
			cursor.keyword('rule', 'rule');
			return readRuleRequest(cursor, place, verb.text);
		case 'delete':
			return readDelete(cursor);
		case 'flush':
			return readFlush(cursor);
		case 'rename': {
			cursor.keyword('chain', 'chain');
			return {kind: 'rename-chain', table: readTableName(cursor), chain: readName(cursor), name: cursor.name().text};
		}
		default:
			return readList(cursor);
	}
}

function readAdd(cursor: Cursor, place: Place, reading: Reading, fresh: boolean): Request | undefined {
	refuseOthers(cursor, OTHER_OBJECTS);
	if (cursor.takes('table')) return readTable(cursor, place, reading, fresh);
	if (cursor.takes('chain')) {
		const table = readTableName(cursor);
		const chain = readName(cursor);
		if (!cursor.takes('{')) return {kind: 'add-chain', table, chain, fresh};
		const {base, rules} = readChainBlock(cursor, place, table, chain, reading.faults);
		if (rules.length > 0) throw notModelled('nft: rules in "add chain"', 'table TABLE { chain CHAIN { RULES } }, add rule');
		return {kind: 'add-chain', table, chain, fresh, ...(base ? {base} : {})};
	}
	if (fresh) throw cursor.unexpected();
	cursor.takes('rule');
	return readRuleRequest(cursor, place, 'add');
}

/** `table NAME`, and with a block what is in it: chains first, so that rules may lead to later ones. */
function readTable(cursor: Cursor, place: Place, reading: Reading, fresh: boolean): Request | undefined {
	const table = readTableName(cursor);
	if (!cursor.takes('{')) return {kind: 'add-table', table, fresh};
	const commands: AskedCommand[] = [{kind: 'add-table', table, fresh, span: table.at, late: undefined}];
	commands.push(...readBlock(cursor, place, table, reading.faults));
	cursor.separator('end of file', 'newline', 'semicolon');
	reading.commands.push(...commands);
	return undefined;
}

function readRuleRequest(cursor: Cursor, place: Place, verb: 'add' | 'insert' | 'replace'): Request {
	const table = readTableName(cursor);
	const chain = readName(cursor);
	const at = cursor.token.span;
	const by = verb === 'replace' ? ('handle' as const) : (['handle', 'position', 'index'] as const).find((word) => cursor.sees(word));
	if (verb === 'replace' && !cursor.sees('handle')) throw cursor.unexpected('handle');
	let rulePlace: RulePlace | undefined;
	if (by !== undefined) {
		cursor.next();
		const {text, span} = cursor.number();
		rulePlace = {by, number: Number(text), at: by === 'handle' ? span : through(at, cursor)};
	}
	return {kind: 'put-rule', verb, table, chain, ...(rulePlace ? {place: rulePlace} : {}), ...readRule(cursor, place, table.family)};
}

function readDelete(cursor: Cursor): Request {
	refuseOthers(cursor, OTHER_OBJECTS);
	if (cursor.takes('table')) {
		const family = readFamily(cursor) ?? 'ip';
		if (cursor.sees('handle')) return {kind: 'delete-table', table: {family, handle: readHandle(cursor)}};
		return {kind: 'delete-table', table: {family, ...readName(cursor, 'handle', 'string')}};
	}
	if (cursor.takes('chain')) {
		const table = readTableName(cursor);
		return {kind: 'delete-chain', table, chain: cursor.sees('handle') ? readHandle(cursor) : readName(cursor, 'handle', 'string')};
	}
	if (!cursor.takes('rule')) throw cursor.unexpected();
	const table = readTableName(cursor);
	const chain = readName(cursor);
	return {kind: 'delete-rule', table, chain, handle: readHandle(cursor)};
}

function readFlush(cursor: Cursor): Request {
	refuseOthers(cursor, OTHER_LISTS);
	if (cursor.takes('ruleset')) return {kind: 'flush-ruleset', family: readFamily(cursor)};
	if (cursor.takes('table')) return {kind: 'flush-table', table: readTableName(cursor)};
	if (cursor.takes('chain')) return {kind: 'flush-chain', table: readTableName(cursor), chain: readName(cursor)};
	throw cursor.unexpected();
}

function readList(cursor: Cursor): ListCommand {
	refuseOthers(cursor, OTHER_LISTS);
	const what = (['ruleset', 'tables', 'chains'] as const).find((word) => cursor.takes(word));
	if (what) return {kind: 'list', what, family: readFamily(cursor)};
	if (cursor.takes('table')) return {kind: 'list', what: 'table', table: readTableName(cursor)};
	if (cursor.takes('chain')) return {kind: 'list', what: 'chain', table: readTableName(cursor), chain: readName(cursor)};
	throw cursor.unexpected();
}

function refuseOthers(cursor: Cursor, words: readonly string[]): void {
	if (cursor.sees(...words)) throw notModelled(`nft: "${cursor.token.text}"`, 'table, chain, rule');
}

function readHandle(cursor: Cursor): Handle {
	cursor.keyword('handle', 'handle');
	const {text, span} = cursor.number();
	return {handle: Number(text), at: span};
}

function readFamily(cursor: Cursor): NatFamily | undefined {
	if (cursor.sees('ip6', 'arp', 'bridge', 'netdev')) throw notModelled(`nft: the family ${cursor.token.text}`, 'ip, inet');
	if (cursor.takes('ip')) return 'ip';
	return cursor.takes('inet') ? 'inet' : undefined;
}

function readTableName(cursor: Cursor): TableNamed {
	const family = readFamily(cursor) ?? 'ip';
	return {family, ...readName(cursor)};
}

function readName(cursor: Cursor, ...expected: readonly string[]): Named {
	const {text, span} = cursor.name(...expected);
	return {name: text, at: span};
}
