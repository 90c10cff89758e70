/** A match: the key that a frame must have, in the bits of the mask. */
import {createKey, type FlowKey, type FlowMask, KEY_WORDS} from './key.js';

export interface Match {
	/** Zero wherever the mask is. */
	key: FlowKey;
	mask: FlowMask;
}

/** Matches everything. */
export function matchAll(): Match {
	return {key: createKey(), mask: createKey()};
}

/** A match of its own with the same bits. */
export function copyMatch({key, mask}: Match): Match {
	return {key: key.slice(), mask: mask.slice()};
}

/** Has `key` what `match` asks for? */
export function matches(match: Match, key: FlowKey): boolean {
	for (let at = 0; at < KEY_WORDS; at++) {
		if ((((key[at] as number) ^ (match.key[at] as number)) & (match.mask[at] as number)) !== 0) return false;
	}
	return true;
}
