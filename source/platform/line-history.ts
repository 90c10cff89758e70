/*
 * Lines typed at the prompt, kept between sessions: `lines` in the state folder
 *
 * One line of JSON a line, the newest last, so that a file cut short or damaged
 * loses what is damaged and no more. Before it is written it is read again: another
 * terminal may have added to it.
 */
import {join} from 'node:path';
import {visibleText} from '../lesson/visible-text.js';
import {readStored, writeStored} from './storage.js';

export interface LineHistory {
	/** Oldest first, each once. */
	readonly lines: readonly string[];
	/** Keeps a line. Where that cannot be done it is only not kept: nobody's work is in it. */
	keep(line: string): void;
}

/** Lines that are kept, and the longest of them. */
const MOST = 500;
const LONGEST = 4096;

/** Opens the history of a state folder. Neither the folder nor the file needs to be there. */
export function openLineHistory(stateDir: string): LineHistory {
	const path = join(stateDir, 'lines');
	return {
		get lines() {
			return readLines(path);
		},
		keep(line) {
			const lines = [...readLines(path).filter((other) => other !== line), line].slice(-MOST);
			writeStored(path, lines.map((kept) => `${JSON.stringify(kept)}\n`).join(''));
		},
	};
}

function readLines(path: string): string[] {
	const found = readStored(path, (text) => ({kind: 'read' as const, lines: text.split('\n').flatMap(readLine)}));
	return found.kind === 'read' ? [...new Set(found.lines)].slice(-MOST) : [];
}

/** The line of a row of the file; none where it is damaged, or is nothing that was ever typed. */
function readLine(row: string): string[] {
	try {
		const line: unknown = JSON.parse(row);
		return typeof line === 'string' && line !== '' && line.length <= LONGEST && visibleText(line) === line ? [line] : [];
	} catch {
		return [];
	}
}
