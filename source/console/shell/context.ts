/** Where a command of a line runs: its scope, its streams, and the lab around it. */

import type {MachineId} from '../../engine/netdev.js';
import type {TraceNode} from '../../engine/trace.js';
import type {World} from '../../engine/world.js';
import type {Command, Place} from '../command.js';
import type {Descriptors} from './file-descriptors.js';
import type {Scope} from './scope.js';
import type {List} from './syntax.js';
import type {Doing, Task} from './system-call.js';

/** A history is one. */
export interface Lab {
	readonly world: World;
	readonly trace: readonly TraceNode[];
}

export interface Context {
	readonly lab: Lab;
	readonly tools: readonly Command[];
	readonly scope: Scope;
	readonly descriptors: Descriptors;
	/** May files of the kernel be written? It is remembered that this was asked. */
	readonly maySet: () => boolean;
	/** Somebody can press Ctrl-C. */
	readonly attended: boolean;
	/** What the whole line prints goes into a pipe. */
	readonly piped: boolean;
	/** Runs words as a simple command; returns its status. */
	readonly runWords: (context: Context, words: readonly string[]) => Doing<number>;
	/** Runs a list; returns the status of its last command. */
	readonly runList: (context: Context, list: List) => Doing<number>;
}

/** What the shell does itself, because it needs to know itself. */
export type Builtin = (context: Context, words: readonly string[]) => Doing<number>;

/** The place where a tool of this context runs. */
export function placeOf({lab, tools, scope, descriptors, attended, piped}: Context, machine: MachineId = scope.machine): Place {
	return {
		get world() {
			return lab.world;
		},
		get trace() {
			return lab.trace;
		},
		machine,
		tools,
		attended,
		piped: piped || descriptors.stdout.kind !== 'terminal',
	};
}

export function* out(context: Context, text: string): Doing<void> {
	if (text !== '') yield {kind: 'write', to: context.descriptors.stdout, text};
}

export function* complain(context: Context, text: string): Doing<void> {
	if (text !== '') yield {kind: 'write', to: context.descriptors.stderr, text};
}

/** Starts a process that has these streams; returns its number. */
export function* start(task: Task, descriptors: Descriptors, background = false): Doing<number> {
	const answer = yield {kind: 'spawn', task, descriptors, background};
	return answer?.kind === 'spawned' ? answer.pid : 0;
}
