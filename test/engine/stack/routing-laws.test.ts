/** Laws of routers: whatever their routes say, no packet is invented, every packet comes to an end, and nobody is told of errors about errors. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildFrame, ETHERTYPE, etherType} from '../../../source/engine/frame.js';
import {input, settle} from '../../../source/engine/history.js';
import type {LabFile} from '../../../source/engine/lab.js';
import {toMac} from '../../../source/engine/mac.js';
import {ICMP_TYPE, isIcmpError} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4, IP_PROTOCOL, type Ipv4Packet, parseIpv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {formatIpv4, toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {deliveries, drops} from '../../../source/engine/trace.js';
import {bench} from '../../fixtures/two-stations.js';

/** Routers in a ring: r0 has .1 of 10.0.0.0/24 and .2 of 10.3.0.0/24, and so on; each subnet has a station with .9. */
const SIZE = 4;
const NEXT = Array.from({length: SIZE}, (_, index) => (index + 1) % SIZE);
const TARGETS = ['default', '10.0.0.0/24', '10.1.0.0/24', '10.2.0.0/24', '10.3.0.0/24', '10.1.0.9/32', '172.16.0.0/12'];

interface AnyRoute {
	router: number;
	to: string;
	/** Clockwise, or back. */
	ahead: boolean;
}

const anyRoutes: fc.Arbitrary<AnyRoute[]> = fc.array(
	fc.record({router: fc.nat(SIZE - 1), to: fc.constantFrom(...TARGETS), ahead: fc.boolean()}),
	{maxLength: 10},
);

const anyPacket = fc.record({
	from: fc.nat(SIZE - 1),
	destination: fc.constantFrom(
		'10.0.0.9',
		'10.1.0.9',
		'10.2.0.9',
		'10.3.0.9',
		'10.2.0.1',
		'10.2.0.77',
		'172.16.0.1',
		'8.8.8.8',
		'10.1.0.255',
	),
	source: fc.constantFrom('own', 'own', 'own', '172.16.0.9', '10.2.0.9', '127.0.0.1', '0.0.0.0'),
	ttl: fc.constantFrom(0, 1, 2, 5, 64, 255),
	dontFragment: fc.boolean(),
	length: fc.constantFrom(8, 64, 700, 1400),
	protocol: fc.constantFrom(IP_PROTOCOL.icmp, IP_PROTOCOL.udp, 99),
	type: fc.constantFrom(0, 3, 8, 11),
});

function ring(routes: readonly AnyRoute[], narrow: readonly boolean[]): LabFile {
	const routers = NEXT.map((next, index) => {
		const before = (index + SIZE - 1) % SIZE;
		const own = routes.filter(({router}) => router === index);
		const unique = own.filter(({to}, at) => own.findIndex((other) => other.to === to) === at);
		const table = unique.map(({to, ahead}) => ({to, via: ahead ? `10.${index}.0.2` : `10.${before}.0.1`}));
		const mtu = (link: number) => (narrow[link] ? {mtu: 600} : {});
		return {
			name: `r${index}`,
			role: 'host' as const,
			forwarding: true,
			...(table.length > 0 ? {routes: table} : {}),
			devices: [
				{kind: 'nic' as const, name: 'right', mac: `02:00:00:00:0${index}:01`, addresses: [`10.${index}.0.1/24`], ...mtu(index)},
				{kind: 'nic' as const, name: 'left', mac: `02:00:00:00:0${index}:02`, addresses: [`10.${before}.0.2/24`], ...mtu(before)},
			],
			next,
		};
	});
	const stations = NEXT.map((_, index) => ({
		name: `h${index}`,
		role: 'vm' as const,
		gateway: `10.${index}.0.1`,
		devices: [{kind: 'nic' as const, name: 'eth0', mac: `02:00:00:00:0${index}:09`, addresses: [`10.${index}.0.9/24`]}],
	}));
	const switches = NEXT.map((_, index) => {
		const ports = [1, 2, 3].map((port) => ({kind: 'nic' as const, name: `p${port}`, mac: `02:00:00:00:1${index}:0${port}`}));
		return {
			name: `s${index}`,
			role: 'switch' as const,
			devices: [
				...ports,
				{kind: 'vlan-switch' as const, name: 'sw', mac: `02:00:00:00:1${index}:00`, ports: ports.map(({name}) => ({device: name}))},
			],
		};
	});
	return {
		machines: [...routers.map(({next: _, ...router}) => router), ...stations, ...switches],
		links: NEXT.flatMap((next, index) => [
			{ends: [`r${index}/right`, `s${index}/p1`] as [string, string]},
			{ends: [`r${next}/left`, `s${index}/p2`] as [string, string]},
			{ends: [`h${index}/eth0`, `s${index}/p3`] as [string, string]},
		]),
	};
}

type AnyPacket = typeof anyPacket extends fc.Arbitrary<infer T> ? T : never;

