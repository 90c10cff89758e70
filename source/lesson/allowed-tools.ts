/*
 * Which tools a step allows
 *
 * A step may name the tools with which it is to be done; the prose says why the others would spoil it. Whoever only looks spoils
 * nothing, so what only looks is allowed everywhere, named or not. What is no tool of the lab the prompt itself answers.
 *
 * A line that plainly names another tool is refused before anything of it runs; what hides its name is refused when it is
 * about to run (`console/shell/guard.ts`).
 */
import type {Guard} from '../console/shell/guard.js';
import {TOOLS} from '../console/tools/tools.js';
import {simpleCommands} from './prompt.js';
import {hasGoals, type PromptStep} from './schema.js';

/** Tools that leave the lab as it is, whatever they are told; those of text and the shell's own are so by their tables. */
const ONLY_LOOK: ReadonlySet<string> = new Set(['help', 'inspect', 'tcpdump', 'which']);

/** Tools by which this line would leave the lab otherwise than the step allows; and which it allows. `undefined`: all is well. */
export function notAllowed(step: PromptStep, line: string): {allowed: readonly string[]} | undefined {
	const allowed = allowedIn(step);
	const guard = guardOf(step);
	if (!allowed || !guard) return undefined;
	const isKept = simpleCommands(line).some((words) => (setsKernel(words) ? !guard.settings : !guard.allows(words)));
	return isKept ? {allowed} : undefined;
}

/** The tools that a step names; `undefined` when it allows all. */
export function allowedIn(step: PromptStep): readonly string[] | undefined {
	return hasGoals(step) ? step.allow : undefined;
}

/** What lets only those tools run that the step allows. */
export function guardOf(step: PromptStep): Guard | undefined {
	const allowed = allowedIn(step);
	return allowed && {allows: (words) => isAllowed(allowed, words), settings: allowed.includes('echo') || allowed.includes('sysctl')};
}

/** What is printed into a file of the kernel sets something, whoever prints it. */
function setsKernel([tool, sign, file = '']: readonly string[]): boolean {
	return tool === 'echo' && sign === '>' && /^\/(?:proc|sys)\//.test(file);
}

function isAllowed(allowed: readonly string[], [typed = '', ...words]: readonly string[]): boolean {
	const tool = TOOLS.find(({word}) => word === typed);
	if (!tool || allowed.includes(typed) || ONLY_LOOK.has(typed) || tool.isFilter || tool.isShell || tool.runs !== undefined) return true;
	// A frame that is only thought of is no frame.
	return typed === 'trace' && !words.some((word) => word === '--commit' || word === '-c');
}
