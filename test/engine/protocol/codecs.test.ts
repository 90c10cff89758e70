import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type ArpPacket, buildArp, isAnnouncement, parseArp} from '../../../source/engine/protocol/arp.js';
import {buildEcho, buildIcmp, echoOf, parseIcmp} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4, parseIpv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {buildTcp, parseTcp, TCP_FLAG} from '../../../source/engine/protocol/tcp.js';
import {buildUdp, parseUdp} from '../../../source/engine/protocol/udp.js';

const bits = (count: number) => fc.nat({max: 2 ** count - 1});
const octets = (max: number) => fc.uint8Array({maxLength: max});
const options = fc.nat({max: 10}).chain((words) => fc.uint8Array({minLength: words * 4, maxLength: words * 4}));
const between = {source: 0x0a00_0001, destination: 0x0a00_0002};

const arpPacket = fc.record({
	operation: bits(16),
	senderMac: bits(48),
	senderAddress: bits(32),
	targetMac: bits(48),
	targetAddress: bits(32),
});
const ipv4Packet = fc.record({
	tos: bits(8),
	identification: bits(16),
	dontFragment: fc.boolean(),
	moreFragments: fc.boolean(),
	fragmentOffset: bits(13),
	ttl: bits(8),
	protocol: bits(8),
	source: bits(32),
	destination: bits(32),
	options,
	payload: octets(200),
});

describe('what is built is read back', () => {
	it('for ARP', () => {
		fc.assert(
			fc.property(arpPacket, (packet) => {
				expect(parseArp(buildArp(packet))).toEqual({kind: 'ok', value: packet});
			}),
		);
	});

	it('for IPv4, also with padding behind it', () => {
		fc.assert(
			fc.property(ipv4Packet, octets(20), (packet, padding) => {
				expect(parseIpv4Packet(Uint8Array.of(...buildIpv4(packet), ...padding))).toEqual({kind: 'ok', value: packet});
			}),
		);
	});

	it('for ICMP', () => {
		fc.assert(
			fc.property(fc.record({type: bits(8), code: bits(8), rest: bits(32), payload: octets(100)}), (message) => {
				expect(parseIcmp(buildIcmp(message))).toEqual({kind: 'ok', value: message});
			}),
		);
	});

	it('for echo', () => {
		fc.assert(
			fc.property(fc.record({identifier: bits(16), sequence: bits(16), payload: octets(100)}), (echo) => {
				const parsed = parseIcmp(buildEcho('reply', echo));
				expect(parsed.kind === 'ok' && echoOf(parsed.value)).toEqual(echo);
			}),
		);
	});

	it('for UDP', () => {
		fc.assert(
			fc.property(fc.record({sourcePort: bits(16), destinationPort: bits(16), payload: octets(100)}), (datagram) => {
				expect(parseUdp(buildUdp(datagram, between), between)).toEqual({kind: 'ok', value: datagram});
			}),
		);
	});

	it('for TCP', () => {
		const segment = fc.record({
			sourcePort: bits(16),
			destinationPort: bits(16),
			sequence: bits(32),
			acknowledgement: bits(32),
			flags: bits(8),
			window: bits(16),
			urgent: bits(16),
			options,
			payload: octets(100),
		});
		fc.assert(
			fc.property(segment, (given) => {
				expect(parseTcp(buildTcp(given, between), between)).toEqual({kind: 'ok', value: given});
			}),
		);
	});
});

