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

/** `extended`: with the family in front (`-o extended`). */
export function printConnection(connection: Connection, now: number, extended: boolean): string {
	const {original, reply, tcp, seenReply, assured, expires} = connection;
	const name = PROTOCOL_NAMES.get(original.protocol) ?? 'unknown';
	const left = Math.max(0, Math.floor((expires - now) / SECOND));
	const words = [
		`${name.padEnd(8)} ${original.protocol} ${left}`,
		...(tcp ? [stateText(tcp.state)] : []),
		tupleText(original),
		...(seenReply ? [] : ['[UNREPLIED]']),
		tupleText(reply),
		...(assured ? ['[ASSURED]'] : []),
		'mark=0 use=1',
	];
	return `${extended ? 'ipv4     2 ' : ''}${words.join(' ')}\n`;
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
