/** Priorities of chains by name (std_prios of rule.c). */
import type {BaseChain, NatHook} from '../../../../engine/nat/netfilter.js';

export const PRIORITIES: readonly {name: string; value: number; only?: NatHook}[] = [
	{name: 'raw', value: -300},
	{name: 'mangle', value: -150},
	{name: 'dstnat', value: -100, only: 'prerouting'},
	{name: 'filter', value: 0},
	{name: 'security', value: 50},
	{name: 'srcnat', value: 100, only: 'postrouting'},
];
/** So far from a name a number is still told by it. */
const NEAR = 10;

/** `srcnat`, `filter + 7`, `200`. */
export function priorityText({hook, priority}: BaseChain): string {
	for (const {name, value, only} of PRIORITIES) {
		const distance = priority - value;
		if ((only !== undefined && only !== hook) || Math.abs(distance) > NEAR) continue;
		return distance === 0 ? name : `${name} ${distance < 0 ? '-' : '+'} ${Math.abs(distance)}`;
	}
	return `${priority}`;
}
