/** What the shell does itself, by word. */
import {notModelled} from '../complaint.js';
import {evalBuiltin, exitBuiltin, leap, shBuiltin, sourceBuiltin} from './builtins/scripts.js';
import {timeoutBuiltin} from './builtins/timeout.js';
import {exportBuiltin, readBuiltin, setBuiltin, unsetBuiltin} from './builtins/variables.js';
import {watchBuiltin} from './builtins/watch.js';
import {commandBuiltin, typeBuiltin, whichBuiltin} from './builtins/which.js';
import {xargsBuiltin} from './builtins/xargs.js';
import {type Builtin, out} from './context.js';
import {bgBuiltin, fgBuiltin, jobsBuiltin, killBuiltin, waitBuiltin} from './jobs.js';

const ends = (status: number): Builtin =>
	// biome-ignore lint/correctness/useYield: it has nothing to wait for.
	function* () {
		return status;
	};

const pwd: Builtin = function* (context) {
	yield* out(context, `${context.scope.variables.get('PWD') ?? '/root'}\n`);
	return 0;
};

/** Everybody is root. */
const sudo: Builtin = function* (context, words) {
	const [first] = words;
	if (first === undefined || first.startsWith('-')) throw notModelled(['sudo', first ?? 'without a command'].join(' '), 'sudo COMMAND');
	return yield* context.runWords(context, words);
};

const cd: Builtin = () => {
	throw notModelled('cd', 'whole paths: /tmp/NAME; files without one are in /root');
};

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map([
	[':', ends(0)],
	['true', ends(0)],
	['false', ends(1)],
	// The prompt empties itself; anywhere else there is nothing to empty.
	['clear', ends(0)],
	['export', exportBuiltin],
	['unset', unsetBuiltin],
	['set', setBuiltin],
	['read', readBuiltin],
	['eval', evalBuiltin],
	['.', sourceBuiltin],
	['source', sourceBuiltin],
	['sh', shBuiltin],
	['bash', shBuiltin],
	['exit', exitBuiltin],
	['break', leap('break')],
	['continue', leap('continue')],
	['jobs', jobsBuiltin],
	['wait', waitBuiltin],
	['kill', killBuiltin],
	['fg', fgBuiltin],
	['bg', bgBuiltin],
	['type', typeBuiltin],
	['which', whichBuiltin],
	['command', commandBuiltin],
	['cd', cd],
	['pwd', pwd],
	['sudo', sudo],
	['timeout', timeoutBuiltin],
	['watch', watchBuiltin],
	['xargs', xargsBuiltin],
]);
