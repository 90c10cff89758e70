import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {SetHeader} from '../../../source/engine/devices/datapath/datapath-action.js';
import {setHeader} from '../../../source/engine/devices/datapath/rewrite.js';
import {buildFrame, dstMac, type Frame, outerTag, payloadOffset, srcMac} from '../../../source/engine/frame.js';
import {buildArp, parseArp} from '../../../source/engine/protocol/arp.js';
import {checksum} from '../../../source/engine/protocol/checksum.js';
import {buildIcmp, parseIcmp} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4, parseIpv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {buildTcp, parseTcp} from '../../../source/engine/protocol/tcp.js';
import {buildUdp, parseUdp} from '../../../source/engine/protocol/udp.js';

const SRC = 0x0200_0000_0001;
const DST = 0x0200_0000_0002;
const between = {source: 0x0a00_0001, destination: 0xc0a8_01fe};
const bits = (count: number) => fc.nat({max: 2 ** count - 1});
const ethernet = (etherType: number, payload: Uint8Array, tagged = false): Frame =>
	buildFrame({dst: DST, src: SRC, etherType, payload, tags: tagged ? [{tpid: 0x8100, pcp: 0, dei: false, vid: 10}] : []});
const payloadOf = (frame: Frame) => frame.bytes.subarray(payloadOffset(frame));

const ipv4Header = fc.record(
	{layer: fc.constant('ipv4' as const), src: bits(32), dst: bits(32), tos: bits(8), ttl: bits(8)},
	{requiredKeys: ['layer']},
);
const ports = fc.record({src: bits(16), dst: bits(16)}, {requiredKeys: []});

function written(frame: Frame, header: SetHeader): Frame {
	const before = frame.bytes.slice();
	const after = setHeader(frame, header);
	// Others hold the same frame.
	expect(frame.bytes).toEqual(before);
	return after;
}

describe('IPv4', () => {
	it('writes what it is told, and every checksum is right again', () => {
		fc.assert(
			fc.property(ipv4Header, ports, fc.boolean(), fc.boolean(), (header, numbers, isTcp, tagged) => {
				const payload = isTcp
					? buildTcp(
							{sourcePort: 1, destinationPort: 2, sequence: 3, acknowledgement: 4, flags: 2, window: 5, payload: Uint8Array.of(9)},
							between,
						)
					: buildUdp({sourcePort: 1, destinationPort: 2, payload: Uint8Array.of(9)}, between);
				const frame = ethernet(0x0800, buildIpv4({...between, protocol: isTcp ? 6 : 17, payload}), tagged);
				const after = written(written(frame, header), {layer: isTcp ? 'tcp' : 'udp', ...numbers});
				// The parsers refuse what has a wrong checksum.
				const packet = parseIpv4Packet(payloadOf(after));
				if (packet.kind !== 'ok') throw new Error(JSON.stringify(packet));
				const {source, destination, tos, ttl} = packet.value;
				expect({src: source, dst: destination, tos, ttl}).toEqual({
					src: header.src ?? between.source,
					dst: header.dst ?? between.destination,
					tos: header.tos ?? 0,
					ttl: header.ttl ?? 64,
				});
				const transport = (isTcp ? parseTcp : parseUdp)(packet.value.payload, packet.value);
				if (transport.kind !== 'ok') throw new Error(JSON.stringify(transport));
				expect([transport.value.sourcePort, transport.value.destinationPort]).toEqual([numbers.src ?? 1, numbers.dst ?? 2]);
			}),
		);
	});

	it('writes only the bits of a mask', () => {
		const frame = ethernet(0x0800, buildIpv4({...between, tos: 0b1010_1011, protocol: 99, payload: new Uint8Array(4)}));
		const after = written(frame, {layer: 'ipv4', tos: 0b0100_0100, tosMask: 0xfc, src: 0x0b00_0000, srcMask: 0xff00_0000});
		const packet = parseIpv4Packet(payloadOf(after));
		if (packet.kind !== 'ok') throw new Error(JSON.stringify(packet));
		expect([packet.value.tos, packet.value.source]).toEqual([0b0100_0111, 0x0b00_0001]);
	});

	it('leaves a UDP checksum of 0, which is none, and writes one that becomes 0 as ones', () => {
		const udp = buildUdp({sourcePort: 1, destinationPort: 2, payload: Uint8Array.of(0, 0)}, between);
		const none = udp.slice();
		none.fill(0, 6, 8);
		const at = 14 + 20 + 6;
		const sent = (datagram: Uint8Array, header: SetHeader) => [
			...written(ethernet(0x0800, buildIpv4({...between, protocol: 17, payload: datagram})), header).bytes.subarray(at, at + 2),
		];
		expect(sent(none, {layer: 'udp', src: 7})).toEqual([0, 0]);
		// The port that makes the sum all ones.
		const sum = (udp[6] as number) * 256 + (udp[7] as number);
		const port = 1 + sum;
		expect(sent(udp, {layer: 'udp', src: port})).toEqual([0xff, 0xff]);
	});

	it('corrects a wrong checksum by the difference only', () => {
		const packet = buildIpv4({...between, protocol: 99, payload: new Uint8Array(4)});
		const wrong = packet.with(11, (packet[11] as number) ^ 1);
		const after = written(ethernet(0x0800, wrong), {layer: 'ipv4', ttl: 9});
		expect(checksum(payloadOf(after).subarray(0, 20))).not.toBe(0);
	});

	it('touches no port of a later fragment', () => {
		const payload = new Uint8Array(16).fill(7);
		const frame = ethernet(0x0800, buildIpv4({...between, protocol: 17, fragmentOffset: 2, payload}));
		expect(setHeader(frame, {layer: 'udp', src: 1})).toBe(frame);
		const after = written(frame, {layer: 'ipv4', src: 1});
		expect(payloadOf(after).subarray(20)).toEqual(payload);
	});
});

