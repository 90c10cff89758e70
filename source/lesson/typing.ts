/** Commands at the prompt of a step: typed, taken back, done again. */
import {TOOLS} from '../console/tools/tools.js';
import {DONE, type Reply, refuse} from './intention.js';
import {type Printout, toolsOf} from './prompt.js';
import {positionOf} from './scene.js';
import {hasGoals, isPromptStep, type PromptStep} from './schema.js';
import {currentPart, lastDeed, PROMPT} from './session.js';
import type {Stand} from './stand.js';

/** Types a line, when the step has a prompt and allows the tools in it. */
export function type(stand: Stand, on: string, line: string): Reply {
	const {step, theatre} = stand;
	if (!isPromptStep(step)) return refuse('no-prompt');
	if (currentPart(step, stand.record)) return refuse('locate-first');
	if (!theatre.hasMachine(step, on)) return refuse('no-machine');
	if (toolsOf(line).some((tool) => isKeptFrom(step, tool))) return refuse('not-allowed');
	const scene = theatre.scene(step);
	return {kind: 'printed', from: scene ? positionOf(scene) : 0, printout: typeIn(stand, step, on, line)};
}

/** Is this a tool of the lab that the step does without? Help is always there, and what is no tool the prompt itself answers. */
function isKeptFrom(step: PromptStep, tool: string): boolean {
	const allow = hasGoals(step) ? step.allow : undefined;
	return allow !== undefined && !allow.includes(tool) && TOOLS.some(({word}) => word === tool && word !== 'help');
}

/** Types a line, whatever it is. */
export function typeIn(stand: Stand, step: PromptStep, on: string, line: string): Printout {
	const {command, printout} = stand.theatre.type(step, on, line);
	if (step.kind === 'repair') stand.happen({kind: 'turned', part: PROMPT});
	stand.happen({kind: 'typed', command});
	stand.settled();
	return printout;
}

/** Takes the last command back, or does it again; the world is built anew from those that are left. */
export function again(stand: Stand, kind: 'undid' | 'redid'): Reply {
	const {step, record, theatre} = stand;
	if (!isPromptStep(step)) return refuse('no-prompt');
	const isThere = kind === 'undid' ? lastDeed(record.commands) !== -1 : record.undone.length > 0;
	if (!isThere) return refuse(kind === 'undid' ? 'nothing-to-undo' : 'nothing-to-redo');
	stand.happen({kind});
	theatre.forget(step);
	stand.enter();
	return DONE;
}
