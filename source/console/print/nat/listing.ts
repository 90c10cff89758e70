/**
 * Chains of the nat table as `iptables -L` prints them (print_firewall of nft-shared.c).
 * iptables makes its chains without counters: with -v a policy has counted nothing.
 */
import type {DeviceMatch, NatChain, NatMatch, NatRule, NatRuleText, NatTarget, Subnet} from '../../../engine/nat/netfilter.js';
import {jumpName} from './as-typed.js';
import {ICMP_TYPES, isAnyPort, placesText, type Range, rangeText, SERVICES, subnetText} from './words.js';

export interface RuleListing {
	/** -n */
	numeric: boolean;
	/** -v */
	verbose: boolean;
	/** --line-numbers */
	numbered: boolean;
	/** -x */
	exact: boolean;
}

const NUMBERS = {icmp: 1, tcp: 6, udp: 17} as const;

/** A chain with its two lines of heading; `references`: so many rules lead to it. */
export function printChain({name, base, rules}: NatChain, references: number, listing: RuleListing): string {
	const {verbose, exact} = listing;
	const counted = verbose ? ' 0 packets, 0 bytes' : '';
	const about = base ? `policy ${base.policy.toUpperCase()}${counted}` : `${references} references`;
	const counters = exact ? '    pkts      bytes ' : ' pkts bytes ';
	const columns = verbose
		? `${counters}target     prot opt in     out     source               destination         `
		: 'target     prot opt source               destination         ';
	const heading = `Chain ${name} (${about})\n${listing.numbered ? 'num  ' : ''}${columns}\n`;
	return heading + rules.map((rule, index) => printRule(rule, index + 1, listing)).join('');
}

/** A row of `-L`. */
export function printRule({match, target, packets, bytes}: NatRule, number: number, listing: RuleListing): string {
	const {numeric, verbose} = listing;
	const cells = [
		listing.numbered ? `${String(number).padEnd(4)} ` : '',
		verbose ? `${count(packets, listing)} ${count(bytes, listing)} ` : '',
		`${(target ? jumpName(target) : '').padEnd(9)} `,
		`${match.otherProtocol ? '!' : ' '}${protocolText(match, numeric).padEnd(4)} -- `,
		verbose ? ` ${deviceCell(match.in, numeric)} ${deviceCell(match.out, numeric)} ` : '',
		subnetCell(match.source, numeric),
		subnetCell(match.destination, numeric),
		target?.kind === 'goto' ? '[goto] ' : '',
		matchesText(match, numeric),
		target ? targetText(target) : '',
	];
	return `${cells.join('')}\n`;
}

/** What `-v` says when a rule is added. */
export function printRuleInWords({match, target}: NatRuleText): string {
	const place = (subnet: Subnet | undefined) => `${subnet?.not ? '!' : ' '}${subnet ? subnetText(subnet) : '0.0.0.0/0'}`;
	const device = (asked: DeviceMatch | undefined) => `${asked?.not ? '!' : ''}${asked?.name ?? '*'}`;
	const protocol = `${match.otherProtocol ? '!' : ' '}${protocolText(match, false)}`;
	const way = `in ${device(match.in)} out ${device(match.out)} ${place(match.source)}  ->${place(match.destination)}`;
	const end = matchesText(match, true) + (target ? targetText(target) : '');
	return `${target ? jumpName(target) : ''} ${protocol} opt -- ${way}  ${end}\n`;
}

function protocolText({protocol}: NatMatch, numeric: boolean): string {
	return numeric ? String(protocol ? NUMBERS[protocol] : 0) : (protocol ?? 'all');
}

/** Five digits; more are thousands and millions, unless they are wanted exactly. */
function count(value: number, {exact}: RuleListing): string {
	if (exact) return String(value).padStart(8);
	if (value <= 99_999) return String(value).padStart(5);
	const thousands = Math.floor((value + 500) / 1000);
	if (thousands <= 9999) return `${String(thousands).padStart(4)}K`;
	return `${String(Math.floor((thousands + 500) / 1000)).padStart(4)}M`;
}

function deviceCell(device: DeviceMatch | undefined, numeric: boolean): string {
	return `${device?.not ? '!' : ''}${device?.name ?? (numeric ? '*' : 'any')}`.padEnd(6);
}

function subnetCell(subnet: Subnet | undefined, numeric: boolean): string {
	const everywhere = numeric ? '0.0.0.0/0' : 'anywhere';
	const text = !subnet || subnet.prefix === 0 ? everywhere : subnetText(subnet);
	return `${subnet?.not ? '!' : ' '}${text.padEnd(19)} `;
}

/** What the modules of `-m` look at, in the order in which they were named. */
function matchesText(match: NatMatch, numeric: boolean): string {
	const {protocol, sourcePorts, destinationPorts, icmpType, comment} = match;
	const texts = new Set<string>();
	for (const key of Object.keys(match) as (keyof NatMatch)[]) {
		if (key === 'sourcePorts' || key === 'destinationPorts')
			texts.add(` ${protocol}${portText(' spt', sourcePorts, numeric)}${portText(' dpt', destinationPorts, numeric)}`);
		else if (key === 'icmpType' && icmpType) texts.add(` icmp${icmpText(icmpType, numeric)}`);
		else if (key === 'comment' && comment !== undefined) texts.add(` /* ${comment} */`);
	}
	return [...texts].join('');
}

function portText(word: string, range: NatMatch['sourcePorts'], numeric: boolean): string {
	if (!range || isAnyPort(range)) return '';
	const name = (port: number) => (numeric ? undefined : Object.entries(SERVICES).find(([, known]) => known === port)?.[0]) ?? String(port);
	const not = range.not ? '!' : '';
	return range.from === range.to ? `${word}:${not}${name(range.from)}` : `${word}s:${not}${name(range.from)}:${name(range.to)}`;
}

/** print_icmptype of libxt_icmp.c: "any" is the type 255. */
function icmpText({type, not = false}: NonNullable<NatMatch['icmpType']>, numeric: boolean): string {
	const name = numeric ? undefined : Object.entries(ICMP_TYPES).find(([, known]) => known === type)?.[0];
	if (name !== undefined) return ` ${not ? '!' : ''}${name}`;
	return `${not ? ' !' : ''}type ${type === 'any' ? 255 : type}`;
}

function targetText(target: NatTarget): string {
	const random = 'random' in target && target.random ? ' random' : '';
	const ports = (words: string, range: Range | undefined) => (range ? ` ${words} ${rangeText(range, '-')}` : '') + random;
	switch (target.kind) {
		case 'masquerade':
			return ports('masq ports:', target.ports);
		case 'redirect':
			return ports('redir ports', target.ports);
		case 'snat':
		case 'dnat':
			return ` to:${placesText(target)}${random}`;
		case 'accept':
		case 'drop':
		case 'return':
		case 'jump':
		case 'goto':
			return '';
		default:
			return target satisfies never;
	}
}
