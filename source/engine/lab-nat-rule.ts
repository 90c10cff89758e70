/** A NAT rule in the lab file, written nearly as `iptables` writes it, and back. */
import * as z from 'zod';
import type {DeviceMatch, NatMatch, NatRuleText, NatTarget, PortMatch, Subnet} from './nat/netfilter.js';
import {formatIpv4, parseCidr, parseIpv4} from './protocol/ipv4-address.js';

const PORTS = /^(?:! )?(\d{1,5})(?:-(\d{1,5}))?$/;
const ICMP_TYPE = /^(?:! )?(\d{1,3}|any)$/;
const NAME = /^[A-Za-z_][\w.-]{0,127}$/;
/** Of a table or a chain. */
export const natName = z.string().regex(NAME, 'tables and chains have plain names');
const ports = z.union([
	z.int().min(0).max(65535),
	z.string().regex(PORTS, 'ports are written 80 or 1024-65535; with "! " in front it is all others'),
]);
const chosenPorts = z.union([z.int().min(0).max(65535), z.string().regex(/^\d{1,5}(?:-\d{1,5})?$/, 'ports are written 80 or 1024-65535')]);
const subnet = z
	.string()
	.refine((text) => readSubnet(text) !== undefined, 'a subnet is written 192.0.2.0/24; with "! " in front it is everything else');
const deviceName = z.string().regex(/^(?:! )?[\w.-]{1,15}\+?$/, 'a device is written eth0, "! eth0" or vnet+');
const addresses = z.string().refine((text) => readAddresses(text) !== undefined, 'addresses are written 192.0.2.1 or 192.0.2.1-192.0.2.9');

const TARGETS = ['masquerade', 'snat', 'dnat', 'redirect', 'accept', 'drop', 'return', 'jump', 'goto'] as const;

/** A rule without the chain in which it is. */
export const natRuleShape = {
	protocol: z.enum(['tcp', 'udp', 'icmp']).optional(),
	/** Every protocol but that one. */
	otherProtocol: z.boolean().optional(),
	source: subnet.optional(),
	destination: subnet.optional(),
	in: deviceName.optional(),
	out: deviceName.optional(),
	sourcePorts: ports.optional(),
	destinationPorts: ports.optional(),
	icmpType: z.union([z.int().min(0).max(255), z.string().regex(ICMP_TYPE, 'an ICMP type is written 8, any or "! 8"')]).optional(),
	comment: z
		.string()
		.max(255)
		.regex(/^\P{Cc}*$/u, 'a comment has no control characters')
		.optional(),
	/** Left out, the rule only counts. */
	target: z.enum(TARGETS).optional(),
	/** Addresses that SNAT and DNAT put in. */
	to: addresses.optional(),
	toPorts: chosenPorts.optional(),
	/** Ports by chance, free or not. */
	random: z.boolean().optional(),
	/** Where `jump` and `goto` lead. */
	toChain: natName.optional(),
	/** Written by nft and not by iptables. */
	nft: z.boolean().optional(),
	/** Of nft: counts what comes by. Rules of iptables always do. */
	counter: z.boolean().optional(),
};

const bareRule = z.strictObject(natRuleShape);
export type NatRuleLab = z.output<typeof bareRule>;

/** Says of a rule what its parts alone cannot. */
export function checkNatRule(
	{target, to, toChain}: Pick<NatRuleLab, 'target' | 'to' | 'toChain'>,
	complain: (path: string, message: string) => void,
): void {
	if ((target === 'snat' || target === 'dnat') !== (to !== undefined)) complain('to', '`snat` and `dnat` say where to, the others do not');
	if ((target === 'jump' || target === 'goto') !== (toChain !== undefined))
		complain('toChain', '`jump` and `goto` say to which chain, the others do not');
}

export function readNatRule(rule: NatRuleLab): NatRuleText {
	const target = targetOf(rule);
	return {match: matchOf(rule), ...(target ? {target} : {}), ...(rule.nft ? {native: {counter: rule.counter ?? false}} : {})};
}

function matchOf(rule: NatRuleLab): NatMatch {
	const {protocol, otherProtocol, source, destination, in: by, out, sourcePorts, destinationPorts, icmpType, comment} = rule;
	return {
		...(by === undefined ? {} : {in: readName(by)}),
		...(out === undefined ? {} : {out: readName(out)}),
		...(source === undefined ? {} : {source: readSubnet(source) as Subnet}),
		...(destination === undefined ? {} : {destination: readSubnet(destination) as Subnet}),
		...(protocol ? {protocol} : {}),
		...(otherProtocol ? {otherProtocol} : {}),
		...(sourcePorts === undefined ? {} : {sourcePorts: readPorts(sourcePorts)}),
		...(destinationPorts === undefined ? {} : {destinationPorts: readPorts(destinationPorts)}),
		...(icmpType === undefined ? {} : {icmpType: readType(icmpType)}),
		...(comment === undefined ? {} : {comment}),
	};
}

