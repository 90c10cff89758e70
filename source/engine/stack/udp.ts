/** Sending UDP (udp_sendmsg): what programs of a machine say to others. */
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {buildUdp, type UdpDatagram} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {collect} from './collector.js';
import {type Outgoing, stackSend} from './ipv4-output.js';
import {wayTo} from './route.js';

/**
 * Sends a datagram of `machine`; false when there is no way to its destination. What is for the machine itself goes
 * straight to its collector if that listens, else by `lo`.
 */
export function sendUdp(
	world: World,
	machine: Machine,
	datagram: UdpDatagram,
	destination: Ipv4Address,
	out: Sink,
	options: Partial<Pick<Outgoing, 'source' | 'tos' | 'via' | 'dontFragment'>> = {},
): boolean {
	const way = wayTo(world, machine, destination, options.via);
	if (way.kind === 'local' && collect(machine, datagram, way.source, world.now, out)) return true;
	if (way.kind !== 'link' && way.kind !== 'local') {
		if (out.tracing) out.note({kind: 'no-route', address: destination});
		return false;
	}
	const source = options.source ?? way.source;
	const payload = buildUdp(datagram, {source, destination});
	return (
		stackSend(world, machine, {...options, source, destination, protocol: IP_PROTOCOL.udp, payload}, world.now, out).kind !== 'no-route'
	);
}
