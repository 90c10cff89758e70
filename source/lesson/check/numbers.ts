/*
 * Every number has a source
 *
 * Whoever reads "14.88 Mpps" may ask who says so. A step whose prose has a number with a unit, a share or a
 * date names its sources under `cite`. Counts of things that are seen on the screen need none, and neither does what
 * stands in code: addresses, commands, fields.
 */
import type {StepProse} from '../lesson.js';
import {SOURCE_LOCALE} from '../lesson.js';
import type {Block, ProseSpan} from '../prose.js';
import type {CheckContext} from './context.js';

/** A measured or published number: with a unit, per cent, or a year. */
const MEASURED =
	/\b\d[\d., {2}]*\s?(?:%|per cent|ns|µs|ms|[MGkT]?pps|[MGkT]?b(?:it)?\/s|GHz|MHz|[KMG]i?B|octets|entries|packets a second)(?![\w/])|\b(?:19|20)\d\d\b/u;

/** Reports steps with numbers and without sources. The engine's answers are no numbers of the author. */
export function checkNumbers({lesson, machine}: CheckContext): void {
	const prose = lesson.prose[SOURCE_LOCALE];
	lesson.steps.forEach((step, index) => {
		const words = prose?.steps[step.id];
		if (!words || step.cite.length > 0) return;
		const found = MEASURED.exec(textOf(words))?.[0];
		if (found)
			machine(
				'cite',
				['steps', index],
				`step "${step.id}" says "${found.trim()}" without a source`,
				'Add "cite": who measured it, or where it is written.',
			);
	});
}

/** What a learner reads, without code. */
function textOf({text, question, explanation, slide, today, entries}: StepProse): string {
	const blocks = [text, question, explanation, slide, today].flat().flatMap(spansOf);
	const listed = Object.entries(entries).flatMap(([section, lines]) => (section === 'figure' ? [] : Object.values(lines).flat()));
	return [...blocks, ...listed].map((span) => (span.kind === 'code' ? ' ' : span.text)).join(' ');
}

function spansOf(block: Block): readonly ProseSpan[] {
	switch (block.kind) {
		case 'paragraph':
			return block.spans;
		case 'list':
			return block.items.flat();
		case 'table':
			return [block.head, ...block.rows].flat(2);
		case 'code':
			return [];
		default:
			return block satisfies never;
	}
}
