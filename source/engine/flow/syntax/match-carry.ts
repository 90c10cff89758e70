/*
 * Matches on the wire
 *
 * As actions do (`action-carry.ts`), a match changes a little by how it is sent. OXM has no TCI
 * but a VLAN id and a PCP, and says nothing of the PCP of a frame that has no tag; the twelve fields of
 * 1.0 know only "no tag" and "this tag". A match of 1.0 that says all twelve comes before every other flow.
 *
 * Follows lib/nx-match.c, nx_put_raw, and lib/ofp-match.c, ofputil_match_to_ofp10_match, ofputil_match_from_ofp10_match.
 */
import {PROTOCOL} from '../field.js';
import {VLAN_PRESENT, WORD} from '../key.js';
import {copyMatch, type Match} from '../match.js';

const VID = 0x0fff;
const PCP = 0xe000;
const OXM = PROTOCOL.of12Oxm | PROTOCOL.of13Oxm | PROTOCOL.of14Oxm | PROTOCOL.of15Oxm;
const TWELVE_FIELDS = PROTOCOL.of10Std | PROTOCOL.of10StdTid | PROTOCOL.of11Std;

/** The match as the other side has it when it was sent in `format`, one bit of PROTOCOL. */
export function carryMatch(match: Match, format: number): Match {
	const carried = copyMatch(match);
	const tci = (match.key[WORD.vlan] as number) & 0xffff;
	const mask = (match.mask[WORD.vlan] as number) & 0xffff;
	if (format & OXM) {
		const id = tci & (VID | VLAN_PRESENT);
		const idMask = mask & (VID | VLAN_PRESENT);
		const hasPcp = id !== 0 && (mask & PCP) !== 0;
		// A match on the PCP says that there is a tag.
		setTci(carried, hasPcp ? id | (tci & PCP) | VLAN_PRESENT : id, hasPcp ? idMask | PCP | VLAN_PRESENT : idMask);
	} else if (format & TWELVE_FIELDS && mask !== 0) {
		if (mask & VLAN_PRESENT && !(tci & VLAN_PRESENT)) setTci(carried, 0, 0xffff);
		else setTci(carried, tci | VLAN_PRESENT, (mask & VID ? VID : 0) | (mask & PCP ? PCP : 0) | VLAN_PRESENT);
	}
	return carried;
}

function setTci(match: Match, tci: number, mask: number): void {
	match.key[WORD.vlan] = tci & mask;
	match.mask[WORD.vlan] = mask;
}

/** Does the match say all twelve fields of OpenFlow 1.0, so that its priority there is 65535 whatever was asked? */
export function saysAllTwelve({mask}: Match): boolean {
	const all = (word: number, bits: number): boolean => ((mask[word] as number) & bits) === bits;
	return (
		all(WORD.inPort, 0xffff) &&
		all(WORD.dstHigh, -1) &&
		all(WORD.dstLowSrcHigh, -1) &&
		all(WORD.srcLow, -1) &&
		all(WORD.etherType, 0xffff_0000) &&
		(all(WORD.vlan, VID | PCP) || all(WORD.vlan, VID | VLAN_PRESENT)) &&
		all(WORD.nwSrc, -1) &&
		all(WORD.nwDst, -1) &&
		all(WORD.nw, 0x00fc_00ff) &&
		all(WORD.tp, -1)
	);
}
