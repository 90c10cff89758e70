/*
 * The text pane of a step
 *
 * What the lesson says, what it asks, what was answered and what came of it, as
 * rows. The order is always the same: text, question, options, hints, verdict,
 * explanation.
 */
import {questionOf} from '../lesson/grade.js';
import {type StepProse, stepById} from '../lesson/lesson.js';
import {type Part, partsOf} from '../lesson/part.js';
import type {Play} from '../lesson/play.js';
import {misjudged, type Question} from '../lesson/question.js';
import {hasGoals, isPiecewise, isPrediction, type Step} from '../lesson/schema.js';
import type {Attempt} from '../lesson/session.js';
import {debriefLines} from './debrief-lines.js';
import {featureLines, overviewLines} from './feature-lines.js';
import {fieldLine, unitOf} from './number-lines.js';
import {choiceLines, confidenceLine} from './option-lines.js';
import {hang, proseLines, wrapSpans} from './prose-lines.js';
import type {StepText} from './step-text.js';
import {marksOf, optionsOf, type TextStyle} from './text-style.js';
import {type Line, line} from './token.js';
import {saidAndSo, verdictLines} from './verdict-lines.js';

/** Where the keyboard is in a question. */
export interface QuestionCursor {
	option: number;
	/** At the confidence instead of at an option. */
	sure: boolean;
}

/** The whole text pane of the step in front. */
export function stepLines(play: Play, cursor: QuestionCursor, style: TextStyle): StepText {
	const {step, prose} = play;
	const {width, signs} = style;
	const blocks: Line[][] = [];
	let anchor = 0;
	const add = (rows: Line[]): void => {
		if (rows.length > 0) blocks.push(rows);
	};
	const anchorHere = (): void => {
		anchor = blocks.length;
	};
	// Once the differences are on the table, they stand in place of text and question.
	if (step.kind !== 'compare' || !play.part || !play.isRevealed(step, play.part))
		for (const block of prose.text) add(proseLines([block], width, signs));
	if (step.kind === 'read' || step.kind === 'bridge') add(slideLines(prose, style));
	if (play.part && !(step.kind === 'compare' && play.isRevealed(step, play.part))) {
		anchorHere();
		add(roundLines(play, style));
		add(questionLines(play, cursor, style));
	}
	if (step.kind === 'run') {
		anchorHere();
		add(runLines(play, style));
	}
	if (hasGoals(step) && !play.part) {
		anchorHere();
		add(goalLines(play, style));
		add(debriefLines(play.debrief, style));
	}
	add(hintLines(play, style));
	for (const rows of afterLines(play, style)) add(rows);
	const needed = blocks.length;
	if (play.isDone()) add(overviewLines(play, style));
	return {blocks, anchor, needed};
}

/** What is asked now, above the options: the frame of an act, the claim of a recap. */
function roundLines({step, part, prose}: Play, {width, words}: TextStyle): Line[] {
	if (!isPiecewise(step) || !part) return [];
	const parts = partsOf(step);
	const at = parts.findIndex(({key}) => key === part.key) + 1;
	const title = {act: words.question.round, recap: words.question.claim, features: words.features.row}[step.kind](at, parts.length);
	const text = prose.entries.rounds[part.key] ?? prose.entries.options[part.key] ?? [];
	const said = prose.entries.said[part.key] ?? [];
	return [
		...(step.kind === 'features'
			? wrapSpans([{kind: 'strong', text: `${title}: `}, ...text], width, 'heading')
			: [line(title, 'heading'), ...wrapSpans(text, width, 'strong')]),
		...(said.length > 0 ? wrapSpans([{kind: 'text', text: `${words.slide.said}: `}, ...said], width, 'faint') : []),
	];
}

