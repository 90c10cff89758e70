/** Entries of connection tracking, a line each (nfct_snprintf of libnetfilter_conntrack). */
import type {Connection} from '../../engine/nat/connection.js';
import type {Tuple} from '../../engine/nat/tuple.js';
import {IP_PROTOCOL} from '../../engine/protocol/ipv4.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {SECOND} from './timer.js';

export const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([
	[IP_PROTOCOL.icmp, 'icmp'],
	[IP_PROTOCOL.tcp, 'tcp'],
	[IP_PROTOCOL.udp, 'udp'],
]);

export interface ConnectionForm {
	/** With the family in front (`-o extended`). */
	extended: boolean;
	/** With its number at the end (`-o id`). */
	id: boolean;
}

const PLAIN: ConnectionForm = {extended: false, id: false};

export function printConnection(connection: Connection, now: number, form: ConnectionForm = PLAIN): string {
	return `${family(form)}${wordsOf(connection, now, true)} mark=0 use=1${idText(connection, form)}\n`;
}

const EVENTS = {new: '    [NEW] ', update: ' [UPDATE] ', destroy: '[DESTROY] '} as const;

/** A line of `conntrack -E`. One whose time is over has no time left; one that goes before that was deleted by somebody. */
export function printEvent(kind: keyof typeof EVENTS, connection: Connection, now: number, form: ConnectionForm): string {
	const isOver = kind === 'destroy' && connection.expires <= now;
	const deleted = kind === 'destroy' && !isOver ? ' [USERSPACE]' : '';
	return `${EVENTS[kind]}${family(form)}${wordsOf(connection, now, !isOver)}${deleted}${idText(connection, form)}\n`;
}

function family({extended}: ConnectionForm): string {
	return extended ? 'ipv4     2 ' : '';
}

function idText({id}: Connection, form: ConnectionForm): string {
	return form.id ? ` id=${id}` : '';
}

function wordsOf({original, reply, tcp, seenReply, assured, expires}: Connection, now: number, timed: boolean): string {
	const name = PROTOCOL_NAMES.get(original.protocol) ?? 'unknown';
	const left = Math.max(0, Math.floor((expires - now) / SECOND));
	return [
		`${name.padEnd(8)} ${original.protocol}`,
		...(timed ? [left] : []),
		...(tcp && timed ? [stateText(tcp.state)] : []),
		tupleText(original),
		...(seenReply ? [] : ['[UNREPLIED]']),
		tupleText(reply),
		...(assured ? ['[ASSURED]'] : []),
	].join(' ');
}

export function stateText(state: string): string {
	return state.toUpperCase().replaceAll('-', '_');
}

function tupleText({protocol, source, destination, sourcePort, destinationPort}: Tuple): string {
	const addresses = `src=${formatIpv4(source)} dst=${formatIpv4(destination)}`;
	if (protocol === IP_PROTOCOL.icmp) return `${addresses} type=${destinationPort >> 8} code=${destinationPort & 0xff} id=${sourcePort}`;
	const hasPorts = protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp;
	return hasPorts ? `${addresses} sport=${sourcePort} dport=${destinationPort}` : addresses;
}
