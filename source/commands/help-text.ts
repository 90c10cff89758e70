/** The text of `--help`, from the table of commands. */
import {type CommandSpec, commands, commonFlags, type FlagSpec} from './commands.js';

/** The whole help, or that of one command. Ends without a line feed. */
export function helpText(only?: CommandSpec): string {
	const shown: readonly CommandSpec[] = only ? [only] : commands;
	const calls = shown.map(({name, words, summary}) => [`${name} ${words}`.trim(), summary] as const);
	const flags = [...(only?.flags ?? []), ...commonFlags].map((flag) => [flagText(flag), flag.summary] as const);
	const width = Math.max(...[...calls, ...flags].map(([left]) => left.length)) + 3;
	const lines = (rows: readonly (readonly [string, string])[]) => rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
	return [
		'A terminal teaching console for virtual switching.',
		'',
		`Usage: vswitch-lab ${only ? `${only.name} ${only.words}`.trim() : '[COMMAND]'} [FLAGS]`,
		'',
		...lines(calls),
		'',
		...lines(flags),
		...(only ? [] : ['', 'More flags of a command: vswitch-lab COMMAND --help']),
	].join('\n');
}

function flagText({name, value}: FlagSpec): string {
	return value === undefined ? name : `${name} ${value}`;
}
