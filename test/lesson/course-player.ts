/** Plays a whole lesson as linear text, every answer right or every answer wrong. The engine says which is which. */
import {playLesson} from '../../source/commands/plain/lesson-text.js';
import {wrongAnswer} from '../../source/lesson/check/trial-answer.js';
import type {Lesson} from '../../source/lesson/lesson.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {hasGoals} from '../../source/lesson/schema.js';
import type {Typed} from '../../source/lesson/stimulus.js';
import {wordsFor} from '../../source/locale/catalogue.js';
import type {Locale} from '../../source/locale/locale.js';
import {answeringIo} from './script-io.js';

export type Manner = 'right' | 'wrong';

/** The transcript from the first step to the last; it ends with how the lesson was left. */
export async function playCourse(lesson: Lesson, locale: Locale, manner: Manner): Promise<string> {
	const play = openLesson(lesson, locale);
	const words = wordsFor(locale);
	const answers = createAnswers(play, manner);
	const io = answeringIo((prompt) => (prompt === words.plain.sure ? SURE[manner] : answers()));
	const ending = await playLesson(play, io, words);
	return `${io.transcript()}\n${ending}\n`;
}

/** More than any lesson asks for. */
const MOST_ANSWERS = 500;

const SURE: Readonly<Record<Manner, string>> = {right: '3', wrong: ''};

/** What is typed next: an answer to the part in front, or the next line at a prompt. */
function createAnswers(play: Play, manner: Manner): () => string {
	let lines: {step: string; rest: string[]} = {step: '', rest: []};
	let asked = 0;
	return () => {
		if (++asked > MOST_ANSWERS) throw new Error(`step "${play.step.id}" asks without end`);
		const {step, part, record} = play;
		if (part && !record.closed.includes(part.key)) {
			const {right} = play.truth(step, part);
			const answer = manner === 'right' ? right : wrongAnswer(part, right);
			if (part.ask === 'number') return answer[0] ?? '';
			return answer.length === 0 ? '0' : answer.map((key) => part.options.indexOf(key) + 1).join(' ');
		}
		if (!hasGoals(step)) return '';
		if (lines.step !== step.id) {
			const typed = manner === 'right' ? step.solution : (step.wrong[0]?.commands ?? []);
			lines = {step: step.id, rest: linesOf(typed, step.on)};
		}
		return lines.rest.shift() ?? 's';
	};
}

/** Commands as they are typed one after the other, going from machine to machine. */
function linesOf(typed: readonly Typed[], start: string): string[] {
	let on = start;
	return typed.flatMap((command) => {
		const go = command.on === on ? [] : [`on ${command.on}`];
		on = command.on;
		return [...go, ...command.run.trim().split('\n')];
	});
}
