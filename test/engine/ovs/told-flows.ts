/**
 * What a collector has been told, as one list: who spoke with whom, whatever the protocol. A sample stands for as many packets
 * as the sampling rate says; of IPFIX only what came in counts, or every frame would be there once more for each of its outputs.
 */
import {ETHERTYPE, etherType, type Frame, payloadOffset} from '../../../source/engine/frame.js';
import type {IpfixField} from '../../../source/engine/protocol/ipfix.js';
import type {Ipv4Address} from '../../../source/engine/protocol/ipv4-address.js';
import {read16, read32} from '../../../source/engine/protocol/octets.js';
import type {FlowSample} from '../../../source/engine/protocol/sflow.js';
import {type Collected, collectedBy} from '../../../source/engine/stack/collector.js';
import type {Machine} from '../../../source/engine/world.js';

/** A connection of IPv4, or a part of one. */
export interface ToldFlow {
	/** World time at which the collector heard of it, ns. */
	time: number;
	exporter: Ipv4Address;
	by: 'netflow' | 'sflow' | 'ipfix';
	source: Ipv4Address;
	destination: Ipv4Address;
	protocol: number;
	/** 0 where the protocol has none. */
	sourcePort: number;
	destinationPort: number;
	packets: number;
	octets: number;
	/** Numbers of interfaces, as the protocol means them. */
	input: number;
	output: number;
}

type Told = Omit<ToldFlow, 'time' | 'exporter' | 'by'>;

const IPV4_HEADER = 20;
const WITH_PORTS = [6, 17, 132];
const INGRESS = 0;

/** Oldest first. */
export function toldFlows(machine: Machine): ToldFlow[] {
	return collectedBy(machine).flatMap((collected) => {
		const {time, exporter, protocol: by} = collected;
		return by === 'unknown' ? [] : flowsIn(collected).map((flow) => ({time, exporter, by, ...flow}));
	});
}

function flowsIn(collected: Collected): Told[] {
	switch (collected.protocol) {
		case 'netflow':
			return collected.datagram.records.map(
				({source, destination, protocol, sourcePort, destinationPort, packets, octets, input, output}) => ({
					source,
					destination,
					protocol,
					sourcePort,
					destinationPort,
					packets,
					octets,
					input,
					output,
				}),
			);
		case 'sflow':
			return collected.datagram.samples.flatMap((sample) => (sample.kind === 'flow' ? flowOfSample(sample) : []));
		case 'ipfix':
			return collected.datagram.sets.flatMap((set) => (set.kind === 'data' ? (set.records ?? []).flatMap(flowOfRecord) : []));
		case 'unknown':
			return [];
		default:
			return collected satisfies never;
	}
}

/** What can be read of the beginning of the frame. */
function flowOfSample({records, rate, input, output}: FlowSample): Told[] {
	const header = records.find((record) => record.kind === 'header');
	if (!header) return [];
	const frame: Frame = {bytes: header.octets};
	const at = payloadOffset(frame);
	if (header.octets.length < at + IPV4_HEADER || etherType(frame) !== ETHERTYPE.ipv4) return [];
	const {bytes} = frame;
	const protocol = bytes[at + 9] as number;
	const ports = at + ((bytes[at] as number) & 0xf) * 4;
	const hasPorts = WITH_PORTS.includes(protocol) && bytes.length >= ports + 4;
	return [
		{
			source: read32(bytes, at + 12),
			destination: read32(bytes, at + 16),
			protocol,
			sourcePort: hasPorts ? read16(bytes, ports) : 0,
			destinationPort: hasPorts ? read16(bytes, ports + 2) : 0,
			packets: rate,
			octets: rate * (header.frameLength - header.stripped),
			input,
			output,
		},
	];
}

function flowOfRecord(fields: readonly IpfixField[]): Told[] {
	const numbers = new Map(fields.map(({name, value}) => [name, Number(value)]));
	const source = numbers.get('sourceIPv4Address');
	const destination = numbers.get('destinationIPv4Address');
	if (source === undefined || destination === undefined || numbers.get('flowDirection') !== INGRESS) return [];
	const number = (name: string): number => numbers.get(name) ?? 0;
	return [
		{
			source,
			destination,
			protocol: number('protocolIdentifier'),
			sourcePort: number('sourceTransportPort'),
			destinationPort: number('destinationTransportPort'),
			packets: number('packetDeltaCount'),
			octets: number('layer2OctetDeltaCount'),
			input: number('ingressInterface'),
			output: number('egressInterface'),
		},
	];
}
