/** What is wrong with a rule by itself, and with the way in which chains lead to each other. */
import type {Errno} from '../change.js';
import type {NatChain, NatHook, NatRule, NatRuleText, NatTable, NatTarget, Subnet} from './netfilter.js';

const EVERYWHERE: readonly NatHook[] = ['prerouting', 'input', 'output', 'postrouting'];

/** Where targets make sense (xt_nat.c, xt_MASQUERADE.c, nft_nat.c: the `hooks` of each target). */
const PLACES: Readonly<Record<NatTarget['kind'], readonly NatHook[]>> = {
	masquerade: ['postrouting'],
	snat: ['postrouting', 'input'],
	dnat: ['prerouting', 'output'],
	redirect: ['prerouting', 'output'],
	accept: EVERYWHERE,
	drop: EVERYWHERE,
	return: EVERYWHERE,
	jump: EVERYWHERE,
	goto: EVERYWHERE,
};
const HIGHEST_PORT = 65535;
const HIGHEST_TYPE = 255;
/** NFT_JUMP_STACK_SIZE */
const MOST_JUMPS = 16;

export function faultOfRule({base}: NatChain, {match, target, native}: NatRuleText): Errno | undefined {
	// To nft a device that is not known at a hook is one without a name.
	if (match.in && !native && (base?.hook === 'output' || base?.hook === 'postrouting')) return 'EINVAL';
	if (match.out && !native && (base?.hook === 'prerouting' || base?.hook === 'input')) return 'EINVAL';
	const {protocol, icmpType, otherProtocol = false} = match;
	const chosen = target && 'ports' in target ? target.ports : undefined;
	const asked = [match.sourcePorts, match.destinationPorts].filter((range) => range !== undefined);
	const hasPorts = (protocol === 'tcp' || protocol === 'udp') && !otherProtocol;
	if (asked.length > 0 && !hasPorts) return 'EINVAL';
	// Of an echo it is the identifier that is put in.
	if ((chosen || otherProtocol) && protocol === undefined) return 'EINVAL';
	if (icmpType && (protocol !== 'icmp' || otherProtocol)) return 'EINVAL';
	if (icmpType && icmpType.type !== 'any' && !(icmpType.type >= 0 && icmpType.type <= HIGHEST_TYPE)) return 'EINVAL';
	if ([...asked, ...(chosen ? [chosen] : [])].some(({from, to}) => from > to || from < 0 || to > HIGHEST_PORT)) return 'EINVAL';
	if (target && 'addresses' in target && target.addresses.from > target.addresses.to) return 'EINVAL';
	return [match.source, match.destination].every(isSubnet) ? undefined : 'EINVAL';
}

/** Everything but everywhere is nowhere. */
function isSubnet(subnet: Subnet | undefined): boolean {
	return !subnet || (subnet.prefix >= (subnet.not ? 1 : 0) && subnet.prefix <= 32);
}

/** Follows every way from a hook (nft_chain_validate). */
export function faultOfTable(table: NatTable): Errno | undefined {
	for (const chain of table.chains) {
		const fault = chain.base && faultOfChain(table, chain, chain.base.hook, 1);
		if (fault) return fault;
	}
	// What no hook leads to may go in a circle.
	return undefined;
}

function faultOfChain(table: NatTable, chain: NatChain, hook: NatHook, depth: number): Errno | undefined {
	if (depth > MOST_JUMPS) return 'EMLINK';
	for (const rule of chain.rules) {
		const {target} = rule;
		if (!target) continue;
		if (!PLACES[target.kind].includes(hook)) return refusalBy(rule);
		const next = 'chain' in target && table.chains.find(({name}) => name === target.chain);
		const fault = next && faultOfChain(table, next, hook, depth + 1);
		if (fault) return fault;
	}
	return undefined;
}

/** xt_check_target, or nft_chain_validate_hooks. */
function refusalBy({native}: NatRule): Errno {
	return native ? 'EOPNOTSUPP' : 'EINVAL';
}
