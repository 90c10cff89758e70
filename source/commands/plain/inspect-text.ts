/** The word `inspect` outside of a prompt: the frames that passed in the step in front, as the tool prints them. */
import {execute} from '../../console/console.js';
import {fork} from '../../engine/history.js';
import type {Play} from '../../lesson/play.js';
import type {TextIo} from './text-io.js';

const WORD = /^inspect(\s|$)/;

/** Answers a line that begins with the word; false for any other line. It looks at a copy: nothing becomes part of the lesson. */
export function inspectText(line: string, {history}: Play, io: TextIo): boolean {
	if (!history || !WORD.test(line)) return false;
	// The tool alone: what a shell would do with the rest of the line is not asked here.
	const {stdout, stderr} = execute(fork(history), {machine: 0, piped: true}, line.replace(/[^\w\s-]/g, ' '));
	for (const text of [stdout, stderr]) if (text !== '') io.print(text);
	return true;
}
