/** Flows and groups from standard input (lib/dynamic-string.c, ds_get_preprocessed_line). */
import {Complaint} from '../../complaint.js';
import {type Acting, readInput} from '../../program.js';

interface Line {
	/** Counted from 1, with those that say nothing. */
	number: number;
	text: string;
}

/** The lines of standard input that say something: without what stands behind a `#`. */
export function* readLines(): Acting<Line[]> {
	let all = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) all += piece;
	return all
		.split('\n')
		.map((line, index) => ({number: index + 1, text: line.replace(/#.*/, '')}))
		.filter(({text}) => text.trim() !== '');
}

/** What is wrong with a line is said with its number in front. */
export function atLine<T>(number: number, understand: () => T): T {
	try {
		return understand();
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		throw new Complaint(error.stderr.replace(/^ovs-ofctl: /m, `ovs-ofctl: -:${number}: `), error.status, error.stdout);
	}
}