function questionLines(play: Play, cursor: QuestionCursor, style: TextStyle): Line[] {
	const {width, words, signs} = style;
	const {step, part, record, prose} = play;
	if (!part) return [];
	const open = !record.closed.includes(part.key);
	const question = step.kind === 'features' ? [line(words.features.who, 'strong')] : proseLines(prose.question, width, signs, 'strong');
	const attempt = record.attempts.findLast((one) => one.part === part.key);
	if (!open)
		return [
			...question,
			...(play.isRevealed(step, part) ? saidAndSo(play, step, part, attempt, style) : saidLines(play, part, attempt, style)),
		];
	const lines =
		part.ask === 'number'
			? [fieldLine(record.draft[0] ?? '', unitOf(prose), !cursor.sure, signs)]
			: choiceLines(
					{
						options: optionsOf(step, part, prose, words),
						chosen: record.draft,
						cursor: cursor.sure ? -1 : cursor.option,
						marks: marksOf(part),
					},
					width,
					signs,
				);
	const sure = isPrediction(step) ? [line(''), confidenceLine(record.confidence, cursor.sure, words, signs)] : [];
	const again = attempt ? [line(`${signs.wrong} ${words.question.again}`, 'wrong')] : [];
	const commits = step.kind === 'predict' ? words.question.commitPredict : words.question.commit;
	// Where there is room it also says what is not obvious: that none may be the answer.
	const told = {
		one: '',
		point: '',
		many: width >= 44 ? words.question.chooseMany : '',
		order: words.question.chooseOrder,
		number: words.question.typeNumber,
	};
	const how = part.ask === 'point' ? words.question.choosePoint : `${told[part.ask]} ${commits}`.trimStart();
	return [...question, ...lines, ...sure, ...again, ...wrapSpans([{kind: 'text', text: how}], width, 'faint')];
}

/** What was committed, before the truth may be seen. */
function saidLines({step, prose}: Play, part: Part, attempt: Attempt | undefined, {width, words, signs}: TextStyle): Line[] {
	const answer = attempt?.answer ?? [];
	if (part.ask === 'number') return [fieldLine(answer[0] ?? '', unitOf(prose), false, signs)];
	return choiceLines({options: optionsOf(step, part, prose, words), chosen: answer, cursor: -1, marks: marksOf(part)}, width, signs);
}

/** Of a run: where the player is, and after it what was predicted and what came. */
function runLines(play: Play, {width, words, signs}: TextStyle): Line[] {
	const {step, record, lesson} = play;
	if (step.kind !== 'run') return [];
	if (!record.ran) return wrapSpans([{kind: 'text', text: words.player.playPrompt}], width, 'faint');
	return step.of.flatMap((id) => {
		const asked = stepById(lesson, id) as Step;
		return verdictLines(play, asked, partsOf(asked)[0] as Part, {width, words, signs});
	});
}

/** Goals as a live checklist; those that are open say what is missing once something was tried. */
function goalLines(play: Play, {width, words, signs}: TextStyle): Line[] {
	const {step, record, prose} = play;
	if (!hasGoals(step)) return [];
	const rows = step.goals.flatMap(({id}) => {
		const met = record.goals.includes(id);
		const tried = record.commands.length > 0;
		const label = prose.entries.goals[id] ?? [];
		const told = met ? prose.entries.pass[id] : tried ? prose.entries.fail[id] : undefined;
		return [
			...hang(`${met ? signs.ok : signs.pending} `, wrapSpans(label, width - 2, met ? 'ok' : 'text'), met ? 'ok' : 'text'),
			...(told && !met ? hang('  ', wrapSpans(told, width - 2, 'faint')) : []),
		];
	});
	const met = step.goals.filter(({id}) => record.goals.includes(id)).length;
	const all = met === step.goals.length ? [line(words.goals.all, 'ok')] : [];
	return [line(`${words.goals.title} ${met}/${step.goals.length}`, 'heading'), ...rows, ...all];
}

function hintLines({record, prose}: Play, {width, words, signs}: TextStyle): Line[] {
	return prose.hints
		.slice(0, record.hints)
		.flatMap((hint) => hang(`${words.hint}: `, proseLines(hint, width - words.hint.length - 2, signs), 'hint'));
}

