import {expect, it} from 'vitest';
import {weightOf} from '../../source/engine/weight.js';

it('grows with everything that a copy copies, and not with the octets of frames', () => {
	expect([weightOf(1), weightOf('text'), weightOf(undefined)]).toEqual([1, 1, 1]);
	expect(weightOf(new Int32Array(100))).toBe(100);
	expect(weightOf(new Float64Array(100))).toBe(200);
	expect(weightOf(new Uint8Array(1000))).toBe(1);
	expect(weightOf({a: 1, b: [1, 2, 3]})).toBe(2 + 1 + 2 + 3);
	expect(weightOf(new Map([[1, {a: 1}]]))).toBe(2 + 2 + 1 + 3);
	expect(weightOf(new Set([1, 2]))).toBe(2 + 2 * 3);
});
