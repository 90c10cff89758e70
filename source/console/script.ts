/*
 * A script: what is typed, in a file
 *
 * It is read line by line, as at the prompt: a line that lacks its end goes on with the next one. Line ends of any system and a
 * byte-order mark are no part of it. Empty lines and comments are left out, so that what remains is what is run.
 */
import {isIncomplete} from './shell/tools-in.js';

export interface ScriptLine {
	/** From 1; of several lines that are one, the first. */
	number: number;
	text: string;
}

export function readScript(text: string): ScriptLine[] {
	const lines: ScriptLine[] = [];
	let open: ScriptLine | undefined;
	for (const [index, row] of text
		.replace(/^\uFEFF/, '')
		.split(/\r\n|\r|\n/)
		.entries()) {
		if (open) open.text += `\n${row}`;
		else if (/^\s*(?:#|$)/.test(row)) continue;
		else open = {number: index + 1, text: row};
		if (isIncomplete(open.text)) continue;
		lines.push(open);
		open = undefined;
	}
	// What never ends is run all the same: the shell says what is missing.
	return open ? [...lines, open] : lines;
}

/** `on vm1`: the word by which a prompt, and a script, goes to another machine. */
export function machineOfLine(text: string): string | undefined {
	return /^\s*on\s+(\S+)\s*(?:#.*)?$/.exec(text)?.[1];
}
