import {join} from 'node:path';
import {expect, it} from 'vitest';
import {report} from '../../source/commands/doctor.js';
import {readTerminal} from '../../source/platform/terminal.js';

const terminal = readTerminal(
	{env: {TERM: 'xterm', LANG: 'C.UTF-8'}, platform: 'linux', stdinTty: true, stdoutTty: true, columns: 50, rows: 24},
	{plain: false, ascii: false, color: true, motion: undefined},
);

it('says why lessons do not open on the screen', () => {
	expect(report(terminal, '/tmp')).toContain('lessons open  as text, because the terminal is smaller than 60 columns by 20 rows');
});

it('shows two lines that must be equally long', () => {
	const [ascii = '', unicode = ''] = report(terminal, '/tmp').filter((line) => /^ {2}[|│]/.test(line));
	expect(unicode).toHaveLength(ascii.length);
});

it('names the remedy when progress cannot be kept', () => {
	const inAFile = join(import.meta.filename, 'state');
	expect(report(terminal, inAFile).join('\n')).toContain('cannot be written: name another folder with --state DIR');
	expect(report(terminal, '/tmp/not/there/yet').join('\n')).not.toContain('cannot be written');
});

it('is ASCII when the terminal is', () => {
	expect(report({...terminal, glyphs: 'ascii'}, '/tmp').join('')).toMatch(/^[ -~]*$/);
});
