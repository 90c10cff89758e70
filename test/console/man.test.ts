import {describe, expect, it} from 'vitest';
import type {Command} from '../../source/console/command.js';
import {TOOLS} from '../../source/console/tools/tools.js';
import {createHistory} from '../../source/engine/history.js';
import {TOOL_LAB, type, worldOf} from './tool-lab.js';

const history = createHistory(worldOf(TOOL_LAB));

function paths(commands: readonly Command[], before = ''): string[] {
	return commands
		.filter(({instead}) => instead === undefined)
		.flatMap(({word, commands: inner}) => [`${before}${word}`, ...paths(inner ?? [], `${before}${word} `)]);
}

describe('man', () => {
	it('is a page from the option table', () => {
		expect(type(history, 'man tee').stdout).toBe(
			[
				'NAME',
				'       tee - what comes through a pipe into a file, too',
				'',
				'SYNOPSIS',
				'       tee [OPTION...] [FILE...]',
				'',
				'OPTIONS',
				'       -a, --append            behind what is there',
				'',
				'NOT IN THE LAB',
				'       -i, --ignore-interrupts',
				'                               nearest: -a',
				'',
				'SEE ALSO',
				'       help',
				'',
				'',
			].join('\n'),
		);
	});

	it('goes deeper', () => expect(type(history, 'man ip link set').stdout).toMatch(/^NAME\n {7}ip link set - /));

	it('has a page of at most 80 columns for every command there is', () => {
		for (const path of paths(TOOLS)) {
			const {stdout, status} = type(history, `man ${path}`);
			expect([path, status]).toEqual([path, 0]);
			// Only one word that is longer than the page stands out.
			for (const line of stdout.split('\n')) if (line.length > 80) expect(line.trim().split(/,? /).length).toBeLessThanOrEqual(4);
		}
	});

	it('says what is not there', () =>
		expect(type(history, 'man frobnicate')).toMatchObject({stderr: 'No manual entry for frobnicate\n', status: 16}));
});