describe('a parser', () => {
	const parsers = {
		arp: parseArp,
		ipv4: parseIpv4Packet,
		icmp: parseIcmp,
		udp: (bytes: Uint8Array) => parseUdp(bytes, between),
		tcp: (bytes: Uint8Array) => parseTcp(bytes, between),
	};

	it.each(Object.entries(parsers))('for %s answers whatever the octets are', (_, parse) => {
		fc.assert(
			fc.property(octets(80), (bytes) => {
				expect(['ok', 'malformed']).toContain(parse(bytes).kind);
			}),
		);
	});

	const ip = buildIpv4({protocol: 1, ...between, payload: Uint8Array.of(1, 2, 3, 4)});
	const patched = (at: number, octet: number): Uint8Array => ip.map((old, index) => (index === at ? octet : old));
	/** A header whose checksum is right although another octet was changed. */
	const resigned = (at: number, octet: number): Uint8Array => {
		const bytes = patched(at, octet);
		const old = ((ip[at & ~1] as number) << 8) | (ip[at | 1] as number);
		const now = ((bytes[at & ~1] as number) << 8) | (bytes[at | 1] as number);
		const sum = ((bytes[10] as number) << 8) + (bytes[11] as number) + old - now;
		const folded = ((sum % 0xffff) + 0xffff) % 0xffff;
		bytes[10] = folded >> 8;
		bytes[11] = folded & 0xff;
		return bytes;
	};

	it.each([
		['truncated', ip.subarray(0, 19)],
		['version', patched(0, 0x65)],
		['header-length', patched(0, 0x44)],
		['truncated', patched(0, 0x4f)],
		['checksum', patched(8, 63)],
		['length', resigned(3, 19)],
		['truncated', resigned(3, 25)],
	])('names what is wrong with an IPv4 packet: %s', (fault, bytes) => {
		expect(parseIpv4Packet(bytes)).toEqual({kind: 'malformed', fault});
	});

	it('names what is wrong with ARP', () => {
		const arp = buildArp({operation: 1, senderMac: 1, senderAddress: 2, targetMac: 0, targetAddress: 3});
		expect(parseArp(arp.subarray(0, 27))).toEqual({kind: 'malformed', fault: 'truncated'});
		expect(parseArp(arp.map((old, at) => (at === 4 ? 8 : old)))).toEqual({kind: 'malformed', fault: 'unsupported'});
	});

	it('names what is wrong with UDP, but takes a checksum of 0 for none', () => {
		const udp = buildUdp({sourcePort: 1, destinationPort: 2, payload: Uint8Array.of(1, 2)}, between);
		const patch = (at: number, octet: number) => udp.map((old, index) => (index === at ? octet : old));
		expect(parseUdp(patch(9, 7), between)).toEqual({kind: 'malformed', fault: 'checksum'});
		expect(parseUdp(patch(5, 7), between)).toEqual({kind: 'malformed', fault: 'length'});
		expect(parseUdp(patch(5, 11), between)).toEqual({kind: 'malformed', fault: 'truncated'});
		const unsigned = patch(9, 7);
		unsigned.fill(0, 6, 8);
		expect(parseUdp(unsigned, between).kind).toBe('ok');
	});

	it('names what is wrong with TCP', () => {
		const tcp = buildTcp({sourcePort: 1, destinationPort: 2, flags: TCP_FLAG.syn | TCP_FLAG.ack}, between);
		const patch = (at: number, octet: number) => tcp.map((old, index) => (index === at ? octet : old));
		expect(parseTcp(patch(3, 7), between)).toEqual({kind: 'malformed', fault: 'checksum'});
		expect(parseTcp(patch(12, 0x40), between)).toEqual({kind: 'malformed', fault: 'header-length'});
		expect(parseTcp(patch(12, 0x60), between)).toEqual({kind: 'malformed', fault: 'truncated'});
	});
});

describe('a builder', () => {
	it.each([
		['a port of 17 bits', () => buildUdp({sourcePort: 65536, destinationPort: 1, payload: new Uint8Array()}, between)],
		['a negative sequence', () => buildEcho('request', {identifier: 1, sequence: -1, payload: new Uint8Array()})],
		['options of an odd length', () => buildIpv4({protocol: 1, ...between, options: new Uint8Array(3), payload: new Uint8Array()})],
		['a packet of 65,536 octets', () => buildIpv4({protocol: 1, ...between, payload: new Uint8Array(65516)})],
		['a MAC of 49 bits', () => buildArp({operation: 1, senderMac: 2 ** 48, senderAddress: 0, targetMac: 0, targetAddress: 0})],
		['half an address', () => buildIpv4({protocol: 1, source: 0.5, destination: 0, payload: new Uint8Array()})],
	])('refuses %s', (_, build) => {
		expect(build).toThrow(RangeError);
	});

	it('sends a UDP checksum that is 0 as all ones', () => {
		fc.assert(
			fc.property(bits(16), bits(16), octets(9), (sourcePort, destinationPort, payload) => {
				const bytes = buildUdp({sourcePort, destinationPort, payload}, between);
				expect([bytes[6], bytes[7]]).not.toEqual([0, 0]);
			}),
		);
		// The payload makes up for everything else in the sum.
		const zero = buildUdp({sourcePort: 0, destinationPort: 0, payload: Uint8Array.of(0, 0)}, between);
		const missing = ((zero[6] as number) << 8) | (zero[7] as number);
		const bytes = buildUdp({sourcePort: missing, destinationPort: 0, payload: Uint8Array.of(0, 0)}, between);
		expect([bytes[6], bytes[7]]).toEqual([0xff, 0xff]);
	});
});

describe('an announcement', () => {
	const base: ArpPacket = {operation: 1, senderMac: 5, senderAddress: 9, targetMac: 0, targetAddress: 9};

	it('is a request for one’s own address', () => {
		expect(isAnnouncement(base)).toBe(true);
		expect(isAnnouncement({...base, targetAddress: 8})).toBe(false);
	});

	it('is a reply only when it names its own MAC twice', () => {
		expect(isAnnouncement({...base, operation: 2})).toBe(false);
		expect(isAnnouncement({...base, operation: 2, targetMac: 5})).toBe(true);
	});
});
