/**
 * `watch` of procps: a command again and again, as text: a header and what the command printed, each time. It ends with
 * Ctrl-C; where nobody can press it, after three times.
 */
import type {Command, Keyword} from '../../command.js';
import {Complaint} from '../../complaint.js';
import {getoptBeforeCommand, type OptionRules} from '../../getopt.js';
import {Interrupted} from '../../program.js';
import {readSeconds} from '../../values.js';
import {type Builtin, type Context, out, start} from '../context.js';
import {runShell} from '../expand.js';
import {subScope} from '../scope.js';
import type {Doing} from '../system-call.js';
import {runText} from './scripts.js';

const SECOND = 1_000_000_000;
const ROUNDS = 3;

const OPTIONS: readonly Keyword[] = [
	{word: '-n', also: ['--interval'], takes: 'seconds', help: 'seconds between two times; 2 unless said otherwise'},
	{word: '-t', also: ['--no-title'], help: 'without the header'},
	{word: '-g', also: ['--chgexit'], help: 'end when the output changes'},
	{word: '-e', also: ['--errexit'], help: 'end when the command fails'},
	{word: '-x', also: ['--exec'], help: 'nothing: words stay words'},
	...['-d', '--differences', '-b', '--beep', '-c', '--color', '-p', '--precise', '-w', '--no-wrap'].map(
		(word): Keyword => ({word, help: 'beside the text', instead: '-n, -t, -g, -e'}),
	),
];

export const WATCH: Command = {word: 'watch', help: 'a command again and again: watch -n 1 ip -s link', keywords: OPTIONS, runs: 0};

const USAGE = '\nUsage:\n watch [options] command\n';

const RULES: OptionRules = {
	tool: 'watch',
	table: OPTIONS,
	unknown: (flag) =>
		new Complaint(
			`watch: ${flag.startsWith('--') ? `unrecognized option '${flag}'` : `invalid option -- '${flag.slice(1)}'`}\n${USAGE}`,
			1,
		),
	missing: (flag) => new Complaint(`watch: option requires an argument -- '${flag.slice(1)}'\n${USAGE}`, 1),
};

export const watchBuiltin: Builtin = function* (context, words) {
	let interval = 2;
	const {options, rest} = getoptBeforeCommand(RULES, words);
	const flags = new Set(options.map(({option}) => option));
	for (const {option, value} of options) {
		if (option !== '-n') continue;
		const seconds = readSeconds(value);
		if (seconds === undefined) throw new Complaint(`watch: failed to parse argument: '${value}'\n`, 1);
		// procps takes a tenth of a second for anything less.
		interval = Math.max(0.1, seconds);
	}
	if (rest.length === 0) throw new Complaint(USAGE, 1);
	const text = rest.join(' ');
	const header = flags.has('-t') ? '' : `Every ${interval.toFixed(1)}s: ${text}\n\n`;
	let before: string | undefined;
	try {
		for (let round = 1; ; round++) {
			const {printed, status} = yield* printoutOf(context, text);
			yield* out(context, `${round === 1 ? '' : '\n'}${header}${printed}`);
			if (flags.has('-e') && status !== 0) return 8;
			if (flags.has('-g') && before !== undefined && before !== printed) return 0;
			if (!context.attended && round === ROUNDS) return 0;
			before = printed;
			const until = context.lab.world.now + interval * SECOND;
			while (context.lab.world.now < until) yield {kind: 'time', until};
		}
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		return 0;
	}
};

function* printoutOf(context: Context, text: string): Doing<{printed: string; status: number}> {
	const memory = {kind: 'memory' as const, text: ''};
	const inner: Context = {
		...context,
		scope: subScope(context.scope),
		descriptors: {...context.descriptors, stdout: memory, stderr: memory},
	};
	const pid = yield* start(runWhole(inner, text), inner.descriptors);
	const answer = yield {kind: 'wait-for', pids: [pid]};
	const ending = answer?.kind === 'ended' ? answer.statuses[0] : undefined;
	if (ending?.signal === 'SIGINT') throw new Interrupted();
	return {printed: memory.text, status: ending?.status ?? 0};
}

function* runWhole(context: Context, text: string): Doing<number> {
	return yield* runShell({...context, runList: () => runText(context, text)}, []);
}
