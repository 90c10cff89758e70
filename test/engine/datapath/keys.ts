/** Keys and masks for tests of the caches: few values, so that things meet. */
import fc from 'fast-check';
import {createKey, type FlowKey, WORD} from '../../../source/engine/flow/key.js';

/** Words that the tests play with. */
const WORDS = [WORD.dstHigh, WORD.srcLow, WORD.vlan, WORD.nwSrc, WORD.nwDst, WORD.nw, WORD.tp];

/** A key of an IPv4 frame from port 1 to 3. */
export const anyKey: fc.Arbitrary<FlowKey> = fc
	.record({port: fc.integer({min: 1, max: 3}), words: fc.array(fc.nat({max: 3}), {minLength: WORDS.length, maxLength: WORDS.length})})
	.map(({port, words}) => {
		const key = createKey();
		key[WORD.inPort] = port;
		key[WORD.etherType] = 0x0800_0000;
		for (const [at, word] of WORDS.entries()) key[word] = ((words[at] as number) << (at * 3)) | (words[at] as number);
		return key;
	});

/** A mask that looks at some of the words, or at parts of them. */
export const anyMask: fc.Arbitrary<FlowKey> = fc
	.array(fc.constantFrom(0, 0, -1, 0xff, 0xffff_0000 | 0), {minLength: WORDS.length, maxLength: WORDS.length})
	.map((bits) => {
		const mask = createKey();
		mask[WORD.inPort] = -1;
		for (const [at, word] of WORDS.entries()) mask[word] = bits[at] as number;
		return mask;
	});

/** Do the two flows have a frame in common? */
export function overlap(a: {key: FlowKey; mask: FlowKey}, b: {key: FlowKey; mask: FlowKey}): boolean {
	return a.key.every((word, at) => ((word ^ (b.key[at] as number)) & (a.mask[at] as number) & (b.mask[at] as number)) === 0);
}
