/** The action `multipath`: the number of a link, chosen by a hash of the frame, goes into a register (lib/multipath.c). */
import type {Action} from '../../flow/action.js';
import {unWildcardSubfield, writeSubfield} from '../../flow/field-access.js';
import {flowHashFields, HASH_FIELDS, type HashFields, unWildcardHashFields} from '../../flow/flow-hash.js';
import {hashInt} from '../../flow/hash.js';
import {noteSubfield} from './set-header.js';
import type {Translation} from './translation.js';

type Multipath = Extract<Action, {kind: 'multipath'}>;

export function runMultipath(translation: Translation, action: Multipath): void {
	const {flow, mask} = translation;
	const fields = HASH_FIELDS.find((name) => name === action.fields) ?? 'symmetric_l4';
	const link = chooseLink(flowHashFields(flow, fields satisfies HashFields, action.basis), action);
	unWildcardHashFields(flow, fields, mask);
	unWildcardSubfield(mask, action.to);
	writeSubfield(flow, action.to, BigInt(link));
	noteSubfield(translation, action.to);
}

/** multipath_algorithm */
function chooseLink(hash: number, {algorithm, maxLink, argument}: Multipath): number {
	const links = maxLink + 1;
	switch (algorithm) {
		case 'modulo_n':
			return hash % links;
		case 'hash_threshold':
			return links === 1 ? 0 : Math.floor(hash / (Math.floor(0xffff_ffff / links) + 1));
		case 'hrw':
			return links <= 64 ? highestScore(links, hash) : iterate(links, hash, 0);
		default:
			return iterate(links, hash, argument);
	}
}

/** Highest random weight: each link has a hash with the frame's, and the best one wins. */
function highestScore(links: number, hash: number): number {
	let best = 0;
	let bestScore = hashInt(hash, 0);
	for (let link = 1; link < links; link++) {
		const score = hashInt(hash, link);
		if (score <= bestScore) continue;
		best = link;
		bestScore = score;
	}
	return best;
}

/** Hashes again until the number is a link. */
function iterate(links: number, hash: number, argument: number): number {
	let modulo = argument;
	if (argument < links || argument >> 1 > links) for (modulo = 1; modulo < links; ) modulo *= 2;
	for (let round = 0; ; round++) {
		const link = hashInt(hash, round) % modulo;
		if (link < links) return link;
	}
}
