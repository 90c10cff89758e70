/** Conversations that are translated, or only tracked: by netfilter of a Linux machine, by the NAT service of a virtual network. */
import type {Connection, Connections} from '../../engine/nat/connection.js';
import type {Tuple} from '../../engine/nat/tuple.js';
import type {DeviceId, MachineId} from '../../engine/netdev.js';
import {IP_PROTOCOL} from '../../engine/protocol/ipv4.js';
import {formatIpv4, type Ipv4Address} from '../../engine/protocol/ipv4-address.js';
import type {Cause} from '../../engine/sink.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {timeText} from '../../locale/time-text.js';
import type {Recent} from './recent.js';
import {column, type Row, type RowChange, type Table} from './table.js';

type TableWords = Catalogue['tables'];

interface Place {
	address: Ipv4Address;
	port: number;
}

/** Who talks to whom, and what the one inside looks like from outside. */
export interface Ends {
	inside: Place;
	outside: Place;
	remote: Place;
}

/** Entries in the order in which they began. */
export function natTable(world: World, recent: Recent, words: TableWords): Table {
	const keepers = world.machines.flatMap(({id, name, stack, natService}) => {
		const connections = stack.netfilter?.connections ?? natService?.connections;
		return connections ? [{id, name, connections}] : [];
	});
	const several = keepers.length > 1;
	const rows = keepers.flatMap(({id, name, connections}) =>
		entriesOf(connections, world.now).map((connection): Row => {
			const ends = endsOf(connection);
			const news = newsOf(world, recent, id, connection, ends);
			const cells = [
				...(several ? [name] : []),
				NAMES.get(connection.original.protocol) ?? String(connection.original.protocol),
				placeText(ends.inside),
				isTranslated(connection) ? placeText(ends.outside) : '',
				remoteText(connection.original, ends.remote),
				stateText(connection, words),
				timeText(connection.expires - world.now, words.decimal),
			];
			return {cells, change: news?.change, cause: news?.cause};
		}),
	);
	const columns = [
		column(words.protocol),
		column(words.inside),
		column(words.outside),
		column(words.remote, 1),
		column(words.state, 3),
		column(words.left, 2, 'right'),
	];
	return {title: 'NAT', columns: several ? [column(words.machine, 4), ...columns] : columns, rows, empty: words.emptyNat};
}

const NAMES: ReadonlyMap<number, string> = new Map([
	[IP_PROTOCOL.icmp, 'icmp'],
	[IP_PROTOCOL.tcp, 'tcp'],
	[IP_PROTOCOL.udp, 'udp'],
]);

/** What is over stays in the table until somebody looks. */
function entriesOf({entries}: Connections, now: number): Connection[] {
	return [...entries.values()].filter(({expires}) => expires > now);
}

function isTranslated({source, destination}: Connection): boolean {
	return source === 'done' || destination === 'done';
}

/** With another destination, somebody outside began; otherwise the one inside did. */
export function endsOf({original, reply, destination}: Connection): Ends {
	const first = {address: original.source, port: original.sourcePort};
	// The ports of ICMP are one identifier in both directions.
	const answerPort = original.protocol === IP_PROTOCOL.icmp ? reply.sourcePort : reply.destinationPort;
	if (destination !== 'done')
		return {
			inside: first,
			outside: {address: reply.destination, port: answerPort},
			remote: {address: original.destination, port: original.destinationPort},
		};
	return {
		inside: {address: reply.source, port: reply.sourcePort},
		outside: {address: original.destination, port: original.destinationPort},
		remote: first,
	};
}

function placeText({address, port}: Place): string {
	return `${formatIpv4(address)}:${port}`;
}

/** The other end of a ping has no port. */
function remoteText({protocol}: Tuple, remote: Place): string {
	return protocol === IP_PROTOCOL.icmp ? formatIpv4(remote.address) : placeText(remote);
}

function stateText({tcp, seenReply, assured}: Connection, words: TableWords): string {
	if (tcp) return tcp.state.toUpperCase().replaceAll('-', '_');
	return assured ? words.assured : seenReply ? words.answered : words.unanswered;
}

function newsOf(
	world: World,
	recent: Recent,
	machine: MachineId,
	{original}: Connection,
	{inside, outside}: Ends,
): {change: RowChange; cause: number} | undefined {
	const isHere = (device: DeviceId) => deviceAt(world, device).machine === machine;
	const began = recent.causes.find(({cause, device}) => begins(cause, original, inside, isHere(device)));
	if (began) return {change: 'added', cause: began.node};
	const passed = recent.causes.find(({cause}) => passes(cause, inside, outside));
	return passed && {change: 'changed', cause: passed.node};
}

/** The service of a hypervisor works in the host's name, so its causes stand at the host's devices. */
function begins(cause: Cause, original: Tuple, inside: Place, isHere: boolean): boolean {
	if (cause.kind === 'nat-service-entry') return cause.inside === inside.address && cause.insidePort === inside.port;
	return (
		isHere &&
		cause.kind === 'connection-new' &&
		cause.source === original.source &&
		cause.sourcePort === original.sourcePort &&
		cause.destination === original.destination &&
		cause.destinationPort === original.destinationPort
	);
}

function passes(cause: Cause, inside: Place, outside: Place): boolean {
	const is = (address: Ipv4Address, port: number, place: Place) => address === place.address && port === place.port;
	switch (cause.kind) {
		case 'nat-service-out':
		case 'nat-service-in':
			return is(cause.inside, cause.insidePort, inside);
		case 'nat-rewritten':
			return (
				(is(cause.address, cause.port, inside) && is(cause.newAddress, cause.newPort, outside)) ||
				(is(cause.address, cause.port, outside) && is(cause.newAddress, cause.newPort, inside))
			);
		default:
			return false;
	}
}
