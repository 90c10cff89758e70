/*
 * Why: the tree of causes of one frame
 *
 * From the sender down every way a copy took, each event with the rule that
 * decided and where that rule stands. What is asked about is marked; nothing of
 * the frame's journey is left out, so "why did it not get there" is answered by
 * the same tree.
 */
import {deviceName} from '../console/telling/device-names.js';
import {type Fact, type FactKind, factsOf} from '../console/telling/facts.js';
import {beginningOf, journeyFrom} from '../engine/journey.js';
import type {NodeId, TraceNode} from '../engine/trace.js';
import type {World} from '../engine/world.js';
import type {Catalogue} from '../locale/en.js';
import {textWidth, wrapText} from './cell-width.js';
import type {Glyphs} from './glyphs.js';
import {type Line, span, type Token} from './token.js';

/** One row: the branch drawn before it, where, what, and the source of the rule. */
export interface WhyRow {
	node: NodeId;
	branch: string;
	/** The branch beside further lines of the same row. */
	under: string;
	place: string;
	text: string;
	source: string;
	token: Token;
}

/** Rows of the journey that `node` is part of, in the order of the tree. */
export function whyRows(world: World, trace: readonly TraceNode[], node: TraceNode, words: Catalogue, signs: Glyphs): WhyRow[] {
	const beginning = beginningOf(trace, node);
	const journey = journeyFrom(trace, beginning);
	const rows: WhyRow[] = [];
	const visit = (at: TraceNode, before: string, isLast: boolean, isRoot: boolean): void => {
		const own = factsOf(world, at, words);
		const children = journey.filter((candidate) => candidate.parent === at.id && candidate !== beginning);
		const stem = isRoot ? '' : before + (isLast ? signs.tree.last : signs.tree.branch);
		const below = isRoot ? '' : before + (isLast ? signs.tree.blank : signs.tree.through);
		const through = children.length > 0 ? signs.tree.through : signs.tree.blank;
		for (const [index, fact] of own.entries()) {
			const place = index === 0 ? deviceName(world, at.device) : '';
			rows.push({...rowOf(fact, signs), node: at.id, branch: index === 0 ? stem : below + through, under: below + through, place});
		}
		for (const [index, child] of children.entries()) visit(child, below, index === children.length - 1, false);
	};
	visit(beginning, '', true, true);
	return rows;
}

/** How the rows of a fact look. */
const TOKENS: Readonly<Record<FactKind, Token>> = {
	sent: 'strong',
	rule: 'text',
	refused: 'drop',
	delivered: 'delivered',
	ended: 'drop',
	ignored: 'faint',
	got: 'text',
};

function rowOf({kind, text, source}: Fact, signs: Glyphs): Pick<WhyRow, 'text' | 'source' | 'token'> {
	const sign = kind === 'delivered' ? signs.delivered : kind === 'ended' ? signs.drop : undefined;
	return {text: sign === undefined ? text : `${sign} ${text}`, source, token: TOKENS[kind]};
}

/** Rows as lines, the source of a rule behind its sentence or under it; and the first line of the event asked about. */
export function whyLines(rows: readonly WhyRow[], width: number, marked: NodeId): {lines: Line[]; first: number} {
	const head = Math.max(...rows.map((row) => textWidth(row.branch) + textWidth(row.place))) + 2;
	const room = Math.max(16, width - head);
	const lines: Line[] = [];
	let first = -1;
	for (const row of rows) {
		const isMarked = row.node === marked;
		if (isMarked && first === -1) first = lines.length;
		const texts: Line[] = wrapText(row.text, room).map((text) => [span(text, isMarked && row.token === 'text' ? 'strong' : row.token)]);
		if (row.source !== '') addSource(texts, row.source, room);
		for (const [index, text] of texts.entries()) {
			const branch = index === 0 ? row.branch : row.under;
			const place = index === 0 ? row.place : '';
			const gap = ' '.repeat(Math.max(0, head - textWidth(branch) - textWidth(place)));
			lines.push([span(branch, 'rule'), span(place + gap, isMarked ? 'focus' : 'machine'), ...text]);
		}
	}
	return {lines, first: Math.max(0, first)};
}

function addSource(texts: Line[], source: string, room: number): void {
	const last = texts.at(-1) ?? [];
	const used = last.reduce((sum, part) => sum + textWidth(part.text), 0);
	if (used + 2 + textWidth(source) <= room)
		texts[texts.length - 1] = [...last, span(' '.repeat(room - used - textWidth(source))), span(source, 'faint')];
	else for (const text of wrapText(source, room - 2)) texts.push([span(`  ${text}`, 'faint')]);
}
