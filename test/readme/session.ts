/**
 * A session in the README: prompts with what is typed behind them, what is printed below, comments in between. It is played from the
 * text itself, so that nobody can write an output that the program does not print.
 */
import {execute} from '../../source/console/console.js';
import type {History} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';
import {openLab} from '../fixtures/lab-files.js';

/** The lab in which the session of the README plays. */
export const SESSION_LAB = 'starter';

export interface Turn {
	/** Comment lines before it, without the line end. */
	comments: string[];
	machine: string;
	command: string;
	output: string;
}

/** Cuts the text of a session, with or without its fence. */
export function readSession(text: string): Turn[] {
	const turns: Turn[] = [];
	let comments: string[] = [];
	for (const row of text.split('\n')) {
		if (row.startsWith('```') || row === '') continue;
		const [, machine, command] = /^([a-z]\w*)# (.+)$/.exec(row) ?? [];
		if (row.startsWith('# ')) comments.push(row);
		else if (machine && command) {
			turns.push({comments, machine, command, output: ''});
			comments = [];
		} else {
			const last = turns.at(-1);
			if (!last || comments.length > 0) throw new Error(`the session prints before anything was typed: ${row}`);
			last.output += `${row}\n`;
		}
	}
	return turns;
}

/** The same commands with what they print; empty lines of an output are left out. `look` sees the world after each. */
export function playSession(turns: readonly Turn[], look: (history: History, turn: Turn) => void = () => {}): Turn[] {
	const history = openLab(SESSION_LAB);
	return turns.map((turn) => {
		const machine = machineNamed(history.world, turn.machine);
		if (!machine) throw new Error(`the lab has no machine ${turn.machine}`);
		const {stdout, stderr} = execute(history, {machine: machine.id}, turn.command);
		const played = {...turn, output: (stdout + stderr).replaceAll(/^\n/gm, '')};
		look(history, played);
		return played;
	});
}

export function writeSession(turns: readonly Turn[]): string {
	const rows = turns.flatMap(({comments, machine, command, output}) => [
		...(comments.length > 0 ? ['', ...comments] : []),
		`${machine}# ${command}`,
		...output.split('\n').slice(0, -1),
	]);
	return `\`\`\`text\n${rows.join('\n').trim()}\n\`\`\``;
}
