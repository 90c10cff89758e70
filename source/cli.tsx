/**
 * The command line: flags and dispatch, nothing else. Each command is loaded when it is asked for, so `list`, `--help`
 * and `replay` never load React.
 */
import {type CommandLine, commandNamed, parseCommandLine} from './commands/command-line.js';
import {commandSpec} from './commands/commands.js';
import {doctor} from './commands/doctor.js';
import {helpText} from './commands/help-text.js';
import {list, listWithAdvice} from './commands/list.js';
import {noMoreWords, UsageError, unknownWord} from './commands/usage-error.js';
import {listLessons} from './platform/lessons.js';
import type {PlayOptions} from './platform/play-options.js';
import type {Screen} from './platform/screen.js';
import {stateDir} from './platform/state-dir.js';
import {readTerminal, terminalFacts} from './platform/terminal.js';

/** What the entry hands over: the arguments, the screen (on already when it painted), and what to call after the first frame. */
export type Host = {readonly argv: readonly string[]; readonly screen: Screen; readonly afterFirstFrame: () => void};

/** Run the program. The exit code is set when the command has ended; a mistake on the command line is one line and code 2. */
export async function main(host: Host): Promise<void> {
	const {stdout} = process;
	stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
	try {
		process.exitCode = await run(host, parseCommandLine(host.argv, process.env));
	} catch (error) {
		if (!(error instanceof UsageError)) {
			throw error;
		}
		host.screen.leave();
		process.stderr.write(`${error.message}\n`);
		process.exitCode = 2;
	}
	if (host.screen.active()) {
		host.screen.exit(Number(process.exitCode));
	}
}

async function run(host: Host, line: CommandLine): Promise<number> {
	if (line.version) {
		return say(`${process.env.VSWITCH_LAB_VERSION}`);
	}
	if (line.help) {
		return say(helpText(line.named ? commandSpec(line.command) : undefined));
	}
	switch (line.command) {
		case 'play':
			return play(host, line);
		case 'sandbox':
			return sandbox(host, line);
		case 'run':
			return (await import('./commands/run.js')).run(line.words, {json: line.json, on: line.given['--on']?.at(-1)});
		case 'budget':
			return budget(host, line);
		case 'explosion':
			return explosion(host, line);
		case 'review':
			return (await import('./commands/review.js')).review(line.words, {
				locale: line.locale,
				stateDir: stateDir(line.state, process.env),
				ascii: readTerminal(terminalFacts(), line.terminal).glyphs === 'ascii',
			});
		case 'list':
			return list(line.words, line);
		case 'replay':
			return (await import('./commands/replay.js')).replay(line.words, line);
		case 'author':
			return (await import('./commands/author.js')).author(line.words, line);
		case 'progress':
			return (await import('./commands/progress.js')).progress(line.words, {
				json: line.json,
				locale: line.locale,
				stateDir: stateDir(line.state, process.env),
			});
		case 'doctor':
			noMoreWords('doctor', line.words);
			return doctor(readTerminal(terminalFacts(), line.terminal), stateDir(line.state, process.env));
		case 'help':
			return help(line.words);
		default:
			return line.command satisfies never;
	}
}

async function play(host: Host, line: CommandLine): Promise<number> {
	const [lesson, extra] = line.words;
	if (extra !== undefined) {
		throw new UsageError(`play opens one lesson; "${extra}" is one too many.`);
	}
	const ids = listLessons().map(({id}) => id);
	if (lesson !== undefined && !ids.includes(lesson)) {
		throw unknownWord('lesson', lesson, ids, 'See vswitch-lab list.');
	}
	const options: PlayOptions = {...playOptions(host, line), lesson};
	const {terminal} = options;
	if (terminal.show.kind === 'screen') {
		return (await import('./ui/start.js')).start(options);
	}
	if (lesson === undefined && terminal.show.reason === 'no-terminal') {
		return listWithAdvice(line);
	}
	return (await import('./commands/plain.js')).playPlain(options);
}

function playOptions({screen, afterFirstFrame}: Host, line: CommandLine): PlayOptions {
	return {
		lesson: undefined,
		sandbox: undefined,
		locale: line.locale,
		terminal: readTerminal(terminalFacts(), line.terminal),
		stateDir: stateDir(line.state, process.env),
		screen,
		afterFirstFrame,
	};
}

async function sandbox(host: Host, line: CommandLine): Promise<number> {
	const opened = await (await import('./commands/sandbox.js')).openSandbox(line.words);
	if (opened.kind === 'wrong') {
		host.screen.leave();
		process.stderr.write(`${opened.problems.join('\n')}\n`);
		return 2;
	}
	const options = {...playOptions(host, line), sandbox: opened.lesson};
	return options.terminal.show.kind === 'screen'
		? (await import('./ui/start.js')).start(options)
		: (await import('./commands/plain.js')).playPlain(options);
}

async function budget({screen, afterFirstFrame}: Host, line: CommandLine): Promise<number> {
	const terminal = readTerminal(terminalFacts(), line.terminal);
	const {runBudget} = await import('./commands/budget-run.js');
	return runBudget(line, terminal, async (sheet, words) =>
		(await import('./ui/budget/start-budget.js')).startBudget(sheet, {words, terminal, screen, afterFirstFrame}),
	);
}

async function explosion(host: Host, line: CommandLine): Promise<number> {
	const {openExplosion, runExplosion} = await import('./commands/explosion.js');
	const opened = openExplosion(line.words, line.given);
	if (opened.kind === 'wrong') {
		process.stderr.write(`${opened.problems.join('\n')}\n`);
		return 2;
	}
	const {terminal, screen, afterFirstFrame} = playOptions(host, line);
	const {parameters} = opened;
	if (line.json || terminal.show.kind === 'plain') {
		return runExplosion(parameters, line, terminal);
	}
	const {wordsFor} = await import('./locale/catalogue.js');
	const opening = {words: wordsFor(line.locale), terminal, screen, afterFirstFrame};
	return (await import('./ui/explosion/start-explosion.js')).startExplosion(parameters, opening);
}

/** `help`, or `help COMMAND`, which is `COMMAND --help`. */
function help([name, ...rest]: readonly string[]): number {
	noMoreWords('help COMMAND', rest);
	return say(helpText(name === undefined ? undefined : commandSpec(commandNamed(name))));
}

function say(text: string): number {
	process.stdout.write(`${text}\n`);
	return 0;
}
