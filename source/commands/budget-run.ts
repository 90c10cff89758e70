/** `budget` from the command line: on the screen where there is one, otherwise as text. */

import type {Sheet} from '../engine/budget/sheet.js';
import {wordsFor} from '../locale/catalogue.js';
import type {Catalogue} from '../locale/en.js';
import type {Terminal} from '../platform/terminal.js';
import {ASCII, UNICODE} from '../view/glyphs.js';
import {budget, openBudget} from './budget.js';
import {measureBudget, measureHost} from './budget-measure.js';
import type {CommandLine} from './command-line.js';
import {noMoreWords, UsageError} from './usage-error.js';

/** Opens the screen; resolves with the exit code when it is left. */
export type OpenScreen = (sheet: Sheet, words: Catalogue) => Promise<number>;

/** Returns the exit code: 0, 2 when the lab file is wrong, or what the screen ended with. */
export async function runBudget(line: CommandLine, terminal: Terminal, open: OpenScreen): Promise<number> {
	const words = wordsFor(line.locale);
	const signs = terminal.glyphs === 'ascii' ? ASCII : UNICODE;
	if (line.measure) {
		noMoreWords('budget --measure', line.words);
		const [flag] = Object.keys(line.given);
		if (flag !== undefined) throw new UsageError(`budget --measure takes no ${flag}: it measures this machine, nothing is simulated.`);
		return measureBudget({json: line.json, words, signs, width: 80}, measureHost());
	}
	const opened = openBudget(line.words, line.given);
	if (opened.kind === 'wrong') {
		process.stderr.write(`${opened.problems.join('\n')}\n`);
		return 2;
	}
	if (terminal.show.kind === 'screen' && !line.json) return open(opened.sheet, words);
	return budget(opened.sheet, {json: line.json, words, signs, width: 80}, (text) => process.stdout.write(`${text}\n`));
}
