/** A prediction beside the facts, and the first event at which they part. */
import {nodeById} from '../engine/trace.js';
import {stepProse} from '../lesson/lesson.js';
import type {Part} from '../lesson/part.js';
import type {Play} from '../lesson/play.js';
import {plainProse} from '../lesson/prose.js';
import type {Step} from '../lesson/schema.js';
import {type Attempt, recordOf} from '../lesson/session.js';
import {eventLine} from './event-lines.js';
import {judgedNumberLines, unitOf} from './number-lines.js';
import {judgedLines, type Option} from './option-lines.js';
import {hang, wrapSpans} from './prose-lines.js';
import {marksOf, optionsOf, type TextStyle} from './text-style.js';
import {type Line, line} from './token.js';

/** Predicted and actual, the feedback to what was misjudged, and where to look. */
export function verdictLines(play: Play, step: Step, part: Part, {width, words, signs}: TextStyle): Line[] {
	const attempt = recordOf(play.session, step.id).attempts.findLast(({part: key}) => key === part.key);
	if (!attempt) return [];
	const prose = stepProse(play.lesson, play.locale, step.id);
	const sure = attempt.confidence ? ` (${words.verdict.sure(words.question.confidence[attempt.confidence])})` : '';
	const head = attempt.right
		? line(`${signs.ok} ${words.verdict.right}${sure}`, 'ok')
		: line(`${signs.wrong} ${words.verdict.wrong}${sure}`, 'wrong');
	const parted = attempt.right ? undefined : play.parting(step, part, attempt.answer);
	const said = parted && prose.entries.feedback[parted.key];
	// Below a list of several it has to say which of them is meant.
	const named =
		part.ask === 'point'
			? [
					{kind: 'code' as const, text: parted?.key ?? ''},
					{kind: 'text' as const, text: ': '},
				]
			: [];
	return [
		head,
		...saidAndSo(play, step, part, attempt, {width, words, signs}),
		...(said ? hang('  ', wrapSpans([...named, ...said], width - 2)) : []),
		...(parted ? partedLines(play, parted.tick, width, words) : []),
	];
}

/** What was answered beside what is so: option by option, or a number in a sentence. */
export function saidAndSo(play: Play, step: Step, part: Part, attempt: Attempt | undefined, style: TextStyle): Line[] {
	const {width, words, signs} = style;
	const prose = stepProse(play.lesson, play.locale, step.id);
	const {right} = play.truth(step, part);
	if (part.ask === 'number') return judgedNumberLines(attempt?.answer[0], right[0] ?? '', attempt?.right === true, unitOf(prose), style);
	const options = optionsOf(step, part, prose, words);
	if (step.kind === 'features') return whoLines(attempt, right, options, style);
	return judgedLines({options, answer: attempt?.answer ?? [], right, marks: marksOf(part)}, width, words, signs);
}

/** Who can, in one row: beside two topologies there is no room for a list. */
function whoLines(
	attempt: Attempt | undefined,
	right: readonly string[],
	options: readonly Option[],
	{width, words, signs}: TextStyle,
): Line[] {
	const name = (keys: readonly string[]): string =>
		options
			.filter(({key}) => keys.includes(key))
			.map(({label}) => plainProse(label))
			.join();
	const isRight = attempt?.right === true;
	const text = isRight ? words.features.right(name(right)) : words.features.wrong(name(attempt?.answer ?? []), name(right));
	const token = isRight ? 'ok' : 'wrong';
	return hang(`${isRight ? signs.ok : signs.wrong} `, wrapSpans([{kind: 'text', text}], width - 2, token), token);
}

function partedLines(play: Play, tick: number | undefined, width: number, words: TextStyle['words']): Line[] {
	const scene = play.stepScene;
	const history = scene?.histories[0];
	const node = tick === undefined || !history ? undefined : nodeById(history.trace, tick);
	if (!node || !history) return [];
	const event = eventLine(history.world, node, words);
	const where = `${width >= 44 ? words.verdict.parted : words.verdict.partedShort} ${event.place}, ${event.time}`;
	const what = width >= 44 ? `: ${event.text}. ${words.verdict.jump}` : '.';
	return wrapSpans([{kind: 'text', text: `${where}${what}`}], width, 'hint');
}
