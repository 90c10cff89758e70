/** Laws of translation: back and forth is nothing, checksums are right, no two conversations look alike outside. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Connections} from '../../../source/engine/nat/connection.js';
import {isError} from '../../../source/engine/nat/packet-tuple.js';
import {createConnections, sourceKey} from '../../../source/engine/nat/table.js';
import {translateBack, translateIn, translateOut} from '../../../source/engine/nat/translate.js';
import {invert, tupleKey} from '../../../source/engine/nat/tuple.js';
import {buildEcho, buildIcmp, parseIcmp} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4, IP_PROTOCOL, type Ipv4Packet, ipv4Packet, parseIpv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {buildTcp, parseTcp, TCP_FLAG} from '../../../source/engine/protocol/tcp.js';
import {buildUdp, parseUdp} from '../../../source/engine/protocol/udp.js';

const OUTSIDE = toIpv4('192.168.1.50');
const MASQUERADE = {end: 'source', addresses: {from: OUTSIDE, to: OUTSIDE}} as const;

interface Talk {
	protocol: 'tcp' | 'udp' | 'bare-udp' | 'icmp';
	source: number;
	destination: number;
	sourcePort: number;
	destinationPort: number;
}

const talk: fc.Arbitrary<Talk> = fc.record({
	protocol: fc.constantFrom('tcp', 'udp', 'bare-udp', 'icmp'),
	source: fc.integer({min: 128, max: 131}).map((last) => toIpv4(`192.168.80.${last}`)),
	destination: fc.constantFrom('192.168.1.10', '192.168.1.11').map(toIpv4),
	sourcePort: fc.constantFrom(7, 600, 40000, 40001, 65535),
	destinationPort: fc.constantFrom(53, 80),
});

function question({protocol, source, destination, sourcePort, destinationPort}: Talk): Ipv4Packet {
	const ends = {source, destination};
	const payload = Uint8Array.from([1, 2, 3]);
	switch (protocol) {
		case 'tcp':
			return ipv4Packet({...ends, protocol: IP_PROTOCOL.tcp, payload: buildTcp({sourcePort, destinationPort}, ends)});
		case 'udp':
		case 'bare-udp': {
			const datagram = buildUdp({sourcePort, destinationPort, payload}, ends, protocol === 'udp');
			return ipv4Packet({...ends, protocol: IP_PROTOCOL.udp, payload: datagram});
		}
		case 'icmp':
			return ipv4Packet({
				...ends,
				protocol: IP_PROTOCOL.icmp,
				payload: buildEcho('request', {identifier: sourcePort, sequence: 1, payload}),
			});
	}
}

/** What the other side answers to a packet that it got. */
function answer({protocol, source, destination, payload}: Ipv4Packet): Ipv4Packet {
	const ends = {source: destination, destination: source};
	switch (protocol) {
		case IP_PROTOCOL.tcp: {
			const segment = parseTcp(payload, {source, destination});
			if (segment.kind !== 'ok') throw new Error(segment.fault);
			const {sourcePort, destinationPort, sequence} = segment.value;
			const flags = TCP_FLAG.syn | TCP_FLAG.ack;
			const back = {sourcePort: destinationPort, destinationPort: sourcePort, flags, sequence: 77, acknowledgement: sequence + 1};
			return ipv4Packet({...ends, protocol, payload: buildTcp(back, ends)});
		}
		case IP_PROTOCOL.udp: {
			const datagram = parseUdp(payload, {source, destination});
			if (datagram.kind !== 'ok') throw new Error(datagram.fault);
			const {sourcePort, destinationPort, payload: data} = datagram.value;
			const isBare = payload[6] === 0 && payload[7] === 0;
			return ipv4Packet({
				...ends,
				protocol,
				payload: buildUdp({sourcePort: destinationPort, destinationPort: sourcePort, payload: data}, ends, !isBare),
			});
		}
		default: {
			const message = parseIcmp(payload);
			if (message.kind !== 'ok') throw new Error(message.fault);
			return ipv4Packet({...ends, protocol, payload: buildIcmp({...message.value, type: 0})});
		}
	}
}

/** Somebody on the way says that this packet could not be delivered. */
function complaint(packet: Ipv4Packet, from: number): Ipv4Packet {
	const payload = buildIcmp({type: 3, code: 3, rest: 0, payload: buildIpv4(packet)});
	return ipv4Packet({source: from, destination: packet.source, protocol: IP_PROTOCOL.icmp, payload});
}

function out(table: Connections, packet: Ipv4Packet, seeded = {seed: 1}): Ipv4Packet {
	const sent = translateOut(table, packet, MASQUERADE, seeded, 0);
	if (sent.kind !== 'translated') throw new Error(sent.kind);
	return sent.packet;
}

function back(table: Connections, packet: Ipv4Packet): Ipv4Packet {
	const come = translateBack(table, packet, 0);
	if (come.kind !== 'translated') throw new Error(come.kind);
	return come.packet;
}

