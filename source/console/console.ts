/*
 * The lab's command line
 *
 * A line is cut into commands, a command finds its tool, the tool reads its words
 * and answers: at once when it only looks, with a program of changes when it acts.
 * The changes go by the door that whoever runs the line holds open. In a history
 * that is `input`, so a command stands on the timeline like a lesson step, can be
 * undone, and is part of the replay.
 *
 * The shell stands on one machine of the lab, which it takes for a namespace; `ip
 * netns exec VM COMMAND` and `ip -n VM …` reach the others.
 *
 * Not modelled: variables, pipes, files, jobs in the background, users: everybody
 * is root.
 */

import type {ChangeResult} from '../engine/change.js';
import {type History, type Input, input, settle} from '../engine/history.js';
import type {MachineId} from '../engine/netdev.js';
import type {World} from '../engine/world.js';
import {NO_OPTIONS, type Place} from './command.js';
import {Complaint} from './complaint.js';
import {type Act, type Answer, fails, Interrupted, isProgram, type Printed, type Program} from './program.js';
import {type SimpleCommand, tokenise} from './tokenise.js';
import {missingTool, TOOLS} from './tools/tools.js';

/** Where lines are typed. The lines themselves are the screen's to remember. */
export interface Shell {
	machine: MachineId;
	/** What is printed goes into a pipe, as in a script; some tools then print more, or other things. */
	piped?: boolean;
}

/** What a line did and said. */
export interface Outcome {
	stdout: string;
	/** Empty when all went well. */
	stderr: string;
	/** Exit status of the last command that ran. */
	status: number;
	/** What was put into the world, for the timeline. */
	inputs: Input[];
}

/** A line that runs: `waiting` until a world time (ns), with what is on the screen so far, or `done`. */
export type Run = {kind: 'waiting'; until: number; printed: string; program: Program; inputs: Input[]} | {kind: 'done'; outcome: Outcome};

/** Longest line that is read. */
const LONGEST = 4096;

/** `vm1#`: what stands before the line. */
export function promptOf(world: World, shell: Shell): string {
	return `${world.machines[shell.machine]?.name ?? '?'}# `;
}

/**
 * Reads a line into a program. `world` is asked for the world at each look, because time
 * travel puts another one in its place. Nothing runs before the first `next`.
 */
export function* runLine(world: () => World, shell: Shell, line: string): Program {
	if (line.length > LONGEST) return fails(`a line has at most ${LONGEST} characters\n`, 2);
	const tokenised = tokenise(line);
	if (tokenised.kind === 'refused') return fails(`${tokenised.reason}\n`, 2);
	const place: Place = {
		get world() {
			return world();
		},
		machine: shell.machine,
		tools: TOOLS,
		piped: shell.piped === true,
	};
	const all: Printed = {stdout: '', stderr: '', status: 0};
	for (const {joint, words} of tokenised.commands) {
		if ((joint === 'on-success' && all.status !== 0) || (joint === 'on-failure' && all.status === 0)) continue;
		const printed = yield* later(runCommand(place, words), all.stdout);
		all.stdout += printed.stdout;
		all.stderr += printed.stderr;
		all.status = printed.status;
	}
	return all;
}

/** Begins a line in a history: makes its changes as far as it does not wait for time. */
export function begin(history: History, shell: Shell, line: string): Run {
	return advance(
		history,
		runLine(() => history.world, shell, line),
		[],
		undefined,
	);
}

/** Goes on with a line that waited, however far the world has come. */
export function resume(history: History, run: Run): Run {
	return run.kind === 'done' ? run : advance(history, run.program, run.inputs, undefined);
}

/** Ctrl-C: the tool that waits says what it has, and ends; commands after it do not run. */
export function interrupt(history: History, run: Run): Run {
	if (run.kind === 'done') return run;
	try {
		return drive(history, run.program, run.inputs, run.program.throw(new Interrupted()));
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		return {kind: 'done', outcome: {stdout: `${run.printed}^C\n`, stderr: '', status: 130, inputs: run.inputs}};
	}
}

/** Runs a line to its end: lets frames settle, and time pass when the line waits for it. */
export function execute(history: History, shell: Shell, line: string): Outcome {
	let run = begin(history, shell, line);
	settle(history);
	while (run.kind === 'waiting') {
		const {until} = run;
		run = resume(history, run);
		if (run.kind === 'waiting' && run.until === until) run = waitFor(history, run);
		settle(history);
	}
	return run.outcome;
}

/** Lets the world go on to the time that a line waits for. A line that waits for what never comes is interrupted. */
function waitFor(history: History, run: Extract<Run, {kind: 'waiting'}>): Run {
	const now = Math.max(history.world.now, history.world.until);
	const wait: Input = {kind: 'wait', duration: Math.max(1, run.until - now)};
	input(history, wait);
	run.inputs.push(wait);
	settle(history);
	const next = resume(history, run);
	return next.kind === 'waiting' && next.until === run.until ? interrupt(history, next) : next;
}

function advance(history: History, program: Program, inputs: Input[], answer: ChangeResult | undefined): Run {
	return drive(history, program, inputs, program.next(answer));
}

/** Answers acts until the program waits or ends. */
function drive(history: History, program: Program, inputs: Input[], first: IteratorResult<Act, Printed>): Run {
	let step = first;
	while (!step.done) {
		const act = step.value;
		if (act.kind === 'time') return {kind: 'waiting', until: act.until, printed: act.printed, program, inputs};
		const made: Input = {kind: 'change', change: act.change};
		inputs.push(made);
		step = program.next(input(history, made));
	}
	return {kind: 'done', outcome: {...step.value, inputs}};
}

/** One command: its answer, or the tool's complaint as a printout. */
function* runCommand(place: Place, words: SimpleCommand['words']): Program {
	try {
		const answer = findTool(place, words);
		return isProgram(answer) ? yield* answer : answer;
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		return {stdout: error.stdout, stderr: error.stderr, status: error.status};
	}
}

function findTool(place: Place, words: readonly string[]): Answer {
	const [typed = '', ...rest] = words;
	// Everybody is root here.
	if (typed === 'sudo' && rest.length > 0) return findTool(place, rest);
	const tool = place.tools.find(({word}) => word === typed);
	return tool?.run?.(place, rest, NO_OPTIONS) ?? missingTool(typed);
}

/** While a command waits, the screen still shows what those before it printed. */
function* later(program: Program, before: string): Program {
	let step = program.next();
	while (!step.done) {
		const act: Act = step.value;
		let answer: ChangeResult | undefined;
		try {
			answer = yield act.kind === 'time' ? {...act, printed: before + act.printed} : act;
		} catch (error) {
			step = program.throw(error);
			continue;
		}
		step = program.next(answer);
	}
	return step.value;
}
