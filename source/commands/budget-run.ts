/** `budget` from the command line: on the screen where there is one, as text, or measured. */
import {wordsFor} from '../locale/catalogue.js';
import type {Screen} from '../platform/screen.js';
import type {Terminal} from '../platform/terminal.js';
import {ASCII, UNICODE} from '../view/glyphs.js';
import {budget, openBudget} from './budget.js';
import type {CommandLine} from './command-line.js';

/** Returns the exit code: 0, or 2 when the lab file is wrong. */
export async function runBudget(line: CommandLine, terminal: Terminal, _host: {screen: Screen}): Promise<number> {
	const words = wordsFor(line.locale);
	const signs = terminal.glyphs === 'ascii' ? ASCII : UNICODE;
	const opened = openBudget(line.words, line.given);
	if (opened.kind === 'wrong') {
		process.stderr.write(`${opened.problems.join('\n')}\n`);
		return 2;
	}
	return budget(opened.sheet, {json: line.json, words, signs, width: 80}, (text) => process.stdout.write(`${text}\n`));
}
