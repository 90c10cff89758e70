import {fromMarkdown} from 'mdast-util-from-markdown';
import {describe, expect, it} from 'vitest';
import {plainBlocks, toBlocks} from '../../source/lesson/prose.js';

function blocksOf(text: string): {blocks: ReturnType<typeof toBlocks>; problems: string[]} {
	const problems: string[] = [];
	return {blocks: toBlocks(fromMarkdown(text).children, (line, message) => problems.push(`${line} ${message}`)), problems};
}

describe('prose', () => {
	it('makes spans of emphasis, strong and code, and a space of a line break', () => {
		expect(blocksOf('One *two*\nthree **four** `five`.').blocks).toEqual([
			{
				kind: 'paragraph',
				spans: [
					{kind: 'text', text: 'One '},
					{kind: 'emphasis', text: 'two'},
					{kind: 'text', text: ' three '},
					{kind: 'strong', text: 'four'},
					{kind: 'text', text: ' '},
					{kind: 'code', text: 'five'},
					{kind: 'text', text: '.'},
				],
			},
		]);
	});
	it('keeps lists with their order', () => {
		expect(plainBlocks(blocksOf('1. one\n2. two\n\n- a\n- b').blocks)).toEqual(['1. one', '2. two', '- a', '- b']);
	});
	it('keeps code line by line', () => {
		expect(blocksOf('```\nip link\n  up\n```').blocks).toEqual([{kind: 'code', lines: ['ip link', '  up']}]);
	});
	it('makes a table of lines between pipes', () => {
		expect(blocksOf('| mode | wire |\n|---|---|\n| `vepa` | yes |\n| bridge | no |').blocks).toEqual([
			{
				kind: 'table',
				head: [[{kind: 'text', text: 'mode'}], [{kind: 'text', text: 'wire'}]],
				rows: [
					[[{kind: 'code', text: 'vepa'}], [{kind: 'text', text: 'yes'}]],
					[[{kind: 'text', text: 'bridge'}], [{kind: 'text', text: 'no'}]],
				],
			},
		]);
	});
	it('writes the address of a link behind its words', () => {
		expect(plainBlocks(blocksOf('See [the page](https://example.org).').blocks)).toEqual(['See the page (https://example.org).']);
	});
	it('leaves comments out in silence', () => {
		expect(blocksOf('<!-- for translators -->\n\nText.')).toEqual({
			blocks: [{kind: 'paragraph', spans: [{kind: 'text', text: 'Text.'}]}],
			problems: [],
		});
	});
	it('reports what it does not show, with its line', () => {
		expect(blocksOf('Text.\n\n> quoted\n\n![x](y.png)').problems).toEqual([
			'3 a blockquote is not shown; write paragraphs, lists, code or tables',
			'5 a image is not shown inside a paragraph',
		]);
	});
});
