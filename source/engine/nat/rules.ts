/*
 * Rules of NAT (iptables -t nat, nft)
 *
 * A rule is asked once in the life of a conversation, about its first packet: the first one that fits
 * decides. Hooks by place: prerouting before the route is chosen (whose is it really?), output the same for
 * the machine's own packets, postrouting as it leaves (who shall it seem to come from?), input as it arrives. That so few packets come by is why the
 * counters of these rules count conversations.
 *
 * A rule may lead to another chain; at the end of that the next rule behind the jump is asked. Chains of several tables at one hook are asked
 * by priority, until one has decided about the address.
 *
 * Follows nft_do_chain, nf_nat_inet_fn, xt_nat.c, xt_MASQUERADE.c. Not modelled: other matches and targets, sets, IPv6.
 */
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import {type Ipv4Address, isInSubnet} from '../protocol/ipv4-address.js';
import type {DeviceMatch, NatChain, NatHook, NatMatch, NatRule, NatRuleText, NatTable, Netfilter, PortMatch, Subnet} from './netfilter.js';
import {tupleOf} from './packet-tuple.js';
import {baseChainsAt} from './tables.js';

/** The devices by which a packet came and is to leave, as far as that is known at the place. */
export interface Devices {
	in?: Way;
	out?: Way;
}

interface Way {
	name: string;
	ifindex: number;
}

/** A rule that decided, with its place counted from 1. */
export interface Deciding {
	chain: string;
	number: number;
	rule: NatRule;
}

/** What the rules of a hook say: by which rule, if by one, and whether the packet may go on. */
export interface Verdict {
	deciding: Deciding | undefined;
	dropped: boolean;
}

/** What one chain said: `undefined` at its end, so that the caller goes on. */
type Said = Deciding | undefined;

/** Asks the rules of a hook about `packet`; those that fit are counted. */
export function askRules(netfilter: Netfilter, hook: NatHook, packet: Ipv4Packet, devices: Devices, octets: number): Verdict {
	let deciding: Said;
	for (const {table, chain, base} of baseChainsAt(netfilter.tables, hook)) {
		const said = askChain(table, chain, packet, devices, octets);
		deciding = said ?? deciding;
		const kind = said?.rule.target?.kind;
		if (kind === 'drop' || (base.policy === 'drop' && (said === undefined || kind === 'return'))) return {deciding: said, dropped: true};
		// One that leaves the address as it is leaves it to the next table.
		if (kind !== undefined && kind !== 'accept' && kind !== 'return') break;
	}
	return {deciding, dropped: false};
}

function askChain(table: NatTable, chain: NatChain, packet: Ipv4Packet, devices: Devices, octets: number): Said {
	for (const [index, rule] of chain.rules.entries()) {
		if (!fits(rule.match, packet, devices)) continue;
		rule.packets++;
		rule.bytes += octets;
		const {target} = rule;
		if (!target) continue;
		if (!('chain' in target)) return {chain: chain.name, number: index + 1, rule};
		const next = table.chains.find(({name}) => name === target.chain);
		const said = next && askChain(table, next, packet, devices, octets);
		// To return from a chain of one's own is to go on behind the jump; from a goto it is the end of this chain, too.
		if (said && said.rule.target?.kind !== 'return') return said;
		if (target.kind === 'goto') return undefined;
	}
	return undefined;
}

function fits(match: NatMatch, packet: Ipv4Packet, devices: Devices): boolean {
	const {protocol, otherProtocol = false, source, destination, sourcePorts, destinationPorts, icmpType} = match;
	if (protocol && (IP_PROTOCOL[protocol] === packet.protocol) === otherProtocol) return false;
	if (source && !isIn(source, packet.source)) return false;
	if (destination && !isIn(destination, packet.destination)) return false;
	if (match.in && !isNamed(match.in, devices.in)) return false;
	if (match.out && !isNamed(match.out, devices.out)) return false;
	if (icmpType && (icmpType.type === 'any' || packet.payload[0] === icmpType.type) === (icmpType.not ?? false)) return false;
	if (!sourcePorts && !destinationPorts) return true;
	const tuple = tupleOf(packet);
	return tuple !== undefined && isBetween(tuple.sourcePort, sourcePorts) && isBetween(tuple.destinationPort, destinationPorts);
}

function isIn({address, prefix, not = false}: Subnet, wanted: Ipv4Address): boolean {
	return isInSubnet(wanted, address, prefix) !== not;
}

function isNamed({name, ifindex, not = false}: DeviceMatch, device: Way | undefined): boolean {
	if (device === undefined) return not;
	if (ifindex !== undefined) return (device.ifindex === ifindex) !== not;
	return (name.endsWith('+') ? device.name.startsWith(name.slice(0, -1)) : device.name === name) !== not;
}

function isBetween(port: number, range: PortMatch | undefined): boolean {
	return !range || (port >= range.from && port <= range.to) !== (range.not ?? false);
}

/** Do two rules say the same? */
export function isSameRule(a: NatRuleText, b: NatRuleText): boolean {
	return sorted(a.match) === sorted(b.match) && sorted(a.target ?? {}) === sorted(b.target ?? {});
}

function sorted(value: object): string {
	return JSON.stringify(value, (_, inner: unknown) =>
		typeof inner === 'object' && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}
