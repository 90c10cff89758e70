import {describe, expect, it} from 'vitest';
import {type CommandLine, parseCommandLine} from '../../source/commands/command-line.js';
import {commandSpec, commands} from '../../source/commands/commands.js';
import {helpText} from '../../source/commands/help-text.js';
import {UsageError} from '../../source/commands/usage-error.js';

const parse = (line: string, env = {}): CommandLine => parseCommandLine(line.split(' ').filter(Boolean), env);

/** The message of the mistake, which is one line. */
function mistake(line: string): string {
	try {
		parse(line);
	} catch (error) {
		expect(error).toBeInstanceOf(UsageError);
		expect((error as Error).message).not.toContain('\n');
		return (error as Error).message;
	}
	throw new Error(`"${line}" was understood`);
}

describe('a command line', () => {
	it('is play when nothing is said', () => {
		expect(parse('')).toEqual({
			command: 'play',
			named: false,
			words: [],
			terminal: {plain: false, ascii: false, color: true, motion: undefined},
			locale: 'en',
			state: undefined,
			check: false,
			json: false,
			allowSkips: false,
			measure: false,
			given: {},
			help: false,
			version: false,
		});
	});

	it('has its words and flags in any order', () => {
		expect(parse('--plain play --locale=it macvlan --no-color --motion off --state /tmp/x --ascii')).toMatchObject({
			command: 'play',
			words: ['macvlan'],
			terminal: {plain: true, ascii: true, color: false, motion: 'off'},
			locale: 'it',
			state: '/tmp/x',
		});
	});

	it('has the flags of its command', () => {
		expect(parse('replay a.json b --check --json --allow-skips')).toMatchObject({
			command: 'replay',
			words: ['a.json', 'b'],
			check: true,
			json: true,
			allowSkips: true,
		});
	});

	it('takes words behind -- as they are', () => {
		expect(parse('replay -- --check')).toMatchObject({words: ['--check'], check: false});
	});

	it.each([
		[{LANG: 'it_IT.UTF-8'}, 'it'],
		[{LANG: 'en_GB.UTF-8'}, 'en'],
		[{LANG: 'de_DE.UTF-8'}, 'en'],
		[{LANG: 'en_GB.UTF-8', LC_ALL: 'it_IT.UTF-8'}, 'it'],
		[{}, 'en'],
	])('in the environment %o speaks %s', (env, locale) => {
		expect(parse('', env).locale).toBe(locale);
	});
});

describe('a mistake', () => {
	it.each([
		['lsit', 'Unknown command "lsit". Did you mean "list"?'],
		['frobnicate', 'Unknown command "frobnicate". A lesson is opened by vswitch-lab play LESSON; see vswitch-lab --help.'],
		['play --plian', 'Unknown flag "--plian". Did you mean "--plain"?'],
		['play --\u001B[31m', 'Unknown flag "--\\u001b[31m". See vswitch-lab play --help.'],
		['list --check', 'Unknown flag "--check". See vswitch-lab list --help.'],
		['-x', 'Unknown flag "-x". See vswitch-lab play --help.'],
		['--motion sometimes', '--motion is one of on, off, not "sometimes".'],
		['--locale fr', '--locale is one of en, it, not "fr".'],
		['--state', '--state needs a value: --state DIR'],
	])('%s is one line: %s', (line, message) => {
		expect(mistake(line)).toBe(message);
	});
});

describe('the help', () => {
	it('names every command', () => {
		for (const {name, summary} of commands) {
			expect(helpText()).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
			expect(helpText()).toContain(summary);
		}
	});

	it('fits 80 columns', () => {
		for (const line of helpText().split('\n')) {
			expect(line.length).toBeLessThanOrEqual(80);
		}
	});

	it('of one command has its flags', () => {
		expect(helpText(commandSpec('replay'))).toMatch(/vswitch-lab replay FILE\|DIR…[\s\S]*--check/);
		expect(helpText(commandSpec('replay'))).not.toMatch(/^ {2}list/m);
	});
});