/** Everything that has a checksum has the right one. */
function isSound(packet: Ipv4Packet): boolean {
	const whole = parseIpv4Packet(buildIpv4(packet));
	if (whole.kind !== 'ok') return false;
	const {protocol, payload} = packet;
	if (protocol === IP_PROTOCOL.tcp) return parseTcp(payload, packet).kind === 'ok';
	if (protocol === IP_PROTOCOL.udp) return parseUdp(payload, packet).kind === 'ok';
	const message = parseIcmp(payload);
	if (message.kind !== 'ok') return false;
	if (!isError(packet)) return true;
	const inner = parseIpv4Packet(message.value.payload);
	return inner.kind === 'ok' && isSound(inner.value);
}

const bytes = (packet: Ipv4Packet): string => Buffer.from(buildIpv4(packet)).toString('hex');

describe('translation', () => {
	it('of the answer to what went out is the answer to what was said', () => {
		fc.assert(
			fc.property(fc.array(talk, {minLength: 1, maxLength: 20}), (talks) => {
				const table = createConnections();
				for (const packet of talks.map(question)) {
					const outside = out(table, packet);
					expect(outside.source).toBe(OUTSIDE);
					expect(bytes(back(table, answer(outside)))).toBe(bytes(answer(packet)));
				}
			}),
		);
	});

	it('leaves every checksum right, also of what an ICMP error quotes; UDP without checksum has none', () => {
		fc.assert(
			fc.property(talk, (given) => {
				const table = createConnections();
				const packet = question(given);
				const outside = out(table, packet);
				expect(isSound(outside)).toBe(true);
				const inside = back(table, complaint(outside, given.destination));
				expect(isSound(inside)).toBe(true);
				expect(bytes(inside)).toBe(bytes(complaint(packet, given.destination)));
				if (given.protocol === 'bare-udp') expect([outside.payload[6], outside.payload[7]]).toEqual([0, 0]);
			}),
		);
	});

	it('never makes two conversations with one remote look alike', () => {
		fc.assert(
			fc.property(fc.uniqueArray(talk, {minLength: 2, maxLength: 40, selector: (given) => JSON.stringify(given)}), (talks) => {
				const table = createConnections();
				for (const given of talks) out(table, question(given));
				const outside = Array.from(table.entries.values(), ({reply}) => tupleKey(reply));
				expect(new Set(outside).size).toBe(table.entries.size);
			}),
		);
	});

	it('keeps the port unless it is taken, or the inside end has another one outside already', () => {
		fc.assert(
			fc.property(fc.array(talk, {minLength: 1, maxLength: 20}), (talks) => {
				const table = createConnections();
				for (const given of talks) out(table, question(given));
				for (const {original, reply} of table.entries.values()) {
					const outside = invert(reply);
					if (outside?.sourcePort === original.sourcePort) continue;
					const wished = invert({...original, source: OUTSIDE});
					const others = [...table.entries.values()].filter((other) => sourceKey(other.original) === sourceKey(original));
					const hasOutside = others.some((other) => other.reply.destinationPort === reply.destinationPort && other.original !== original);
					expect(hasOutside || (wished && table.tuples.has(tupleKey(wished)))).toBe(true);
				}
			}),
		);
	});

	it('is the same for the same seed', () => {
		const talks = [128, 129, 130].map((last) => ({
			protocol: 'tcp' as const,
			source: toIpv4(`192.168.80.${last}`),
			destination: toIpv4('192.168.1.10'),
			sourcePort: 40000,
			destinationPort: 80,
		}));
		const ports = (seed: number): string[] => {
			const [table, seeded] = [createConnections(), {seed}];
			return talks.map((given) => bytes(out(table, question(given), seeded)));
		};
		expect(ports(5)).toEqual(ports(5));
		expect(ports(5)).not.toEqual(ports(6));
	});

	it('of a forwarded port is undone for whoever asked, errors too', () => {
		const guest = toIpv4('192.168.80.128');
		const forward = {end: 'destination', addresses: {from: guest, to: guest}, ports: {from: 8080, to: 8080}} as const;
		const asked = fc.record({
			protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'bare-udp' as const),
			source: fc.constantFrom('192.168.1.10', '192.168.1.11').map(toIpv4),
			destination: fc.constant(OUTSIDE),
			sourcePort: fc.constantFrom(40000, 40001),
			destinationPort: fc.constantFrom(80, 8888),
		});
		fc.assert(
			fc.property(fc.array(asked, {minLength: 1, maxLength: 8}), (talks) => {
				const table = createConnections();
				for (const packet of talks.map(question)) {
					const sent = translateIn(table, packet, forward, {seed: 1}, 0);
					if (sent.kind !== 'translated') throw new Error(sent.kind);
					expect(sent.packet.destination).toBe(guest);
					expect(isSound(sent.packet)).toBe(true);
					expect(bytes(back(table, answer(sent.packet)))).toBe(bytes(answer(packet)));
					const complained = back(table, complaint(sent.packet, guest));
					expect(isSound(complained)).toBe(true);
					expect(bytes(complained)).toBe(bytes(complaint(packet, OUTSIDE)));
				}
			}),
		);
	});
});
