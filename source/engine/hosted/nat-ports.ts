/** Ports of a host, which it shares with its NAT services: they are sockets of one machine. */
import {tupleKey} from '../nat/tuple.js';
import {ICMP_TYPE} from '../protocol/icmp.js';
import {IP_PROTOCOL, type Ipv4Packet} from '../protocol/ipv4.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {read16} from '../protocol/octets.js';
import {connectionKey} from '../stack/tcp/tcp-table.js';
import type {Machine, World} from '../world.js';
import type {NatService} from './nat-state.js';

/** Does another service of the host, or the host itself, talk to the same remote by the port (or echo identifier) that the guest uses? */
export function portIsTaken(world: World, host: Machine, service: NatService, packet: Ipv4Packet, address: Ipv4Address): boolean {
	const {protocol, payload, destination} = packet;
	if (protocol === IP_PROTOCOL.icmp) {
		const id = read16(payload, 4);
		if (host.stack.pings.some((ping) => !ping.done && ping.id === id && ping.target === destination)) return true;
		return isInTables(world, host, service, echoAnswer(destination, address, id));
	}
	const [port, remotePort] = [read16(payload, 0), read16(payload, 2)];
	const own = connectionKey({local: address, localPort: port, remote: destination, remotePort});
	if (protocol === IP_PROTOCOL.tcp && host.stack.tcp?.connections.has(own)) return true;
	const answer = {protocol, source: destination, destination: address, sourcePort: remotePort, destinationPort: port};
	return isInTables(world, host, service, tupleKey(answer));
}

/** Does a NAT service of `host` wait for echo replies from `target` with this identifier? The host's own ping needs another one then. */
export function echoIsTaken(world: World, host: Machine, target: Ipv4Address, address: Ipv4Address, id: number): boolean {
	return isInTables(world, host, undefined, echoAnswer(target, address, id));
}

function echoAnswer(source: Ipv4Address, destination: Ipv4Address, id: number): string {
	return tupleKey({protocol: IP_PROTOCOL.icmp, source, destination, sourcePort: id, destinationPort: ICMP_TYPE.echoReply << 8});
}

function isInTables(world: World, host: Machine, except: NatService | undefined, answer: string): boolean {
	return (host.natServices ?? []).some((id) => {
		const service = world.machines[id]?.natService;
		return service !== undefined && service !== except && service.connections.tuples.has(answer);
	});
}
