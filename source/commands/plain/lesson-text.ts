/*
 * A lesson as a conversation
 *
 * The same lesson as on the screen, one line after the other: a step says what
 * it is about, asks, tells every event in a sentence, and says what came of the
 * answer. Pieces that need no answer wait only for somebody who sits there.
 */

import {factsOf, partFacts} from '../../lesson/facts.js';
import type {Play} from '../../lesson/play.js';
import {plainProse} from '../../lesson/prose.js';
import type {SceneEvent} from '../../lesson/scene.js';
import {isPromptStep} from '../../lesson/schema.js';
import {CONFIDENCES, firstTry, recordOf} from '../../lesson/session.js';
import type {Catalogue} from '../../locale/en.js';
import {promptText} from './prompt-text.js';
import {type Line, type Order, readChoice, readLine} from './reader.js';
import {eventSentence, explanationOf, isTold, openingOf, outcomeOf, paragraphs, questionOf, tableOf} from './step-text.js';
import type {TextIo} from './text-io.js';

/** How a lesson as text was left. */
export type Ending = 'finished' | 'left' | 'ended';

/** How a step goes on after something was said. */
export type Turn = 'again' | 'moved' | 'left' | 'ended';

/** Plays from the step in front to the end, or until the learner leaves or the input ends. */
export async function playLesson(play: Play, io: TextIo, words: Catalogue): Promise<Ending> {
	for (;;) {
		const turn = await playStep(play, io, words);
		if (turn === 'left' || turn === 'ended') return turn;
		if (play.session.finished) return 'finished';
	}
}

async function playStep(play: Play, io: TextIo, words: Catalogue): Promise<Turn> {
	const {step} = play;
	say(io, openingOf(factsOf(play), words));
	if (step.kind === 'repair') tellEvents(play, io, words);
	// A question that was tried before the lesson was left is asked in full again.
	for (let isFirst = true; ; isFirst = false) {
		const facts = factsOf(play);
		const {part} = facts;
		if (part && part.state !== 'closed') {
			const turn = await askPart(play, io, words, isFirst);
			if (turn !== 'again') return turn;
			continue;
		}
		if (part && isLeftBehind(play)) {
			play.dispatch({kind: 'next'});
			continue;
		}
		break;
	}
	if (isPromptStep(step)) {
		const turn = await promptText(play, io, words);
		if (turn !== 'again') return turn;
	}
	if (step.kind === 'run') {
		tellEvents(play, io, words);
		for (const decided of factsOf(play).decided) say(io, outcomeOf(decided, words, play.history));
	}
	if (step.kind === 'bridge') {
		io.say(words.script.run);
		io.print(step.script);
	}
	say(io, explanationOf(factsOf(play), words));
	return goOn(play, io, words);
}

/** Is a closed part in front of another one, or of a prompt? */
function isLeftBehind(play: Play): boolean {
	const {step, record} = play;
	return (step.kind === 'act' || step.kind === 'recap') && !play.isDone() && record.closed.length > 0;
}

/** Asks the part in front once; `again` when it, or the next part, is to be asked. */
async function askPart(play: Play, io: TextIo, words: Catalogue, isFirst: boolean): Promise<Turn> {
	const {step} = play;
	const part = factsOf(play).part;
	if (!part) return 'again';
	if (part.state === 'open' || isFirst) say(io, questionOf(part, words));
	const many = part.part.ask !== 'one';
	const prompt = part.part.ask === 'point' ? words.plain.answerPoint : many ? words.plain.answerMany : words.plain.answerOne;
	const line = readLine(await io.ask(prompt));
	if (line.kind !== 'text') return obey(line, play, io, words);
	const keys = readChoice(line.text, part.part.options, many);
	if (!keys) {
		const count = part.part.options.length;
		io.say(many ? words.plain.badMany(count) : words.plain.badAnswer(count));
		return 'again';
	}
	play.dispatch({kind: 'choose', keys});
	if (step.kind === 'predict') {
		const sure = readLine(await io.ask(words.plain.sure));
		if (sure.kind !== 'text') return obey(sure, play, io, words);
		const confidence = CONFIDENCES[Number(sure.text) - 1] ?? CONFIDENCES.find((word) => word === sure.text);
		if (confidence) play.dispatch({kind: 'sure', confidence});
	}
	const reply = play.dispatch({kind: 'commit'});
	if (reply.kind === 'refused') io.say(words.refusals[reply.why]);
	else tellOutcome(play, io, words);
	return 'again';
}

