/** What commands of nft do to the tables of a machine, tried one after the other on a copy: the kernel tells of all that it refuses. */
import type {Errno} from '../../../engine/change.js';
import {copy} from '../../../engine/copy.js';
import {editTables} from '../../../engine/nat/edit-tables.js';
import type {NatEdit} from '../../../engine/nat/nat-edit.js';
import type {NatChain, NatTable, Netfilter} from '../../../engine/nat/netfilter.js';
import {findChain, findTable} from '../../../engine/nat/tables.js';
import type {AskedCommand, ListCommand, PutRule, TableNamed} from './commands.js';
import {type Fault, refusedBy} from './complaints.js';
import {nearest} from './misspelt.js';
import type {Span} from './tokens.js';

type Tables = Pick<Netfilter, 'tables' | 'lastTable'>;

export interface CarriedOut {
	edits: NatEdit[];
	faults: Fault[];
}

type Tried = {edits: NatEdit[]} | {fault: Fault};
/** NF_IP_PRI_CONNTRACK: nothing is translated before a packet is tracked. */
const TRACKING = -200;

/** `known` is what nft had read of the tables before it began. */
export function carryOut(commands: readonly AskedCommand[], known: Tables): CarriedOut {
	const tried: Tables = copy(known);
	const done: CarriedOut = {edits: [], faults: []};
	for (const command of commands) {
		if (command.kind === 'list') continue;
		const wanted = editsOf(command, tried, known.tables);
		if ('fault' in wanted) {
			done.faults.push(wanted.fault);
			continue;
		}
		for (const edit of wanted.edits) {
			const errno = editTables(tried, edit);
			if (errno) done.faults.push(faultOf(command, errno, tried.tables, known.tables));
			else done.edits.push(edit);
		}
	}
	return done;
}

function editsOf(command: Exclude<AskedCommand, ListCommand>, {tables}: Tables, known: readonly NatTable[]): Tried {
	const refuse = (errno: Errno, about: Span): Tried => ({fault: {message: refusedBy(errno), about}});
	const missing = (): Tried => ({fault: faultOf(command, 'ENOENT', tables, known)});
	switch (command.kind) {
		case 'add-table':
			return {edits: [{kind: 'table-add', table: command.table, fresh: command.fresh}]};
		case 'delete-table': {
			const {table} = command;
			if ('name' in table) return findTable(tables, table) ? {edits: [{kind: 'table-del', table}]} : missing();
			const found = tables.find(({handle, family}) => handle === table.handle.handle && family === table.family);
			return found ? {edits: [{kind: 'table-del', table: found}]} : refuse('ENOENT', table.handle.at);
		}
		case 'add-chain': {
			const {table, chain, base, fresh} = command;
			const there = findChain(tables, table, chain.name);
			const isOther =
				base !== undefined && base !== 'other-hook' && there && (there.base?.hook !== base.hook || there.base.priority !== base.priority);
			if (base === 'other-hook' || (base && base.priority <= TRACKING) || isOther) return refuse('EOPNOTSUPP', command.span);
			return {edits: [{kind: 'chain-add', table, chain: chain.name, fresh, ...(base ? {base} : {})}]};
		}
		case 'delete-chain': {
			const {table, chain} = command;
			const found = findTable(tables, table)?.chains.find(({name, handle}) =>
				'name' in chain ? name === chain.name : handle === chain.handle,
			);
			return found ? {edits: [{kind: 'chain-del', table, chain: found.name}]} : missing();
		}
		case 'rename-chain': {
			const {table, chain, name} = command;
			if (!findChain(tables, table, chain.name)) return missing();
			return {edits: [{kind: 'chain-rename', table, chain: chain.name, name}]};
		}
		case 'delete-rule': {
			const {table, chain, handle} = command;
			const index = findChain(tables, table, chain.name)?.rules.findIndex((rule) => rule.handle === handle.handle);
			if (index === undefined) return missing();
			return index < 0 ? refuse('ENOENT', handle.at) : {edits: [{kind: 'rule-del', table, chain: chain.name, rule: index + 1}]};
		}
		case 'put-rule': {
			const chain = findChain(tables, command.table, command.chain.name);
			return chain ? putRule(command, chain, findTable(tables, command.table)?.chains ?? []) : missing();
		}
		case 'flush-ruleset':
			return {
				edits: tables
					.filter(({family}) => family === (command.family ?? family))
					.map((table) => ({kind: 'table-del', table: {family: table.family, name: table.name}})),
			};
		case 'flush-table':
			return findTable(tables, command.table) ? {edits: [{kind: 'flush', table: command.table}]} : missing();
		case 'flush-chain':
			return findChain(tables, command.table, command.chain.name)
				? {edits: [{kind: 'flush', table: command.table, chain: command.chain.name}]}
				: missing();
		default:
			return command satisfies never;
	}
}

