/** `explosion` as text: the report on standard output, progress on standard error when that is a terminal. */

import type {FabricParameters} from '../engine/fabric/parameters.js';
import {wordsFor} from '../locale/catalogue.js';
import type {Terminal} from '../platform/terminal.js';
import {ASCII, UNICODE} from '../view/glyphs.js';
import type {CommandLine} from './command-line.js';
import {explosion} from './explosion.js';

/** Returns the exit code, 0. */
export function runExplosion(parameters: FabricParameters, line: CommandLine, terminal: Terminal): Promise<number> {
	const {stdout, stderr} = process;
	return explosion(
		parameters,
		{json: line.json, words: wordsFor(line.locale), signs: terminal.glyphs === 'ascii' ? ASCII : UNICODE, width: 80},
		{
			out: (text) => void stdout.write(`${text}\n`),
			progress: stderr.isTTY ? (text) => void stderr.write(`\r\u001B[K${text}`) : undefined,
			rest: () => new Promise((resolve) => setImmediate(resolve)),
		},
	);
}
