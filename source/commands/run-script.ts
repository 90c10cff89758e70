/*
 * A script in a lab
 *
 * Its lines run as at a prompt, one after the other, in slices, so that Ctrl-C is heard. A line that fails does not end the script, as in a
 * shell; the first failure is the script's exit status. `exit`, and a failure under `set -e`, end it. What is printed goes out as it comes.
 */
import {seatsIn} from '../console/resolve.js';
import {machineOfLine, readScript} from '../console/script.js';
import {startLine} from '../console/shell/line-run.js';
import type {Shell} from '../console/shell/shell.js';
import type {RunReport} from '../console/state/state-schema.js';
import type {History} from '../engine/history.js';
import {machineNamed} from '../engine/world.js';

export interface ScriptIo {
	/** What a command printed; resolves when more may come. */
	print(stream: 'stdout' | 'stderr', text: string): Promise<void>;
	/** Was Ctrl-C pressed since the script began? Asked between slices, after whoever presses it could. */
	interrupted(): Promise<boolean>;
}

export type ScriptOutcome = Pick<RunReport, 'status' | 'commands'>;

/** Things that a line does before somebody looks whether Ctrl-C was pressed. */
const SLICE = 2000;
const INTERRUPTED = 130;

/** Runs `text` in `history`, beginning at the machine `on`. */
export async function runScript(history: History, text: string, on: string, io: ScriptIo): Promise<ScriptOutcome> {
	const shell: Shell = {machine: machineNamed(history.world, on)?.id ?? 0, piped: true};
	const commands: ScriptOutcome['commands'] = [];
	let status = 0;
	for (const {number, text: line} of readScript(text)) {
		const place = machineOfLine(line);
		const done = place === undefined ? await runLine(history, shell, line, io) : await goTo(history, shell, place, io);
		const machine = history.world.machines[shell.machine]?.name ?? on;
		commands.push({on: machine, line: number, run: line, ...done});
		if (status === 0) status = done.status;
		if (shell.session?.scope.exited) return {status: done.status, commands};
		if (await io.interrupted()) return {status: INTERRUPTED, commands};
	}
	return {status, commands};
}

type Done = {stdout: string; stderr: string; status: number};

async function runLine(history: History, shell: Shell, line: string, io: ScriptIo): Promise<Done> {
	const run = startLine(history, shell, line);
	const said = {stdout: '', stderr: ''};
	let isInterrupted = false;
	for (;;) {
		const slice = run.advance(SLICE);
		for (const {stream, text} of slice.printed) {
			said[stream] += text;
			await io.print(stream, text);
		}
		if (slice.kind === 'done') return {...said, status: slice.status};
		if (isInterrupted || !(await io.interrupted())) continue;
		isInterrupted = true;
		run.interrupt();
	}
}

/** The rest of the script is typed at another machine. */
async function goTo(history: History, shell: Shell, name: string, io: ScriptIo): Promise<Done> {
	const seat = seatsIn(history.world).find((machine) => machine.name === name);
	if (seat) {
		shell.machine = seat.id;
		return {stdout: '', stderr: '', status: 0};
	}
	const stderr = `on: there is no machine "${name}"; there are ${seatsIn(history.world)
		.map((machine) => machine.name)
		.join(', ')}\n`;
	await io.print('stderr', stderr);
	return {stdout: '', stderr, status: 1};
}
