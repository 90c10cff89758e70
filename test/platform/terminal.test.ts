import {describe, expect, it} from 'vitest';
import {readTerminal, type TerminalFacts, type TerminalFlags} from '../../source/platform/terminal.js';

const noFlags: TerminalFlags = {plain: false, ascii: false, color: true, motion: undefined};

function read(facts: Partial<TerminalFacts> = {}, flags: Partial<TerminalFlags> = {}) {
	const env = {TERM: 'xterm-256color', LANG: 'en_GB.UTF-8', ...facts.env};
	return readTerminal({platform: 'linux', stdinTty: true, stdoutTty: true, columns: 80, rows: 24, ...facts, env}, {...noFlags, ...flags});
}

describe('show', () => {
	it('is the screen in a terminal of 60x20 or more', () => {
		expect(read().show).toEqual({kind: 'screen'});
		expect(read({columns: 60, rows: 20}).show).toEqual({kind: 'screen'});
	});

	it.each([
		['one column less', {columns: 59, rows: 20}, {}, 'too-small'],
		['one row less', {columns: 60, rows: 19}, {}, 'too-small'],
		['--plain', {}, {plain: true}, 'asked'],
		['no terminal to read from', {stdinTty: false}, {}, 'no-terminal'],
		['no terminal to write to', {stdoutTty: false}, {}, 'no-terminal'],
		['TERM=dumb', {env: {TERM: 'dumb'}}, {}, 'dumb-terminal'],
		['a screen reader', {env: {INK_SCREEN_READER: 'true'}}, {}, 'screen-reader'],
	] as const)('is linear text with %s', (_name, facts, flags, reason) => {
		expect(read(facts, flags).show).toEqual({kind: 'plain', reason});
	});

	it('is the screen although CI is set, when there is a terminal', () => {
		expect(read({env: {CI: 'true'}}).show).toEqual({kind: 'screen'});
	});
});

describe('colours', () => {
	it.each([
		[{TERM: 'xterm-256color'}, 'ansi256'],
		[{TERM: 'xterm'}, 'ansi16'],
		[{TERM: 'xterm', COLORTERM: 'truecolor'}, 'truecolor'],
		[{TERM: 'xterm', COLORTERM: '24bit'}, 'truecolor'],
		[{TERM: 'dumb'}, 'none'],
		[{NO_COLOR: '1'}, 'none'],
		[{NO_COLOR: '1', FORCE_COLOR: '3'}, 'none'],
		[{NO_COLOR: ''}, 'ansi256'],
		[{FORCE_COLOR: '0'}, 'none'],
		[{FORCE_COLOR: '1'}, 'ansi16'],
		[{FORCE_COLOR: '2'}, 'ansi256'],
		[{FORCE_COLOR: '3'}, 'truecolor'],
	] as const)('with %o are %s', (env, colors) => {
		expect(read({env}).colors).toBe(colors);
	});

	it('are none with --no-color, whatever the environment says', () => {
		expect(read({env: {FORCE_COLOR: '3'}}, {color: false}).colors).toBe('none');
	});

	it('are none when the output is no terminal', () => {
		expect(read({stdoutTty: false}).colors).toBe('none');
	});
});

describe('glyphs', () => {
	it.each([
		[{LANG: 'en_GB.UTF-8'}, 'unicode'],
		[{LANG: 'C.utf8'}, 'unicode'],
		[{LANG: ''}, 'unicode'],
		[{LANG: 'C'}, 'ascii'],
		[{LANG: 'it_IT.ISO-8859-1'}, 'ascii'],
		[{LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX'}, 'ascii'],
		[{LANG: 'C', LC_ALL: 'C.UTF-8'}, 'unicode'],
	] as const)('with the locale %o are %s', (env, glyphs) => {
		expect(read({env}).glyphs).toBe(glyphs);
	});

	it('are ASCII with --ascii', () => {
		expect(read({}, {ascii: true}).glyphs).toBe('ascii');
	});
});

describe('motion', () => {
	it('is full unless it was switched off', () => {
		expect(read().motion).toBe('full');
		expect(read({}, {motion: 'off'}).motion).toBe('reduced');
		expect(read({env: {VSWITCH_LAB_MOTION: 'off'}}).motion).toBe('reduced');
		expect(read({env: {VSWITCH_LAB_MOTION: 'off'}}, {motion: 'on'}).motion).toBe('full');
	});
});
