/** Do layers and fields cover a frame without gap and without overlap? */
import type {Field, Layer} from '../../../source/engine/dissect/field.js';

/** First bit and the bit behind the last, counted from the start of the frame. */
export function bitsOf({from, to, bits}: Field): [number, number] {
	return bits ? [from * 8 + bits.at, from * 8 + bits.at + bits.length] : [from * 8, to * 8];
}

export function tiles(layers: readonly Layer[], octets: number): boolean {
	const spans = layers.map(({from, to}): [number, number] => [from, to]);
	return isTiling(spans, 0, octets) && layers.every(({fields, from, to}) => isTiling(fields.map(bitsOf), from * 8, to * 8));
}

function isTiling(spans: readonly (readonly [number, number])[], from: number, to: number): boolean {
	let at = from;
	for (const [start, end] of spans) {
		if (start !== at) return false;
		at = end;
	}
	return at === to;
}
