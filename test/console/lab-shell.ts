/** A lab of `lessons/labs` with somebody at its prompt. */
import {execute, type Outcome} from '../../source/console/console.js';
import type {History} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';
import {openLab} from '../fixtures/lab-files.js';

export interface LabShell {
	history: History;
	/** Types a line on a machine. */
	type: (machine: string, line: string) => Outcome;
	/** What is printed where all goes well. */
	shows: (machine: string, line: string) => string;
}

export function labShell(lab: string): LabShell {
	const history = openLab(lab);
	const type = (machine: string, line: string): Outcome => {
		const found = machineNamed(history.world, machine);
		if (!found) throw new Error(`no machine ${machine}`);
		return execute(history, {machine: found.id}, line);
	};
	const shows = (machine: string, line: string): string => {
		const {stdout, stderr, status} = type(machine, line);
		if (status !== 0) throw new Error(`${line}: ${stderr}`);
		return stdout + stderr;
	};
	return {history, type, shows};
}
