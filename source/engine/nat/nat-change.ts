/** Changes of the NAT rules of a machine and of its table of connections. */
import type {MachineId} from '../netdev.js';
import type {NatChain, NatMatch, NatTarget} from './netfilter.js';

export type NatChange =
	/** `iptables -t nat -A`, or `-I` with the place counted from 1. EINVAL: the target is not for this chain, or a match makes no sense. */
	| {kind: 'nat-rule-add'; machine: MachineId; chain: NatChain; match: NatMatch; target: NatTarget; at?: number}
	/** `-D` by its place counted from 1, or by what it says. ENOENT: no such rule. */
	| {kind: 'nat-rule-del'; machine: MachineId; chain: NatChain; rule: number | {match: NatMatch; target: NatTarget}}
	/** `-F`: of one chain or of all. What was rewritten stays rewritten. */
	| {kind: 'nat-flush'; machine: MachineId; chain?: NatChain}
	/** `conntrack -F`. */
	| {kind: 'conntrack-flush'; machine: MachineId};
