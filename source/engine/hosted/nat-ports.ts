/** Ports of a host that services share: sockets of one machine, as much as its own. */
import {tupleKey} from '../nat/tuple.js';
import {ICMP_TYPE} from '../protocol/icmp.js';
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {read16} from '../protocol/octets.js';
import type {Machine, World} from '../world.js';
import type {NatService} from './nat-state.js';

/** Does another service of the host, or the host itself, talk to the same remote by the port that the guest uses? */
export function portIsTaken(world: World, host: Machine, service: NatService, packet: Ipv4Packet, address: Ipv4Address): boolean {
	const isIcmp = packet.protocol === IP_PROTOCOL.icmp;
	const port = isIcmp ? read16(packet.payload, 4) : read16(packet.payload, 0);
	const remote = isIcmp ? ICMP_TYPE.echoReply << 8 : read16(packet.payload, 2);
	const answer = tupleKey({
		protocol: packet.protocol,
		source: packet.destination,
		destination: address,
		sourcePort: isIcmp ? port : remote,
		destinationPort: isIcmp ? remote : port,
	});
	const others = (host.natServices ?? []).flatMap((id) => world.machines[id]?.natService ?? []).filter((other) => other !== service);
	if (others.some(({connections}) => connections.tuples.has(answer))) return true;
	return isIcmp && host.stack.pings.some(({id, target, done}) => !done && id === port && target === packet.destination);
}