/** The ring after all packets were sent and every ARP question is over. */
function run(routes: readonly AnyRoute[], narrow: readonly boolean[], packets: readonly AnyPacket[]) {
	const net = bench(ring(routes, narrow));
	const sent: Uint8Array[] = [];
	for (const [number, {from, destination, source, ttl, dontFragment, length, protocol, type}] of packets.entries()) {
		const payload = new Uint8Array(length).fill(number + 1);
		payload[0] = type;
		const parts = {source: source === 'own' ? toIpv4(`10.${from}.0.9`) : toIpv4(source), destination: toIpv4(destination)};
		const packet = buildIpv4({...parts, ttl, dontFragment, protocol, payload, identification: 1000 + number});
		sent.push(payload);
		const frame = buildFrame({
			dst: toMac(`02:00:00:00:0${from}:01`),
			src: toMac(`02:00:00:00:0${from}:09`),
			etherType: ETHERTYPE.ipv4,
			payload: packet,
		});
		input(net.history, {kind: 'frame', device: net.device(`h${from}/eth0`), frame});
		settle(net.history, 20_000);
	}
	net.wait(8);
	return {net, sent};
}

function packetsOf(net: ReturnType<typeof bench>): Ipv4Packet[] {
	return net.wire().flatMap(({frame}) => {
		const parsed = etherType(frame) === ETHERTYPE.ipv4 ? parseIpv4Packet(frame.bytes.subarray(14)) : undefined;
		return parsed?.kind === 'ok' ? [parsed.value] : [];
	});
}

const lawful = fc.tuple(
	anyRoutes,
	fc.array(fc.boolean(), {minLength: SIZE, maxLength: SIZE}),
	fc.array(anyPacket, {minLength: 1, maxLength: 4}),
);

describe('routers in a ring, with any routes', () => {
	it('end every packet: by delivery, or by a drop that is no storm', () => {
		fc.assert(
			fc.property(lawful, ([routes, narrow, packets]) => {
				const {net} = run(routes, narrow, packets);
				expect(net.history.world.flights.heap).toEqual([]);
				expect(drops(net.history.trace).map(({reason}) => reason)).not.toContain('hop-budget');
			}),
			{numRuns: 60},
		);
	});

	it('invent nothing: what crosses a link was sent, is a piece of it, or an ICMP message about it', () => {
		fc.assert(
			fc.property(lawful, ([routes, narrow, packets]) => {
				const {net, sent} = run(routes, narrow, packets);
				for (const packet of packetsOf(net)) {
					if (packet.identification >= 1000) {
						const [whole] = [sent[packet.identification - 1000] as Uint8Array];
						const at = packet.fragmentOffset * 8;
						expect(packet.payload).toEqual(whole.slice(at, at + packet.payload.length));
						continue;
					}
					expect(packet.protocol).toBe(IP_PROTOCOL.icmp);
					expect([ICMP_TYPE.unreachable, ICMP_TYPE.timeExceeded, ICMP_TYPE.echoReply]).toContain(packet.payload[0]);
				}
			}),
			{numRuns: 60},
		);
	});

	it('count the TTL down by one each, and never up', () => {
		fc.assert(
			fc.property(lawful, ([routes, narrow, packets]) => {
				const {net} = run(routes, narrow, packets);
				for (const [number, {ttl}] of packets.entries()) {
					const seen = packetsOf(net).filter(({identification}) => identification === 1000 + number);
					expect(seen.every((packet) => packet.ttl <= ttl)).toBe(true);
					// A router never sends a packet that is used up; what a station sent is not its affair.
					const forwarded = seen.filter((packet) => packet.ttl < ttl);
					expect(forwarded.every((packet) => packet.ttl > 0)).toBe(true);
				}
			}),
			{numRuns: 40},
		);
	});

	it('tell nobody of an error about an error, nor of a packet from nobody', () => {
		fc.assert(
			fc.property(lawful, ([routes, narrow, packets]) => {
				const {net} = run(routes, narrow, packets);
				const errors = packetsOf(net).filter(
					({identification, protocol, payload}) => identification < 1000 && protocol === IP_PROTOCOL.icmp && isIcmpError(payload[0] ?? 0),
				);
				for (const error of errors) {
					const quoted = error.payload.subarray(8);
					expect(quoted[9] === IP_PROTOCOL.icmp && isIcmpError(quoted[20] ?? 0)).toBe(false);
					expect(['0.0.0.0', '127.0.0.1']).not.toContain(formatIpv4(error.destination));
				}
			}),
			{numRuns: 40},
		);
	});

	it('deliver a packet at most once', () => {
		fc.assert(
			fc.property(lawful, ([routes, narrow, packets]) => {
				const {net} = run(routes, narrow, packets);
				const stations = deliveries(net.history.trace).filter(({device}) => net.history.world.devices[device]?.name === 'eth0');
				for (const number of packets.keys()) {
					const got = stations.flatMap(({frame}) => {
						const parsed = etherType(frame) === ETHERTYPE.ipv4 ? parseIpv4Packet(frame.bytes.subarray(14)) : undefined;
						return parsed?.kind === 'ok' && parsed.value.identification === 1000 + number ? [parsed.value.fragmentOffset] : [];
					});
					expect(new Set(got).size).toBe(got.length);
				}
			}),
			{numRuns: 40},
		);
	});
});
