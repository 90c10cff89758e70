/** What a monitor says while other things happen. */
import {startLine} from '../../source/console/shell/line-run.js';
import type {History} from '../../source/engine/history.js';
import {machineNamed} from '../../source/engine/world.js';

const MANY = 10_000;

/** Starts `line` on a machine, does the rest one by one, presses Ctrl-C; what was printed, without the `^C`. */
export function monitored(history: History, machine: string, line: string, ...actions: readonly (() => void)[]): string {
	const found = machineNamed(history.world, machine);
	if (!found) throw new Error(`no machine ${machine}`);
	const run = startLine(history, {machine: found.id, attended: true}, line);
	let printed = '';
	const advance = () => {
		const slice = run.advance(MANY);
		printed += slice.printed.map(({text}) => text).join('');
		return slice;
	};
	advance();
	for (const action of actions) {
		action();
		advance();
	}
	run.interrupt();
	while (advance().kind !== 'done');
	return printed.replace(/\^C\n$/, '');
}
