/*
 * Running commands
 *
 * POSIX 2.9: a simple command is a builtin of the shell or a tool of the lab; the parts of a pipeline are processes
 * that run side by side, each in a subshell; what stands between parentheses and what runs in the background has a
 * subshell, too. Everything else happens in the shell that reads the line.
 *
 * The shell stands on one machine of the lab, which it takes for a namespace; `ip netns exec VM COMMAND` and `ip -n VM …`
 * reach the others. Users are not modelled: everybody is root, and `sudo` does nothing.
 */
import {machineNamed} from '../../engine/world.js';
import {Complaint} from '../complaint.js';
import {Interrupted} from '../program.js';
import {BUILTINS} from './builtins.js';
import {type Context, complain, out, start} from './context.js';
import {fieldsOf, runShell, textOf} from './expand.js';
import {type Descriptors, newPipe} from './file-descriptors.js';
import {jobBegan} from './jobs.js';
import {redirect} from './redirect.js';
import {runTool} from './run-tool.js';
import {Exit, Leap, subScope} from './scope.js';
import type {Chain, Command, List, Pipeline} from './syntax.js';
import type {Doing, Ending} from './system-call.js';
import {timesOf} from './times.js';

export function* runList(context: Context, list: List): Doing<number> {
	for (const chain of list) yield* runChain(context, chain);
	return context.scope.status;
}

function* runChain(context: Context, chain: Chain): Doing<void> {
	const {scope} = context;
	if (chain.background) {
		const inner: Context = {...context, scope: {...subScope(scope), loops: 0}};
		const pid = yield* start(runShell(inner, [{...chain, background: false}]), inner.descriptors, true);
		yield* jobBegan(context, pid, chain.text);
		scope.status = 0;
		return;
	}
	const last = chain.rest.length - 1;
	yield* runPipeline(context, chain.first, last >= 0);
	for (const [index, {joint, pipeline}] of chain.rest.entries()) {
		if ((joint === '&&') === (scope.status === 0)) yield* runPipeline(context, pipeline, index < last);
	}
}

/** `isTested`: its failure is an answer, so `set -e` does not mind. */
function* runPipeline(context: Context, pipeline: Pipeline, isTested: boolean): Doing<void> {
	const {scope} = context;
	const since = context.lab.world.now;
	const tests = isTested || pipeline.negated;
	if (tests) scope.conditions++;
	const [only] = pipeline.commands;
	try {
		const status = pipeline.commands.length === 1 && only ? yield* runCommand(context, only) : yield* runParts(context, pipeline.commands);
		scope.status = pipeline.negated ? (status === 0 ? 1 : 0) : status;
	} finally {
		if (tests) scope.conditions--;
	}
	if (pipeline.timed) yield* complain(context, timesOf(context.lab.world.now - since));
	if (scope.status !== 0 && !tests && scope.conditions === 0 && scope.options.has('errexit')) throw new Exit(scope.status);
}

/** All at once; the status is that of the last, or under `pipefail` of the last that failed. */
function* runParts(context: Context, commands: readonly Command[]): Doing<number> {
	const pipes = commands.slice(1).map(newPipe);
	// Held until all have begun, so that none finds its pipe abandoned.
	for (const pipe of pipes) {
		pipe.readers++;
		pipe.writers++;
	}
	const pids: number[] = [];
	for (const [index, command] of commands.entries()) {
		const {stdin, stdout, stderr} = context.descriptors;
		const descriptors: Descriptors = {stdin: pipes[index - 1] ?? stdin, stdout: pipes[index] ?? stdout, stderr};
		const inner: Context = {...context, scope: {...subScope(context.scope), loops: 0}, descriptors};
		pids.push(yield* start(runPart(inner, command), descriptors));
	}
	for (const pipe of pipes) {
		pipe.readers--;
		pipe.writers--;
	}
	const statuses = yield* ended(pids);
	if (!context.scope.options.has('pipefail')) return statuses.at(-1)?.status ?? 0;
	return statuses.findLast(({status}) => status !== 0)?.status ?? 0;
}

/** Waits for processes in the foreground. One that Ctrl-C ended takes the shell's line with it. */
function* ended(pids: readonly number[]): Doing<readonly Ending[]> {
	const answer = yield {kind: 'wait-for', pids};
	const endings = answer?.kind === 'ended' ? answer.statuses : [];
	if (endings.at(-1)?.signal === 'SIGINT') throw new Interrupted();
	return endings;
}

function* runPart(context: Context, command: Command): Doing<number> {
	try {
		return yield* runCommand(context, command);
	} catch (error) {
		if (!(error instanceof Exit)) throw error;
		return error.status;
	}
}

