/** `timeout` of coreutils: a command for so long, then a signal. */
import type {Command, Keyword} from '../../command.js';
import {Complaint} from '../../complaint.js';
import {coreutilsRules, tryHelp} from '../../coreutils.js';
import {readDuration} from '../../duration.js';
import {getoptBeforeCommand} from '../../getopt.js';
import {Interrupted, type Signal} from '../../program.js';
import {type Builtin, start} from '../context.js';
import {signalNamed} from '../jobs.js';
import type {Ending} from '../system-call.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-s', also: ['--signal'], takes: 'text', help: 'which signal; TERM unless said otherwise'},
	{word: '-k', also: ['--kill-after'], takes: 'seconds', help: 'so much later the signal KILL'},
	{word: '--preserve-status', help: 'the status of the command, also when it was ended'},
	{word: '--foreground', help: 'nothing: Ctrl-C reaches it anyway'},
	{word: '-v', also: ['--verbose'], help: 'say which signal was sent', instead: 'the status: 124'},
];

export const TIMEOUT: Command = {
	word: 'timeout',
	help: 'a command for so long: timeout 5 ping HOST',
	keywords: OPTIONS,
	bare: 'seconds',
	runs: 1,
};

const FAILED = 125;
const TIMED_OUT = 124;

export const timeoutBuiltin: Builtin = function* (context, words) {
	let signal: Signal['name'] = 'SIGTERM';
	let grace: number | undefined;
	let preserves = false;
	const {options, rest} = getoptBeforeCommand(coreutilsRules('timeout', OPTIONS, FAILED), words);
	for (const {option, value} of options) {
		if (option === '-s') signal = signalNamed(value, 'timeout');
		else if (option === '-k') grace = duration(value);
		else if (option === '--preserve-status') preserves = true;
	}
	const [typed, ...command] = rest;
	if (typed === undefined || command.length === 0) throw new Complaint(`timeout: missing operand\n${tryHelp('timeout')}`, FAILED);
	const limit = duration(typed);
	const pid = yield* start(context.runWords(context, command), context.descriptors);
	let until = limit === 0 ? undefined : context.lab.world.now + limit;
	let sent = false;
	for (;;) {
		const answer = yield {kind: 'wait-for', pids: [pid], ...(until !== undefined && {until})};
		if (answer?.kind === 'ended') return statusOf(answer.statuses[0], sent && !preserves);
		yield {kind: 'signal', pid, signal: sent ? 'SIGKILL' : signal};
		until = sent || grace === undefined ? undefined : context.lab.world.now + grace;
		sent = true;
	}
};

function statusOf(ending: Ending | undefined, timedOut: boolean): number {
	if (ending?.signal === 'SIGINT' && !timedOut) throw new Interrupted();
	if (timedOut && ending?.signal !== 'SIGKILL') return TIMED_OUT;
	return ending?.status ?? 0;
}

function duration(typed: string): number {
	const read = readDuration(typed);
	if (read === undefined) throw new Complaint(`timeout: invalid time interval ‘${typed}’\n${tryHelp('timeout')}`, FAILED);
	return read;
}
