/** Sending IPv4: route, header, fragments, neighbour (ip_build_and_send_pkt, ip_fragment, ip_finish_output2). */
import type {DeviceId} from '../netdev.js';
import {buildIpv4, IPV4_HEADER_LENGTH, type Ipv4Packet, ipv4Packet} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {fragment} from './fragment.js';
import {sendToNeighbour} from './neighbour.js';
import {wayTo} from './route.js';

/** What the stack is to send; by default the route chooses the source, and the header is a plain one. */
export type Outgoing = {destination: Ipv4Address; source?: Ipv4Address} & Pick<Ipv4Packet, 'protocol' | 'payload'> &
	Partial<Pick<Ipv4Packet, 'tos' | 'ttl' | 'dontFragment'>> & {
		/** Only by this device. */
		via?: DeviceId;
	};

export type Sent =
	/** Sent, or waiting for ARP, or too long for the way and not to be cut. */
	| {kind: 'sent'}
	/** The destination is the machine itself; nothing is sent. */
	| {kind: 'local'}
	/** No route, or a broadcast, which this stack does not send. */
	| {kind: 'no-route'};

/** Sends a packet of `machine`. */
export function stackSend(world: World, machine: Machine, outgoing: Outgoing, now: number, out: Sink): Sent {
	const {via, ...parts} = outgoing;
	const way = wayTo(world, machine, outgoing.destination, via);
	switch (way.kind) {
		case 'local':
			return {kind: 'local'};
		case 'none':
		case 'broadcast':
			if (out.tracing) out.note({kind: 'no-route', address: outgoing.destination});
			return {kind: 'no-route'};
		case 'link': {
			const {stack} = machine;
			stack.identification = (stack.identification + 1) & 0xffff;
			const device = deviceAt(world, way.device);
			const packet = ipv4Packet({...parts, source: outgoing.source ?? way.source, identification: stack.identification});
			const fits = packet.payload.length + IPV4_HEADER_LENGTH <= device.mtu;
			if (!fits && packet.dontFragment) {
				out.drop('too-long');
				return {kind: 'sent'};
			}
			for (const piece of fits ? [buildIpv4(packet)] : fragment(packet, device.mtu))
				sendToNeighbour(world, device, outgoing.destination, piece, now, out);
			return {kind: 'sent'};
		}
		default:
			return way satisfies never;
	}
}
