/*
 * A lesson as a conversation
 *
 * The same lesson as on the screen, one line after the other: a step says what
 * it is about, asks, tells every event in a sentence, and says what came of the
 * answer. Pieces that need no answer wait only for somebody who sits there.
 */

import {factsOf, type PartFacts} from '../../lesson/facts.js';
import type {Part} from '../../lesson/part.js';
import type {Play} from '../../lesson/play.js';
import {plainProse} from '../../lesson/prose.js';
import {isSandbox} from '../../lesson/sandbox.js';
import {isPiecewise, isPrediction, isPromptStep} from '../../lesson/schema.js';
import {CONFIDENCES, firstTry, recordOf} from '../../lesson/session.js';
import type {Catalogue} from '../../locale/en.js';
import {figureOf} from '../../view/figure-lines.js';
import {refusalText} from '../../view/refusal-text.js';
import {inspectText} from './inspect-text.js';
import {obey, type Turn} from './orders.js';
import {promptText} from './prompt-text.js';
import {readAnswer, readLine} from './reader.js';
import {explanationOf, figureText, openingOf, outcomeOf, questionOf} from './step-text.js';
import {say, tellEvents, tellOutcome} from './telling.js';
import type {TextIo} from './text-io.js';

/** How a lesson as text was left. */
export type Ending = 'finished' | 'left' | 'ended';

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
	if (!isSandbox(play.lesson)) say(io, openingOf(factsOf(play), words));
	printFigure(play, io, words);
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
	if (step.kind === 'budget') printFigure(play, io, words);
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

/** The figure as it is now: of a budget the ledger once it is answered. Its columns stay as they are. */
function printFigure(play: Play, io: TextIo, words: Catalogue): void {
	for (const row of figureText(figureOf(play), play.prose, words)) io.print(row);
}

/** Is a closed part in front of another one, or of a prompt? */
function isLeftBehind(play: Play): boolean {
	const {step, record} = play;
	return isPiecewise(step) && !play.isDone() && record.closed.length > 0;
}

/** Asks the part in front once; `again` when it, or the next part, is to be asked. */
async function askPart(play: Play, io: TextIo, words: Catalogue, isFirst: boolean): Promise<Turn> {
	const {step} = play;
	const part = factsOf(play).part;
	if (!part) return 'again';
	if (part.state === 'open' || isFirst) say(io, questionOf(part, words));
	const line = readLine(await io.ask(askingFor(part, words)));
	if (line.kind !== 'text') return obey(line, play, io, words);
	if (inspectText(line.text, play, io)) return 'again';
	const keys = readAnswer(line.text, part.part);
	if (!keys) {
		io.say(badAnswer(part.part, words));
		return 'again';
	}
	play.dispatch({kind: 'choose', keys});
	if (isPrediction(step)) {
		const sure = readLine(await io.ask(words.plain.sure));
		if (sure.kind !== 'text') return obey(sure, play, io, words);
		const confidence = CONFIDENCES[Number(sure.text) - 1] ?? CONFIDENCES.find((word) => word === sure.text);
		if (confidence) play.dispatch({kind: 'sure', confidence});
	}
	const reply = play.dispatch({kind: 'commit'});
	if (reply.kind === 'refused') io.say(refusalText(reply, words));
	else tellOutcome(play, io, words);
	return 'again';
}

/** What stands before the answer. */
function askingFor({part, unit}: PartFacts, words: Catalogue): string {
	const {answerOne, answerMany, answerPoint, answerOrder, answerNumber} = words.plain;
	if (part.ask === 'number') return answerNumber(plainProse(unit));
	return {one: answerOne, many: answerMany, point: answerPoint, order: answerOrder}[part.ask];
}

/** What is said to a line that is no answer to a part. */
function badAnswer({ask, options}: Part, words: Catalogue): string {
	if (ask === 'number') return words.plain.badNumber;
	if (ask === 'order') return words.plain.badOrder(options.length);
	return ask === 'one' ? words.plain.badAnswer(options.length) : words.plain.badMany(options.length);
}

/** Waits, where somebody sits there, then goes to the next step. */
async function goOn(play: Play, io: TextIo, words: Catalogue): Promise<Turn> {
	if (io.interactive) {
		const line = readLine(await io.ask(words.plain.goOn));
		if (line.kind !== 'text') {
			const turn = await obey(line, play, io, words);
			return turn === 'again' ? goOn(play, io, words) : turn;
		}
		if (inspectText(line.text, play, io)) return goOn(play, io, words);
	}
	const reply = play.dispatch({kind: 'next'});
	if (reply.kind === 'refused') io.say(refusalText(reply, words));
	return 'moved';
}

/** Predictions that were right at the first attempt, and made. */
export function predictionCount(play: Play): {right: number; made: number} {
	const tries = play.lesson.steps.flatMap((step) => (step.kind === 'predict' ? [firstTry(step, recordOf(play.session, step.id))] : []));
	return {right: tries.filter((right) => right === true).length, made: tries.filter((right) => right !== undefined).length};
}
