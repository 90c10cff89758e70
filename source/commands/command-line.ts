/** The arguments as a command, its words and its flags; every mistake becomes one line with the nearest right word. */
import meow from 'meow';
import {isLocale, type Locale, locales} from '../locale/locale.js';
import type {TerminalFlags} from '../platform/terminal.js';
import {type CommandName, commandSpec, commands, commonFlags, type FlagSpec} from './commands.js';
import {UsageError, unknownWord} from './usage-error.js';

/** Flags of a command that take a value, by name, each as often as it was given. */
export type Given = Readonly<Record<string, readonly string[]>>;

/** What was asked for. */
export type CommandLine = {
	readonly command: CommandName;
	/** Whether the command was written, or is the default. */
	readonly named: boolean;
	readonly words: readonly string[];
	readonly terminal: TerminalFlags;
	readonly locale: Locale;
	/** The value of `--state`, `undefined` when not given. */
	readonly state: string | undefined;
	readonly check: boolean;
	readonly json: boolean;
	readonly allowSkips: boolean;
	readonly measure: boolean;
	readonly given: Given;
	readonly help: boolean;
	readonly version: boolean;
};

type Env = Readonly<Record<string, string | undefined>>;

/** Parse the arguments. Throws a `UsageError` for whatever cannot be understood. */
export function parseCommandLine(argv: readonly string[], env: Env): CommandLine {
	const {input, flags} = meow({
		importMeta: import.meta,
		pkg: {name: 'vswitch-lab'},
		argv,
		autoHelp: false,
		autoVersion: false,
		flags: {
			plain: {type: 'boolean', default: false},
			ascii: {type: 'boolean', default: false},
			color: {type: 'boolean', default: true},
			motion: {type: 'string'},
			locale: {type: 'string'},
			state: {type: 'string'},
			check: {type: 'boolean', default: false},
			json: {type: 'boolean', default: false},
			allowSkips: {type: 'boolean', default: false},
			measure: {type: 'boolean', default: false},
			...valueFlags(),
			help: {type: 'boolean', shortFlag: 'h', default: false},
			version: {type: 'boolean', default: false},
		},
	});
	const [first, ...rest] = input;
	const command = first === undefined ? 'play' : commandNamed(first);
	checkFlags(argv, command);
	return {
		command,
		named: first !== undefined,
		words: rest,
		terminal: {plain: flags.plain, ascii: flags.ascii, color: flags.color, motion: oneOf('--motion', flags.motion, ['on', 'off'])},
		locale: oneOf('--locale', flags.locale, locales) ?? localeOf(env),
		state: givenValue('--state', flags.state),
		check: flags.check,
		json: flags.json,
		allowSkips: flags.allowSkips,
		measure: flags.measure,
		given: givenValues(command, flags, argv),
		help: flags.help,
		version: flags.version,
	};
}

/** The flags of all commands that take a value, as meow wants them. */
function valueFlags(): Record<string, {type: 'string'; isMultiple: true}> {
	const named = commands.flatMap(({flags}): readonly FlagSpec[] => flags).filter(({value}) => value !== undefined);
	return Object.fromEntries(named.map(({name}) => [name.slice(2), {type: 'string', isMultiple: true}]));
}

/** What was given to the command's own flags. Throws a `UsageError` for a flag without its value. */
function givenValues(command: CommandName, flags: Readonly<Record<string, unknown>>, argv: readonly string[]): Given {
	const own: readonly FlagSpec[] = commandSpec(command).flags;
	return Object.fromEntries(
		own.flatMap(({name, value}) => {
			const given = flags[name.slice(2)];
			if (value === undefined || !Array.isArray(given)) return [];
			const written = argv.filter((word) => word === name || word.startsWith(`${name}=`)).length;
			if (given.includes('') || given.length < written) throw new UsageError(`${name} needs a value: ${name} ${value}`);
			return given.length === 0 ? [] : [[name, given as string[]]];
		}),
	);
}

/** The command that a word names. Throws a `UsageError` for any other word, which is most likely a lesson. */
export function commandNamed(word: string): CommandName {
	const names = commands.map(({name}) => name);
	const found = names.find((name) => name === word);
	if (found === undefined) {
		throw unknownWord('command', word, names, 'A lesson is opened by vswitch-lab play LESSON; see vswitch-lab --help.');
	}
	return found;
}

/** Every flag must be one of the command's or a common one. */
function checkFlags(argv: readonly string[], command: CommandName): void {
	const known = [...commonFlags, ...commandSpec(command).flags].map(({name}) => name);
	const end = argv.indexOf('--');
	for (const word of end === -1 ? argv : argv.slice(0, end)) {
		const [name = ''] = word.split('=');
		if (name.startsWith('-') && name !== '-' && name !== '-h' && name !== '--color' && !known.includes(name)) {
			throw unknownWord('flag', name, known, `See vswitch-lab ${command} --help.`);
		}
	}
}

function givenValue(flag: string, value: string | undefined): string | undefined {
	if (value === '') {
		throw new UsageError(`${flag} needs a value: ${flag} ${commonFlags.find(({name}) => name === flag)?.value}`);
	}
	return value;
}

function oneOf<Word extends string>(flag: string, value: string | undefined, words: readonly Word[]): Word | undefined {
	const given = givenValue(flag, value);
	const found = words.find((word) => word === given);
	if (given !== undefined && found === undefined) {
		throw new UsageError(`${flag} is one of ${words.join(', ')}, not "${given}".`);
	}
	return found;
}

/** The language of the environment when there is a translation, otherwise English. */
function localeOf(env: Env): Locale {
	const word = (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').slice(0, 2);
	return isLocale(word) ? word : 'en';
}
