/** Why an intention was refused, in a sentence; of a tool that is not for the step, which are. */
import type {Refused} from '../lesson/intention.js';
import type {Catalogue} from '../locale/en.js';

export function refusalText({why, allowed}: Refused, words: Catalogue): string {
	const sentence = words.refusals[why];
	return allowed ? `${sentence} ${words.goals.tools(allowed.join(', '))}` : sentence;
}
