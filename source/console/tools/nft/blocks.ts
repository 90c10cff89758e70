/** `table … { chain … { type nat hook …; RULES } }`: what is between braces, one a line or between semicolons. */
import {type BaseChain, NAT_HOOKS, type NatHook} from '../../../engine/nat/netfilter.js';
import type {Place} from '../../command.js';
import {notModelled} from '../../complaint.js';
import {PRIORITIES} from '../../print/nat/nft/priority.js';
import type {AskedCommand, Named, TableNamed} from './commands.js';
import {type Fault, SyntaxFault} from './complaints.js';
import type {Cursor} from './cursor.js';
import {readRule} from './rule.js';
import {through} from './values.js';

interface ChainBlock {
	base: BaseChain | 'other-hook' | undefined;
	rules: AskedCommand[];
}

/** Reads lines up to the brace that closes. A mistake in one is kept, and the next is read. */
function readLines(cursor: Cursor, faults: Fault[], line: () => void): void {
	for (;;) {
		while (cursor.isAtSeparator() && cursor.token.kind !== 'end') cursor.next();
		if (cursor.takes('}')) return;
		try {
			line();
			cursor.separator('newline', 'semicolon');
		} catch (error) {
			if (!(error instanceof SyntaxFault) || cursor.token.kind === 'end') throw error;
			faults.push(error.fault);
			cursor.recover();
		}
	}
}

/** The chains of a table, then their rules. */
export function readBlock(cursor: Cursor, place: Place, table: TableNamed, faults: Fault[]): AskedCommand[] {
	const chains: AskedCommand[] = [];
	const rules: AskedCommand[] = [];
	readLines(cursor, faults, () => {
		if (cursor.sees('set', 'map', 'flowtable', 'counter', 'quota', 'limit', 'secmark', 'synproxy', 'ct', 'comment'))
			throw notModelled(`nft: "${cursor.token.text}" in a table`, 'chain');
		if (!cursor.takes('chain')) throw cursor.unexpected();
		const {text: name, span: at} = cursor.name();
		cursor.keyword('{', "'{'");
		const block = readChainBlock(cursor, place, table, {name, at}, faults);
		const base = block.base ? {base: block.base} : {};
		chains.push({kind: 'add-chain', table, chain: {name, at}, fresh: false, ...base, span: at, late: undefined});
		rules.push(...block.rules);
	});
	return [...chains, ...rules];
}

/** Behind the brace that opens. */
export function readChainBlock(cursor: Cursor, place: Place, table: TableNamed, chain: Named, faults: Fault[]): ChainBlock {
	const block: ChainBlock = {base: undefined, rules: []};
	let policy: BaseChain['policy'] = 'accept';
	readLines(cursor, faults, () => {
		const first = cursor.token.span;
		if (cursor.takes('type')) block.base = readHook(cursor);
		else if (cursor.takes('policy')) policy = readPolicy(cursor);
		else if (cursor.sees('comment', 'flags', 'devices')) throw notModelled(`nft: "${cursor.token.text}" of a chain`, 'a comment of a rule');
		else {
			cursor.late = undefined;
			const said = readRule(cursor, place, table.family);
			block.rules.push({kind: 'put-rule', verb: 'add', table, chain, ...said, span: through(first, cursor), late: cursor.late});
			cursor.late = undefined;
		}
	});
	if (block.base && block.base !== 'other-hook') block.base.policy = policy;
	return block;
}

function readPolicy(cursor: Cursor): BaseChain['policy'] {
	if (cursor.sees('accept', 'drop')) return cursor.next().text as BaseChain['policy'];
	throw cursor.unexpected('accept', 'drop', "'$'");
}

const OTHER_HOOKS: readonly string[] = ['forward', 'ingress', 'egress'];

/** Behind `type`. The kernel refuses a hook at which nothing is translated. */
function readHook(cursor: Cursor): BaseChain | 'other-hook' {
	const type = cursor.name();
	if (type.text === 'filter' || type.text === 'route')
		throw notModelled(
			`nft: a chain of type ${type.text}`,
			'type nat hook HOOK priority PRIORITY; between ports of a bridge: bridge link set dev PORT isolated on',
		);
	if (type.text !== 'nat') throw new SyntaxFault({message: 'unknown chain type', about: type.span});
	cursor.keyword('hook', 'hook');
	const {text: hook, span} = cursor.name();
	const isKnown = (NAT_HOOKS as readonly string[]).includes(hook);
	if (!isKnown && !OTHER_HOOKS.includes(hook)) throw new SyntaxFault({message: 'unknown chain hook', about: span});
	if (cursor.sees('device')) throw notModelled('nft: a hook of a device', 'iifname');
	const priority = readPriority(cursor, hook);
	return isKnown ? {hook: hook as NatHook, priority, policy: 'accept'} : 'other-hook';
}

/** A number, or a name with a distance. */
function readPriority(cursor: Cursor, hook: string): number {
	const first = cursor.keyword('priority', 'priority', 'device').span;
	const {kind, text} = cursor.token;
	if (kind === 'number') return Number(cursor.next().text);
	if (cursor.takes('-')) return -Number(cursor.number().text);
	if (kind !== 'word') throw cursor.unexpected();
	cursor.next();
	const named = PRIORITIES.find(({name, only}) => name === text && (only === undefined || only === hook));
	const sign = cursor.takes('+') ? 1 : cursor.takes('-') ? -1 : 0;
	const distance = sign === 0 ? 0 : sign * Number(cursor.number().text);
	if (!named) cursor.fault('invalid priority expression value in this context.', through(first, cursor));
	return (named?.value ?? 0) + distance;
}
