/** Jobs in the background: `&`, `jobs`, `wait`, `kill`, `fg`, `bg` (POSIX 2.9.3, bash's sentences). */
import {entryOf} from '../../engine/entry-of.js';
import {Complaint} from '../complaint.js';
import {Interrupted, type Signal} from '../program.js';
import {type Context, complain, out} from './context.js';
import type {Job, Scope} from './scope.js';
import type {Doing, Ending} from './system-call.js';

export function* jobBegan(context: Context, pid: number, text: string): Doing<void> {
	const {scope} = context;
	const number = Math.max(0, ...scope.jobs.map((job) => job.number)) + 1;
	scope.jobs.push({number, pid, text});
	scope.lastJob = pid;
	// A script is not told.
	if (!context.piped) yield* complain(context, `[${number}] ${pid}\n`);
}

/** `[1]+  Running                 ping 10.0.0.1 &`; the last job has a plus, the one before it a minus. */
export function jobLine({jobs}: Scope, job: Job, ending: Ending | undefined): string {
	const place = jobs.indexOf(job);
	const mark = place === jobs.length - 1 ? '+' : place === jobs.length - 2 ? '-' : ' ';
	return `[${job.number}]${mark}  ${stateOf(ending).padEnd(24)}${job.text}${ending ? '' : ' &'}\n`;
}

const SIGNAL_WORDS: Readonly<Record<Signal['name'], string>> = {
	SIGHUP: 'Hangup',
	SIGINT: 'Interrupt',
	SIGKILL: 'Killed',
	SIGPIPE: 'Broken pipe',
	SIGTERM: 'Terminated',
};

function stateOf(ending: Ending | undefined): string {
	if (!ending) return 'Running';
	if (ending.signal) return SIGNAL_WORDS[ending.signal];
	return ending.status === 0 ? 'Done' : `Exit ${ending.status}`;
}

/** A job by `%1`, `%%`, `%+`, `%-`, `%ping`, or its process. */
function findJob({jobs}: Scope, typed: string): Job | undefined {
	if (!typed.startsWith('%')) return jobs.find(({pid}) => String(pid) === typed);
	const name = typed.slice(1);
	if (name === '' || name === '%' || name === '+') return jobs.at(-1);
	if (name === '-') return jobs.at(-2) ?? jobs.at(-1);
	return jobs.find(({number, text}) => (/^\d+$/.test(name) ? String(number) === name : text.startsWith(name)));
}

export function* jobsBuiltin(context: Context, words: readonly string[]): Doing<number> {
	const {scope} = context;
	const isShort = words[0] === '-p';
	const wanted = words.filter((word) => !word.startsWith('-'));
	const lines: string[] = [];
	const gone: Job[] = [];
	for (const job of scope.jobs) {
		if (wanted.length > 0 && !wanted.some((word) => findJob(scope, word) === job)) continue;
		const ending = yield* look(job);
		if (ending) gone.push(job);
		lines.push(isShort ? `${job.pid}\n` : jobLine(scope, job, ending));
	}
	scope.jobs = scope.jobs.filter((job) => !gone.includes(job));
	yield* out(context, lines.join(''));
	return 0;
}

/** How a job ended, without waiting for it. */
export function* look({pid}: Job): Doing<Ending | undefined> {
	const answer = yield {kind: 'look', pid};
	return answer?.kind === 'ended' ? answer.statuses[0] : undefined;
}

export function* waitBuiltin(context: Context, words: readonly string[]): Doing<number> {
	const {scope} = context;
	let status = 0;
	const jobs: (Job | undefined)[] = words.length === 0 ? [...scope.jobs] : words.map((word) => findJob(scope, word));
	for (const [index, job] of jobs.entries()) {
		if (!job) {
			const word = words[index] as string;
			if (word.startsWith('%')) yield* complain(context, `bash: wait: ${word}: no such job\n`);
			else if (/^\d+$/.test(word)) yield* complain(context, `bash: wait: pid ${word} is not a child of this shell\n`);
			else {
				yield* complain(context, `bash: wait: \`${word}': not a pid or valid job spec\n`);
				status = 1;
				continue;
			}
			status = 127;
			continue;
		}
		const ending = yield* endOf(scope, job, true);
		status = words.length === 0 ? 0 : ending.status;
	}
	return status;
}

