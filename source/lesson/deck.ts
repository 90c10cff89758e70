/*
 * The deck: questions that were missed, brought back in later lessons
 *
 * A question whose first answer was wrong becomes a card. A lesson that is begun
 * afterwards deals up to two cards of other lessons as recalls near its beginning, in the
 * labs that they came from. A card that is then answered rightly at once leaves the deck.
 * Which cards a lesson was dealt is kept with its progress, so it is the same lesson when it goes on.
 *
 * Not every question can travel: one that goes on in the world of an earlier step stays at home.
 */
import {questionOf} from './grade.js';
import type {Lesson, LessonProse, StepProse} from './lesson.js';
import type {Progress} from './progress.js';
import type {Question} from './question.js';
import type {Step, StepOf} from './schema.js';

/** Cards that a lesson is dealt, at most. */
const HAND = 2;

/** Id of the step that a card becomes, and so of the card. */
function cardId(lesson: string, step: string): string {
	return `card-${lesson}-${step}`;
}

/**
 * A lesson with the cards that were dealt to it: those it began with, or for a new one those on top of the
 * deck. `ids` are the lessons in the order of the course; `open` gives a lesson by id.
 */
export function dealtLesson(progress: Progress, id: string, ids: readonly string[], open: (id: string) => Lesson): Lesson {
	const lesson = open(id);
	const saved = progress.lessons[id];
	const dealt = saved ? (saved.dealt ?? []) : deckOf(progress, id, ids, open).slice(0, HAND);
	return dealt.reduce((dealing, card) => withCard(dealing, card, ids, open), lesson);
}

/** Ids of the missed questions of all lessons but one, in the order of the course. */
function deckOf(progress: Progress, but: string, ids: readonly string[], open: (id: string) => Lesson): string[] {
	return ids.flatMap((id) => {
		const saved = id === but ? undefined : progress.lessons[id];
		if (!saved) return [];
		const lesson = open(id);
		return lesson.steps.flatMap((step) => {
			const first = saved.steps[step.id]?.attempts[0];
			const card = cardId(id, step.id);
			return first && !first.right && cardOf(lesson, step) && !isKnown(progress, card) ? [card] : [];
		});
	});
}

/** Was this card answered rightly at once, in whatever lesson it was dealt? */
function isKnown(progress: Progress, card: string): boolean {
	return Object.values(progress.lessons).some(({steps}) => steps[card]?.attempts[0]?.right === true);
}

/** `lesson` with a card behind its first step when that is a recall, else before it; unchanged when the card is of no lesson any more. */
function withCard(lesson: Lesson, card: string, ids: readonly string[], open: (id: string) => Lesson): Lesson {
	for (const id of ids) {
		if (!card.startsWith(cardId(id, ''))) continue;
		const home = open(id);
		const step = home.steps.find((candidate) => cardId(id, candidate.id) === card);
		const made = step && cardOf(home, step);
		if (!step || !made) continue;
		const at = lesson.steps.findIndex(({kind}, index) => index > 0 || kind !== 'recall');
		const place = Math.max(0, at);
		return {
			...lesson,
			dealt: [...(lesson.dealt ?? []), card],
			labs: {...lesson.labs, ...Object.fromEntries(Object.entries(home.labs).map(([lab, value]) => [awayName(id, lab), value]))},
			steps: [...lesson.steps.slice(0, place), made, ...lesson.steps.slice(place)],
			prose: Object.fromEntries(
				Object.entries(lesson.prose).map(([locale, prose]) => [
					locale,
					withWords(prose, home.prose[locale] ?? home.prose.en, step.id, card),
				]),
			),
		};
	}
	return lesson;
}

/** The words of the question under the name of its card; its title says where it is from. */
function withWords(prose: LessonProse, home: LessonProse | undefined, step: string, card: string): LessonProse {
	const words: StepProse | undefined = home?.steps[step];
	if (!home || !words) return prose;
	return {...prose, steps: {...prose.steps, [card]: {...words, id: card, title: `${home.title}: ${words.title}`}}};
}

/** Name of a lab in a lesson that is not its own. */
function awayName(lesson: string, lab: string): string {
	return `${lesson}/${lab}`;
}

/** The step that a missed question becomes; `undefined` for what cannot travel. */
function cardOf(home: Lesson, step: Step): StepOf<'recall' | 'budget'> | undefined {
	const question = questionOf(step, 'question');
	if (!question) return undefined;
	const id = cardId(home.id, step.id);
	if (step.kind === 'budget') return {...step, id, time: 1};
	const origin = originOf(home, step);
	if (!origin) return undefined;
	const {lab, stimulus, seed} = origin;
	return {
		id,
		kind: 'recall',
		time: 1,
		cite: step.cite,
		table: step.table,
		lab: awayName(home.id, lab),
		stimulus,
		seed,
		question: away(question, home.id),
	};
}

interface Origin {
	lab: string;
	stimulus: StepOf<'predict'>['stimulus'];
	seed: number | undefined;
}

/** The lab in which a question is asked, and what happens there. */
function originOf(home: Lesson, step: Step): Origin | undefined {
	switch (step.kind) {
		case 'recall':
		case 'predict':
			return step.lab === undefined ? undefined : {lab: step.lab, stimulus: step.stimulus, seed: step.seed};
		case 'observe':
		case 'explain':
			return from(home, step.from);
		case 'run':
			return from(home, step.of[0]);
		default:
			return undefined;
	}
}

function from(home: Lesson, id: string | undefined): Origin | undefined {
	const before = home.steps.find((candidate) => candidate.id === id);
	return before && originOf(home, before);
}

/** A question whose beliefs are labs of another lesson. */
function away(question: Question, lesson: string): Question {
	if (question.ask === 'number') return question;
	const options = question.options.map((option) =>
		option.belief === undefined ? option : {...option, belief: awayName(lesson, option.belief)},
	);
	return {...question, options} as Question;
}
