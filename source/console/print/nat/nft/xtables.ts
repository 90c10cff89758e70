/**
 * Rules of iptables as nft shows them: what iptables-nft handed to the kernel, some of it as matches and targets of its own
 * (`xt`), which nft has translated by the library of iptables (xt.c, the `xlate` functions of libxt_*.c).
 */
import type {NatMatch, NatRule, NatTable} from '../../../../engine/nat/netfilter.js';
import {isAnyPort} from '../words.js';
import {conditionOf, counterOf, type Expression, type NftOptions, protocolOf, targetOf} from './expressions.js';
import {icmpName} from './icmp.js';

const TARGETS: ReadonlySet<string> = new Set(['masquerade', 'snat', 'dnat', 'redirect']);

/** Is something of the table iptables' own? */
export function isOfIptables({chains}: NatTable): boolean {
	return chains.some(({rules}) =>
		rules.some(
			({native, match, target}) =>
				!native && (match.icmpType || match.comment !== undefined || isAnyPorts(match) || (target && TARGETS.has(target.kind))),
		),
	);
}

export function expressionsOfIptables(rule: NatRule, options: NftOptions): Expression[] {
	const {match, target} = rule;
	const condition = (key: keyof NatMatch) => conditionOf(key, match, options) ?? [];
	const matches = Object.keys(match).flatMap((key) => moduleOf(key as keyof NatMatch, match, options) ?? []);
	const [first] = matches;
	// What the header says of the protocol is left away, unless a module of iptables stands in between.
	const isSaid = match.protocol !== undefined && (!first || isXt(first));
	return [
		...[condition('in'), condition('out')].flat(),
		...(isSaid ? [protocolOf(match, 'meta', options)] : []),
		...[condition('source'), condition('destination')].flat(),
		...matches,
		counterOf(rule, options),
		...(target ? [xtTarget(targetOf(target, 'ip'), target.kind)] : []),
	];
}

function isXt({json}: Expression): boolean {
	return json !== null && typeof json === 'object' && 'xt' in json;
}

function isAnyPorts({sourcePorts, destinationPorts}: NatMatch): boolean {
	return sourcePorts !== undefined && isAnyPort(sourcePorts) && !destinationPorts;
}

function moduleOf(key: keyof NatMatch, match: NatMatch, options: NftOptions): Expression | undefined {
	const xt = (name: string, text: string): Expression => ({text, json: {xt: {type: 'match', name}}});
	switch (key) {
		case 'comment':
			return xt('comment', '');
		case 'icmpType': {
			const {type, not = false} = match.icmpType ?? {type: 'any'};
			if (type === 'any') return xt('icmp', 'ip protocol icmp');
			const name = icmpName(type);
			return xt('icmp', typeof name === 'number' ? 'xt match icmp' : `icmp type ${not ? '!= ' : ''}${name}`);
		}
		case 'sourcePorts':
		case 'destinationPorts':
			return isAnyPorts(match) ? xt(match.protocol ?? 'tcp', '') : conditionOf(key, match, options);
		default:
			return undefined;
	}
}

function xtTarget(expression: Expression, kind: string): Expression {
	return TARGETS.has(kind) ? {...expression, json: {xt: {type: 'target', name: kind.toUpperCase()}}} : expression;
}
