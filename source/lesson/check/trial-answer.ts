/** An answer that is wrong throughout, for whoever plays a lesson to see what is said then. */
import type {Part} from '../part.js';
import type {Answer} from '../question.js';

/** Everything judged the wrong way round, the reverse order, or a number that is far too large. `right` is the truth. */
export function wrongAnswer({ask, options}: Part, right: Answer): Answer {
	switch (ask) {
		case 'one':
			return options.filter((key) => !right.includes(key)).slice(0, 1);
		case 'many':
		case 'point': {
			const others = options.filter((key) => !right.includes(key));
			// Nothing at all is an answer only where several may be marked.
			return others.length > 0 || ask === 'many' ? others : options.slice(0, 1);
		}
		case 'order':
			return [...right].reverse();
		case 'number':
			return [String(Math.ceil(Math.abs(Number(right[0] ?? 0)) * 10) + 1)];
		default:
			return ask satisfies never;
	}
}
