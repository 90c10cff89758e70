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

export type CarriedMatch = {kind: 'carried'; match: Match} | {kind: 'refused'; error: string};

/** The match as the other side has it when it was sent in `format`, one bit of PROTOCOL. */
export function carryMatch(match: Match, format: number): CarriedMatch {
	const carried = copyMatch(match);
	if (format & PROTOCOL.of11Std) dropIpv6(carried);
	if (format & TWELVE_FIELDS) carryTwelve(carried);
	else dropMeaningless(carried);
	return format & OXM && !carryVlanId(carried) ? {kind: 'refused', error: 'OFPBMC_BAD_PREREQ'} : {kind: 'carried', match: carried};
}

/** OXM has a VLAN id with the bit that there is a tag, and a PCP that needs that bit. False when it has not. */
function carryVlanId(match: Match): boolean {
	const tci = (match.key[WORD.vlan] as number) & 0xffff;
	const mask = (match.mask[WORD.vlan] as number) & 0xffff;
	const id = tci & (VID | VLAN_PRESENT);
	const idMask = mask & (VID | VLAN_PRESENT);
	if (id === 0 || (mask & PCP) === 0) {
		setTci(match, id, idMask);
		return true;
	}
	setTci(match, tci, idMask | PCP);
	return (id & VLAN_PRESENT) !== 0;
}

/** No tag, or a tag with a VLAN id, a PCP or both. Whoever says nothing of a header says nothing of Ethernet either. */
function carryTwelve(match: Match): void {
	const tci = (match.key[WORD.vlan] as number) & 0xffff;
	const mask = (match.mask[WORD.vlan] as number) & 0xffff;
	if (mask & VLAN_PRESENT && !(tci & VLAN_PRESENT)) setTci(match, 0, 0xffff);
	else if (mask !== 0) setTci(match, tci | VLAN_PRESENT, (mask & VID ? VID : 0) | (mask & PCP ? PCP : 0) | VLAN_PRESENT);
	const looksAtHeader = match.mask.some((word, at) => at >= WORD.dstHigh && (at === WORD.etherType ? word >>> 16 : word) !== 0);
	if (!looksAtHeader) match.mask[WORD.etherType] = 0;
}

/** In 1.1 only IPv4 and ARP have anything behind the EtherType (ofputil_match_from_ofp11_match). */
function dropIpv6(match: Match): void {
	const etherType = (match.key[WORD.etherType] as number) >>> 16;
	if (etherType !== 0x86dd) return;
	clear(match, WORD.nw, -1);
	clear(match, WORD.tp, -1);
}

/** Fragments and TCP flags are not sent for frames that have none; nobody says so. */
function dropMeaningless(match: Match): void {
	const etherType = (match.key[WORD.etherType] as number) >>> 16;
	const nw = match.key[WORD.nw] as number;
	const isIp = etherType === 0x0800 || etherType === 0x86dd;
	if (!isIp) clear(match, WORD.nw, 0x0300_0000);
	if (!isIp || (nw & 0xff) !== 6) clear(match, WORD.tcpFlags, -1);
}

function clear(match: Match, word: number, bits: number): void {
	match.key[word] = (match.key[word] as number) & ~bits;
	match.mask[word] = (match.mask[word] as number) & ~bits;
}

function setTci(match: Match, tci: number, mask: number): void {
	match.key[WORD.vlan] = tci & mask;
	match.mask[WORD.vlan] = mask;
}

/** Does the match say all twelve fields of OpenFlow 1.0, so that its priority there is 65535 whatever was asked? */
export function saysAllTwelve({mask}: Match): boolean {
	const all = (word: number, bits: number): boolean => (~(mask[word] as number) & bits) === 0;
	return (
		all(WORD.inPort, 0xffff) &&
		all(WORD.dstHigh, -1) &&
		all(WORD.dstLowSrcHigh, -1) &&
		all(WORD.srcLow, -1) &&
		all(WORD.etherType, 0xffff_0000) &&
		all(WORD.vlan, VID | PCP) &&
		all(WORD.nwSrc, -1) &&
		all(WORD.nwDst, -1) &&
		all(WORD.nw, 0x00fc_00ff) &&
		all(WORD.tp, -1)
	);
}