function* runCommand(context: Context, command: Command): Doing<number> {
	if (command.kind === 'simple') return yield* runSimple(context, command);
	const descriptors = yield* redirected(context, command);
	if (!descriptors) return 1;
	const inner = {...context, descriptors};
	switch (command.kind) {
		case 'group':
			return yield* context.runList(inner, command.body);
		case 'subshell': {
			const apart: Context = {...inner, scope: {...subScope(context.scope), loops: 0}};
			const [ending] = yield* ended([yield* start(runShell(apart, command.body), descriptors)]);
			return ending?.status ?? 0;
		}
		case 'if':
			return yield* runIf(inner, command);
		case 'for':
			return yield* runFor(inner, command);
		case 'while':
			return yield* runWhile(inner, command);
		default:
			return command satisfies never;
	}
}

function* redirected(context: Context, {redirections}: Command): Doing<Descriptors | undefined> {
	try {
		return yield* redirect(context, redirections);
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		yield* complain(context, error.stderr);
		return undefined;
	}
}

function* runIf(context: Context, {branches, otherwise}: Extract<Command, {kind: 'if'}>): Doing<number> {
	for (const {test, body} of branches) {
		if ((yield* runTest(context, test)) === 0) return yield* runList(context, body);
	}
	return otherwise ? yield* runList(context, otherwise) : 0;
}

/** A condition: nothing in it ends the shell. */
function* runTest(context: Context, test: List): Doing<number> {
	context.scope.conditions++;
	try {
		return yield* runList(context, test);
	} finally {
		context.scope.conditions--;
	}
}

function* runFor(context: Context, {name, words, body}: Extract<Command, {kind: 'for'}>): Doing<number> {
	const values = yield* fieldsOf(context, words);
	let status = 0;
	for (const value of values) {
		context.scope.variables.set(name, value);
		const turn = yield* runTurn(context, body);
		status = turn.status;
		if (turn.leaves) break;
	}
	return status;
}

function* runWhile(context: Context, {until, test, body}: Extract<Command, {kind: 'while'}>): Doing<number> {
	let status = 0;
	for (;;) {
		const tested = yield* runTurn(context, test, true);
		if (tested.leaves || (tested.status === 0) === until) return status;
		const turn = yield* runTurn(context, body);
		status = turn.status;
		if (turn.leaves) return status;
	}
}

/** Once around a loop; `leaves` when it was the last time. Others have their turn between. */
function* runTurn(context: Context, body: List, isTest = false): Doing<{status: number; leaves: boolean}> {
	const {scope} = context;
	yield {kind: 'pass'};
	scope.loops++;
	try {
		return {status: isTest ? yield* runTest(context, body) : yield* runList(context, body), leaves: false};
	} catch (error) {
		if (!(error instanceof Leap)) throw error;
		if (--error.levels > 0) throw error;
		return {status: 0, leaves: error.kind === 'break'};
	} finally {
		scope.loops--;
	}
}

function* runSimple(context: Context, command: Extract<Command, {kind: 'simple'}>): Doing<number> {
	const {scope} = context;
	const words = yield* fieldsOf(context, command.words);
	const descriptors = yield* redirected(context, command);
	if (!descriptors) return 1;
	if (words.length === 0) scope.status = 0;
	const before = new Map(scope.variables);
	for (const {name, value} of command.assignments) scope.variables.set(name, yield* textOf(context, value));
	if (words.length === 0) return scope.status;
	if (scope.options.has('xtrace')) yield* complain(context, `+ ${words.join(' ')}\n`);
	const status = yield* runWords({...context, descriptors}, words);
	// Assignments before a command are for that command.
	for (const {name} of command.assignments) {
		const old = before.get(name);
		if (old === undefined) scope.variables.delete(name);
		else scope.variables.set(name, old);
	}
	return status;
}

/** Runs words that are expanded already. */
export function* runWords(context: Context, words: readonly string[]): Doing<number> {
	const [word = '', ...rest] = words;
	const elsewhere = netnsOf(context, words);
	if (elsewhere) return yield* runWords(elsewhere.context, elsewhere.words);
	const builtin = BUILTINS.get(word);
	if (!builtin) return yield* runTool(context, words);
	try {
		return yield* builtin(context, rest);
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		yield* out(context, error.stdout);
		yield* complain(context, error.stderr);
		return error.status;
	}
}

/** `ip netns exec MACHINE COMMAND`, where the command is the shell's own; the tool does the rest. */
function netnsOf(context: Context, words: readonly string[]): {context: Context; words: readonly string[]} | undefined {
	const [ip, netns, exec, name = '', ...rest] = words;
	if (ip !== 'ip' || netns !== 'netns' || exec !== 'exec' || !BUILTINS.has(rest[0] ?? '')) return undefined;
	const machine = machineNamed(context.lab.world, name);
	return machine && {context: {...context, scope: {...subScope(context.scope), machine: machine.id}}, words: rest};
}
