/** Web servers and NAT rules of a machine in the lab file, written as `iptables` writes them. */
import * as z from 'zod';
import type {Change} from './change.js';
import type {NatMatch, NatRule, NatTarget, Subnet} from './nat/netfilter.js';
import {NAT_CHAINS} from './nat/netfilter.js';
import {formatIpv4, parseCidr, parseIpv4} from './protocol/ipv4-address.js';
import type {Machine} from './world.js';

const PORTS = /^(\d{1,5})(?:-(\d{1,5}))?$/;
const ports = z.union([z.int().min(0).max(65535), z.string().regex(PORTS, 'ports are written 80 or 1024-65535')]);
const subnet = z
	.string()
	.refine((text) => readSubnet(text) !== undefined, 'a subnet is written 192.0.2.0/24; with "! " in front it is everything else');
const deviceName = z.string().regex(/^(?:! )?[\w.-]{1,15}\+?$/, 'a device is written eth0, "! eth0" or vnet+');
const addresses = z.string().refine((text) => readAddresses(text) !== undefined, 'addresses are written 192.0.2.1 or 192.0.2.1-192.0.2.9');

const ruleSchema = z
	.strictObject({
		chain: z.enum(NAT_CHAINS),
		protocol: z.enum(['tcp', 'udp', 'icmp']).optional(),
		source: subnet.optional(),
		destination: subnet.optional(),
		in: deviceName.optional(),
		out: deviceName.optional(),
		sourcePorts: ports.optional(),
		destinationPorts: ports.optional(),
		target: z.enum(['masquerade', 'snat', 'dnat', 'redirect', 'accept', 'return']),
		/** Addresses that SNAT and DNAT put in. */
		to: addresses.optional(),
		toPorts: ports.optional(),
		/** Ports by chance, free or not. */
		random: z.boolean().optional(),
	})
	.refine(({target, to}) => (target === 'snat' || target === 'dnat') === (to !== undefined), {
		path: ['to'],
		message: '`snat` and `dnat` say where to, the others do not',
	});

const webSchema = z.strictObject({
	port: z.int().min(1).max(65535).default(80),
	/** Left out, a directory with one file. */
	files: z.array(z.strictObject({name: z.string().regex(/^[\w.-]+$/, 'a file has a plain name'), content: z.string()})).optional(),
});

/** What a machine has beside its devices and programs. */
export const natShape = {
	web: z.array(webSchema).min(1).optional(),
	nat: z.array(ruleSchema).min(1).optional(),
};

export interface NatLab {
	web?: z.output<typeof webSchema>[] | undefined;
	nat?: RuleLab[] | undefined;
}
type RuleLab = z.output<typeof ruleSchema>;

type Make = (path: string, change: Change) => unknown;

/** Rules and web servers of the machines of a lab. */
export function addNat(machines: readonly NatLab[], make: Make): void {
	for (const [machine, {web = [], nat = []}] of machines.entries()) {
		for (const [index, rule] of nat.entries()) {
			const {chain} = rule;
			make(`machines[${machine}].nat[${index}]`, {kind: 'nat-rule-add', machine, chain, match: matchOf(rule), target: targetOf(rule)});
		}
		for (const [index, {port, files}] of web.entries())
			make(`machines[${machine}].web[${index}]`, {kind: 'start-web-server', machine, port, ...(files ? {files} : {})});
	}
}

export function describeNat({stack, programs}: Machine): NatLab {
	const web = (programs?.webServers ?? []).map(({port, files}) => ({port, files: files.map((file) => ({...file}))}));
	const nat = NAT_CHAINS.flatMap((chain) => (stack.netfilter?.chains[chain] ?? []).map((rule) => ({chain, ...describeRule(rule)})));
	return {...(web.length > 0 ? {web} : {}), ...(nat.length > 0 ? {nat} : {})};
}

function matchOf({protocol, source, destination, in: by, out, sourcePorts, destinationPorts}: RuleLab): NatMatch {
	return {
		...(protocol ? {protocol} : {}),
		...(source === undefined ? {} : {source: readSubnet(source) as Subnet}),
		...(destination === undefined ? {} : {destination: readSubnet(destination) as Subnet}),
		...(by === undefined ? {} : {in: readName(by)}),
		...(out === undefined ? {} : {out: readName(out)}),
		...(sourcePorts === undefined ? {} : {sourcePorts: readPorts(sourcePorts)}),
		...(destinationPorts === undefined ? {} : {destinationPorts: readPorts(destinationPorts)}),
	};
}

function targetOf({target: kind, to, toPorts, random}: RuleLab): NatTarget {
	const more = {...(toPorts === undefined ? {} : {ports: readPorts(toPorts)}), ...(random ? {random} : {})};
	switch (kind) {
		case 'accept':
		case 'return':
			return {kind};
		case 'masquerade':
		case 'redirect':
			return {kind, ...more};
		default:
			return {kind, addresses: readAddresses(to ?? '') as {from: number; to: number}, ...more};
	}
}

function describeRule({match, target}: NatRule): Omit<RuleLab, 'chain'> {
	const {protocol, source, destination, in: by, out, sourcePorts, destinationPorts} = match;
	return {
		...(protocol ? {protocol} : {}),
		...(source ? {source: subnetText(source)} : {}),
		...(destination ? {destination: subnetText(destination)} : {}),
		...(by ? {in: nameText(by)} : {}),
		...(out ? {out: nameText(out)} : {}),
		...(sourcePorts ? {sourcePorts: portsText(sourcePorts)} : {}),
		...(destinationPorts ? {destinationPorts: portsText(destinationPorts)} : {}),
		target: target.kind,
		...('addresses' in target ? {to: addressesText(target.addresses)} : {}),
		...('ports' in target && target.ports ? {toPorts: portsText(target.ports)} : {}),
		...('random' in target && target.random ? {random: true} : {}),
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

function readName(text: string): {name: string; not?: boolean} {
	return text.startsWith('! ') ? {name: text.slice(2), not: true} : {name: text};
}

function nameText({name, not}: {name: string; not?: boolean}): string {
	return not ? `! ${name}` : name;
}

function readPorts(given: number | string): {from: number; to: number} {
	if (typeof given === 'number') return {from: given, to: given};
	const [, from = '0', to = from] = PORTS.exec(given) ?? [];
	return {from: Number(from), to: Number(to)};
}

function portsText({from, to}: {from: number; to: number}): number | string {
	return from === to ? from : `${from}-${to}`;
}

function readAddresses(text: string): {from: number; to: number} | undefined {
	const [first = '', last = first] = text.split('-');
	const [from, to] = [parseIpv4(first), parseIpv4(last)];
	return from === undefined || to === undefined ? undefined : {from, to};
}

function addressesText({from, to}: {from: number; to: number}): string {
	return from === to ? formatIpv4(from) : `${formatIpv4(from)}-${formatIpv4(to)}`;
}