/** What is said after the attempt: verdict, explanation, the slide and today. */
function afterLines(play: Play, style: TextStyle): Line[][] {
	const {step, record, prose} = play;
	const {width, signs} = style;
	const done = play.isDone();
	const explained = proseLines(prose.explanation, width, signs);
	switch (step.kind) {
		case 'read':
		case 'sandbox':
		case 'bridge':
			return step.kind === 'bridge' ? [scriptLines(step.script, style)] : [];
		case 'predict':
			return done && !play.isRevealed(step, partsOf(step)[0] as Part)
				? [wrapSpans([{kind: 'text', text: style.words.question.committed}], width, 'ok')]
				: [];
		case 'run':
			return record.ran ? [explained, slideLines(prose, style)] : [];
		case 'recall':
		case 'observe':
		case 'explain':
		case 'act':
		case 'recap':
		case 'budget':
			return [feedbackLines(play, style), ...(done ? [explained, slideLines(prose, style)] : [])];
		case 'features':
			return [feedbackLines(play, style), featureLines(play, style), ...(done ? [explained] : [])];
		case 'compare':
			if (record.attempts.length > 0 && !record.ran) return [wrapSpans([{kind: 'text', text: style.words.player.playPrompt}], width, 'ok')];
			return [feedbackLines(play, style), ...(done ? [explained, slideLines(prose, style)] : [])];
		case 'build':
		case 'repair':
			return [...(step.kind === 'repair' ? [feedbackLines(play, style)] : []), ...(done ? [explained] : [])];
		default:
			return step satisfies never;
	}
}

/** What the lesson says to the last answer. */
function feedbackLines(play: Play, {width, signs}: TextStyle): Line[] {
	const {step, record, prose} = play;
	const last = record.attempts.at(-1);
	if (!last || (step.kind === 'repair' && record.commands.length > 0)) return [];
	const part = partsOf(step).find(({key}) => key === last.part);
	// What was said to one frame or claim does not stand under the next.
	if (!part || (play.part !== undefined && part.key !== play.part.key)) return [];
	if (step.kind === 'compare' && !play.isRevealed(step, part)) return [];
	const {feedback} = prose.entries;
	const right = play.isRevealed(step, part) ? play.truth(step, part).right : [];
	const question = questionOf(step, part.key);
	const key =
		question?.ask === 'number' || question?.ask === 'order'
			? saidTo(play, part, question, last)
			: last.right
				? undefined
				: (part.options.find((key) => last.answer.includes(key) !== right.includes(key)) ?? last.answer[0]);
	// What is said to a whole round gives its answer away; it waits until the round is closed.
	const toRound = record.closed.includes(last.part) ? feedback[last.part] : undefined;
	const said = toRound ?? feedback[key ?? last.answer[0] ?? ''];
	if (!said) return [];
	const [sign, token] = last.right ? [signs.ok, 'ok' as const] : [signs.wrong, 'wrong' as const];
	return hang(`${sign} `, wrapSpans(said, width - 2), token);
}

/** Key of the feedback to a number or an order. An order that is asked again is only wrong: which places are not is for the learner to find. */
function saidTo(play: Play, part: Part, question: Question, last: Attempt): string | undefined {
	if (last.right) return question.ask === 'number' ? 'right' : undefined;
	if (question.ask === 'order' && !play.isRevealed(play.step, part)) return undefined;
	return misjudged(question, play.truth(play.step, part).right, last.answer)[0];
}

function slideLines(prose: StepProse, {width, words, signs}: TextStyle): Line[] {
	if (prose.slide.length === 0) return [];
	return [
		line(words.slide.said, 'heading'),
		...hang('  ', proseLines(prose.slide, width - 2, signs, 'faint')),
		line(words.slide.today, 'heading'),
		...hang('  ', proseLines(prose.today, width - 2, signs)),
	];
}

function scriptLines(script: string, {width, words}: TextStyle): Line[] {
	const rows = script.trimEnd().split('\n');
	return [
		line(words.script.run, 'heading'),
		...rows.map((row) => line(row.slice(0, width), row.startsWith('#') ? 'faint' : 'code')),
		line(words.script.copy, 'faint'),
	];
}
