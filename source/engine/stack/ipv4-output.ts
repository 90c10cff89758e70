/** Sending IPv4: route, header, neighbour (ip_build_and_send_pkt, ip_finish_output2). */
import {buildIpv4, type Ipv4Packet} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {deviceAt, type Machine, type World} from '../world.js';
import {sendToNeighbour} from './neighbour.js';
import {wayTo} from './route.js';

/** What the stack is to send; by default the route chooses the source, and the header is a plain one. */
export type Outgoing = {destination: Ipv4Address; source?: Ipv4Address} & Pick<Ipv4Packet, 'protocol' | 'payload'> &
	Partial<Pick<Ipv4Packet, 'tos' | 'ttl' | 'dontFragment'>>;

export type Sent =
	/** Sent, or waiting for ARP. */
	| {kind: 'sent'}
	/** The destination is the machine itself; nothing is sent. */
	| {kind: 'local'}
	/** No route, or a broadcast, which this stack does not send. */
	| {kind: 'no-route'};

/** Sends a packet of `machine`. */
export function stackSend(world: World, machine: Machine, outgoing: Outgoing, now: number, out: Sink): Sent {
	const way = wayTo(world, machine, outgoing.destination);
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
			const packet = buildIpv4({...outgoing, source: outgoing.source ?? way.source, identification: stack.identification});
			sendToNeighbour(world, deviceAt(world, way.device), outgoing.destination, packet, now, out);
			return {kind: 'sent'};
		}
		default:
			return way satisfies never;
	}
}
