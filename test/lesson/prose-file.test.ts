import {describe, expect, it} from 'vitest';
import {plainBlocks, plainProse} from '../../source/lesson/prose.js';
import {parseProse} from '../../source/lesson/prose-file.js';
import {stampTranslation} from '../../source/lesson/stamp.js';

const text = `# Title

Summary.

## Words {#glossary}

- flood: to **flood**

## First {#one}

Body.

### options

- vm1/eth0: the \`first\`: yes
- b: second

### hint

Look.

### hint

Think.

## Second {#two of=0badcafe}
`;

describe('a prose file', () => {
	it('has a title, a summary and sections by id', () => {
		const {prose, sections, problems} = parseProse('en', text);
		expect(problems).toEqual([]);
		expect(prose.title).toBe('Title');
		expect(plainBlocks(prose.summary)).toEqual(['Summary.']);
		expect(Object.keys(prose.steps)).toEqual(['one', 'two']);
		expect(sections.map(({id, line, madeFrom}) => ({id, line, madeFrom}))).toEqual([
			{id: 'glossary', line: 5, madeFrom: undefined},
			{id: 'one', line: 9, madeFrom: undefined},
			{id: 'two', line: 26, madeFrom: '0badcafe'},
		]);
	});
	it('reads lists of key and text, keys with a slash and text with a colon included', () => {
		const options = parseProse('en', text).prose.steps.one?.entries.options ?? {};
		expect(Object.entries(options).map(([key, spans]) => [key, plainProse(spans)])).toEqual([
			['vm1/eth0', 'the first: yes'],
			['b', 'second'],
		]);
	});
	it('keeps hints in their order', () => {
		expect(parseProse('en', text).prose.steps.one?.hints.map((hint) => plainBlocks(hint))).toEqual([['Look.'], ['Think.']]);
	});
	it.each([
		['no title', 'Text.\n', 1, 'the lesson has no title'],
		['a heading without id', '# T\n\n## Step\n', 3, 'this heading names no step'],
		['an id twice', '# T\n\n## A {#a}\n\n## B {#a}\n', 5, '"a" is here a second time'],
		['a section that there is not', '# T\n\n## A {#a}\n\n### answer\n', 5, 'there is no section "answer"'],
		['a section twice', '# T\n\n## A {#a}\n\n### notes\n\nX.\n\n### notes\n', 9, 'step "a" has two sections "notes"'],
		['a line without key', '# T\n\n## A {#a}\n\n### options\n\n- no key here\n', 7, 'this line has no key'],
		['a key twice', '# T\n\n## A {#a}\n\n### options\n\n- k: a\n- k: b\n', 8, '"k" is here a second time'],
		['text where a list should be', '# T\n\n## A {#a}\n\n### options\n\nText.\n', 7, 'only a list of "- key: text" stands here'],
	])('complains about %s', (_, wrong, line, message) => {
		expect(parseProse('en', wrong).problems).toEqual([expect.objectContaining({file: 'en.md', line, message})]);
	});
});

describe('a stamp', () => {
	it('is the fingerprint of the source section, which only its own words change', () => {
		const print = (source: string): (string | undefined)[] => parseProse('en', source).sections.map((section) => section.print);
		const before = print(text);
		expect(print(text.replace('Body.', 'Body  \n.'))[1]).not.toBe(before[1]);
		expect(print(text.replace('Body.', 'Other.'))).toEqual([before[0], expect.not.stringMatching(before[1] ?? ''), before[2]]);
		expect(print(text.replace('Body.', '\n\nBody.'))).toEqual(before);
	});
	it('is written into every heading that the source has', () => {
		const [, one, two] = parseProse('en', text).sections;
		const italian = '# T\n\n## Uno {#one}\n\n## Due {#two of=00000000}\n\n## Altro {#three}\n';
		expect(stampTranslation(text, italian)).toBe(
			`# T\n\n## Uno {#one of=${one?.print}}\n\n## Due {#two of=${two?.print}}\n\n## Altro {#three}\n`,
		);
	});
});
