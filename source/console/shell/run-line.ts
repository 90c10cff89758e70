/** The process of a line: reads it, runs it, and keeps the status for the next. */
import {type Context, complain} from './context.js';
import {runShell} from './expand.js';
import {parse} from './parse.js';
import type {Task} from './system-call.js';

/** What is wrong with the line is said as bash says it, and nothing of it runs. */
export function* runLine(context: Context, line: string): Task {
	const parsed = parse(line);
	if (parsed.kind === 'list') return yield* runShell(context, parsed.list);
	yield* complain(context, `${parsed.message}\n`);
	return parsed.kind === 'refused' ? parsed.status : 2;
}
