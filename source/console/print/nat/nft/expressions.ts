/** What a rule is made of, as nft shows it: in words, and in JSON (expression.c, statement.c, json.c). */
import type {DeviceMatch, NatFamily, NatMatch, NatRule, NatTarget, PortMatch, Subnet} from '../../../../engine/nat/netfilter.js';
import {formatIpv4} from '../../../../engine/protocol/ipv4-address.js';
import {placesText, type Range, rangeText, subnetText} from '../words.js';
import {icmpName} from './icmp.js';

export type Json = null | string | number | readonly Json[] | {readonly [name: string]: Json};

export interface Expression {
	text: string;
	json: Json;
}

export interface NftOptions {
	/** -a */
	handles: boolean;
	/** -s */
	stateless: boolean;
	/** -n, -p */
	numericProtocol: boolean;
	/** -n, -y */
	numericPriority: boolean;
	/** What a device is called now. */
	deviceName: (ifindex: number) => string | undefined;
}

const NUMBERS = {icmp: 1, tcp: 6, udp: 17} as const;

/** One written by nft itself. */
export function expressionsOf(rule: NatRule, family: NatFamily, options: NftOptions): Expression[] {
	const {match, target, native} = rule;
	const found: Expression[] = [];
	for (const key of Object.keys(match) as (keyof NatMatch)[]) {
		const expression =
			key === 'protocol'
				? native?.protocolBy
					? protocolOf(match, native.protocolBy, options)
					: undefined
				: conditionOf(key, match, options);
		if (expression) found.push(expression);
	}
	if (native?.counter) found.push(counterOf(rule, options));
	if (target) found.push(targetOf(target, family));
	return found;
}

function compared(left: Json, not: boolean, right: Json): Json {
	return {match: {op: not ? '!=' : '==', left, right}};
}

export function protocolOf(
	{protocol = 'tcp', otherProtocol = false}: NatMatch,
	by: 'ip' | 'meta',
	{numericProtocol}: NftOptions,
): Expression {
	const value = numericProtocol ? NUMBERS[protocol] : protocol;
	const left: Json = by === 'ip' ? {payload: {protocol: 'ip', field: 'protocol'}} : {meta: {key: 'l4proto'}};
	return {
		text: `${by === 'ip' ? 'ip protocol' : 'meta l4proto'} ${otherProtocol ? '!= ' : ''}${value}`,
		json: compared(left, otherProtocol, value),
	};
}

/** Nothing for the protocol and the comment, which stand elsewhere. */
export function conditionOf(key: keyof NatMatch, match: NatMatch, options: NftOptions): Expression | undefined {
	const {protocol = 'tcp'} = match;
	switch (key) {
		case 'source':
		case 'destination':
			return match[key] && subnetOf(key === 'source' ? 'saddr' : 'daddr', match[key]);
		case 'in':
		case 'out':
			return match[key] && deviceOf(key === 'in' ? 'iif' : 'oif', match[key], options);
		case 'sourcePorts':
		case 'destinationPorts':
			return match[key] && portsOf(protocol, key === 'sourcePorts' ? 'sport' : 'dport', match[key]);
		case 'icmpType': {
			const {type, not = false} = match.icmpType ?? {type: 'any'};
			if (type === 'any') return undefined;
			const value = options.numericProtocol ? type : icmpName(type);
			return {text: `icmp type ${not ? '!= ' : ''}${value}`, json: compared({payload: {protocol: 'icmp', field: 'type'}}, not, value)};
		}
		case 'protocol':
		case 'otherProtocol':
		case 'comment':
			return undefined;
		default:
			return key satisfies never;
	}
}

function subnetOf(field: string, subnet: Subnet): Expression {
	const {address, prefix, not = false} = subnet;
	const value: Json = prefix === 32 ? formatIpv4(address) : {prefix: {addr: formatIpv4(address), len: prefix}};
	return {text: `ip ${field} ${not ? '!= ' : ''}${subnetText(subnet)}`, json: compared({payload: {protocol: 'ip', field}}, not, value)};
}

function deviceOf(word: string, {name, ifindex, not = false}: DeviceMatch, {deviceName}: NftOptions): Expression {
	const key = ifindex === undefined ? `${word}name` : word;
	const shown = ifindex === undefined ? name.replace(/\+$/, '*') : deviceName(ifindex);
	return {
		text: `${key} ${not ? '!= ' : ''}${shown === undefined ? ifindex : `"${shown}"`}`,
		json: compared({meta: {key}}, not, shown ?? ifindex ?? 0),
	};
}

function portsOf(protocol: string, field: string, ports: PortMatch): Expression {
	const {not = false} = ports;
	return {
		text: `${protocol} ${field} ${not ? '!= ' : ''}${rangeText(ports, '-')}`,
		json: compared({payload: {protocol, field}}, not, rangeJson(ports)),
	};
}

function rangeJson({from, to}: Range): Json {
	return from === to ? from : {range: [from, to]};
}

export function counterOf({packets, bytes}: NatRule, {stateless}: NftOptions): Expression {
	return stateless
		? {text: 'counter', json: {counter: null}}
		: {text: `counter packets ${packets} bytes ${bytes}`, json: {counter: {packets, bytes}}};
}

/** `family`: in a table of more than IPv4 it is said. */
export function targetOf(target: NatTarget, family: NatFamily): Expression {
	switch (target.kind) {
		case 'accept':
		case 'drop':
		case 'return':
			return {text: target.kind, json: {[target.kind]: null}};
		case 'jump':
		case 'goto':
			return {text: `${target.kind} ${target.chain}`, json: {[target.kind]: {target: target.chain}}};
		case 'masquerade':
		case 'redirect': {
			const {kind, ports} = target;
			const said = choiceJson(target);
			return {
				text: `${kind}${ports ? ` to :${rangeText(ports, '-')}` : ''}${flagText(target)}`,
				json: {[kind]: Object.keys(said).length === 0 ? null : said},
			};
		}
		case 'snat':
		case 'dnat': {
			const {from, to} = target.addresses;
			const addr: Json = from === to ? formatIpv4(from) : {range: [formatIpv4(from), formatIpv4(to)]};
			return {
				text: `${target.kind}${family === 'inet' ? ' ip' : ''} to ${placesText(target)}${flagText(target)}`,
				json: {[target.kind]: {...(family === 'inet' ? {family: 'ip'} : {}), addr, ...choiceJson(target)}},
			};
		}
		default:
			return target satisfies never;
	}
}

function flagText({random}: {random?: boolean}): string {
	return random ? ' random' : '';
}

function choiceJson({ports, random}: {ports?: Range; random?: boolean}): {[name: string]: Json} {
	return {...(ports ? {port: rangeJson(ports)} : {}), ...(random ? {flags: 'random'} : {})};
}