it('writes type and code of ICMP', () => {
	const message = buildIcmp({type: 8, code: 0, rest: 1, payload: Uint8Array.of(1, 2, 3)});
	const frame = ethernet(0x0800, buildIpv4({...between, protocol: 1, payload: message}));
	const packet = parseIpv4Packet(payloadOf(written(frame, {layer: 'icmp', type: 0, code: 5})));
	if (packet.kind !== 'ok') throw new Error(JSON.stringify(packet));
	expect(parseIcmp(packet.value.payload)).toEqual({kind: 'ok', value: {type: 0, code: 5, rest: 1, payload: Uint8Array.of(1, 2, 3)}});
});

it('writes all of ARP', () => {
	const packet = {operation: 1, senderMac: SRC, senderAddress: 1, targetMac: 0, targetAddress: 2};
	const after = written(ethernet(0x0806, buildArp(packet), true), {layer: 'arp', op: 2, sha: 3, spa: 4, tha: 5, tpa: 6});
	const value = {operation: 2, senderMac: 3, senderAddress: 4, targetMac: 5, targetAddress: 6};
	expect(parseArp(payloadOf(after))).toEqual({kind: 'ok', value});
});

it('writes MAC addresses, also in part', () => {
	const frame = ethernet(0x88b5, new Uint8Array(4));
	const after = written(frame, {layer: 'eth', src: 0x0600_0000_0009, dst: 0x0100_0000_0000, dstMask: 0x0100_0000_0000});
	expect([srcMac(after), dstMac(after)]).toEqual([0x0600_0000_0009, 0x0300_0000_0002]);
});

it('writes the tag of a frame that has one', () => {
	const after = written(ethernet(0x88b5, new Uint8Array(4), true), {layer: 'vlan', tpid: 0x88a8, vid: 20, pcp: 3});
	expect(outerTag(after)).toEqual({tpid: 0x88a8, pcp: 3, dei: false, vid: 20});
	const untagged = ethernet(0x88b5, new Uint8Array(4));
	expect(setHeader(untagged, {layer: 'vlan', tpid: 0x8100, vid: 20, pcp: 3})).toBe(untagged);
});

it('writes IPv6 addresses, traffic class and hop limit, and corrects UDP for the addresses', () => {
	const address = (octet: number) => new Uint8Array(16).fill(octet);
	const udp = Uint8Array.of(0, 1, 0, 2, 0, 10, 0, 0, 5, 6);
	const sumOf = (packet: Uint8Array) => checksum(packet.subarray(40), words(packet.subarray(8, 40)) + 17 + 10);
	const packet = Uint8Array.of(0x60, 0, 0, 0, 0, 10, 17, 64, ...address(1), ...address(2), ...udp);
	const sum = sumOf(packet);
	packet[46] = sum >> 8;
	packet[47] = sum & 0xff;
	expect(sumOf(packet)).toBe(0);
	const after = written(ethernet(0x86dd, packet), {layer: 'ipv6', src: [1, 2, 3, 4], dst: [-1, 0, 0, 9], tclass: 0xab, hlimit: 7});
	const out = payloadOf(after);
	expect([...out.subarray(0, 8)]).toEqual([0x6a, 0xb0, 0, 0, 0, 10, 17, 7]);
	expect([...out.subarray(8, 40)].join()).toBe('0,0,0,1,0,0,0,2,0,0,0,3,0,0,0,4,255,255,255,255,0,0,0,0,0,0,0,0,0,0,0,9');
	expect(sumOf(out)).toBe(0);
});

function words(bytes: Uint8Array): number {
	let sum = 0;
	for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at] as number) * 256 + (bytes[at + 1] as number);
	return sum;
}
