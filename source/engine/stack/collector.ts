/*
 * A collector: who listens to what switches export
 *
 * A program of a machine that takes NetFlow, sFlow and IPFIX by UDP, reads it, and keeps the last datagrams. By the version in
 * its first octets it knows which of them it has before it. It keeps templates of IPFIX as long as it runs: data
 * that come before their template cannot be read, and are kept as such.
 *
 * Not modelled: what collectors do then: sums, charts, alarms. That is for whoever reads the records.
 */
import {type IpfixMessage, type IpfixTemplate, parseIpfix} from '../protocol/ipfix.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {type NetflowDatagram, parseNetflow} from '../protocol/netflow.js';
import {read16} from '../protocol/octets.js';
import {parseSflow, type SflowDatagram} from '../protocol/sflow.js';
import type {UdpDatagram} from '../protocol/udp.js';
import type {Sink} from '../sink.js';
import type {Machine} from '../world.js';

/** Datagrams that are kept. */
export const COLLECTOR_CAPACITY = 1000;
const NETFLOW_VERSION = 5;
const IPFIX_VERSION = 10;

export interface Collecting {
	/** UDP ports on which it listens. */
	ports: number[];
	/** Oldest first. */
	datagrams: Collected[];
	/** Datagrams that had to go for newer ones. */
	forgotten: number;
	/** By exporter, observation domain and number. */
	templates: Map<string, IpfixTemplate>;
}

/** `time` is world time, ns; `exporter` the address from which it came. */
export type Collected = {time: number; exporter: Ipv4Address; port: number} & (
	| {protocol: 'netflow'; datagram: NetflowDatagram}
	| {protocol: 'sflow'; datagram: SflowDatagram}
	| {protocol: 'ipfix'; datagram: IpfixMessage}
	| {protocol: 'unknown'; octets: number}
);

export function createCollector(ports: readonly number[]): Collecting {
	return {ports: [...ports], datagrams: [], forgotten: 0, templates: new Map()};
}

/** What the collector of a machine has kept, oldest first; nothing when it has none. */
export function collectedBy({collector}: Machine): readonly Collected[] {
	return collector?.datagrams ?? [];
}

/** Takes a datagram for a port on which the collector of `machine` listens; false when it does not. */
export function collect(machine: Machine, {destinationPort, payload}: UdpDatagram, exporter: Ipv4Address, now: number, out: Sink): boolean {
	const {collector} = machine;
	if (!collector?.ports.includes(destinationPort)) return false;
	const collected: Collected = {time: now, exporter, port: destinationPort, ...read(collector, payload, exporter)};
	collector.datagrams.push(collected);
	if (collector.datagrams.length > COLLECTOR_CAPACITY) {
		collector.datagrams.shift();
		collector.forgotten++;
	}
	const {protocol} = collected;
	if (out.tracing) out.note({kind: 'export-collected', protocol, exporter, records: recordCount(collected)});
	return true;
}

/** Records of connections, samples, or records of data. */
export function recordCount(collected: Collected): number {
	switch (collected.protocol) {
		case 'netflow':
			return collected.datagram.records.length;
		case 'sflow':
			return collected.datagram.samples.length;
		case 'ipfix':
			return collected.datagram.sets.reduce(
				(sum, set) => sum + (set.kind === 'data' ? (set.records?.length ?? 0) : set.templates.length),
				0,
			);
		case 'unknown':
			return 0;
		default:
			return collected satisfies never;
	}
}

type Content =
	| {protocol: 'netflow'; datagram: NetflowDatagram}
	| {protocol: 'sflow'; datagram: SflowDatagram}
	| {protocol: 'ipfix'; datagram: IpfixMessage}
	| {protocol: 'unknown'; octets: number};

function read({templates}: Collecting, payload: Uint8Array, exporter: Ipv4Address): Content {
	const unknown: Content = {protocol: 'unknown', octets: payload.length};
	if (payload.length < 4) return unknown;
	const version = read16(payload, 0);
	if (version === NETFLOW_VERSION) {
		const parsed = parseNetflow(payload);
		return parsed.kind === 'ok' ? {protocol: 'netflow', datagram: parsed.value} : unknown;
	}
	if (version === IPFIX_VERSION) {
		const parsed = parseIpfix(payload, (domain, id) => templates.get(`${exporter}/${domain}/${id}`));
		if (parsed.kind === 'malformed') return unknown;
		for (const set of parsed.value.sets) {
			if (set.kind !== 'templates') continue;
			for (const template of set.templates) templates.set(`${exporter}/${parsed.value.domain}/${template.id}`, template);
		}
		return {protocol: 'ipfix', datagram: parsed.value};
	}
	const parsed = parseSflow(payload);
	return parsed.kind === 'ok' ? {protocol: 'sflow', datagram: parsed.value} : unknown;
}
