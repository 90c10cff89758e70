/**
 * Rules of the nat table as `iptables -S` and `iptables -L` print them (iptables-save format, print_firewall).
 * Counters of a chain itself are not kept: with -v its policy has counted nothing.
 */
import type {NatChain, NatMatch, NatRule, NatTarget, Subnet} from '../../engine/nat/netfilter.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';

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

type Range = {from: number; to: number};

const NUMBERS = {icmp: 1, tcp: 6, udp: 17} as const;

/** Names of /etc/services that a lab is likely to meet. */
export const SERVICES: Readonly<Record<string, number>> = {
	ssh: 22,
	domain: 53,
	bootps: 67,
	bootpc: 68,
	http: 80,
	ntp: 123,
	https: 443,
	'http-alt': 8080,
};

const TARGETS: Readonly<Record<NatTarget['kind'], string>> = {
	masquerade: 'MASQUERADE',
	snat: 'SNAT',
	dnat: 'DNAT',
	redirect: 'REDIRECT',
	accept: 'ACCEPT',
	return: 'RETURN',
};

/** A line of `-S`, which is what one would type. */
export function printRuleAsTyped(chain: NatChain, {match, target}: NatRule): string {
	const {protocol, source, destination, sourcePorts, destinationPorts} = match;
	const hasPorts = sourcePorts !== undefined || destinationPorts !== undefined;
	const words = [
		`-A ${chain.toUpperCase()}`,
		...subnetAsTyped('-s', source),
		...subnetAsTyped('-d', destination),
		...deviceAsTyped('-i', match.in),
		...deviceAsTyped('-o', match.out),
		...(protocol === undefined ? [] : [`-p ${protocol}`]),
		...(hasPorts ? [`-m ${protocol}`] : []),
		...(sourcePorts === undefined ? [] : [`--sport ${rangeText(sourcePorts, ':')}`]),
		...(destinationPorts === undefined ? [] : [`--dport ${rangeText(destinationPorts, ':')}`]),
		`-j ${TARGETS[target.kind]}`,
		...targetAsTyped(target),
	];
	return `${words.join(' ')}\n`;
}

function subnetAsTyped(option: string, subnet: Subnet | undefined): string[] {
	return subnet === undefined ? [] : [`${subnet.not ? '! ' : ''}${option} ${formatIpv4(subnet.address)}/${subnet.prefix}`];
}

function deviceAsTyped(option: string, device: NatMatch['in']): string[] {
	return device === undefined ? [] : [`${device.not ? '! ' : ''}${option} ${device.name}`];
}

function targetAsTyped(target: NatTarget): string[] {
	switch (target.kind) {
		case 'masquerade':
		case 'redirect':
			return [...(target.ports ? [`--to-ports ${rangeText(target.ports, '-')}`] : []), ...(target.random ? ['--random'] : [])];
		case 'snat':
			return [`--to-source ${placesText(target)}`, ...(target.random ? ['--random'] : [])];
		case 'dnat':
			return [`--to-destination ${placesText(target)}`, ...(target.random ? ['--random'] : [])];
		case 'accept':
		case 'return':
			return [];
		default:
			return target satisfies never;
	}
}

/** Addresses and ports to choose from: `10.0.0.1-10.0.0.3:80-90`. */
function placesText({addresses, ports}: {addresses: Range; ports?: Range}): string {
	const {from, to} = addresses;
	const hosts = from === to ? formatIpv4(from) : `${formatIpv4(from)}-${formatIpv4(to)}`;
	return ports ? `${hosts}:${rangeText(ports, '-')}` : hosts;
}

function rangeText({from, to}: Range, between: string): string {
	return from === to ? `${from}` : `${from}${between}${to}`;
}

/** A chain of `-L`, with its two lines of heading. */
export function printChain(chain: NatChain, rules: readonly NatRule[], listing: RuleListing): string {
	const counted = listing.verbose ? ' 0 packets, 0 bytes' : '';
	const columns = listing.verbose
		? ' pkts bytes target     prot opt in     out     source               destination         '
		: 'target     prot opt source               destination         ';
	const heading = `Chain ${chain.toUpperCase()} (policy ACCEPT${counted})\n${listing.numbered ? 'num  ' : ''}${columns}\n`;
	return heading + rules.map((rule, index) => printRule(rule, index + 1, listing)).join('');
}

/** A row of `-L`. */
export function printRule({match, target, packets, bytes}: NatRule, number: number, listing: RuleListing): string {
	const {numeric, verbose} = listing;
	const protocol = numeric ? String(match.protocol ? NUMBERS[match.protocol] : 0) : (match.protocol ?? 'all');
	const cells = [
		listing.numbered ? `${String(number).padEnd(4)} ` : '',
		verbose ? `${count(packets, listing)} ${count(bytes, listing)} ` : '',
		`${TARGETS[target.kind].padEnd(9)} `,
		` ${protocol.padEnd(4)} -- `,
		verbose ? ` ${deviceCell(match.in)} ${deviceCell(match.out)} ` : '',
		subnetCell(match.source, numeric),
		subnetCell(match.destination, numeric),
		portsText(match, numeric),
		targetText(target),
	];
	return `${cells.join('')}\n`;
}

/** Five digits; more are thousands and millions, unless they are wanted exactly. */
function count(value: number, {exact}: RuleListing): string {
	if (exact) return String(value).padStart(8);
	if (value <= 99_999) return String(value).padStart(5);
	const thousands = Math.floor((value + 500) / 1000);
	if (thousands <= 9999) return `${String(thousands).padStart(4)}K`;
	return `${String(Math.floor((thousands + 500) / 1000)).padStart(4)}M`;
}

function deviceCell(device: NatMatch['in']): string {
	return `${device?.not ? '!' : ''}${device?.name ?? '*'}`.padEnd(6);
}

function subnetCell(subnet: Subnet | undefined, numeric: boolean): string {
	const everywhere = numeric ? '0.0.0.0/0' : 'anywhere';
	const text = !subnet || subnet.prefix === 0 ? everywhere : formatIpv4(subnet.address) + (subnet.prefix === 32 ? '' : `/${subnet.prefix}`);
	return `${subnet?.not ? '!' : ' '}${text.padEnd(19)} `;
}

function portsText({protocol, sourcePorts, destinationPorts}: NatMatch, numeric: boolean): string {
	if (!sourcePorts && !destinationPorts) return '';
	return ` ${protocol}${portText(' spt', sourcePorts, numeric)}${portText(' dpt', destinationPorts, numeric)}`;
}

function portText(word: string, range: Range | undefined, numeric: boolean): string {
	if (!range) return '';
	const name = (port: number) => (numeric ? undefined : Object.entries(SERVICES).find(([, known]) => known === port)?.[0]) ?? String(port);
	return range.from === range.to ? `${word}:${name(range.from)}` : `${word}s:${name(range.from)}:${name(range.to)}`;
}

function targetText(target: NatTarget): string {
	const random = 'random' in target && target.random ? ' random' : '';
	switch (target.kind) {
		case 'masquerade':
			return (target.ports ? ` masq ports: ${rangeText(target.ports, '-')}` : '') + random;
		case 'redirect':
			return (target.ports ? ` redir ports ${rangeText(target.ports, '-')}` : '') + random;
		case 'snat':
		case 'dnat':
			return ` to:${placesText(target)}${random}`;
		case 'accept':
		case 'return':
			return '';
		default:
			return target satisfies never;
	}
}
