/** The prompt of a machine, for the commands of a recording. */
import {saysNotModelled} from '../console/complaint.js';
import {execute} from '../console/console.js';
import type {History} from '../engine/history.js';
import {machineNamed} from '../engine/world.js';
import type {Answer} from './observation.js';

/** Types `line` on `machine` and waits for its end; a text says why that is impossible. */
export function runOn(history: History, machine: string, line: string): Omit<Answer, 'cmd'> | string {
	const found = machineNamed(history.world, machine);
	if (!found) return `there is no machine ${machine}`;
	const {stdout, stderr, status} = execute(history, {machine: found.id, piped: true}, line);
	if (saysNotModelled(stderr)) return stderr.trim();
	return {rc: status, stdout, stderr};
}
