/** The README is true: its commands exist, its links lead somewhere, and its help is the program's own. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parseCommandLine} from '../source/commands/command-line.js';
import {UsageError} from '../source/commands/usage-error.js';
import {listLessonIds} from '../source/platform/lesson-files.js';
import {BLOCKS, blockIn, withBlock} from './readme/blocks.js';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Lines of fenced code that call the program, without `npx` and without comments. */
function calls(markdown: string): string[] {
	const blocks = [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
	return blocks
		.flatMap((block) => block.split('\n'))
		.flatMap((line) => /^(?:\$ )?(?:npx )?vswitch-lab\b ?([^#|>]*)/.exec(line)?.[1]?.trim() ?? []);
}

/** What is wrong with a call; `undefined` when the program understands it. */
function fault(call: string): string | undefined {
	try {
		const {command, words} = parseCommandLine(call.split(/\s+/).filter(Boolean), {});
		const [lesson] = command === 'play' ? words : [];
		return lesson === undefined || listLessonIds().includes(lesson) ? undefined : `there is no lesson ${lesson}`;
	} catch (error) {
		expect(error).toBeInstanceOf(UsageError);
		return (error as Error).message;
	}
}

/** Relative links that lead nowhere. */
function deadLinks(markdown: string): string[] {
	const targets = [...markdown.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target ?? '');
	return targets.filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, target)));
}

describe('the README', () => {
	const readme = () => read('README.md');

	it('begins with the two commands that a newcomer needs', () => {
		const top = readme().split('\n').slice(0, 60).join('\n');
		expect(top).toContain('npm ci && npm start');
		expect(top).toContain('npm ci && npm test');
	});

	it('tests what .ci/run tests', () => {
		expect(read('.ci/run').trim().split('\n').at(-1)).toBe('npm ci && npm test');
	});

	it('calls the program as it can be called', () => {
		expect(calls(readme()).flatMap((call) => fault(call) ?? [])).toEqual([]);
	});

	it.each(Object.keys(BLOCKS))('has the block "%s" as the source makes it (README_UPDATE=1 writes it)', (name) => {
		const made = BLOCKS[name]?.() ?? '';
		if (process.env.README_UPDATE) writeFileSync(join(root, 'README.md'), withBlock(readme(), name, made));
		expect(blockIn(readme(), name)).toBe(made);
	});

	it('names every lesson', () => {
		for (const id of listLessonIds()) {
			expect(readme()).toMatch(new RegExp(`\\b${id}\\b`));
		}
	});
});

describe.each(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])('%s', (name) => {
	it('has no link that leads nowhere', () => {
		expect(deadLinks(read(name))).toEqual([]);
	});
});

describe('the check itself', () => {
	it('finds calls, faults and dead links', () => {
		const markdown =
			'```sh\nnpx vswitch-lab play macvaln  # a comment\nvswitch-lab --plian\nvswitch-lab\n```\n[a](nowhere.md) [b](https://example.org)';
		expect(calls(markdown)).toEqual(['play macvaln', '--plian', '']);
		expect(calls(markdown).map(fault)).toEqual([
			'there is no lesson macvaln',
			'Unknown flag "--plian". Did you mean "--plain"?',
			undefined,
		]);
		expect(deadLinks(markdown)).toEqual(['nowhere.md']);
	});
});
