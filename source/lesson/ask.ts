/** Asking the engine: a query, in a history, since a tick. */
import {fork, type History, input} from '../engine/history.js';
import {reach} from '../engine/reach/reach.js';
import {nodeById, type TraceNode} from '../engine/trace.js';
import {machineNamed} from '../engine/world.js';
import {playOut} from './feed.js';
import {type Finding, found} from './finding.js';
import {addressIn} from './names.js';
import {type Predicate, passes} from './predicate.js';
import {typeAt} from './prompt.js';
import type {Query} from './query.js';
import {isReckoning, reckon} from './reckoning.js';
import {askState, type StateQuery} from './state-query.js';
import {askTrace, TRACE_QUERIES, type TraceQuery} from './trace-query.js';

/** Before a trial the world rests for so long (ns) that ARP which still waits has given up and asks anew. */
const REST = 4_000_000_000;

/** Value and evidence of a query over what happened since tick `since`; the history is left as it is. */
export function ask(query: Query, history: History, since: number): Finding {
	if (isTraceQuery(query)) return askTrace(query, history.world, nodesSince(history, since));
	if (isReckoning(query)) return reckon(query);
	if (query.kind === 'lines') return found(linesOf(query, history));
	if (query.kind === 'reach') return query.tcp === undefined ? echoes(query.from, query.to, history) : serves(query, query.tcp, history);
	return found(askState(query as StateQuery, history.world));
}

/** A predicate tried on a copy: is it met, what was found, and the copy in which the evidence can be seen. */
export function tryOut(
	predicate: Pick<Predicate, 'query' | 'when' | 'must'>,
	history: History,
): {met: boolean; finding: Finding; trial: History} {
	const trial = rested(history);
	const since = trial.cursor;
	playOut(trial, predicate.when);
	const finding = ask(predicate.query, trial, since);
	return {met: passes(predicate.must, finding.value), finding, trial};
}

/** Nodes of the ticks from `since` on, behind the cursor. */
export function nodesSince(history: History, since: number): readonly TraceNode[] {
	const {trace} = history;
	const first = trace[0];
	return first && nodeById(trace, since) ? trace.slice(since - first.id) : trace.filter((node) => node.id >= since);
}

/** How many lines a command prints, on a copy. */
function linesOf({on, run, having}: Extract<Query, {kind: 'lines'}>, history: History): number {
	const {stdout} = typeAt(fork(history), on, run);
	return stdout.split('\n').filter((text) => text !== '' && (having === undefined || text.includes(having))).length;
}

/** A page by TCP, on a copy. */
function serves({from, to}: {from: string; to: string}, port: number, history: History): Finding {
	const {world} = rested(history);
	const machine = machineNamed(world, from);
	const address = addressIn(world, to);
	return found(machine !== undefined && address !== undefined && reach(world, machine.id, address, {kind: 'tcp', port}).kind === 'yes');
}

/** One echo there and back, on a copy. */
function echoes(from: string, to: string, history: History): Finding {
	const trial = rested(history);
	const since = trial.cursor;
	playOut(trial, [{kind: 'ping', from, to, count: 1}]);
	const answered = nodesSince(trial, since).filter((node) =>
		node.effects.some((effect) => effect.kind === 'note' && effect.cause.kind === 'echo-received'),
	);
	return found(answered.length > 0);
}

/** A copy in which everything under way has come to its end. */
function rested(history: History): History {
	const copy = fork(history);
	playOut(copy, []);
	input(copy, {kind: 'wait', duration: REST});
	playOut(copy, []);
	return copy;
}

function isTraceQuery(query: Query): query is TraceQuery {
	return (TRACE_QUERIES as readonly string[]).includes(query.kind);
}
