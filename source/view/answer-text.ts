/** Answers in words. */
import type {OptionFacts, PartFacts} from '../lesson/facts.js';
import {plainProse} from '../lesson/prose.js';
import type {Catalogue} from '../locale/en.js';
import {numberText} from './number-lines.js';
import {whoText} from './text-style.js';

/** An answer: a number with its unit, or the names of options, in their order where that was asked for; `none of them` for none. */
export function answerText(facts: PartFacts, answer: readonly string[], words: Catalogue): string {
	if (facts.part.ask === 'number') return `${numberText(answer[0] ?? '', words)} ${plainProse(facts.unit)}`.trimEnd();
	const chosen = optionsIn(facts, answer);
	return chosen.length === 0 ? words.question.none : chosen.map((option) => optionName(facts, option, words)).join(', ');
}

/** The name of an option: the author's words, or the interface's for true and false. */
export function optionName({feature}: PartFacts, {key, label}: OptionFacts, words: Catalogue): string {
	if (feature) return whoText(key, feature.sides, words);
	if (label.length > 0) return plainProse(label);
	return key === 'true' || key === 'false' ? words.question.trueFalse[key] : key;
}

/** Options that an answer names: in its own order where order is asked for, else in the author's. */
function optionsIn({part, options}: PartFacts, keys: readonly string[]): PartFacts['options'] {
	if (part.ask !== 'order') return options.filter((option) => keys.includes(option.key));
	return keys.flatMap((key) => options.filter((option) => option.key === key));
}
