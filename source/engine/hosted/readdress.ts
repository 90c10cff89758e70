/** A packet with other addresses. */
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import {buildTcp, parseTcp} from '../protocol/tcp.js';
import {buildUdp, parseUdp} from '../protocol/udp.js';

/** The packet with the addresses of `to`: the checksum of what is in it covers them. */
export function readdressed(packet: Ipv4Packet, to: Ipv4Packet): Ipv4Packet {
	const isTcp = packet.protocol === IP_PROTOCOL.tcp;
	const segment = isTcp ? parseTcp(packet.payload, packet) : undefined;
	if (segment) return segment.kind === 'ok' ? {...to, payload: buildTcp(segment.value, to)} : to;
	const datagram = parseUdp(packet.payload, packet);
	return datagram.kind === 'ok' ? {...to, payload: buildUdp(datagram.value, to)} : to;
}
