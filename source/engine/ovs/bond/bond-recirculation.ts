/*
 * How the datapath chooses a member of a balance-tcp bond (bond_update_post_recirc_rules)
 *
 * If a bond hashed addresses and ports in the daemon, every connection would need a cached flow of its
 * own. So the first flow says `hash(l4(0)),recirc(0x1)`: hash the frame and look it up again under
 * the number of the bond. For that second look the hidden table 254 holds one flow for each value of the low eight
 * bits of the hash, and its cached flows match no more than those.
 *
 * These flows also count what each bucket sends; before load is moved, the
 * counters are read (bond_recirculation_account).
 *
 * Not modelled: the action `lb_output`, by which the userspace datapath looks the bucket up itself, without the
 * second look.
 */
import {addInternalRule, changeInternalRule, removeInternalRules} from '../../flow/internal-rules.js';
import {WORD} from '../../flow/key.js';
import {type Match, matchAll} from '../../flow/match.js';
import {INTERNAL_TABLE} from '../../flow/rule-store.js';
import {emptyFrozen} from '../translate/recirculate.js';
import {bridgeNamed, type OvsBridge, type Recirculation, type Vswitchd} from '../vswitchd.js';
import {BOND_BUCKETS, type Bond, mayRecirculate} from './bond-state.js';

/** RECIRC_RULE_PRIORITY */
const PRIORITY = 20;

/** Makes numbers, and flows of the hidden table, what the bonds need; those of bonds that are gone go. */
export function syncBondRecirculations(switchd: Vswitchd, now: number): void {
	const wanted = new Set<number>();
	for (const bridge of switchd.bridges) {
		for (const {bond, name} of bridge.ports) {
			if (!bond || bond.recirculation === 0) continue;
			wanted.add(bond.recirculation);
			syncRules(bridge, bond, registered(switchd, bridge, bond, name), now);
		}
	}
	const gone = switchd.recirculations.filter(({id, bond}) => bond && !wanted.has(id));
	if (gone.length === 0) return;
	for (const {bridge, bond} of gone) {
		const owner = bridgeNamed(switchd, bridge);
		if (owner && bond) removeInternalRules(owner.tables, [...bond.rules]);
	}
	switchd.recirculations = switchd.recirculations.filter((recirculation) => !gone.includes(recirculation));
}

/** Adds to the buckets what their flows have counted since the last time. */
export function accountRecirculated(switchd: Vswitchd, bridge: OvsBridge, bond: Bond): void {
	const state = switchd.recirculations.find(({id}) => id === bond.recirculation)?.bond;
	if (!state || !mayRecirculate(bond)) return;
	for (const [hash, id] of state.rules.entries()) {
		const rule = bridge.tables.rules.get(id);
		if (!rule) continue;
		bond.bucketBytes[hash] = (bond.bucketBytes[hash] as number) + rule.bytes - (state.counted[hash] as number);
		state.counted[hash] = rule.bytes;
	}
}

type BondRecirculation = NonNullable<Recirculation['bond']>;

function registered(switchd: Vswitchd, bridge: OvsBridge, {recirculation}: Bond, port: string): BondRecirculation {
	const known = switchd.recirculations.find(({id}) => id === recirculation);
	if (known?.bond) return known.bond;
	const bond = {rules: new Int32Array(BOND_BUCKETS).fill(-1), counted: new Float64Array(BOND_BUCKETS), version: -1};
	const digest = `bond ${bridge.name} ${port}`;
	switchd.recirculations.push({id: recirculation, bridge: bridge.name, digest, frozen: emptyFrozen(bridge.name, INTERNAL_TABLE), bond});
	return bond;
}

/** One flow for each bucket that has a member (update_recirc_rules). */
function syncRules(bridge: OvsBridge, bond: Bond, state: BondRecirculation, now: number): void {
	if (state.version === bond.version) return;
	state.version = bond.version;
	for (let hash = 0; hash < BOND_BUCKETS; hash++) {
		const member = mayRecirculate(bond) ? (bond.bucketMembers[hash] ?? -1) : -1;
		const id = state.rules[hash] as number;
		const rule = bridge.tables.rules.get(id);
		const [action] = rule?.actions ?? [];
		if (member === -1) {
			if (rule) removeInternalRules(bridge.tables, [id]);
			state.rules[hash] = -1;
		} else if (!rule) {
			state.rules[hash] = addInternalRule(
				bridge.tables,
				PRIORITY,
				matchHash(bond.recirculation, hash),
				[{kind: 'output', port: member}],
				now,
			);
			state.counted[hash] = 0;
		} else if (action?.kind !== 'output' || action.port !== member) {
			changeInternalRule(bridge.tables, id, [{kind: 'output', port: member}]);
		}
	}
}

function matchHash(recirculation: number, hash: number): Match {
	const match = matchAll();
	match.key[WORD.recirc] = recirculation;
	match.mask[WORD.recirc] = -1;
	match.key[WORD.dpHash] = hash;
	match.mask[WORD.dpHash] = BOND_BUCKETS - 1;
	return match;
}
