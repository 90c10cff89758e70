/*
 * From a line to a program
 *
 * A line is cut into commands, a command finds its tool, the tool reads its words
 * and answers: at once when it only looks, with a program of acts when it does more.
 *
 * The shell stands on one machine of the lab, which it takes for a namespace; `ip
 * netns exec VM COMMAND` and `ip -n VM …` reach the others.
 *
 * Not modelled: users: everybody is root.
 */
import type {TraceNode} from '../../engine/trace.js';
import type {World} from '../../engine/world.js';
import {NO_OPTIONS, type Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {type Answer, fails, isProgram, type Program, prints, say} from '../program.js';
import {type SimpleCommand, tokenise} from '../tokenise.js';
import {missingTool, TOOLS} from '../tools/tools.js';
import type {Shell} from './shell.js';

/** Where a line runs: a history is one. */
export interface Lab {
	readonly world: World;
	readonly trace: readonly TraceNode[];
}

/** Longest line that is read. */
const LONGEST = 4096;

/**
 * Reads a line into a program. `lab` is asked for its world and its trace at each look, because time
 * travel puts others in their place. Nothing runs before the first `next`.
 */
export function* runLine(lab: Lab, shell: Shell, line: string): Program {
	if (line.length > LONGEST) return fails(`a line has at most ${LONGEST} characters\n`, 2);
	const tokenised = tokenise(line);
	if (tokenised.kind === 'refused') return fails(`${tokenised.reason}\n`, 2);
	const place: Place = {
		get world() {
			return lab.world;
		},
		get trace() {
			return lab.trace;
		},
		machine: shell.machine,
		tools: TOOLS,
		piped: shell.piped === true,
		attended: shell.attended === true,
	};
	let status = 0;
	for (const {joint, words} of tokenised.commands) {
		if ((joint === 'on-success' && status !== 0) || (joint === 'on-failure' && status === 0)) continue;
		const printed = yield* runCommand(place, words);
		yield* say(printed.stdout);
		yield* say(printed.stderr, 'stderr');
		status = printed.status;
	}
	return prints('', status);
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
