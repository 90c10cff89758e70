/** Rules of the nat table as one would type them: `iptables -S`, `iptables-save`. */
import type {DeviceMatch, NatChain, NatMatch, NatRule, NatRuleText, NatTarget, Subnet} from '../../../engine/nat/netfilter.js';
import {formatIpv4} from '../../../engine/protocol/ipv4-address.js';
import {isAnyPort, placesText, rangeText} from './words.js';

const TARGET_NAMES: Readonly<Record<Exclude<NatTarget['kind'], 'jump' | 'goto'>, string>> = {
	masquerade: 'MASQUERADE',
	snat: 'SNAT',
	dnat: 'DNAT',
	redirect: 'REDIRECT',
	accept: 'ACCEPT',
	drop: 'DROP',
	return: 'RETURN',
};

/** What is behind `-j`: a target, or the chain to which a rule leads. */
export function jumpName(target: NatTarget): string {
	return target.kind === 'jump' || target.kind === 'goto' ? target.chain : TARGET_NAMES[target.kind];
}

/** How a chain begins in `-S`: its policy, or that it is one's own. */
export function printChainAsTyped({name, base}: NatChain, counted: boolean): string {
	if (!base) return `-N ${name}\n`;
	return `-P ${name} ${base.policy.toUpperCase()}${counted ? ' -c 0 0' : ''}\n`;
}

/** A line of `-S`; `counted` is `-v`. */
export function printRuleAsTyped(chain: string, rule: NatRule, counted = false): string {
	return `-A ${chain}${wordsOf(rule, counted ? [`-c ${rule.packets} ${rule.bytes}`] : [])
		.map((word) => ` ${word}`)
		.join('')}\n`;
}

/** The words of two rules are alike when the rules are. */
export function ruleWords(rule: NatRuleText): string {
	return wordsOf(rule, []).join(' ');
}

function wordsOf({match, target}: NatRuleText, counters: readonly string[]): string[] {
	const {protocol, otherProtocol = false, source, destination} = match;
	return [
		...subnetAsTyped('-s', source),
		...subnetAsTyped('-d', destination),
		...deviceAsTyped('-i', match.in),
		...deviceAsTyped('-o', match.out),
		...(protocol === undefined ? [] : [`${otherProtocol ? '! ' : ''}-p ${protocol}`]),
		...matchesAsTyped(match),
		...counters,
		...(target ? targetAsTyped(target) : []),
	];
}

/** What a module of `-m` looks at, in the order in which the modules were named. */
function matchesAsTyped(match: NatMatch): string[] {
	const {protocol, sourcePorts, destinationPorts, icmpType, comment} = match;
	const words: string[] = [];
	for (const key of Object.keys(match) as (keyof NatMatch)[]) {
		if ((key === 'sourcePorts' || key === 'destinationPorts') && !words.includes(`-m ${protocol}`))
			words.push(`-m ${protocol}`, ...portAsTyped('--sport', sourcePorts), ...portAsTyped('--dport', destinationPorts));
		else if (key === 'icmpType' && icmpType) words.push(`-m icmp ${icmpType.not ? '! ' : ''}--icmp-type ${icmpType.type}`);
		else if (key === 'comment' && comment !== undefined) words.push(`-m comment --comment ${quoted(comment)}`);
	}
	return words;
}

function portAsTyped(option: string, ports: NatMatch['sourcePorts']): string[] {
	return ports === undefined || isAnyPort(ports) ? [] : [`${ports.not ? '! ' : ''}${option} ${rangeText(ports, ':')}`];
}

/** xtables_save_string: in quotes when it is more than a plain word. */
function quoted(text: string): string {
	return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, (sign) => `\\${sign}`)}"`;
}

function subnetAsTyped(option: string, subnet: Subnet | undefined): string[] {
	return subnet === undefined ? [] : [`${subnet.not ? '! ' : ''}${option} ${formatIpv4(subnet.address)}/${subnet.prefix}`];
}

function deviceAsTyped(option: string, device: DeviceMatch | undefined): string[] {
	return device === undefined ? [] : [`${device.not ? '! ' : ''}${option} ${device.name}`];
}

function targetAsTyped(target: NatTarget): string[] {
	const random = 'random' in target && target.random ? ['--random'] : [];
	const jump = `${target.kind === 'goto' ? '-g' : '-j'} ${jumpName(target)}`;
	switch (target.kind) {
		case 'masquerade':
		case 'redirect':
			return [jump, ...(target.ports ? [`--to-ports ${rangeText(target.ports, '-')}`] : []), ...random];
		case 'snat':
			return [jump, `--to-source ${placesText(target)}`, ...random];
		case 'dnat':
			return [jump, `--to-destination ${placesText(target)}`, ...random];
		case 'accept':
		case 'drop':
		case 'return':
		case 'jump':
		case 'goto':
			return [jump];
		default:
			return target satisfies never;
	}
}
