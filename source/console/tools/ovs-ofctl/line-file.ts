/** Files of flows and groups, one a line; `-` is standard input (lib/dynamic-string.c, ds_get_preprocessed_line). */
import {Complaint} from '../../complaint.js';
import {readFile} from '../../file-space.js';
import {type Acting, readInput} from '../../program.js';
import {type Call, fatal} from './call.js';

/** One that says something: without what stands behind a `#`. */
interface Line {
	/** Counted from 1, with those that say nothing. */
	number: number;
	text: string;
}

/** The lines of `file`. `opening` is what is said of one that there is not: `FILE: open failed`, or only `FILE: open`. */
export function* readLines({place}: Call, file: string, opening: 'open' | 'open failed'): Acting<Line[]> {
	if (file === '-') return linesOf(yield* allInput());
	const read = readFile(place, file);
	if (read.kind === 'no-such-file') throw fatal(`${file}: ${opening} (No such file or directory)`);
	// A folder can be opened, and nothing comes out of it.
	return read.kind === 'text' ? linesOf(read.text) : [];
}

function* allInput(): Acting<string> {
	let all = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) all += piece;
	return all;
}

function linesOf(text: string): Line[] {
	return text
		.split('\n')
		.map((line, index) => ({number: index + 1, text: line.replace(/#.*/, '')}))
		.filter((line) => line.text.trim() !== '');
}

/** What is wrong with a line is said with its file and number in front. */
export function atLine<T>(file: string, number: number, understand: () => T): T {
	try {
		return understand();
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		throw new Complaint(
			error.stderr.replace(/^ovs-ofctl: /m, () => `ovs-ofctl: ${file}:${number}: `),
			error.status,
			error.stdout,
		);
	}
}
