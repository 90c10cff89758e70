/*
 * Prose: plain Markdown as data
 *
 * Lessons are written in CommonMark without HTML: paragraphs, lists, code, emphasis,
 * strong, links, and tables of pipes. Views get blocks and spans and never see
 * Markdown. Anything else is a problem with its line, not a surprise on the screen.
 *
 * Not modelled: images, headings inside a section (they begin a new section),
 * nested lists, HTML.
 */
import type {Nodes, PhrasingContent, RootContent} from 'mdast';

/** A stretch of text of one kind. */
export interface ProseSpan {
	kind: 'text' | 'strong' | 'emphasis' | 'code';
	text: string;
}

export type Block =
	| {kind: 'paragraph'; spans: ProseSpan[]}
	| {kind: 'list'; ordered: boolean; items: ProseSpan[][]}
	| {kind: 'code'; lines: string[]}
	| {kind: 'table'; head: ProseSpan[][]; rows: ProseSpan[][][]};

/** Told of something that this subset of Markdown has no place for, with its line from 1. */
export type OnProblem = (line: number, message: string) => void;

/** Blocks of the nodes of one section, in order. */
export function toBlocks(nodes: readonly RootContent[], onProblem: OnProblem): Block[] {
	return nodes.flatMap((node) => toBlock(node, onProblem));
}

function toBlock(node: RootContent, onProblem: OnProblem): Block[] {
	switch (node.type) {
		case 'paragraph': {
			const spans = toSpans(node.children, onProblem);
			return [tableOf(spans) ?? {kind: 'paragraph', spans: unwrap(spans)}];
		}
		case 'list':
			return [
				{
					kind: 'list',
					ordered: node.ordered === true,
					items: node.children.map((item) => itemSpans(item.children, onProblem)),
				},
			];
		case 'code':
			return [{kind: 'code', lines: node.value.split('\n')}];
		case 'html':
			// Comments are for authors and translators.
			if (!node.value.startsWith('<!--')) onProblem(lineOf(node), 'HTML is not shown; write plain Markdown');
			return [];
		default:
			onProblem(lineOf(node), `a ${node.type} is not shown; write paragraphs, lists, code or tables`);
			return [];
	}
}

/** Spans of one list item: its only paragraph. */
export function itemSpans(children: readonly Nodes[], onProblem: OnProblem): ProseSpan[] {
	const [first, ...rest] = children;
	for (const extra of rest) onProblem(lineOf(extra), 'a list item is one paragraph');
	if (first?.type === 'paragraph') return unwrap(toSpans(first.children, onProblem));
	if (first) onProblem(lineOf(first), 'a list item is one paragraph');
	return [];
}

/** Inline content as spans; neighbours of the same kind are joined. */
export function toSpans(nodes: readonly PhrasingContent[], onProblem: OnProblem, kind: ProseSpan['kind'] = 'text'): ProseSpan[] {
	const spans: ProseSpan[] = [];
	const add = (span: ProseSpan): void => {
		const last = spans.at(-1);
		if (last?.kind === span.kind) last.text += span.text;
		else spans.push({...span});
	};
	for (const node of nodes) {
		switch (node.type) {
			case 'text':
				add({kind, text: node.value});
				break;
			case 'inlineCode':
				add({kind: 'code', text: node.value});
				break;
			case 'strong':
				for (const span of toSpans(node.children, onProblem, 'strong')) add(span);
				break;
			case 'emphasis':
				for (const span of toSpans(node.children, onProblem, 'emphasis')) add(span);
				break;
			case 'break':
				add({kind, text: '\n'});
				break;
			case 'link':
				for (const span of toSpans(node.children, onProblem, kind)) add(span);
				add({kind, text: ` (${node.url})`});
				break;
			default:
				onProblem(lineOf(node), `a ${node.type} is not shown inside a paragraph`);
		}
	}
	return spans;
}

/** The words alone. */
export function plainProse(spans: readonly ProseSpan[]): string {
	return spans.map((span) => span.text).join('');
}

/** The words of blocks, one line a paragraph, item or row. */
export function plainBlocks(blocks: readonly Block[]): string[] {
	return blocks.flatMap((block) => {
		switch (block.kind) {
			case 'paragraph':
				return [plainProse(block.spans)];
			case 'list':
				return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${plainProse(item)}`);
			case 'code':
				return block.lines;
			case 'table':
				return [block.head, ...block.rows].map((row) => row.map(plainProse).join(' | '));
			default:
				return block satisfies never;
		}
	});
}

/** Line of a node in its file, from 1. */
export function lineOf(node: Nodes): number {
	return node.position?.start.line ?? 1;
}

/** A line break in the file is a space on the screen. */
function unwrap(spans: readonly ProseSpan[]): ProseSpan[] {
	return spans.map((span) => (span.kind === 'code' ? span : {...span, text: span.text.replaceAll('\n', ' ')}));
}

/** A paragraph whose every line stands between pipes is a table; the second line, of dashes, parts the head. */
function tableOf(spans: readonly ProseSpan[]): Block | undefined {
	const rows: ProseSpan[][][] = [[[]]];
	for (const span of spans) {
		const lines = span.kind === 'code' ? [span.text] : span.text.split('\n');
		lines.forEach((text, index) => {
			if (index > 0) rows.push([[]]);
			const cells = span.kind === 'code' ? [text] : text.split('|');
			cells.forEach((cell, at) => {
				const row = rows.at(-1) as ProseSpan[][];
				if (at > 0) row.push([]);
				if (cell !== '') (row.at(-1) as ProseSpan[]).push({...span, text: cell});
			});
		});
	}
	const isRow = (row: ProseSpan[][]): boolean => row.length > 2 && blank(row[0]) && blank(row.at(-1));
	if (rows.length < 3 || !rows.every(isRow)) return undefined;
	const [head, rule, ...body] = rows.map((row) => row.slice(1, -1).map(trimCell));
	if (!head || !rule?.every((cell) => /^:?-+:?$/.test(plainProse(cell)))) return undefined;
	return {kind: 'table', head, rows: body};
}

function blank(cell: readonly ProseSpan[] | undefined): boolean {
	return plainProse(cell ?? []).trim() === '';
}

function trimCell(cell: readonly ProseSpan[]): ProseSpan[] {
	const trimmed = cell.map((span, index) => ({
		...span,
		text: span.text.replace(index === 0 ? /^\s+/ : /^(?!)/, '').replace(index === cell.length - 1 ? /\s+$/ : /(?!)$/, ''),
	}));
	return trimmed.filter((span) => span.text !== '');
}