/** What can be said right after an answer; events of the part are told before its verdict. */
function tellOutcome(play: Play, io: TextIo, words: Catalogue): void {
	const {step, part} = play;
	if (step.kind === 'predict') {
		io.say(words.plain.committed);
		return;
	}
	if (!part) return;
	const closed = play.record.closed.includes(part.key);
	if (closed && (step.kind === 'compare' || step.kind === 'recall' || step.kind === 'act' || step.kind === 'recap'))
		tellEvents(play, io, words);
	const facts = partFacts(play, step, part);
	say(io, outcomeOf(facts, words, play.history));
	if (step.kind === 'compare') say(io, tableOf(facts, sidesOf(play), words));
	if (!closed) io.say(words.plain.tryAgain);
}

/** Plays what there is to see, one sentence an event. */
export function tellEvents(play: Play, io: TextIo, words: Catalogue): void {
	const {scene} = play;
	if (!scene) return;
	const sides = sidesOf(play);
	const events: SceneEvent[] = [];
	if (play.step.kind === 'run') play.seek(0);
	for (let event = play.tick(); event; event = play.tick()) if (isTold(event.node)) events.push(event);
	if (events.length === 0) return;
	say(io, [words.plain.events, ...events.map((event) => eventSentence(scene, event, sides, words))]);
}

function sidesOf(play: Play): string[] {
	const {step, prose} = play;
	return step.kind === 'compare' ? step.sides.map((side) => plainProse(prose.entries.sides[side.key] ?? [])) : [];
}

/** Waits, where somebody sits there, then goes to the next step. */
async function goOn(play: Play, io: TextIo, words: Catalogue): Promise<Turn> {
	if (io.interactive) {
		const line = readLine(await io.ask(words.plain.goOn));
		if (line.kind !== 'text') {
			const turn = await obey(line, play, io, words);
			return turn === 'again' ? goOn(play, io, words) : turn;
		}
	}
	const reply = play.dispatch({kind: 'next'});
	if (reply.kind === 'refused') io.say(words.refusals[reply.why]);
	return 'moved';
}

/** Does what a letter asks for. */
export async function obey(line: Line, play: Play, io: TextIo, words: Catalogue): Promise<Turn> {
	if (line.kind === 'end') return 'ended';
	if (line.kind === 'text') return 'again';
	return obeyOrder(line.order, play, io, words);
}

function obeyOrder(order: Order, play: Play, io: TextIo, words: Catalogue): Turn {
	switch (order) {
		case 'help':
			io.say(words.plain.help);
			return 'again';
		case 'leave':
			return 'left';
		case 'hint':
		case 'solution':
		case 'reset':
		case 'previous':
		case 'skip': {
			const reply = play.dispatch({kind: order});
			if (reply.kind === 'refused') {
				io.say(words.refusals[reply.why]);
				return 'again';
			}
			if (order === 'hint') {
				const opened = factsOf(play).hints.at(-1);
				say(io, opened ? [`${words.hint}: ${paragraphs(opened).join(' ')}`] : []);
			}
			if (order === 'solution') tellSolution(play, io, words);
			return order === 'hint' || order === 'solution' ? 'again' : 'moved';
		}
		default:
			return order satisfies never;
	}
}

function tellSolution(play: Play, io: TextIo, words: Catalogue): void {
	const {step} = play;
	if (isPromptStep(step) && play.record.commands.length > 0) {
		say(io, [words.plain.solutionTyped, ...step.solution.map(({on, run}) => `  ${words.console.prompt(on)}${run}`)]);
		return;
	}
	tellOutcome(play, io, words);
}

/** Predictions that were right at the first attempt, and made. */
export function predictionCount(play: Play): {right: number; made: number} {
	const tries = play.lesson.steps.flatMap((step) => (step.kind === 'predict' ? [firstTry(step, recordOf(play.session, step.id))] : []));
	return {right: tries.filter((right) => right === true).length, made: tries.filter((right) => right !== undefined).length};
}

function say(io: TextIo, lines: readonly string[]): void {
	for (const line of lines) io.say(line);
}
