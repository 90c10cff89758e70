/** The picture in the README is the screen of the program, at 80x24, after a prediction that half came true. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {blockIn, withBlock} from '../readme/blocks.js';
import {open} from './harness.js';

const path = join(import.meta.dirname, '../../README.md');

it('the picture in the README is what the program shows (README_UPDATE=1 takes it anew)', async () => {
	await using session = open({args: ['play', 'macvlan', '--motion', 'off']});
	await session.waitFor('1/14');
	for (const [key, then] of [
		['1', '(●) by none'],
		['enter', 'A switch never sends a frame'],
		['n', '2/14'],
		['n', '3/14'],
		['1', '[x] vm2'],
		['4', '[x] ext'],
		['enter', 'Committed.'],
		['n', '4/14'],
		['>', 'reached ext, and ended'],
	] as const) {
		session.press(key);
		await session.waitFor(then);
	}
	const shown = `\`\`\`text\n${session
		.screen()
		.map((row) => row.trimEnd())
		.join('\n')
		.trimEnd()}\n\`\`\``;
	if (process.env.README_UPDATE) writeFileSync(path, withBlock(readFileSync(path, 'utf8'), 'screen', shown));
	expect(blockIn(readFileSync(path, 'utf8'), 'screen')).toBe(shown);
});
