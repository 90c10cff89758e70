/**
 * What `ovs-appctl` asks of bonds (ofproto/bond.c, bond_unixctl_*). Bonds go by the name of their port, whatever its
 * bridge. Each command answers with the sentence of the real one; afterwards run `runAggregations`.
 */
import {hashMac} from '../../flow/hash.js';
import type {Mac} from '../../mac.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';
import {activate, enableMember} from './bond-run.js';
import {BOND_BUCKETS, type Bond, type BondMember} from './bond-state.js';

export type BondAnswer = {kind: 'done'; text: string} | {kind: 'refused'; text: string};

/** A bond with the bridge that it is on. */
export interface FoundBond {
	bridge: OvsBridge;
	name: string;
	bond: Bond;
}

/** All bonds, in order of bridges and ports. */
export function listBonds(switchd: Vswitchd): FoundBond[] {
	return switchd.bridges.flatMap((bridge) => bridge.ports.flatMap(({name, bond}) => (bond ? [{bridge, name, bond}] : [])));
}

/** `bond/set-active-member` */
export function setActiveMember(switchd: Vswitchd, port: string, member: string): BondAnswer {
	return onMember(switchd, port, member, ({bridge, bond}, found) => {
		if (!found.enabled) return refused('cannot make disabled member active');
		if (bond.active === found.port) return done('no change');
		activate(bridge, bond, found);
		bond.announce = true;
		return done('done');
	});
}

/** `bond/migrate`: `hash` of a balance-slb bond leaves by `member` from now on. */
export function migrateHash(switchd: Vswitchd, port: string, hash: number, member: string): BondAnswer {
	const found = findBond(switchd, port);
	if (!found) return refused('no such bond');
	if (found.bond.mode !== 'balance-slb') return refused('not an SLB bond');
	return onMember(switchd, port, member, ({bond}, target) => {
		if (!target.enabled) return refused('cannot migrate to disabled member');
		bond.bucketMembers[hash & (BOND_BUCKETS - 1)] = target.port;
		bond.version++;
		return done('migrated');
	});
}

/** `bond/enable-member`, `bond/disable-member`: until the link says otherwise, which without delay it does at once. */
export function setMemberEnabled(switchd: Vswitchd, port: string, member: string, enabled: boolean): BondAnswer {
	return onMember(switchd, port, member, ({bond}, found) => {
		enableMember(bond, found, enabled);
		return done(enabled ? 'enabled' : 'disabled');
	});
}

/** `bond/hash`: the bucket of a station. */
export function bondHash(mac: Mac, vlan = 0, basis = 0): number {
	return hashMac(mac, vlan, basis) & (BOND_BUCKETS - 1);
}

function findBond(switchd: Vswitchd, port: string): FoundBond | undefined {
	return listBonds(switchd).find(({name}) => name === port);
}

function onMember(switchd: Vswitchd, port: string, name: string, act: (found: FoundBond, member: BondMember) => BondAnswer): BondAnswer {
	const found = findBond(switchd, port);
	if (!found) return refused('no such bond');
	const member = found.bond.members.find((candidate) => found.bridge.ofPorts.get(candidate.port)?.name === name);
	if (!member) return refused('no such member');
	const {version} = found.bond;
	const answer = act(found, member);
	if (found.bond.version !== version) found.bridge.version++;
	return answer;
}

function done(text: string): BondAnswer {
	return {kind: 'done', text};
}

function refused(text: string): BondAnswer {
	return {kind: 'refused', text};
}
