/*
 * Putting a field into a match (lib/meta-flow.c, mf_set; lib/match.c, match_set_*)
 *
 * A match on a field sets the bits of its value and of its mask. VLAN fields do more:
 * `dl_vlan=10` also says that there is a tag, `dl_vlan=0xffff` that there is none, and
 * `vlan_tci` replaces whatever was said before. An ICMP type lies in 16 bits and matches all of them.
 */
import type {Subfield} from '../action.js';
import {exactMask, type Field, toField} from '../field.js';
import {ones, readFieldOf, VLAN_NONE, writePlaces} from '../field-access.js';
import {IS_ETHERNET, VLAN_PRESENT, WORD} from '../key.js';
import type {Match} from '../match.js';
import {type Masked, prefixLength} from './addresses.js';
import {type Reading, unmodelled} from './reading.js';

/** The match also asks for `masked` in `field`; which flow formats can say so is taken from the reading's. */
export function setMatchField(reading: Reading, match: Match, field: Field, masked: Masked): void {
	const isExact = masked.mask === exactMask(field);
	if (field.name === 'tun_id' && (masked.value & masked.mask) >> 32n !== 0n) {
		unmodelled(reading, 'tun_id of more than 32 bits');
		return;
	}
	if (isExact) reading.formats &= field.carriers.exact;
	else if (masked.mask !== 0n) reading.formats &= isPrefix(masked.mask) ? field.carriers.cidr : field.carriers.bitwise;
	putMatchField(match, field, masked);
}

/** Like `setMatchField`, where nobody asks how it is carried. */
export function putMatchField(match: Match, field: Field, masked: Masked): void {
	if (field.name.includes('vlan')) setVlanField(match, field, masked);
	else setPlainField(match, field, masked);
	if (field.prerequisite !== 'none') sayEthernet(match);
}

/** The match also asks for the low bits of `value` in a subfield (mf_write_subfield). */
export function putMatchSubfield(match: Match, to: Subfield, value: bigint): void {
	const field = toField(to.field);
	const from = BigInt(to.from);
	const window = ones(to.bits) << from;
	const known = getMatchField(match, field);
	putMatchField(match, field, {value: (known.value & ~window) | ((value << from) & window), mask: known.mask | window});
}

/** The match asks for Ethernet frames, as whatever matches a header does (match_add_ethernet_prereq). */
export function sayEthernet(match: Match): void {
	match.mask[WORD.etherType] = (match.mask[WORD.etherType] as number) | IS_ETHERNET;
}

/** What the match asks for in `field` (mf_get). */
export function getMatchField(match: Match, field: Field): Masked {
	return {value: readFieldOf(match.key, field), mask: readFieldOf(match.mask, field)};
}

/** The highest 32 bits decide, as in mf_set, which looks at masks as if they were IPv4 ones. */
function isPrefix(mask: bigint): boolean {
	return mask <= ones(32) && prefixLength(mask, 32) !== undefined;
}

function setPlainField(match: Match, field: Field, {value, mask}: Masked): void {
	const isIcmp = field.prerequisite === 'icmp' || field.prerequisite === 'icmp6';
	writePlaces(match.key, field, value & mask);
	writePlaces(match.mask, field, isIcmp && mask !== 0n ? 0xffffn : mask);
}

const VID = 0x0fff;
const PCP = 0xe000;

function setVlanField(match: Match, field: Field, {value, mask}: Masked): void {
	const number = Number(value);
	switch (field.name) {
		case 'vlan_tci':
			setTci(match, number, Number(mask), 0xffff);
			break;
		case 'dl_vlan':
			if (mask === 0n) wildcardVid(match);
			else if (value === VLAN_NONE) setTci(match, 0, 0xffff, 0xffff);
			else setTci(match, (number & VID) | VLAN_PRESENT, VID | VLAN_PRESENT, VID | VLAN_PRESENT);
			break;
		case 'vlan_vid':
			if (mask === 0n) wildcardVid(match);
			else setTci(match, number, Number(mask) & (VID | VLAN_PRESENT), VID | VLAN_PRESENT);
			break;
		default:
			if (mask === 0n) wildcardPcp(match);
			else setTci(match, ((number & 7) << 13) | VLAN_PRESENT, PCP | VLAN_PRESENT, PCP | VLAN_PRESENT);
	}
}

/** Writes the bits of `window` of the TCI: the value and what of it counts. */
function setTci(match: Match, tci: number, mask: number, window: number): void {
	match.key[WORD.vlan] = ((match.key[WORD.vlan] as number) & ~window) | (tci & mask & window);
	match.mask[WORD.vlan] = ((match.mask[WORD.vlan] as number) & ~window) | (mask & window);
}

function wildcardVid(match: Match): void {
	if ((match.mask[WORD.vlan] as number) & PCP) setTci(match, 0, 0, VID);
	else setTci(match, 0, 0, 0xffff);
}

function wildcardPcp(match: Match): void {
	if ((match.mask[WORD.vlan] as number) & VID) setTci(match, 0, 0, PCP);
	else setTci(match, 0, 0, 0xffff);
}