function* endOf(scope: Scope, job: Job, interruptible: boolean): Doing<Ending> {
	const answer = yield {kind: 'wait-for', pids: [job.pid], interruptible};
	scope.jobs = scope.jobs.filter((one) => one !== job);
	return (answer?.kind === 'ended' ? answer.statuses[0] : undefined) ?? {status: 127};
}

export function* fgBuiltin(context: Context, words: readonly string[]): Doing<number> {
	const {scope} = context;
	const typed = words[0] ?? '%+';
	const job = findJob(scope, typed);
	if (!job) throw new Complaint(`bash: fg: ${words[0] === undefined ? 'current' : typed}: no such job\n`, 1);
	yield* out(context, `${job.text}\n`);
	yield {kind: 'foreground', pid: job.pid};
	const ending = yield* endOf(scope, job, false);
	if (ending.signal === 'SIGINT') throw new Interrupted();
	return ending.status;
}

/** There is no Ctrl-Z here, so a job in the background runs. */
export function bgBuiltin({scope}: Context, words: readonly string[]): never {
	const typed = words[0] ?? '%+';
	const job = findJob(scope, typed);
	if (!job) throw new Complaint(`bash: bg: ${words[0] === undefined ? 'current' : typed}: no such job\n`, 1);
	throw new Complaint(`bash: bg: job ${job.number} already in background\n`, 0);
}

const SIGNALS: Readonly<Record<string, Signal['name']>> = {
	1: 'SIGHUP',
	2: 'SIGINT',
	9: 'SIGKILL',
	13: 'SIGPIPE',
	15: 'SIGTERM',
	HUP: 'SIGHUP',
	INT: 'SIGINT',
	KILL: 'SIGKILL',
	PIPE: 'SIGPIPE',
	TERM: 'SIGTERM',
};

const KILL_USAGE = 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

/** `TERM`, `SIGTERM`, `15`; throws bash's sentence for what is none, `tool` before it. */
export function signalNamed(typed: string, tool: string): Signal['name'] {
	const name = entryOf(SIGNALS, typed.toUpperCase().replace(/^SIG/, ''));
	if (!name) throw new Complaint(`${tool}: ${typed}: invalid signal specification\n`, 1);
	return name;
}

export function* killBuiltin(context: Context, words: readonly string[]): Doing<number> {
	let rest = [...words];
	let signal: Signal['name'] = 'SIGTERM';
	const [first = ''] = rest;
	if (first === '-s' || first === '-n') {
		signal = signalNamed(rest[1] ?? '', 'bash: kill');
		rest = rest.slice(2);
	} else if (/^-[A-Za-z0-9]/.test(first)) {
		signal = signalNamed(first.slice(1), 'bash: kill');
		rest = rest.slice(1);
	}
	if (rest[0] === '--') rest = rest.slice(1);
	if (rest.length === 0) throw new Complaint(KILL_USAGE, 2);
	let status = 0;
	for (const typed of rest) status = (yield* killOne(context, typed, signal)) ? status : 1;
	return status;
}

function* killOne(context: Context, typed: string, signal: Signal['name']): Doing<boolean> {
	const job = findJob(context.scope, typed);
	if (!job && typed.startsWith('%')) {
		yield* complain(context, `bash: kill: ${typed}: no such job\n`);
		return false;
	}
	if (!job && !/^\d+$/.test(typed)) {
		yield* complain(context, `bash: kill: ${typed}: arguments must be process or job IDs\n`);
		return false;
	}
	const pid = job?.pid ?? Number(typed);
	const answer = yield {kind: 'signal', pid, signal};
	if (answer?.kind === 'signalled' && answer.found) return true;
	yield* complain(context, `bash: kill: (${pid}) - No such process\n`);
	return false;
}
