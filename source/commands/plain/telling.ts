/** What happens in a lesson, told: events one sentence each, and what came of an answer. */
import {partFacts} from '../../lesson/facts.js';
import type {Play} from '../../lesson/play.js';
import type {SceneEvent} from '../../lesson/scene.js';
import {isPiecewise} from '../../lesson/schema.js';
import {sideNamesOf} from '../../lesson/side-names.js';
import type {Catalogue} from '../../locale/en.js';
import {eventSentence, isTold, outcomeOf, tableOf} from './step-text.js';
import type {TextIo} from './text-io.js';

/** Says line by line. */
export function say(io: TextIo, lines: readonly string[]): void {
	for (const line of lines) io.say(line);
}

/** What can be said right after an answer; events of the part are told before its verdict. */
export function tellOutcome(play: Play, io: TextIo, words: Catalogue): void {
	const {step, part} = play;
	if (step.kind === 'predict') {
		io.say(words.plain.committed);
		return;
	}
	if (!part) return;
	const closed = play.record.closed.includes(part.key);
	if (closed && (step.kind === 'compare' || step.kind === 'recall' || isPiecewise(step))) tellEvents(play, io, words);
	const facts = partFacts(play, step, part);
	say(io, outcomeOf(facts, words, play.history));
	if (step.kind === 'compare') say(io, tableOf(facts, sideNamesOf(step, play.prose), words));
	if (!closed) io.say(words.plain.tryAgain);
}

/** Plays what there is to see, one sentence an event. */
export function tellEvents(play: Play, io: TextIo, words: Catalogue): void {
	const {scene} = play;
	if (!scene) return;
	const sides = sideNamesOf(play.step, play.prose);
	const events: SceneEvent[] = [];
	if (play.step.kind === 'run') play.seek(0);
	for (let event = play.tick(); event; event = play.tick()) if (isTold(event.node)) events.push(event);
	if (events.length === 0) return;
	say(io, [words.plain.events, ...events.map((event) => eventSentence(scene, event, sides, words))]);
}