/** Added behind the rule that was named, or at the end; inserted before it, or at the beginning. */
function putRule(
	{verb, table, chain: {name: chain}, place, rule, counters, leadsTo}: PutRule,
	{rules}: NatChain,
	chains: readonly NatChain[],
): Tried {
	const index = !place ? -1 : place.by === 'index' ? place.number : rules.findIndex(({handle}) => handle === place.number);
	const {target} = rule;
	// A chain at a hook is reached from there only.
	if (target && 'chain' in target && leadsTo && chains.some(({name, base}) => base && name === target.chain))
		return {fault: {message: refusedBy('EOPNOTSUPP'), about: leadsTo}};
	if (place && (index < 0 || index >= rules.length)) return {fault: {message: refusedBy('ENOENT'), about: place.at}};
	const said = {table, chain, rule, ...(counters ? {counters} : {})};
	if (verb === 'replace') return {edits: [{kind: 'rule-replace', at: index + 1, ...said}]};
	const at = verb === 'insert' ? Math.max(index, 0) + 1 : place ? index + 2 : rules.length + 1;
	return {edits: [{kind: 'rule-add', at, ...said}]};
}

/** What the kernel refused, and where the line says it. */
function faultOf(
	command: Exclude<AskedCommand, ListCommand>,
	errno: Errno,
	tables: readonly NatTable[],
	known: readonly NatTable[],
): Fault {
	if (errno === 'ENOENT') return missingIn(command, tables, known);
	if (command.kind === 'put-rule') return {message: refusedBy(errno), about: command.span};
	if (errno === 'EEXIST' && command.kind === 'add-table') return {message: refusedBy(errno), about: command.table.at};
	if ((command.kind === 'add-chain' && errno === 'EEXIST') || command.kind === 'delete-chain')
		return {message: refusedBy(errno), about: command.chain.at};
	return {message: refusedBy(errno), about: command.span};
}

function missingIn(command: Exclude<AskedCommand, ListCommand>, tables: readonly NatTable[], known: readonly NatTable[]): Fault {
	const plain = (about: Span): Fault => ({message: refusedBy('ENOENT'), about});
	switch (command.kind) {
		case 'put-rule': {
			const {table, chain, place} = command;
			if (findChain(tables, table, chain.name)) return plain(command.leadsTo ?? command.span);
			// A place in a chain is looked for before the kernel is asked.
			if (place && place.by !== 'handle') return early(missingChain(table, chain, tables, known, true));
			const isElsewhere = known.some(({chains}) => chains.some(({name}) => name === chain.name));
			return isElsewhere && findTable(tables, table) ? plain(chain.at) : missingChain(table, chain, tables, known, false);
		}
		case 'delete-chain':
			return 'name' in command.chain ? missingChain(command.table, command.chain, tables, known, false) : plain(command.chain.at);
		case 'rename-chain':
			return early(missingChain(command.table, command.chain, tables, known, true));
		case 'add-chain':
			return early(missingTable(command.table, known));
		case 'flush-chain':
		case 'delete-rule':
			return plain(findTable(tables, command.table) ? command.chain.at : command.table.at);
		case 'delete-table':
			return 'name' in command.table ? missingTable(command.table, known) : plain(command.table.handle.at);
		case 'add-table':
		case 'flush-table':
			return plain(command.table.at);
		case 'flush-ruleset':
			return plain(command.span);
		default:
			return command satisfies never;
	}
}

const GONE = 'No such file or directory';

/** What nft finds by itself, before the kernel is asked. */
function early(fault: Fault): Fault {
	return {...fault, message: fault.message.replace('Could not process rule: ', '')};
}

/** With the chain that may have been meant, of whatever table; without a table of that name, with the table of that chain, or (`byTable`) the nearest. */
function missingChain(
	table: TableNamed,
	chain: {name: string; at: Span},
	tables: readonly NatTable[],
	known: readonly NatTable[],
	byTable: boolean,
): Fault {
	const chains = known.flatMap((owner) => owner.chains.map(({name}) => ({owner, name})));
	const meant = chains.find(({name}) => name === chain.name) ?? nearest(chain.name, chains, ({name}) => name);
	if (!findTable(tables, table)) {
		if (!meant || byTable) return missingTable(table, known);
		return {message: `${GONE}; did you mean table ‘${meant.owner.name}’ in family ${meant.owner.family}?`, about: table.at};
	}
	if (!meant) return {message: refusedBy('ENOENT'), about: chain.at};
	return {message: `${GONE}; did you mean chain ‘${meant.name}’ in table ${meant.owner.family} ‘${meant.owner.name}’?`, about: chain.at};
}

function missingTable({name, at}: TableNamed, known: readonly NatTable[]): Fault {
	const meant = known.find((table) => table.name === name) ?? nearest(name, known, (table) => table.name);
	if (!meant) return {message: refusedBy('ENOENT'), about: at};
	return {message: `${GONE}; did you mean table ‘${meant.name}’ in family ${meant.family}?`, about: at};
}
