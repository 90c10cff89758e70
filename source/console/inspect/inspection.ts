/*
 * A frame at a hop, as the prompt and the screen show it
 *
 * Rows of layers and fields, each marked by what the hop did to it, and the mark of
 * every octet. Both sides have their own rows: what was removed stands only in the
 * frame before, what was added only in the frame after.
 */
import {type Difference, differenceOf, type Mark, markOfField, markOfOldField} from '../../engine/dissect/difference.js';
import {dissect} from '../../engine/dissect/dissect.js';
import type {Field, Layer} from '../../engine/dissect/field.js';
import type {Frame} from '../../engine/frame.js';

export type InspectionRow =
	| {kind: 'layer'; layer: Layer; from: number; to: number; mark: Mark}
	/** `was` is the value that the field had before the hop, where it changed. */
	| {kind: 'field'; field: Field; from: number; to: number; mark: Mark; was?: string | undefined};

/** One side of a hop: the frame, its rows, and a mark for each octet. */
export interface Inspected {
	frame: Frame;
	rows: readonly InspectionRow[];
	marks: readonly Mark[];
}

export interface Inspection {
	before: Inspected;
	after: Inspected;
	difference: Difference;
}

/** Compares what came to a hop with what left it. Where nothing left, `after` is what came. */
export function inspection(before: Frame, after: Frame = before): Inspection {
	const difference = differenceOf(before, after);
	const bytes = {before: before.bytes, after: after.bytes};
	const old = dissect(before);
	const now = before === after ? old : dissect(after);
	const oldFields = old.flatMap(({fields}) => fields);
	return {
		difference,
		before: {frame: before, marks: difference.before, rows: rowsOf(old, (field) => ({mark: markOfOldField(field, difference, bytes)}))},
		after: {
			frame: after,
			marks: difference.after,
			rows: rowsOf(now, (field) => {
				const mark = markOfField(field, difference, bytes);
				return {mark, was: mark === 'changed' ? valueBefore(field, oldFields, difference) : undefined};
			}),
		},
	};
}

function rowsOf(layers: readonly Layer[], judge: (field: Field) => {mark: Mark; was?: string | undefined}): InspectionRow[] {
	return layers.flatMap((layer): InspectionRow[] => {
		const fields = layer.fields.map((field): InspectionRow => ({kind: 'field', field, from: field.from, to: field.to, ...judge(field)}));
		const marks = new Set(fields.map(({mark}) => mark));
		const [only] = marks;
		const mark = marks.size === 0 ? 'same' : marks.size === 1 && only ? only : 'changed';
		return [{kind: 'layer', layer, from: layer.from, to: layer.to, mark}, ...fields];
	});
}

/** The value of the same field where its octets were before. */
function valueBefore({name, from, bits}: Field, old: readonly Field[], {origins}: Difference): string | undefined {
	const at = origins[from];
	return old.find((field) => field.name === name && field.from === at && field.bits?.at === bits?.at)?.text;
}
