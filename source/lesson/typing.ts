/** Commands at the prompt of a step: typed, taken back, done again. */
import {allowedIn, notAllowed} from './allowed-tools.js';
import {lastDeed} from './deeds.js';
import {DONE, type Refused, type Reply, refuse} from './intention.js';
import type {Printout} from './prompt.js';
import {positionOf} from './scene.js';
import {runToEnd, type SceneLine, type Typist, whenDone} from './scene-line.js';
import {isPromptStep, type PromptStep, type Step} from './schema.js';
import {currentPart, PROMPT} from './session.js';
import type {Stand} from './stand.js';

/** A line was begun, or why it was not. */
export type Begun = {kind: 'begun'; line: SceneLine} | Refused;

/** Begins a line, when the step has a prompt and allows the tools in it. It is remembered when it has ended. */
export function begin(stand: Stand, typist: Typist): Begun {
	const {step, theatre} = stand;
	if (!isPromptStep(step)) return refuse('no-prompt');
	if (currentPart(step, stand.record)) return refuse('locate-first');
	if (!theatre.hasMachine(step, typist.on)) return refuse('no-machine');
	const kept = notAllowed(step, typist.line);
	if (kept) return {...refuse('not-allowed'), ...kept};
	return {kind: 'begun', line: remembered(stand, step, typist)};
}

/** What a line was refused while it ran: tools that were not to be seen in its text. */
export function refusedIn(step: Step, line: SceneLine): Refused | undefined {
	const allowed = isPromptStep(step) && line.isKept ? allowedIn(step) : undefined;
	return allowed && {...refuse('not-allowed'), allowed};
}

/** Types a line and waits for its end. */
export function type(stand: Stand, on: string, line: string): Reply {
	const {scene} = stand.theatre;
	const from = scene(stand.step);
	const position = from ? positionOf(from) : 0;
	const begun = begin(stand, {on, line});
	if (begun.kind === 'refused') return begun;
	const printout = runToEnd(begun.line);
	const refused = refusedIn(stand.step, begun.line);
	return {kind: 'printed', from: position, printout, ...(refused && {refused})};
}

/** Types a line, whatever it is. */
export function typeIn(stand: Stand, step: PromptStep, on: string, line: string): Printout {
	return runToEnd(remembered(stand, step, {on, line}));
}

function remembered(stand: Stand, step: PromptStep, typist: Typist): SceneLine {
	const line = stand.theatre.begin(step, typist);
	return whenDone(line, () => {
		if (step.kind === 'repair') stand.happen({kind: 'turned', part: PROMPT});
		stand.happen({kind: 'typed', command: line.command});
		stand.settled();
	});
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
