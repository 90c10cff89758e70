/*
 * Rules of the nat table (iptables -t nat)
 *
 * A rule is asked once in the life of a conversation, about its first packet: the first one that fits
 * decides. Chains by place: PREROUTING before the route is chosen (whose is it really?), OUTPUT the same for
 * the machine's own packets, POSTROUTING as it leaves (who shall it seem to come from?), INPUT as it arrives. That so few packets come by is why the
 * counters of these rules count conversations.
 *
 * Follows ipt_do_table, xt_nat.c, xt_MASQUERADE.c. Not modelled: own chains, other matches and targets, IPv6.
 */
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, isInSubnet} from '../protocol/ipv4-address.js';
import type {NatChain, NatMatch, NatRule, NatTarget, Netfilter, Subnet} from './netfilter.js';
import {tupleOf} from './packet-tuple.js';

/** Where targets make sense (xt_nat.c, the `hooks` of each target). */
const PLACES: Readonly<Record<NatTarget['kind'], readonly NatChain[]>> = {
	masquerade: ['postrouting'],
	snat: ['postrouting', 'input'],
	dnat: ['prerouting', 'output'],
	redirect: ['prerouting', 'output'],
	accept: ['prerouting', 'input', 'output', 'postrouting'],
	return: ['prerouting', 'input', 'output', 'postrouting'],
};
const HIGHEST_PORT = 65535;

export type Refusal = 'target-chain' | 'device-chain' | 'ports-without-protocol' | 'range' | 'prefix';

/** What is wrong with a rule, if anything. */
export function faultOf(chain: NatChain, match: NatMatch, target: NatTarget): Refusal | undefined {
	if (!PLACES[target.kind].includes(chain)) return 'target-chain';
	if (match.in && (chain === 'output' || chain === 'postrouting')) return 'device-chain';
	if (match.out && (chain === 'prerouting' || chain === 'input')) return 'device-chain';
	const ports = [match.sourcePorts, match.destinationPorts, 'ports' in target ? target.ports : undefined].filter(
		(range) => range !== undefined,
	);
	if (ports.length > 0 && match.protocol !== 'tcp' && match.protocol !== 'udp') return 'ports-without-protocol';
	if (ports.some(({from, to}) => from > to || from < 0 || to > HIGHEST_PORT)) return 'range';
	if ('addresses' in target && target.addresses.from > target.addresses.to) return 'range';
	return [match.source, match.destination].some((subnet) => subnet && !(subnet.prefix >= 0 && subnet.prefix <= 32)) ? 'prefix' : undefined;
}

/** Names of the devices by which a packet came and is to leave, as far as that is known at the place. */
export interface Devices {
	in?: string;
	out?: string;
}

/** The first rule of a chain that decides about `packet`, with its number from 1; it is counted. */
export function decidingRule(
	{chains}: Netfilter,
	chain: NatChain,
	packet: Ipv4Packet,
	devices: Devices,
	octets: number,
): {rule: NatRule; number: number} | undefined {
	for (const [index, rule] of chains[chain].entries()) {
		if (!fits(rule.match, packet, devices)) continue;
		rule.packets++;
		rule.bytes += octets;
		// From a chain of the kernel, to return is to accept.
		return {rule, number: index + 1};
	}
	return undefined;
}

function fits(match: NatMatch, packet: Ipv4Packet, devices: Devices): boolean {
	const {protocol, source, destination, sourcePorts, destinationPorts} = match;
	if (protocol && IP_PROTOCOL[protocol] !== packet.protocol) return false;
	if (source && !isIn(source, packet.source)) return false;
	if (destination && !isIn(destination, packet.destination)) return false;
	if (match.in && !isNamed(match.in, devices.in)) return false;
	if (match.out && !isNamed(match.out, devices.out)) return false;
	if (!sourcePorts && !destinationPorts) return true;
	const tuple = tupleOf(packet);
	return tuple !== undefined && isBetween(tuple.sourcePort, sourcePorts) && isBetween(tuple.destinationPort, destinationPorts);
}

function isIn({address, prefix, not = false}: Subnet, wanted: Ipv4Address): boolean {
	return isInSubnet(wanted, address, prefix) !== not;
}

function isNamed({name, not = false}: {name: string; not?: boolean}, device: string | undefined): boolean {
	if (device === undefined) return not;
	return (name.endsWith('+') ? device.startsWith(name.slice(0, -1)) : device === name) !== not;
}

function isBetween(port: number, range: {from: number; to: number} | undefined): boolean {
	return !range || (port >= range.from && port <= range.to);
}

/** Do two rules say the same? */
export function isSameRule(a: {match: NatMatch; target: NatTarget}, b: {match: NatMatch; target: NatTarget}): boolean {
	return sorted(a.match) === sorted(b.match) && sorted(a.target) === sorted(b.target);
}

function sorted(value: object): string {
	return JSON.stringify(value, (_, inner: unknown) =>
		typeof inner === 'object' && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}