function targetOf({target: kind, to, toPorts, random, toChain}: NatRuleLab): NatTarget | undefined {
	const more = {...(toPorts === undefined ? {} : {ports: readPorts(toPorts)}), ...(random ? {random} : {})};
	switch (kind) {
		case undefined:
			return undefined;
		case 'accept':
		case 'drop':
		case 'return':
			return {kind};
		case 'jump':
		case 'goto':
			return {kind, chain: toChain ?? ''};
		case 'masquerade':
		case 'redirect':
			return {kind, ...more};
		default:
			return {kind, addresses: readAddresses(to ?? '') as {from: number; to: number}, ...more};
	}
}

export function describeNatRule({match, target, native}: NatRuleText): NatRuleLab {
	const {protocol, otherProtocol, source, destination, in: by, out, sourcePorts, destinationPorts, icmpType, comment} = match;
	return {
		...(protocol ? {protocol} : {}),
		...(otherProtocol ? {otherProtocol} : {}),
		...(source ? {source: subnetText(source)} : {}),
		...(destination ? {destination: subnetText(destination)} : {}),
		...(by ? {in: nameText(by)} : {}),
		...(out ? {out: nameText(out)} : {}),
		...(sourcePorts ? {sourcePorts: portsText(sourcePorts)} : {}),
		...(destinationPorts ? {destinationPorts: portsText(destinationPorts)} : {}),
		...(icmpType ? {icmpType: typeText(icmpType)} : {}),
		...(comment === undefined ? {} : {comment}),
		...(target ? describeTarget(target) : {}),
		...(native ? {nft: true} : {}),
		...(native?.counter ? {counter: true} : {}),
	};
}

function describeTarget(target: NatTarget): NatRuleLab {
	return {
		target: target.kind,
		...('addresses' in target ? {to: addressesText(target.addresses)} : {}),
		...('ports' in target && target.ports ? {toPorts: portsText(target.ports)} : {}),
		...('random' in target && target.random ? {random: true} : {}),
		...('chain' in target ? {toChain: target.chain} : {}),
	};
}

function readSubnet(text: string): Subnet | undefined {
	const not = text.startsWith('! ');
	const bare = not ? text.slice(2) : text;
	const parsed = parseCidr(bare.includes('/') ? bare : `${bare}/32`);
	return parsed && {...parsed, ...(not ? {not} : {})};
}

function subnetText({address, prefix, not}: Subnet): string {
	return `${not ? '! ' : ''}${formatIpv4(address)}/${prefix}`;
}

function readName(text: string): DeviceMatch {
	return text.startsWith('! ') ? {name: text.slice(2), not: true} : {name: text};
}

function nameText({name, not}: DeviceMatch): string {
	return not ? `! ${name}` : name;
}

function readPorts(given: number | string): PortMatch {
	if (typeof given === 'number') return {from: given, to: given};
	const [, from = '0', to = from] = PORTS.exec(given) ?? [];
	return {from: Number(from), to: Number(to), ...(given.startsWith('! ') ? {not: true} : {})};
}

function portsText({from, to, not}: PortMatch): number | string {
	const text = from === to ? `${from}` : `${from}-${to}`;
	if (not) return `! ${text}`;
	return from === to ? from : text;
}

function readType(given: number | string): NonNullable<NatMatch['icmpType']> {
	if (typeof given === 'number') return {type: given};
	const [, type = 'any'] = ICMP_TYPE.exec(given) ?? [];
	return {type: type === 'any' ? type : Number(type), ...(given.startsWith('! ') ? {not: true} : {})};
}

function typeText({type, not}: NonNullable<NatMatch['icmpType']>): number | string {
	return not ? `! ${type}` : type;
}

function readAddresses(text: string): {from: number; to: number} | undefined {
	const [first = '', last = first] = text.split('-');
	const [from, to] = [parseIpv4(first), parseIpv4(last)];
	return from === undefined || to === undefined ? undefined : {from, to};
}

function addressesText({from, to}: {from: number; to: number}): string {
	return from === to ? formatIpv4(from) : `${formatIpv4(from)}-${formatIpv4(to)}`;
}
