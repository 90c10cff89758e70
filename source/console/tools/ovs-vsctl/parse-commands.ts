/** A line cut into commands: `--` stands between them, options before their names (lib/db-ctl-base.c, ctl_parse_commands). */
import {notModelled} from '../../complaint.js';
import {VSCTL_COMMANDS, type VsctlCommand} from './commands.js';
import {fatal} from './session.js';

export interface ParsedCommand {
	command: VsctlCommand;
	/** The name of the command, then its arguments. */
	words: readonly string[];
	options: Map<string, string | undefined>;
}

type CommandOptions = ReadonlyMap<string, string | undefined>;

/** `first` are options that stood before everything else; they belong to the first command. */
export function parseCommands(words: readonly string[], first: CommandOptions): ParsedCommand[] {
	const commands: ParsedCommand[] = [];
	let options = new Map(first);
	let part: string[] = [];
	for (const word of [...words, '--']) {
		if (word !== '--') {
			part.push(word);
			continue;
		}
		if (part.length > 0) commands.push(parseCommand(part, options));
		else if (options.size > 0) throw fatal('missing command name (use --help for help)');
		options = new Map();
		part = [];
	}
	if (commands.length === 0) throw fatal('missing command name (use --help for help)');
	return commands;
}

function parseCommand(words: readonly string[], options: Map<string, string | undefined>): ParsedCommand {
	let at = 0;
	for (; words[at]?.startsWith('-'); at++) {
		const typed = words[at] as string;
		const equals = typed.indexOf('=');
		const name = equals === -1 ? typed : typed.slice(0, equals);
		if (options.has(name)) throw fatal(`'${typed}' option specified multiple times`);
		options.set(name, equals === -1 ? undefined : typed.slice(equals + 1));
	}
	const [typed, ...rest] = words.slice(at);
	if (typed === undefined) throw fatal('missing command name (use --help for help)');
	const command = VSCTL_COMMANDS.find(({word}) => word === typed);
	if (!command) throw fatal(`unknown command '${typed}'; use --help for help`);
	for (const [name, value] of options) checkOption(command, name, value);
	checkCount(command, rest);
	if (command.instead !== undefined)
		throw notModelled(`ovs-vsctl ${command.word}`, `ovs-vsctl ${command.instead}`.replace('ovs-vsctl ovs-', 'ovs-'));
	return {command, words: [typed, ...rest], options};
}

function checkOption({word, options}: VsctlCommand, name: string, value: string | undefined): void {
	const takesValue = options.includes(`${name}=`);
	if (!takesValue && !options.includes(name)) throw fatal(`'${word}' command has no '${name}' option`);
	if (takesValue && value === undefined) throw fatal(`missing argument to '${name}' option on '${word}' command`);
	if (!takesValue && value !== undefined) throw fatal(`'${name}' option on '${word}' does not accept an argument`);
}

function checkCount({word, min, max}: VsctlCommand, rest: readonly string[]): void {
	if (rest.length < min) throw fatal(`'${word}' command requires at least ${min} arguments`);
	if (rest.length <= max) return;
	const hint = rest.some((argument) => argument.startsWith('-'))
		? ' (note that options must precede command names and follow a "--" argument)'
		: '';
	throw fatal(`'${word}' command takes at most ${max} arguments${hint}`);
}
