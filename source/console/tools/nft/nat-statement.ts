/** `masquerade`, `snat`, `dnat` and `redirect` of nft, with what they choose from. */
import type {NatTarget} from '../../../engine/nat/netfilter.js';
import {notModelled} from '../../complaint.js';
import type {Cursor} from './cursor.js';
import type {Draft} from './rule.js';
import type {Span} from './tokens.js';
import {type Ports, readAddress, readPorts, through} from './values.js';

type Kind = 'masquerade' | 'snat' | 'dnat' | 'redirect';

/** `first` is where the word of the statement stands. */
export function readTranslation(cursor: Cursor, draft: Draft, kind: Kind, first: Span): NatTarget {
	if (kind === 'masquerade' || kind === 'redirect') {
		const ports = cursor.takes('to') ? readOwnPorts(cursor, draft, kind, first) : undefined;
		return {kind, ...(ports ? {ports} : {}), ...readFlags(cursor)};
	}
	const isOfFamily = readFamily(cursor);
	cursor.takes('to');
	if (cursor.sees(':'))
		throw notModelled(`nft: ${kind} to a port alone`, kind === 'dnat' ? 'redirect to :PORT, dnat to ADDRESS:PORT' : 'masquerade to :PORTS');
	const at = cursor.token.span;
	const from = readAddress(cursor);
	const to = cursor.takes('-') ? readAddress(cursor) : from;
	if (from > to) cursor.fault('Range has zero or negative size', through(at, cursor));
	const {source, destination, protocol} = draft.match;
	const isIpv4 = isOfFamily || source || destination || protocol === 'icmp' || draft.protocolBy === 'ip';
	if (draft.family === 'inet' && !isIpv4) cursor.fault('ip or ip6 must be specified with address for inet tables.', first);
	const ports = cursor.takes(':') ? readChoice(cursor, draft, first) : undefined;
	return {kind, addresses: {from, to}, ...(ports ? {ports} : {}), ...readFlags(cursor)};
}

/** `snat ip to`, which a table of both families needs. */
function readFamily(cursor: Cursor): boolean {
	if (cursor.sees('ip6')) throw notModelled('nft: IPv6', 'ip');
	return cursor.takes('ip');
}

/** Behind a colon; for a redirect it may be left away. */
function readOwnPorts(cursor: Cursor, draft: Draft, kind: Kind, first: Span): Ports {
	if (!cursor.takes(':') && (kind === 'masquerade' || cursor.token.kind !== 'number'))
		throw kind === 'masquerade' ? cursor.unexpected('colon') : cursor.unexpected();
	return readChoice(cursor, draft, first);
}

function readChoice(cursor: Cursor, {match}: Draft, first: Span): Ports {
	const at = cursor.token.span;
	const ports = readPorts(cursor);
	const {protocol, otherProtocol = false} = match;
	if (protocol === undefined || otherProtocol)
		cursor.fault('transport protocol mapping is only valid after transport protocol match', through(at, cursor), first);
	return ports;
}

function readFlags(cursor: Cursor): {random?: boolean} {
	if (cursor.sees('fully-random', 'persistent')) throw notModelled(`nft: "${cursor.token.text}"`, 'random');
	if (!cursor.takes('random')) return {};
	if (cursor.sees(',')) throw notModelled('nft: several flags', 'random');
	return {random: true};
}
