/*
 * Bonds: several links as one port (ofproto/bond.c)
 *
 * Going out, one member is chosen:
 *
 *  active-backup  the active member
 *  balance-slb    by a hash of source MAC and VLAN: a station always leaves by the same link, so
 *                 the other switch need not know of the bond
 *  balance-tcp    by a hash of addresses and ports, which the other switch must agree to: only
 *                 with LACP
 *
 * A hash is cut to one of 256 buckets, and each bucket has a member. A bucket
 * whose member is not enabled takes the next enabled one when it is next used;
 * traffic is never hashed over the members directly, so that few flows move when
 * one fails.
 *
 * balance-tcp leaves the choice to the datapath: the frame is hashed there and
 * comes back once more (recirculation), and the second time a flow for each of the 256
 * values sends it.
 *
 * Coming in, a frame may be the reflection of one that we sent by another member. With
 * LACP the other switch knows better. Without, active-backup listens to
 * the active member only; balance-slb takes broadcasts from the active member only,
 * and no frame whose source is known behind another port.
 *
 * Not modelled: CFM and BFD, which can take a link out; the order in which members are walked where the real program goes by addresses in
 * memory: here it is that of the port.
 */
import {hashMac} from '../../flow/hash.js';
import {type FlowKey, WORD} from '../../flow/key.js';
import {isGroup, type Mac} from '../../mac.js';
import {note, type Translation} from '../translate/translation.js';
import type {OfPort, OvsPort} from '../vswitchd.js';
import {BOND_BUCKETS, type Bond, fallsBack, isBalanced, mayRecirculate, memberOf} from './bond-state.js';

/**
 * The member by which a frame leaves in VLAN `vlan` of the wire; `undefined` when none may send (bond_choose_output_member).
 * For a bond that has a `recirculationOf` it is one that could: the datapath will choose.
 */
export function chooseMember(translation: Translation, port: OvsPort, vlan: number): OfPort | undefined {
	const {bridge, flow, mask, request} = translation;
	const {bond} = port;
	if (!bond) return bridge.ofPorts.get(port.members[0] ?? -1);
	const choice = choose(bond, sourceOf(flow), vlan, !request.stats && !request.keep);
	const member = bridge.ofPorts.get(choice?.member ?? -1);
	if (!choice || !member) return undefined;
	if (choice.hash === undefined) {
		if (!mayRecirculate(bond)) note(translation, {kind: 'ovs-bond-member', port: port.name, member: member.name, hash: -1});
		return member;
	}
	mask[WORD.dstLowSrcHigh] = (mask[WORD.dstLowSrcHigh] as number) | 0xffff;
	mask[WORD.srcLow] = -1;
	note(translation, {kind: 'ovs-bond-member', port: port.name, member: member.name, hash: choice.hash});
	if (isBalanced(bond)) translation.credits.push({kind: 'bond', bridge: bridge.name, port: port.name, hash: choice.hash});
	return member;
}

/** How the datapath chooses for a balance-tcp bond: hash (algorithm `l4`) with `basis`, then recirculate as `id`; `undefined` where it does not. */
export function recirculationOf(bond: Bond | undefined): {id: number; basis: number} | undefined {
	return bond && mayRecirculate(bond) ? {id: bond.recirculation, basis: bond.basis} : undefined;
}

/** The member by which a frame from `src` would leave that is no flow's: a learning packet. */
export function memberForStation(bond: Bond, src: Mac, vlan: number): number | undefined {
	return choose(bond, src, vlan, false)?.member;
}

/** Octets that left by a hash (bond_account). */
export function creditBond(bond: Bond, hash: number, bytes: number): void {
	if (isBalanced(bond)) bond.bucketBytes[hash] = (bond.bucketBytes[hash] as number) + bytes;
}

/** May a frame for `dst` come in by this member (bond_check_admissibility)? `drop-if-moved`: not when its source is known elsewhere. */
export function admits(port: OvsPort, number: number, dst: Mac): 'accept' | 'drop' | 'drop-if-moved' {
	const {bond} = port;
	if (!bond) return 'accept';
	const member = memberOf(bond, number);
	if (!member) return 'drop';
	if (bond.lacpStatus === 'negotiated') return member.enabled || member.mayEnable ? 'accept' : 'drop';
	if (bond.lacpStatus === 'configured' && !bond.lacpFallback) return 'drop';
	if (bond.lacpStatus === 'off' && bond.mode === 'balance-tcp') return 'drop';
	const isActive = bond.active === number;
	if (isGroup(dst) && !isActive && !bond.allMembersActive) return 'drop';
	if (bond.mode === 'balance-slb') return 'drop-if-moved';
	return isActive ? 'accept' : 'drop';
}

/** Fills every bucket that has no enabled member: what the datapath chooses from must be complete (bond_update_post_recirc_rules). */
export function fillBuckets(bond: Bond): void {
	for (let hash = 0; hash < bond.bucketMembers.length; hash++) memberOfBucket(bond, hash, false);
}

/** `hash` is undefined where none decided. */
function choose(bond: Bond, src: Mac, vlan: number, readOnly: boolean): {member: number; hash: number | undefined} | undefined {
	if (bond.lacpStatus === 'configured' && !bond.lacpFallback) return undefined;
	if (bond.mode === 'active-backup' || fallsBack(bond))
		return bond.active === undefined ? undefined : {member: bond.active, hash: undefined};
	if (bond.mode === 'balance-tcp') {
		const [member] = bond.enabled;
		return member === undefined || bond.lacpStatus !== 'negotiated' ? undefined : {member, hash: undefined};
	}
	const hash = hashMac(src, vlan, bond.basis) & (BOND_BUCKETS - 1);
	const member = memberOfBucket(bond, hash, readOnly);
	return member === undefined ? undefined : {member, hash};
}

/** The member of a bucket; without an enabled one it gets the next in turn (get_enabled_member). */
function memberOfBucket(bond: Bond, hash: number, readOnly: boolean): number | undefined {
	const held = bond.bucketMembers[hash] as number;
	if (memberOf(bond, held)?.enabled) return held;
	const [next] = bond.enabled;
	if (readOnly) return next;
	bond.bucketMembers[hash] = next ?? -1;
	if (next !== undefined) bond.enabled.push(bond.enabled.shift() as number);
	return next;
}

function sourceOf(key: FlowKey): Mac {
	return ((key[WORD.dstLowSrcHigh] as number) & 0xffff) * 0x1_0000_0000 + ((key[WORD.srcLow] as number) >>> 0);
}
