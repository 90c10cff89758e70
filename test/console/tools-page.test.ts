/** The page on all tools: made from the tables by which they read their words, so that it cannot say otherwise (`npx vitest run test/console/tools-page.test.ts -u` writes it). */
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {TOOLS} from '../../source/console/tools/tools.js';
import {toolsPage} from '../../source/console/tools-page.js';

describe('docs/tools.md', () => {
	test('is what the tables say', () => expect(toolsPage(TOOLS)).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/tools.md')));

	test('says of a tool its options, its objects, what it has not and what is nearest', () => {
		const page = toolsPage([
			{
				word: 'lamp',
				help: 'light <or> none',
				keywords: [{word: '-b', also: ['--bright'], takes: 'number', help: 'how|much'}],
				commands: [
					{word: 'on', help: 'light', keywords: [{word: 'slowly', help: 'in time'}]},
					{word: 'blink', help: 'on and off', instead: 'lamp on'},
				],
			},
			{word: 'true', help: 'nothing', isShell: true},
		]);
		expect(page.slice(page.indexOf('| Tool'))).toBe(
			[
				'| Tool | What it does |',
				'| --- | --- |',
				'| [`lamp`](#lamp) | light \\<or\\> none |',
				'',
				'## lamp',
				'',
				'Light \\<or\\> none.',
				'',
				'| Command | What it does |',
				'| --- | --- |',
				'| `on` | light |',
				'',
				'| Option | What it does |',
				'| --- | --- |',
				'| `-b, --bright NUMBER` | how\\|much |',
				'',
				'| Not in the lab | Nearest |',
				'| --- | --- |',
				'| `blink` | lamp on |',
				'',
				'### lamp on',
				'',
				'Light.',
				'',
				'| Option | What it does |',
				'| --- | --- |',
				'| `slowly` | in time |',
				'',
				'## The shell',
				'',
				'| Command | What it does |',
				'| --- | --- |',
				'| `true` | nothing |',
				'',
			].join('\n'),
		);
	});

	test('names every tool', () => {
		const page = toolsPage(TOOLS);
		for (const {word} of TOOLS) expect(page).toContain(`\`${word}`);
	});
});
