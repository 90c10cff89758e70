/*
 * NetFlow version 5 (Cisco's, as Open vSwitch sends it)
 *
 * A switch tells a collector, by UDP, of connections that have ended or go on for long: who spoke with whom, from which
 * interface to which, how many packets and octets, from when to when. A datagram has a header of 24 octets and up
 * to 30 records of 48. It knows IPv4 only, and counters of 32 bits.
 *
 * Times of records are milliseconds since the exporter began, so the header says when that was: its own time in both
 * forms. The sequence number counts records, so that a collector can see how many got lost; Open vSwitch
 * writes that of the last record of a datagram.
 *
 * Not modelled: autonomous systems, prefix lengths, next hops, which a switch does not know; sampling.
 */
import type {Ipv4Address} from './ipv4-address.js';
import {demand, read16, read32, write16, write32} from './octets.js';
import {malformed, ok, type Parsed} from './parsed.js';

/** Where collectors listen by custom; no port is assigned. */
export const NETFLOW_PORT = 2055;
const NETFLOW_HEADER_LENGTH = 24;
const NETFLOW_RECORD_LENGTH = 48;
/** Records in a datagram, at most. */
export const NETFLOW_MAX_RECORDS = 30;
const VERSION = 5;

export interface NetflowRecord {
	source: Ipv4Address;
	destination: Ipv4Address;
	/** Interface numbers: OpenFlow ports, or 65535 flooded, 65534 several, 65533 dropped. */
	input: number;
	output: number;
	packets: number;
	octets: number;
	/** First and last packet, ms since the exporter began. */
	first: number;
	last: number;
	/** For ICMP the source port is 0, and the destination port type << 8 | code. */
	sourcePort: number;
	destinationPort: number;
	/** All that were seen. */
	tcpFlags: number;
	protocol: number;
	/** Without the bits of ECN. */
	tos: number;
}

export interface NetflowDatagram {
	/** ms since the exporter began. */
	uptime: number;
	/** The same instant, since 1970. */
	seconds: number;
	nanoseconds: number;
	sequence: number;
	engineType: number;
	engineId: number;
	records: NetflowRecord[];
}

/** The payload of the UDP datagram. Throws a RangeError for a field that does not fit, and for more than 30 records. */
export function buildNetflow(datagram: NetflowDatagram): Uint8Array {
	const {records} = datagram;
	if (records.length > NETFLOW_MAX_RECORDS) throw new RangeError(`${records.length} records do not fit a datagram`);
	const bytes = new Uint8Array(NETFLOW_HEADER_LENGTH + NETFLOW_RECORD_LENGTH * records.length);
	write16(bytes, 0, VERSION);
	write16(bytes, 2, records.length);
	write32(bytes, 4, demand('uptime', datagram.uptime, 32));
	write32(bytes, 8, demand('seconds', datagram.seconds, 32));
	write32(bytes, 12, demand('nanoseconds', datagram.nanoseconds, 32));
	write32(bytes, 16, demand('sequence', datagram.sequence, 32));
	bytes[20] = demand('engine type', datagram.engineType, 8);
	bytes[21] = demand('engine id', datagram.engineId, 8);
	for (const [index, record] of records.entries()) writeRecord(bytes, NETFLOW_HEADER_LENGTH + NETFLOW_RECORD_LENGTH * index, record);
	return bytes;
}

function writeRecord(bytes: Uint8Array, at: number, record: NetflowRecord): void {
	write32(bytes, at, record.source);
	write32(bytes, at + 4, record.destination);
	write16(bytes, at + 12, demand('input', record.input, 16));
	write16(bytes, at + 14, demand('output', record.output, 16));
	write32(bytes, at + 16, demand('packets', record.packets, 32));
	write32(bytes, at + 20, demand('octets', record.octets, 32));
	write32(bytes, at + 24, demand('first', record.first, 32));
	write32(bytes, at + 28, demand('last', record.last, 32));
	write16(bytes, at + 32, demand('source port', record.sourcePort, 16));
	write16(bytes, at + 34, demand('destination port', record.destinationPort, 16));
	bytes[at + 37] = demand('TCP flags', record.tcpFlags, 8);
	bytes[at + 38] = demand('protocol', record.protocol, 8);
	bytes[at + 39] = demand('ToS', record.tos, 8);
}

/** Reads the payload of a UDP datagram. */
export function parseNetflow(bytes: Uint8Array): Parsed<NetflowDatagram> {
	if (bytes.length < NETFLOW_HEADER_LENGTH) return malformed('truncated');
	if (read16(bytes, 0) !== VERSION) return malformed('version');
	const count = read16(bytes, 2);
	if (bytes.length < NETFLOW_HEADER_LENGTH + NETFLOW_RECORD_LENGTH * count) return malformed('truncated');
	return ok({
		uptime: read32(bytes, 4),
		seconds: read32(bytes, 8),
		nanoseconds: read32(bytes, 12),
		sequence: read32(bytes, 16),
		engineType: bytes[20] as number,
		engineId: bytes[21] as number,
		records: Array.from({length: count}, (_, index) => readRecord(bytes, NETFLOW_HEADER_LENGTH + NETFLOW_RECORD_LENGTH * index)),
	});
}

function readRecord(bytes: Uint8Array, at: number): NetflowRecord {
	return {
		source: read32(bytes, at),
		destination: read32(bytes, at + 4),
		input: read16(bytes, at + 12),
		output: read16(bytes, at + 14),
		packets: read32(bytes, at + 16),
		octets: read32(bytes, at + 20),
		first: read32(bytes, at + 24),
		last: read32(bytes, at + 28),
		sourcePort: read16(bytes, at + 32),
		destinationPort: read16(bytes, at + 34),
		tcpFlags: bytes[at + 37] as number,
		protocol: bytes[at + 38] as number,
		tos: bytes[at + 39] as number,
	};
}
