/**
 * Sending UDP (udp_sendmsg): what daemons of a machine say to others, and what a collector hears. Nobody answers, so
 * that nobody listens is not noticed: a host without collector drops the datagram as it drops whatever it has no use for.
 *
 * Not modelled: "port unreachable".
 */
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {buildUdp, type UdpDatagram} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {collect} from './collector.js';
import {stackSend} from './ipv4-output.js';
import {wayTo} from './route.js';

/** Sends a datagram of `machine`; false when there is no way to its destination. */
export function sendUdp(world: World, machine: Machine, datagram: UdpDatagram, destination: Ipv4Address, out: Sink): boolean {
	const way = wayTo(world, machine, destination);
	if (way.kind === 'local') {
		collect(machine, datagram, way.source, world.now, out);
		return true;
	}
	if (way.kind !== 'link') {
		if (out.tracing) out.note({kind: 'no-route', address: destination});
		return false;
	}
	const {source} = way;
	const payload = buildUdp(datagram, {source, destination});
	return stackSend(world, machine, {source, destination, protocol: IP_PROTOCOL.udp, payload}, world.now, out).kind === 'sent';
}
