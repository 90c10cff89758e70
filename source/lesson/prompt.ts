/** The lab's prompt, as lessons use it: one line at the prompt of one machine, run to its end. */
import {execute, type Shell} from '../console/console.js';
import {commandsIn, isIncomplete, toolsIn} from '../console/shell/tools-in.js';
import type {History} from '../engine/history.js';
import {machineNamed} from '../engine/world.js';

/** What a command printed. */
export interface Printout {
	stdout: string;
	stderr: string;
	/** Exit status: 0 is success. */
	status: number;
}

/** The shells that lines were typed into, by machine. */
export type Prompts = Map<string, Shell>;

/**
 * Types `line` at the prompt of the machine `on`. What it does becomes inputs of the history; frames
 * come to rest, and time passes when the command waits for it. Lines that follow each other know of each other by the same
 * `prompts`. Throws a RangeError when there is no such machine.
 */
export function typeAt(history: History, on: string, line: string, prompts: Prompts = new Map()): Printout {
	const machine = machineNamed(history.world, on);
	if (!machine) throw new RangeError(`there is no machine "${on}" in this lab`);
	const shell = prompts.get(on) ?? {machine: machine.id};
	prompts.set(on, shell);
	const {stdout, stderr, status} = execute(history, shell, line);
	return {stdout, stderr, status};
}

/** The commands that a line would run, each a tool with its words; none when it is no line of commands. */
export function simpleCommands(line: string): string[][] {
	return commandsIn(line);
}

/** The tools that a line would run. */
export function toolsOf(line: string): string[] {
	return toolsIn(line);
}

/**
 * The lines of a text of several rows, each as long as the shell takes it to be; `rest` is what still goes on. Rows
 * without anything are no lines.
 */
export function commandLines(text: string): {lines: string[]; rest: string} {
	const lines: string[] = [];
	let rest = '';
	for (const row of text.split('\n')) {
		const line = rest === '' ? row : `${rest}\n${row}`;
		rest = isIncomplete(line) ? line : '';
		if (rest === '' && line.trim() !== '') lines.push(line);
	}
	return {lines, rest};
}
