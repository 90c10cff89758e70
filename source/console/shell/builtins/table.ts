/** Words of the shell itself, for help and completion. */
import type {Command} from '../../command.js';
import {TIMEOUT} from './timeout.js';
import {WATCH} from './watch.js';
import {XARGS} from './xargs.js';

const own = (word: string, help: string, more: Partial<Command> = {}): Command => ({word, help, isShell: true, ...more});

/** Those that bash has built in, or that need the shell to run. */
export const SHELL_COMMANDS: readonly Command[] = [
	own(':', 'nothing'),
	own('true', 'nothing, with success'),
	own('false', 'nothing, without'),
	{...own('clear', 'empty the prompt'), isShell: false},
	own('export', 'variables: export NAME=value', {bare: 'text'}),
	own('unset', 'forget a variable', {bare: 'text'}),
	own('set', 'options of the shell', {
		keywords: [
			{word: '-e', help: 'end at the first failure'},
			{word: '-u', help: 'a variable that is not set is a mistake'},
			{word: '-x', help: 'say each command before it runs'},
			{word: '-o', takes: 'text', help: 'by name: errexit, nounset, xtrace, pipefail'},
		],
	}),
	own('read', 'a line of input into variables', {bare: 'text', keywords: [{word: '-r', help: 'a backslash is a character'}]}),
	own('eval', 'words as commands', {bare: 'text'}),
	own('.', 'commands of a file, in this shell', {bare: 'file', also: ['source']}),
	own('source', 'commands of a file, in this shell', {bare: 'file'}),
	own('sh', 'commands of a file or a text, in a shell of its own', {
		bare: 'file',
		keywords: [
			{word: '-c', takes: 'text', help: 'the commands'},
			{word: '-e', help: 'end at the first failure'},
			{word: '-x', help: 'say each command before it runs'},
		],
	}),
	own('bash', 'as sh', {bare: 'file', keywords: [{word: '-c', takes: 'text', help: 'the commands'}]}),
	own('exit', 'end the line', {bare: 'number'}),
	own('break', 'leave a loop', {bare: 'number'}),
	own('continue', 'the next turn of a loop', {bare: 'number'}),
	own('jobs', 'what runs in the background', {
		keywords: [
			{word: '-l', help: 'with the numbers of their processes'},
			{word: '-p', help: 'only these numbers'},
		],
	}),
	own('wait', 'until jobs have ended', {bare: 'text'}),
	own('kill', 'end a job: kill %1', {bare: 'text'}),
	own('fg', 'wait for a job in the foreground', {bare: 'text'}),
	own('bg', 'a stopped job would go on in the background', {bare: 'text'}),
	own('type', 'what a word runs', {bare: 'text'}),
	own('command', 'run a word, or with -v say what it runs', {bare: 'text'}),
	own('time', 'how long a pipeline takes: time ping -c 3 HOST', {runs: 0}),
	own('cd', 'another folder', {instead: 'whole paths: /tmp/NAME; files without one are in /root'}),
	own('pwd', 'the folder where the shell stands'),
	{...own('sudo', 'as root, who everybody is here', {runs: 0}), isShell: false},
	{...own('which', 'where a tool is', {bare: 'text'}), isShell: false},
	TIMEOUT,
	WATCH,
	XARGS,
];

export const BUILTIN_WORDS: ReadonlySet<string> = new Set([
	...SHELL_COMMANDS.flatMap(({word, isShell}) => (isShell ? [word] : [])),
	'test',
	'[',
	'echo',
	'printf',
]);
