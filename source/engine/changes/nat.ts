/** NAT rules are added and deleted, connections forgotten (nf_tables_newrule, ipt_do_replace, ctnetlink_flush_conntrack). */
import {type ChangeResult, DONE, refused} from '../change.js';
import {netfilterOf} from '../nat/hooks.js';
import type {NatChange} from '../nat/nat-change.js';
import type {NatChain, NatRule, Netfilter} from '../nat/netfilter.js';
import {NAT_CHAINS} from '../nat/netfilter.js';
import {faultOf, isSameRule} from '../nat/rules.js';
import {flushConnections} from '../nat/table.js';
import type {Machine, World} from '../world.js';

export function applyNatChange(world: World, change: NatChange): ChangeResult {
	const {stack} = world.machines[change.machine] as Machine;
	switch (change.kind) {
		case 'nat-rule-add': {
			const {chain, match, target, at} = change;
			if (faultOf(chain, match, target)) return refused('EINVAL');
			const rules = stack.netfilter?.chains[chain] ?? [];
			const place = (at ?? rules.length + 1) - 1;
			// iptables: "Index of insertion too big."
			if (!Number.isInteger(place) || place < 0 || place > rules.length) return refused('ERANGE');
			netfilterOf(stack).chains[chain].splice(place, 0, {match, target, packets: 0, bytes: 0});
			return DONE;
		}
		case 'nat-rule-del': {
			const {netfilter} = stack;
			const index = netfilter ? indexOf(netfilter, change.chain, change.rule) : -1;
			if (!netfilter || index === -1) return refused('ENOENT');
			netfilter.chains[change.chain].splice(index, 1);
			return DONE;
		}
		case 'nat-flush':
			for (const chain of change.chain ? [change.chain] : NAT_CHAINS) if (stack.netfilter) stack.netfilter.chains[chain] = [];
			return DONE;
		case 'conntrack-flush':
			if (stack.netfilter) flushConnections(stack.netfilter.connections);
			return DONE;
		default:
			return change satisfies never;
	}
}

function indexOf({chains}: Netfilter, chain: NatChain, wanted: number | Pick<NatRule, 'match' | 'target'>): number {
	const rules = chains[chain];
	if (typeof wanted !== 'number') return rules.findIndex((rule) => isSameRule(rule, wanted));
	return Number.isInteger(wanted) && wanted >= 1 && wanted <= rules.length ? wanted - 1 : -1;
}
