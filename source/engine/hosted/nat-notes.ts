/** What a NAT service did, for whoever asks why. */
import type {Connection} from '../nat/connection.js';
import {IP_PROTOCOL} from '../protocol/ipv4.js';
import type {Sink} from '../sink.js';
import type {NatService} from './nat-state.js';

/** The packet of a connection went out. */
export function noteOut({connections}: NatService, id: number, isNew: boolean, out: Sink): void {
	const connection = out.tracing ? connections.entries.get(id) : undefined;
	if (!connection) return;
	const ends = endsOf(connection);
	if (isNew) out.note({kind: 'nat-service-entry', protocol: connection.original.protocol, ...ends});
	out.note({kind: 'nat-service-out', ...ends});
}

/** The packet of a connection came in. */
export function noteIn({connections}: NatService, id: number, out: Sink): void {
	const connection = out.tracing ? connections.entries.get(id) : undefined;
	if (connection) out.note({kind: 'nat-service-in', ...endsOf(connection)});
}

/** What the guest has inside, and what it looks like outside. Who comes in by a forward began the conversation. */
function endsOf({original, reply, destination}: Connection) {
	const isIcmp = original.protocol === IP_PROTOCOL.icmp;
	if (destination === 'done')
		return {inside: reply.source, insidePort: reply.sourcePort, outside: original.destination, outsidePort: original.destinationPort};
	return {
		inside: original.source,
		insidePort: original.sourcePort,
		outside: reply.destination,
		outsidePort: isIcmp ? reply.sourcePort : reply.destinationPort,
	};
}
