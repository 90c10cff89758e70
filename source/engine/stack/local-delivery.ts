/*
 * Local delivery (ip_local_deliver): which handler takes the packet?
 *
 * The protocol number decides, then the port. Where nothing listens, the sender is told: "port unreachable" for UDP,
 * "protocol unreachable" for a protocol that nothing here speaks. Packets that the machine sends to itself by `lo` come here, too.
 */
import type {Device} from '../device.js';
import {hostTakes} from '../hosted/nat-service.js';
import type {PacketType} from '../netdev.js';
import {receiveDatagram} from '../programs/datagram.js';
import {ICMP_TYPE, UNREACHABLE_CODE} from '../protocol/icmp.js';
import {IP_PROTOCOL, type Ipv4Packet, parseIpv4Packet} from '../protocol/ipv4.js';
import {parseUdp} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {ownsAddress} from './address.js';
import {receiveIcmp} from './icmp.js';
import {sendIcmpError} from './icmp-error.js';
import type {Verdict} from './stack-state.js';
import {receiveTcp} from './tcp/input.js';
import {receiveFromTunnel} from './tunnel.js';

/** Delivers a whole packet for `machine`, received by `device` (`undefined` is `lo`) as `type`. */
export function deliverLocally(
	world: World,
	machine: Machine,
	device: Device | undefined,
	packet: Ipv4Packet,
	type: PacketType,
	now: number,
	out: Sink,
): Verdict {
	// What a guest behind a NAT of this host waits for is for no socket of the host.
	if (machine.natServices && hostTakes(world, machine, packet, out)) return 'taken';
	if (packet.protocol === IP_PROTOCOL.udp) return deliverUdp(world, machine, device, packet, type, now, out);
	// Only UDP listens to what is for all.
	if (!ownsAddress(world, machine, packet.destination)) return 'ignored';
	switch (packet.protocol) {
		case IP_PROTOCOL.icmp:
			return receiveIcmp(world, machine, packet, now, out);
		case IP_PROTOCOL.tcp:
			return receiveTcp(world, machine, packet, now, out);
		case IP_PROTOCOL.gre:
			return receiveFromTunnel(world, machine, packet, out);
		case IP_PROTOCOL.igmp:
			return 'ignored';
		default:
			out.drop('protocol-unreachable');
			sendIcmpError(world, machine, packet, type, {type: ICMP_TYPE.unreachable, code: UNREACHABLE_CODE.protocol}, now, out);
			return 'taken';
	}
}

/** Tunnels and collectors first, then programs, then nobody (__udp4_lib_rcv). */
function deliverUdp(
	world: World,
	machine: Machine,
	device: Device | undefined,
	packet: Ipv4Packet,
	type: PacketType,
	now: number,
	out: Sink,
): Verdict {
	const udp = parseUdp(packet.payload, packet);
	if (udp.kind === 'malformed') return 'malformed';
	const verdict = receiveFromTunnel(world, machine, packet, out);
	if (verdict !== 'ignored') return verdict;
	if (receiveDatagram(world, machine, device, packet, udp.value, out)) return 'taken';
	if (!ownsAddress(world, machine, packet.destination)) return 'ignored';
	out.drop('port-unreachable');
	sendIcmpError(world, machine, packet, type, {type: ICMP_TYPE.unreachable, code: UNREACHABLE_CODE.port}, now, out);
	return 'taken';
}

/** Hands over what the machine sent to itself so far (loopback_xmit, process_backlog). */
export function deliverLoopback(world: World, machine: Machine, now: number, out: Sink): void {
	const packets = machine.stack.loopback?.splice(0) ?? [];
	for (const bytes of packets) {
		const parsed = parseIpv4Packet(bytes);
		const verdict = parsed.kind === 'ok' ? deliverLocally(world, machine, undefined, parsed.value, 'host', now, out) : 'malformed';
		if (verdict !== 'taken') out.drop(verdict === 'malformed' ? 'malformed' : 'not-for-us');
	}
}
