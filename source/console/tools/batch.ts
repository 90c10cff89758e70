/**
 * `ip -batch -`, `bridge -batch -`: commands from standard input, one a line, without the name of the tool (do_batch, getcmdline, makeargs).
 *
 * A file is read by the shell: `ip -batch - < FILE`.
 */
import {Complaint, notModelled} from '../complaint.js';
import {type Acting, type Answer, isProgram, type Printed, type Program, prints, readInput, say} from '../program.js';

export interface Batch {
	/** Name of the file; `-` is standard input. */
	file: string;
	/** `-force`: go on after a command that failed. */
	force: boolean;
}

const FAILURE = 1;
/** Words in a line. */
const MOST_WORDS = 511;

/** Runs line by line with `run`. Ends with the first that fails, unless forced; a word that is wrong ends it in any case. */
export function* runBatch(tool: string, {file, force}: Batch, run: (words: readonly string[]) => Answer): Program {
	if (file !== '-') throw notModelled(`${tool} -batch with a file`, `${tool} -batch - < FILE`);
	let status = 0;
	for (const {number, text} of logicalLines(yield* readAll())) {
		const words = splitWords(text);
		if (words.length === 0) continue;
		const printed = yield* runWords(words, run);
		yield* say(printed.stdout);
		yield* say(printed.stderr, 'stderr');
		if (printed.leaves) return prints('', printed.status);
		if (printed.status === 0) continue;
		yield* say(`Command failed ${file}:${number}\n`, 'stderr');
		status = FAILURE;
		if (!force) break;
	}
	return prints('', status);
}

function* readAll(): Acting<string> {
	let text = '';
	for (let piece = yield* readInput(); piece !== undefined; piece = yield* readInput()) text += piece;
	return text;
}

/** A tool that calls exit(3) ends the batch with it. */
function* runWords(words: readonly string[], run: (words: readonly string[]) => Answer): Acting<Printed & {leaves: boolean}> {
	try {
		const answer = run(words);
		return {...(isProgram(answer) ? yield* answer : answer), leaves: false};
	} catch (error) {
		if (!(error instanceof Complaint)) throw error;
		const {stdout, stderr, status} = error;
		return {stdout, stderr, status, leaves: error.exits || stderr.startsWith('Usage:')};
	}
}

/** Lines without comments; one that ends in a backslash goes on in the next. `number` is that of its last line. */
function* logicalLines(text: string): Generator<{number: number; text: string}> {
	const lines = text.split('\n').map((line) => line.replace(/#.*/, ''));
	let whole = '';
	for (const [index, line] of lines.entries()) {
		whole += line.replace(/\\$/, '');
		if (line.endsWith('\\') && index < lines.length - 1) continue;
		yield {number: index + 1, text: whole};
		whole = '';
	}
}

/** Words stand between blanks, or in quotes of either kind. */
function splitWords(line: string): string[] {
	const words: string[] = [];
	const pattern = /\s*(?:'([^']*)'|"([^"]*)"|([^\s'"]\S*)|(['"]))/y;
	for (let found = pattern.exec(line); found; found = pattern.exec(line)) {
		const [, single, double, bare, open] = found;
		if (open !== undefined) throw new Complaint('Unterminated quoted string\n', FAILURE);
		words.push(single ?? double ?? bare ?? '');
		if (words.length > MOST_WORDS) throw new Complaint('Too many arguments to command\n', FAILURE);
	}
	return words;
}
