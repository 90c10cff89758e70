/*
 * `ovs-vsctl`: the configuration of Open vSwitch
 *
 * It edits the database and nothing else: what becomes of that is the daemon's
 * business, for which the tool waits unless it is told not to. A line may hold many commands, with
 * `--` between them, and is one transaction.
 *
 * Not modelled: a database on another machine, TLS, auto-attach, timeouts of connection tracking. Rows of tables
 * that only such things read can be made and are kept, and change nothing.
 */
import type {ChangeResult} from '../../engine/change.js';
import {numberOf, type OvsdbOperation, rootOf, textOf} from '../../engine/ovs/database/database.js';
import {createDraft} from '../../engine/ovs/database/database-draft.js';
import {liveDatabase} from '../../engine/ovs/database/database-live.js';
import {hashOrder} from '../../engine/ovs/translate/hash-order.js';
import type {Vswitchd} from '../../engine/ovs/vswitchd.js';
import type {Command, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {type Acting, type Answer, make, type Printed, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {VSCTL_USAGE} from '../usage/ovs-vsctl.js';
import {logLine} from './ovs-log.js';
import {ovsRelease} from './ovs-release.js';
import {VSCTL_COMMANDS} from './ovs-vsctl/commands.js';
import {operationsOf} from './ovs-vsctl/commit.js';
import {readOptions, VSCTL_KEYWORDS, type VsctlOptions} from './ovs-vsctl/options.js';
import {type ParsedCommand, parseCommands} from './ovs-vsctl/parse-commands.js';
import {fatal, type Invocation, insertRow, type Session, warn} from './ovs-vsctl/session.js';
import {formatTable} from './ovs-vsctl/table.js';

export const OVS_VSCTL: Command = {
	word: 'ovs-vsctl',
	help: 'bridges and ports of Open vSwitch, in its database',
	chains: true,
	keywords: VSCTL_KEYWORDS,
	commands: VSCTL_COMMANDS.map(({word, help, names, instead}) => ({
		word,
		help,
		positional: names,
		...(instead === undefined ? {} : {instead}),
	})),
	run: runVsctl,
};

const SECOND = 1_000_000_000;

function runVsctl(place: Place, words: readonly string[]): Answer {
	const options = readOptions(words);
	if (options.only === 'help') return prints(VSCTL_USAGE);
	if (options.only === 'version') return prints(versionOf(place));
	return runCommands(place, options, parseCommands(options.words, options.local));
}

/** The tools come with the daemon. */
function versionOf(place: Place): string {
	return `ovs-vsctl (Open vSwitch) ${ovsRelease(place)}\nDB Schema 8.3.1\n`;
}

function switchdAt(place: Place): Vswitchd {
	const {vswitchd} = machineAt(place);
	if (!vswitchd) throw fatal('unix:/var/run/openvswitch/db.sock: database connection failed (No such file or directory)');
	return vswitchd;
}

function* runCommands(place: Place, options: VsctlOptions, commands: readonly ParsedCommand[]): Program {
	const deadline = options.timeout === undefined ? Number.POSITIVE_INFINITY : place.world.now + options.timeout * SECOND;
	for (;;) {
		const tried = attempt(place, commands);
		if (tried.kind === 'ready') return yield* commit(place, options, commands, tried.session, tried.calls, deadline);
		// A condition of wait-until does not hold: the database must change first.
		const timedOut = yield* waitUntil(place, place.world.now + SECOND, deadline, '');
		if (timedOut) return timedOut;
	}
}

type Tried = {kind: 'ready'; session: Session; calls: Invocation[]} | {kind: 'waits'};

/** Runs all commands on a new draft. */
function attempt(place: Place, commands: readonly ParsedCommand[]): Tried {
	const switchd = switchdAt(place);
	const reads = commands.some(({command}) => command.isDatabase && !command.writes);
	const database = reads ? liveDatabase(place.world, switchd) : switchd.database;
	const session: Session = {
		place,
		database,
		draft: createDraft(database),
		symbols: new Map(),
		inserted: [],
		mutations: [],
		expected: [],
		uuids: 0,
		// "Called as …", which goes to the log only.
		logged: commands.some(({command}) => command.writes) ? 1 : 0,
		warnings: [],
	};
	const calls = commands.map(
		({words, options}, index): Invocation => ({
			session,
			words,
			options,
			isLast: index === commands.length - 1,
			output: '',
			table: undefined,
			waits: false,
		}),
	);
	// Somebody destroyed it: it comes again, empty.
	if (database.tables.Open_vSwitch.size === 0) insertRow(session, 'Open_vSwitch');
	try {
		for (const [index, {command}] of commands.entries()) command.before?.(calls[index] as Invocation);
		for (const [index, {command}] of commands.entries()) {
			const call = calls[index] as Invocation;
			command.run?.(call);
			if (call.waits) return {kind: 'waits'};
		}
		checkSymbols(session);
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		throw new Complaint(session.warnings.join('') + error.stderr, error.status, error.stdout);
	}
	return {kind: 'ready', session, calls};
}

/** Every `@name` that is used must be made, and used by somebody if it is to stay. */
function checkSymbols(session: Session): void {
	for (const name of hashOrder([...session.symbols.keys()])) {
		const symbol = session.symbols.get(name);
		if (!symbol) continue;
		if (!symbol.created) throw fatal(`row id "${name}" is referenced but never created (e.g. with "-- --id=${name} create ...")`);
		if (symbol.strongly) continue;
		const why = symbol.weakly ? 'only a weak reference to it was inserted' : 'no reference to it was inserted';
		warn(session, 'vsctl', `row id "${name}" was created but ${why}, so it will not actually appear in the database`);
	}
}

function* commit(
	place: Place,
	options: VsctlOptions,
	commands: readonly ParsedCommand[],
	session: Session,
	calls: readonly Invocation[],
	deadline: number,
): Program {
	const {operations, inserted} = operationsOf(session);
	const real = new Map<string, string>();
	const changes = operations.length > 0 && !options.dryRun;
	const next = (numberOf(rootOf(session.database), 'next_cfg') ?? 0) + 1;
	if (changes) {
		const all = options.wait ? counted(session, operations, next) : operations;
		const result: ChangeResult = yield* make({kind: 'ovsdb-transact', machine: place.machine, operations: all});
		if (result.kind === 'refused') {
			const refusal = `transaction error: ${result.message ?? result.errno}`;
			warn(session, 'ovsdb_idl', refusal);
			throw new Complaint(`${session.warnings.join('')}ovs-vsctl: ${refusal}\n`, 1);
		}
		if (options.wait && switchdAt(place).database.tables.Open_vSwitch.size === 0) {
			warn(session, 'ovsdb_idl', '"mutate" reply "count" is 0 instead of 1');
			throw new Complaint(`${session.warnings.join('')}ovs-vsctl: transaction error: no error details available\n`, 1);
		}
		for (const [index, uuid] of inserted.entries()) real.set(uuid, result.uuids?.[index] ?? uuid);
	}
	const stdout = outputOf(options, commands, calls, real);
	if (operations.length === 0 || !options.wait) return {stdout, stderr: session.warnings.join(''), status: 0};
	// With --dry-run that never comes, as with the real one.
	while ((numberOf(rootOf(switchdAt(place).database), 'cur_cfg') ?? 0) < next) {
		const timedOut = yield* waitUntil(place, place.world.now + SECOND, deadline, stdout);
		if (timedOut) return {...timedOut, stderr: session.warnings.join('') + timedOut.stderr};
	}
	return {stdout, stderr: session.warnings.join('') + checkInterfaces(place, session, real), status: 0};
}

/** The operations, and the count: the daemon tells by this number how far it has come. */
function counted(session: Session, operations: OvsdbOperation[], next: number): OvsdbOperation[] {
	const root = rootOf(session.database);
	if (session.database.tables.Open_vSwitch.size > 0)
		return [...operations, {op: 'update', table: 'Open_vSwitch', uuid: root.uuid, row: {next_cfg: next}}];
	return operations.map((operation) =>
		operation.op === 'insert' && operation.table === 'Open_vSwitch' ? {...operation, row: {...operation.row, next_cfg: next}} : operation,
	);
}

/** Lets time pass up to `until`; past `deadline` an alarm ends the program. */
function* waitUntil(place: Place, until: number, deadline: number, printed: string): Acting<Printed | undefined> {
	if (place.world.now >= deadline) {
		const last = logLine(place.world.now, 1, 'fatal_signal|WARN', 'terminating with signal 14 (Alarm clock)');
		return {stdout: printed, stderr: `${last}Alarm clock\n`, status: 142};
	}
	yield {kind: 'time', until: Math.min(until, deadline)};
	return undefined;
}

function outputOf(
	{oneLine, style}: VsctlOptions,
	commands: readonly ParsedCommand[],
	calls: readonly Invocation[],
	real: ReadonlyMap<string, string>,
): string {
	let stdout = '';
	let tables = 0;
	for (const [index, call] of calls.entries()) {
		const isCreate = commands[index]?.command.word === 'create';
		// The server has given the row another UUID than the draft.
		const output = isCreate ? `${real.get(call.output) ?? call.output}\n` : call.output;
		if (call.table) stdout += formatTable(call.table, style, tables++ === 0);
		else if (oneLine) stdout += `${output.replace(/\n$/, '').replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
		else stdout += output;
	}
	return stdout;
}

/** Did the daemon manage to make the interfaces that this line added (post_db_reload_do_checks)? */
function checkInterfaces(place: Place, session: Session, real: ReadonlyMap<string, string>): string {
	const {database} = switchdAt(place);
	let stderr = '';
	for (const uuid of session.expected) {
		const row = database.tables.Interface.get(real.get(uuid) ?? uuid);
		if (!row || (numberOf(row, 'ofport') ?? -1) !== -1) continue;
		const error = textOf(row, 'error');
		const why = error === '' ? '' : `: ${error}`;
		stderr += `ovs-vsctl: Error detected while setting up '${textOf(row, 'name')}'${why}.  See ovs-vswitchd log for details.\n`;
	}
	return stderr === '' ? '' : `${stderr}ovs-vsctl: The default log directory is "/var/log/openvswitch".\n`;
}
