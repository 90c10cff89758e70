/** A lesson looked back on: every question with what was said and what is so, every challenge with how it went. */
import {type PartFacts, partFacts} from '../lesson/facts.js';
import {stepProse} from '../lesson/lesson.js';
import {partsOf} from '../lesson/part.js';
import type {Play} from '../lesson/play.js';
import {plainBlocks, plainProse} from '../lesson/prose.js';
import {hasGoals, type Step} from '../lesson/schema.js';
import {type Attempt, recordOf, type StepRecord} from '../lesson/session.js';
import type {Catalogue} from '../locale/en.js';
import {answerText} from './answer-text.js';
import {hang, wrapSpans} from './prose-lines.js';
import type {TextStyle} from './text-style.js';
import {type Line, line, span} from './token.js';

/** The whole transcript; it begins with the count of predictions. `play` is opened from what was kept and is left as it is. */
export function reviewLines(play: Play, style: TextStyle): Line[] {
	const {words} = style;
	const told = play.lesson.steps.flatMap((step) => stepReview(play, step, style));
	const made = play.lesson.steps.flatMap((step) => recordOf(play.session, step.id).attempts.slice(0, 1));
	const head = line(words.review.count(made.filter(({right}) => right).length, made.length), 'strong');
	return told.length === 0 ? [line(words.review.nothing)] : [head, ...told];
}

function stepReview(play: Play, step: Step, style: TextStyle): Line[] {
	const {words, width} = style;
	const record = recordOf(play.session, step.id);
	const number = play.lesson.steps.indexOf(step) + 1;
	const {title} = stepProse(play.lesson, play.locale, step.id);
	const rows = [
		...partsOf(step).flatMap((part) => partReview(partFacts(play, step, part), record, style)),
		...goalReview(step, record, style),
	];
	if (rows.length === 0) return [];
	const head = [span(`${number}. `, 'heading'), span(title, 'heading'), span(` (${words.stepKinds[step.kind]})`, 'faint')];
	return [line(''), head, ...(record.skipped ? wrapSpans([{kind: 'text', text: words.review.skipped}], width, 'faint') : []), ...rows];
}

/** What was asked, what was said first and at last, and what is so as far as that may be seen. */
function partReview(facts: PartFacts, {attempts}: StepRecord, style: TextStyle): Line[] {
	const {width, words, signs} = style;
	const own = attempts.filter(({part}) => part === facts.part.key);
	const first = own[0];
	if (!first) return [];
	const asked = [plainProse(facts.lead), ...plainBlocks(facts.question)].filter((text) => text !== '').join(' ');
	const said = own.map((attempt) => `${answerText(facts, attempt.answer, words)}${sureText(attempt, words)}`);
	const told = (text: string, sign: string, token: 'ok' | 'wrong' | 'text'): Line[] =>
		hang(`  ${sign} `, wrapSpans([{kind: 'text', text}], width - 4, token), token);
	const judged = facts.truth !== undefined;
	return [
		...hang('  ', wrapSpans([{kind: 'text', text: asked}], width - 2)),
		...said.flatMap((text, index) => {
			const isRight = own[index]?.right === true;
			return told(
				words.plain.youSaid(text),
				judged ? (isRight ? signs.ok : signs.wrong) : ' ',
				judged ? (isRight ? 'ok' : 'wrong') : 'text',
			);
		}),
		...(facts.truth && !own.at(-1)?.right ? told(words.plain.itWas(answerText(facts, facts.truth, words)), ' ', 'text') : []),
	];
}

/** How sure the learner was, where that was said. */
function sureText({confidence}: Attempt, words: Catalogue): string {
	return confidence === undefined ? '' : ` (${words.verdict.sure(words.question.confidence[confidence])})`;
}

/** How a challenge went. */
function goalReview(step: Step, record: StepRecord, {width, words, signs}: TextStyle): Line[] {
	if (!hasGoals(step) || (record.commands.length === 0 && !record.gaveUp)) return [];
	const met = step.goals.filter(({id}) => record.goals.includes(id)).length;
	const isMet = met === step.goals.length;
	const text = words.review.goals(met, step.goals.length, record.commands.filter(({idle}) => !idle).length, record.gaveUp);
	return hang(`  ${isMet ? signs.ok : signs.pending} `, wrapSpans([{kind: 'text', text}], width - 4), isMet ? 'ok' : 'text');
}
