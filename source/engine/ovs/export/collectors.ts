/**
 * Sockets to collectors (ofproto/collectors.c): UDP, connected once when they are configured. A target to which there
 * is no way then has no socket until it is configured anew. What cannot be sent later is lost and counted.
 *
 * An exporter whose own datagrams pass the bridge samples them, too, and may so make more of them than it sent. The real one
 * then uses up a processor; here no more than `RATE` datagrams go out in a second, and as many at once.
 *
 * Not modelled: names of hosts, IPv6; that sockets take any free source port.
 */
import {hashBytes} from '../../flow/hash.js';
import {parseIpv4} from '../../protocol/ipv4-address.js';
import type {Sink} from '../../sink.js';
import {wayTo} from '../../stack/route.js';
import {sendUdp} from '../../stack/udp.js';
import type {Machine, World} from '../../world.js';
import {hashOrder} from '../translate/hash-order.js';
import type {OvsBridge, Vswitchd} from '../vswitchd.js';
import type {Collector, ExportDatagram, ExportProtocol} from './flow-export.js';
import {countSent} from './ipfix-state.js';

/** Datagrams a second. */
const RATE = 1000;
const SECOND = 1_000_000_000;
/** From where Linux takes source ports (ip_local_port_range). */
const FIRST_SOURCE_PORT = 32768;
const SOURCE_PORTS = 28232;

/** Ports of targets that name none; NetFlow has no such port. */
const DEFAULT_PORTS: Readonly<Record<ExportProtocol, number | undefined>> = {netflow: undefined, sflow: 6343, ipfix: 4739};

/** What all exporters of a daemon share. */
export interface Exporting {
	/** Datagrams that may be sent now, and when that was last found out, ns. */
	credit: number;
	since: number;
	sent: number;
	/** No way to the collector, or too many. */
	lost: number;
	/** IPFIX exporters made so far: their ids. */
	exporters: number;
	/** The sFlow agent that tells of the whole switch, by its sub id. */
	globalCounters: number | undefined;
}

export function exportingOf(switchd: Vswitchd): Exporting {
	switchd.exporting ??= {credit: RATE, since: 0, sent: 0, lost: 0, exporters: 0, globalCounters: undefined};
	return switchd.exporting;
}

/** A socket for each target that can be reached, in the order in which the daemon walks a set of targets. */
export function openCollectors(world: World, machine: Machine, targets: readonly string[], protocol: ExportProtocol): Collector[] {
	return hashOrder([...new Set(targets)]).flatMap((target) => {
		const collector = parseTarget(target, DEFAULT_PORTS[protocol]);
		if (!collector) return [];
		const way = wayTo(world, machine, collector.address);
		return way.kind === 'link' || way.kind === 'local' ? [collector] : [];
	});
}

/** `10.0.0.9:2055`; the port may be left out where there is a default. */
export function parseTarget(target: string, defaultPort: number | undefined): Collector | undefined {
	const [, host = '', digits] = /^([^:]+)(?::(\d+))?$/.exec(target) ?? [];
	const address = parseIpv4(host);
	const port = digits === undefined ? defaultPort : Number(digits);
	return address === undefined || port === undefined || port > 0xffff ? undefined : {address, port};
}

/** Sends what waits in the outbox of a bridge. */
export function sendOutbox(world: World, machine: Machine, switchd: Vswitchd, bridge: OvsBridge, out: Sink): void {
	const {outbox = []} = bridge.exports;
	if (outbox.length === 0) return;
	delete bridge.exports.outbox;
	const exporting = exportingOf(switchd);
	exporting.credit = Math.min(RATE, exporting.credit + ((world.now - exporting.since) / SECOND) * RATE);
	exporting.since = world.now;
	for (const datagram of outbox) {
		for (const collector of datagram.collectors) {
			const isSent = send(world, machine, exporting, bridge, datagram, collector, out);
			countSent(bridge.exports, datagram.exporter, isSent);
			if (isSent) exporting.sent++;
			else exporting.lost++;
		}
	}
}

function send(
	world: World,
	machine: Machine,
	exporting: Exporting,
	bridge: OvsBridge,
	{protocol, payload}: ExportDatagram,
	{address, port}: Collector,
	out: Sink,
): boolean {
	const isOverrun = exporting.credit < 1;
	const sourcePort = FIRST_SOURCE_PORT + (hashBytes(octetsOf(`${bridge.name} ${protocol} ${address} ${port}`), 0) % SOURCE_PORTS);
	const isSent = !isOverrun && sendUdp(world, machine, {sourcePort, destinationPort: port, payload}, address, out);
	if (!isOverrun) exporting.credit--;
	if (out.tracing) {
		const to = {protocol, bridge: bridge.name, address, port};
		if (isSent) out.note({kind: 'ovs-exported', ...to, octets: payload.length});
		else out.note({kind: 'ovs-export-lost', ...to, why: isOverrun ? 'overrun' : 'no-route'});
	}
	return isSent;
}

function octetsOf(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
