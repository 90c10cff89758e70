/** Prose of a lesson as rows of a pane: paragraphs wrapped, code and commands in their own token. */
import type {Block, ProseSpan} from '../lesson/prose.js';
import {cutText, fitText, textWidth} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {type Line, line, type Span, span, type Token} from './token.js';

const TOKENS: Readonly<Record<ProseSpan['kind'], Token>> = {text: 'text', strong: 'strong', emphasis: 'strong', code: 'code'};

/** Blocks one under the other, an empty row between them. */
export function proseLines(blocks: readonly Block[], width: number, signs: Glyphs, base: Token = 'text'): Line[] {
	return blocks.flatMap((block, index) => [...(index > 0 ? [line('')] : []), ...blockLines(block, width, signs, base)]);
}

function blockLines(block: Block, width: number, signs: Glyphs, base: Token): Line[] {
	switch (block.kind) {
		case 'paragraph':
			return wrapSpans(block.spans, width, base);
		case 'list':
			return block.items.flatMap((item, index) => {
				const mark = block.ordered ? `${index + 1}. ` : `${signs.bullet} `;
				return hang(mark, wrapSpans(item, width - textWidth(mark), base));
			});
		case 'code':
			return block.lines.map((text) => line(cutText(text, width), 'code'));
		case 'table':
			return proseTable([block.head, ...block.rows], width);
		default:
			return block satisfies never;
	}
}

/** Wraps marked text at spaces; a word keeps its token. */
export function wrapSpans(spans: readonly ProseSpan[], width: number, base: Token = 'text'): Line[] {
	const rows: Span[][] = [[]];
	let used = 0;
	const add = (text: string, token: Token): void => {
		const row = rows.at(-1) as Span[];
		const last = row.at(-1);
		if (last?.token === token) last.text += text;
		else row.push(span(text, token));
		used += textWidth(text);
	};
	for (const {word, spaced} of wordsOf(spans, base)) {
		const length = word.reduce((sum, part) => sum + textWidth(part.text), 0);
		if (used > 0 && used + Number(spaced) + length > width) {
			rows.push([]);
			used = 0;
		} else if (used > 0 && spaced) add(' ', (rows.at(-1) as Span[]).at(-1)?.token === word[0]?.token ? (word[0]?.token ?? base) : base);
		for (const part of word) {
			// A word longer than a row goes on in the next.
			for (let rest = part.text; rest !== ''; ) {
				if (used >= width) {
					rows.push([]);
					used = 0;
				}
				const piece = cutText(rest, width - used) || rest.slice(0, 1);
				add(piece, part.token);
				rest = rest.slice(piece.length);
			}
		}
	}
	return rows;
}

/** Words with the parts they are made of: `code` and its comma are one word. */
function wordsOf(spans: readonly ProseSpan[], base: Token): {word: Span[]; spaced: boolean}[] {
	const words: {word: Span[]; spaced: boolean}[] = [];
	let open = false;
	for (const {kind, text} of spans) {
		const token = kind === 'text' ? base : TOKENS[kind];
		for (const piece of text.split(/(\s+)/u)) {
			if (piece === '') continue;
			if (/^\s+$/u.test(piece)) {
				open = false;
				continue;
			}
			if (open) (words.at(-1) as {word: Span[]}).word.push(span(piece, token));
			else words.push({word: [span(piece, token)], spaced: words.length > 0});
			open = true;
		}
	}
	return words;
}

/** A mark before the first row, the others set in under it. */
export function hang(mark: string, rows: readonly Line[], token: Token = 'text'): Line[] {
	const indent = ' '.repeat(textWidth(mark));
	return rows.map((row, index) => [span(index === 0 ? mark : indent, token), ...row]);
}

function proseTable(rows: readonly (readonly ProseSpan[][])[], width: number): Line[] {
	const texts = rows.map((row) => row.map((cell) => cell.map((part) => part.text).join('')));
	const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => textWidth(row[column] ?? ''))));
	return texts.map((row, index) => {
		const text = row.map((cell, column) => fitText(cell, widths[column] ?? 0)).join('  ');
		return line(cutText(text, width), index === 0 ? 'heading' : 'text');
	});
}
