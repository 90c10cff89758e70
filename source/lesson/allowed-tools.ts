/*
 * Which tools a step allows
 *
 * A step may name the tools with which it is to be done; the prose says why the others would spoil it. Whoever only looks spoils
 * nothing, so what only looks is allowed everywhere, named or not. What is no tool of the lab the prompt itself answers.
 */
import {TOOLS} from '../console/tools/tools.js';
import {simpleCommands} from './prompt.js';
import {hasGoals, type PromptStep} from './schema.js';

/** Tools, filters and words of the shell that leave the lab as it is, whatever they are told. */
const ONLY_LOOK: ReadonlySet<string> = new Set(
	[
		'help man inspect type which history',
		'grep head tail wc sort uniq cut tr column less more awk',
		'date seq true false test [ : jobs wait tcpdump',
		// What these run is looked at by itself.
		'sed tee yes watch timeout xargs eval command export unset set read exit break continue kill fg bg pwd',
	].flatMap((words) => words.split(' ')),
);

/** Tools by which this line would leave the lab otherwise than the step allows; and which it allows. `undefined`: all is well. */
export function notAllowed(step: PromptStep, line: string): {allowed: readonly string[]} | undefined {
	const allowed = hasGoals(step) ? step.allow : undefined;
	if (!allowed) return undefined;
	const isKept = setsKernel(line, allowed) || simpleCommands(line).some((words) => isKeptFrom(allowed, words));
	return isKept ? {allowed} : undefined;
}

/** What is printed into a file of the kernel sets something, whoever prints it. */
function setsKernel(line: string, allowed: readonly string[]): boolean {
	return line.includes('>') && /\/(?:proc|sys)\b/.test(line) && !allowed.includes('echo') && !allowed.includes('sysctl');
}

function isKeptFrom(allowed: readonly string[], [tool = '', ...words]: readonly string[]): boolean {
	if (allowed.includes(tool) || ONLY_LOOK.has(tool)) return false;
	// A frame that is only thought of is no frame.
	if (tool === 'trace' && !words.some((word) => word === '--commit' || word === '-c')) return false;
	return TOOLS.some(({word}) => word === tool);
}
