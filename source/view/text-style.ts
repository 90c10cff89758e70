/** What text of a lesson is laid out with, and the words of its options. */
import type {StepProse} from '../lesson/lesson.js';
import type {Part} from '../lesson/part.js';
import type {Step} from '../lesson/schema.js';
import {sideNamesOf} from '../lesson/side-names.js';
import type {Catalogue} from '../locale/en.js';
import type {Glyphs} from './glyphs.js';
import type {Marks, Option} from './option-lines.js';

export interface TextStyle {
	width: number;
	words: Catalogue;
	signs: Glyphs;
}

/** Who can do a feature, in words: `both`, or the name of a side. */
export function whoText(key: string, [first, second]: readonly [string, string], words: Catalogue): string {
	switch (key) {
		case 'both':
			return words.features.both;
		case 'first':
			return words.features.only(first);
		case 'second':
			return words.features.only(second);
		default:
			return words.features.neither;
	}
}

/** How the options of a part are marked. */
export function marksOf({ask}: Part): Marks {
	return ask === 'one' ? 'one' : ask === 'order' ? 'places' : 'several';
}

/** Options of a part in the words of the lesson; a place without words stands for itself. */
export function optionsOf(step: Step, part: Part, prose: StepProse, words: Catalogue): Option[] {
	const names = sideNamesOf(step, prose);
	return part.options.map((key) => {
		if (step.kind === 'features') return {key, label: [{kind: 'text', text: whoText(key, names, words)}]};
		if (step.kind === 'recap') return {key, label: [{kind: 'text', text: words.question.trueFalse[key === 'true' ? 'true' : 'false']}]};
		return {key, label: prose.entries.options[key] ?? [{kind: 'code', text: key}]};
	});
}
