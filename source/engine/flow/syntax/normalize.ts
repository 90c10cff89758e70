/*
 * Dropping what a match cannot mean (lib/ofp-match.c, ofputil_normalize_match)
 *
 * `tp_dst=80` without TCP or UDP matches nothing that exists, so Open vSwitch
 * widens it silently: the flow matches every frame, and only the log says so,
 * `normalization changed ofp_match`. It is the most common mistake of beginners with
 * OpenFlow, so what was there before and after is reported.
 */

import {KEY_WORDS, WORD} from '../key.js';
import {copyMatch, type Match} from '../match.js';

/** The match as it was and as it is. */
export interface Normalization {
	before: Match;
	after: Match;
}

const ETH_IP = 0x0800;
const ETH_IPV6 = 0x86dd;
const ICMP = 1;
const ICMPV6 = 58;
/** TCP, UDP, SCTP. */
const WITH_PORTS: readonly number[] = [6, 17, 132];
const ND_SOLICIT = 135;
const ND_ADVERT = 136;

/** Takes out of `match` what its EtherType and protocol do not have; `undefined` when that was nothing. */
export function normalizeMatch(match: Match): Normalization | undefined {
	const allowed = allowedMask(match);
	if (match.mask.every((word, at) => (word & ~(allowed[at] as number)) === 0)) return undefined;
	const before = copyMatch(match);
	for (let at = 0; at < KEY_WORDS; at++) {
		match.mask[at] = (match.mask[at] as number) & (allowed[at] as number);
		match.key[at] = (match.key[at] as number) & (match.mask[at] as number);
	}
	return {before, after: copyMatch(match)};
}

/** Bits that may be matched in frames of the kind that the match asks for. */
function allowedMask(match: Match): Int32Array {
	const allowed = new Int32Array(KEY_WORDS).fill(-1);
	const etherType = (match.key[WORD.etherType] as number) >>> 16;
	const protocol = (match.key[WORD.nw] as number) & 0xff;
	const isIpv4 = etherType === ETH_IP;
	const isIpv6 = etherType === ETH_IPV6;
	const isArp = etherType === 0x0806 || etherType === 0x8035;
	const hasPorts =
		(isIpv4 && (WITH_PORTS.includes(protocol) || protocol === ICMP)) || (isIpv6 && (WITH_PORTS.includes(protocol) || protocol === ICMPV6));
	const ndType = isIpv6 && protocol === ICMPV6 ? (match.key[WORD.tp] as number) >>> 16 : 0;
	if (!isIpv4 && !isArp) clear(allowed, WORD.nwSrc, WORD.nwDst);
	if (!isIpv6) clear(allowed, ...[0, 1, 2, 3].flatMap((n) => [WORD.ipv6Src + n, WORD.ipv6Dst + n]));
	if (!hasPorts) clear(allowed, WORD.tp);
	// The protocol octet; ToS and TTL above it. Fragment bits stay, whatever the frame.
	if (!isIpv4 && !isIpv6) allowed[WORD.nw] = (allowed[WORD.nw] as number) & ~(isArp ? 0x00ff_ff00 : 0x00ff_ffff);
	if (!isArp && ndType !== ND_SOLICIT) {
		clear(allowed, WORD.arp);
		allowed[WORD.arp + 1] = (allowed[WORD.arp + 1] as number) & 0x0000_ffff;
	}
	if (!isArp && ndType !== ND_ADVERT) {
		allowed[WORD.arp + 1] = (allowed[WORD.arp + 1] as number) & 0xffff_0000;
		clear(allowed, WORD.arp + 2);
	}
	return allowed;
}

function clear(mask: Int32Array, ...words: number[]): void {
	for (const word of words) mask[word] = 0;
}
