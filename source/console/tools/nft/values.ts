/** Addresses, ports, protocols and types of ICMP in rules of nft (datatype.c). */
import {entryOf} from '../../../engine/entry-of.js';
import type {NatMatch} from '../../../engine/nat/netfilter.js';
import {networkOf, parseIpv4} from '../../../engine/protocol/ipv4-address.js';
import {notModelled} from '../../complaint.js';
import {ICMP_NAMES} from '../../print/nat/nft/icmp.js';
import {SERVICES} from '../../print/nat/words.js';
import type {Cursor} from './cursor.js';
import type {Span, Token} from './tokens.js';
import {KEYWORDS} from './words.js';

type Protocol = NonNullable<NatMatch['protocol']>;

const HIGHEST_PORT = 65535;
const PROTOCOLS: Readonly<Record<string, Protocol>> = {tcp: 'tcp', udp: 'udp', icmp: 'icmp', '6': 'tcp', '17': 'udp', '1': 'icmp'};

/** From where `first` stands to here. */
export function through(first: Span, cursor: Cursor): Span {
	return {...first, to: cursor.before.line === first.line ? cursor.before.to : first.to};
}

/** A value: no set, no map. */
function valueToken(cursor: Cursor, instead: string): Token {
	const {kind, text} = cursor.token;
	if (kind === 'sign' && (text === '{' || text === '@' || text === '$')) throw notModelled('nft: a set', instead);
	if (kind !== 'word' && kind !== 'number' && kind !== 'wild' && kind !== 'quoted') throw cursor.unexpected();
	return cursor.next();
}

/** `!=`, or `==`, which says nothing. */
export function readNot(cursor: Cursor): boolean {
	if (cursor.sees('<', '>', '<=', '>=')) throw notModelled(`nft: "${cursor.token.text}"`, 'tcp dport FROM-TO');
	return cursor.takes('!=') || (cursor.takes('==') && false);
}

export function readAddress(cursor: Cursor): number {
	const {kind, text, span} = valueToken(cursor, 'one rule for each address, or a subnet');
	const address = kind === 'word' ? parseIpv4(text) : undefined;
	if (address === undefined) {
		const looksNumeric = /^[\d.]+$/.test(text);
		cursor.fault(
			`Could not resolve hostname: ${looksNumeric ? 'Name or service not known' : 'Temporary failure in name resolution'}`,
			span,
		);
	}
	return address ?? 0;
}

/** `10.0.0.0/8` */
export function readSubnet(cursor: Cursor, not: boolean): {address: number; prefix: number; not?: boolean} {
	const first = cursor.token.span;
	const address = readAddress(cursor);
	if (cursor.sees('-')) throw notModelled('nft: a range of addresses to compare with', 'a subnet: ip saddr ADDRESS/LENGTH');
	if (cursor.sees(',')) throw notModelled('nft: a set', 'one rule for each address, or a subnet');
	const prefix = cursor.takes('/') ? Number(cursor.number().text) : 32;
	if (prefix > 32) cursor.fault('Prefix length 32 is the maximum', through(first, cursor));
	if (not && prefix === 0) throw notModelled('nft: all addresses but all', 'ip saddr != ADDRESS/LENGTH');
	return {address: prefix <= 32 ? networkOf(address, prefix) : address, prefix, ...(not ? {not} : {})};
}

export interface Ports {
	from: number;
	to: number;
}

/** `80`, `http`, `1000-2000` */
export function readPorts(cursor: Cursor): Ports {
	const first = cursor.token.span;
	const from = readPort(cursor);
	if (!cursor.takes('-')) return {from, to: from};
	const to = readPort(cursor);
	if (from > to) cursor.fault('Range has zero or negative size', through(first, cursor));
	if (from === to) throw notModelled('nft: a range of one port', `${from}`);
	return {from, to};
}

function readPort(cursor: Cursor): number {
	const {kind, text, span} = valueToken(cursor, 'one rule for each port, or FROM-TO');
	if (kind === 'number') {
		if (Number(text) > HIGHEST_PORT) cursor.fault('Service out of range', span);
		return Number(text);
	}
	const port = entryOf(SERVICES, text);
	if (port === undefined) cursor.fault('Could not resolve service: Servname not supported for ai_socktype', span);
	return port ?? 0;
}

export function readProtocol(cursor: Cursor): Protocol {
	const {text, span} = valueToken(cursor, 'one rule for each protocol');
	const protocol = entryOf(PROTOCOLS, text);
	if (protocol === undefined && (KEYWORDS.has(text) || /^\d+$/.test(text) || text === 'gre' || text === 'ipv6'))
		throw notModelled(`nft: the protocol ${text}`, 'tcp, udp, icmp');
	if (protocol === undefined) cursor.fault('Could not resolve protocol name', span);
	return protocol ?? 'tcp';
}

export function readIcmpType(cursor: Cursor): number {
	const {kind, text, span} = valueToken(cursor, 'one rule for each type');
	if (kind === 'number') {
		if (Number(text) > 255) cursor.fault('Value exceeds valid range 0-255', span);
		return Number(text);
	}
	const type = entryOf(ICMP_NAMES, text);
	if (type === undefined) cursor.fault('Could not parse ICMP type', span);
	return type ?? 0;
}
