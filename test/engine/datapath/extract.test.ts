import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {extractKey} from '../../../source/engine/devices/datapath/extract.js';
import {createKey, DATAPATH_WORDS, type FlowKey, VLAN_PRESENT, WORD} from '../../../source/engine/flow/key.js';
import {arpShaOf, arpThaOf, dstMacOf, srcMacOf} from '../../../source/engine/flow/key-parts.js';
import {buildFrame, type Frame, type Tag} from '../../../source/engine/frame.js';
import {buildArp} from '../../../source/engine/protocol/arp.js';
import {buildIcmp} from '../../../source/engine/protocol/icmp.js';
import {buildIpv4} from '../../../source/engine/protocol/ipv4.js';
import {buildTcp} from '../../../source/engine/protocol/tcp.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';

const SRC = 0x0200_0000_0001;
const DST = 0x0200_0000_0002;
const between = {source: 0x0a00_0001, destination: 0xc0a8_01fe};

/** A key that is dirty from an earlier frame. */
function keyOf(frame: Frame, vlanLimit = 1): FlowKey {
	const key = createKey().fill(-1);
	expect(extractKey(frame.bytes, key, vlanLimit)).toBe(true);
	return key;
}

function ethernet(etherType: number, payload: Uint8Array, tags: readonly Tag[] = []): Frame {
	return buildFrame({dst: DST, src: SRC, etherType, payload, tags});
}

/** Words of L3 and L4 that are not 0, by place. */
function upper(key: FlowKey): Record<number, number> {
	const found: Record<number, number> = {};
	for (let word: number = WORD.nwSrc; word < DATAPATH_WORDS; word++) if (key[word] !== 0) found[word] = (key[word] as number) >>> 0;
	return found;
}

const tag = (vid: number, pcp = 0, tpid = 0x8100): Tag => ({tpid, vid, pcp, dei: false});
const bits = (count: number) => fc.nat({max: 2 ** count - 1});
const mac = fc.nat({max: 2 ** 48 - 1});

describe('Ethernet', () => {
	it('reads both addresses and the EtherType of any frame, and nothing else of one that it does not know', () => {
		fc.assert(
			fc.property(mac, mac, fc.uint8Array({maxLength: 60}), (dst, src, payload) => {
				const key = keyOf(buildFrame({dst, src, etherType: 0x88b5, payload}));
				expect([dstMacOf(key), srcMacOf(key), key[WORD.etherType]]).toEqual([dst, src, 0x88b5_0000 | 0]);
				expect([key[WORD.vlan], key[WORD.innerVlan], upper(key)]).toEqual([0, 0, {}]);
			}),
		);
	});

	it('takes nothing shorter than a header', () => {
		expect(extractKey(new Uint8Array(13), createKey(), 1)).toBe(false);
		expect(extractKey(new Uint8Array(14), createKey(), 1)).toBe(true);
	});

	it('leaves the metadata as it is', () => {
		const key = createKey().fill(7);
		extractKey(ethernet(0x88b5, new Uint8Array(46)).bytes, key, 1);
		expect([...key.subarray(0, WORD.dstHigh)]).toEqual([7, 7, 7, 7, 7, 7, 7]);
	});

	it('says of an 802.3 frame that it has no EtherType, unless it is SNAP', () => {
		const llc = Uint8Array.of(0x42, 0x42, 3, 0, 0, 0, 0, 0);
		const snap = Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 0, 0x08, 0x06, ...buildArp(request));
		const foreign = Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 1, 0x08, 0x06, ...buildArp(request));
		expect(keyOf(ethernet(38, llc))[WORD.etherType]).toBe(0x05ff_0000);
		expect(keyOf(ethernet(38, foreign))[WORD.etherType]).toBe(0x05ff_0000);
		const key = keyOf(ethernet(38, snap));
		expect([key[WORD.etherType], key[WORD.nw]]).toEqual([0x0806_0000, 1]);
	});
});

describe('tags', () => {
	const udp = buildIpv4({
		...between,
		protocol: 17,
		payload: buildUdp({sourcePort: 1, destinationPort: 2, payload: new Uint8Array()}, between),
	});

	it('reads TPID and TCI, and says that there is a tag', () => {
		const key = keyOf(ethernet(0x0800, udp, [tag(10, 5)]));
		expect((key[WORD.vlan] as number) >>> 0).toBe(0x8100_0000 + (5 << 13) + VLAN_PRESENT + 10);
		expect([key[WORD.innerVlan], key[WORD.etherType], key[WORD.tp]]).toEqual([0, 0x0800_0000, 0x0001_0002]);
	});

	it('tells a priority tag from none', () => {
		expect((keyOf(ethernet(0x0800, udp, [tag(0)]))[WORD.vlan] as number) >>> 0).toBe(0x8100_1000);
		expect(keyOf(ethernet(0x0800, udp))[WORD.vlan]).toBe(0);
	});

	it('looks behind one tag with a limit of 1: the second is an EtherType, and what follows is payload', () => {
		const key = keyOf(ethernet(0x0800, udp, [tag(20, 0, 0x88a8), tag(10)]));
		expect((key[WORD.vlan] as number) >>> 0).toBe(0x88a8_1014);
		expect([key[WORD.innerVlan], key[WORD.etherType], upper(key)]).toEqual([0, 0x8100_0000 | 0, {}]);
	});

	it('looks behind two with a limit of 2', () => {
		const key = keyOf(ethernet(0x0800, udp, [tag(20, 0, 0x88a8), tag(10)]), 2);
		expect((key[WORD.innerVlan] as number) >>> 0).toBe(0x8100_100a);
		expect([key[WORD.etherType], key[WORD.tp]]).toEqual([0x0800_0000, 0x0001_0002]);
	});

	it('takes a tag that is cut off for an EtherType', () => {
		const key = keyOf({bytes: ethernet(0x0800, udp, [tag(10)]).bytes.slice(0, 17)});
		expect([key[WORD.vlan], (key[WORD.etherType] as number) >>> 16]).toEqual([0, 0x8100]);
	});
});

describe('IPv4', () => {
	const parts = fc.record({
		...{source: bits(32), destination: bits(32), tos: bits(8), ttl: bits(8)},
		options: fc.nat({max: 10}).chain((words) => fc.uint8Array({minLength: words * 4, maxLength: words * 4})),
	});
	const ports = fc.record({sourcePort: bits(16), destinationPort: bits(16)});
	const nw = ({tos, ttl}: {tos: number; ttl: number}, protocol: number) => ((tos << 16) | (ttl << 8) | protocol) >>> 0;

	it('reads addresses, ToS, TTL, protocol and ports of UDP, whatever options and padding there are', () => {
		fc.assert(
			fc.property(parts, ports, fc.uint8Array({maxLength: 30}), (given, numbers, padding) => {
				const datagram = buildUdp({...numbers, payload: new Uint8Array(4)}, given);
				const packet = Uint8Array.of(...buildIpv4({...given, protocol: 17, payload: datagram}), ...padding);
				const key = keyOf(ethernet(0x0800, packet));
				expect([key[WORD.nwSrc], key[WORD.nwDst]].map((word) => (word as number) >>> 0)).toEqual([given.source, given.destination]);
				expect((key[WORD.nw] as number) >>> 0).toBe(nw(given, 17));
				expect((key[WORD.tp] as number) >>> 0).toBe(((numbers.sourcePort << 16) | numbers.destinationPort) >>> 0);
				expect(key[WORD.tcpFlags]).toBe(0);
			}),
		);
	});

	it('reads ports and flags of TCP', () => {
		fc.assert(
			fc.property(ports, bits(8), (numbers, flags) => {
				const segment = buildTcp({...numbers, sequence: 1, acknowledgement: 2, flags, window: 3, payload: new Uint8Array(4)}, between);
				const key = keyOf(ethernet(0x0800, buildIpv4({...between, protocol: 6, payload: segment})));
				expect([key[WORD.tcpFlags], (key[WORD.tp] as number) >>> 16]).toEqual([flags << 16, numbers.sourcePort]);
			}),
		);
	});

	it('reads type and code of ICMP', () => {
		const message = buildIcmp({type: 3, code: 4, rest: 0, payload: new Uint8Array()});
		expect(keyOf(ethernet(0x0800, buildIpv4({...between, protocol: 1, payload: message})))[WORD.tp]).toBe(0x0003_0004);
	});

	it('has no ports for a later fragment, and has them for the first', () => {
		const datagram = buildUdp({sourcePort: 1, destinationPort: 2, payload: new Uint8Array(8)}, between);
		const fragment = (fragmentOffset: number, moreFragments: boolean) =>
			keyOf(ethernet(0x0800, buildIpv4({...between, protocol: 17, fragmentOffset, moreFragments, payload: datagram})));
		expect([fragment(0, true)[WORD.nw] as number, fragment(0, true)[WORD.tp]]).toEqual([0x0100_4011, 0x0001_0002]);
		expect([fragment(5, true)[WORD.nw] as number, fragment(5, true)[WORD.tp]]).toEqual([0x0300_4011, 0]);
		expect([fragment(5, false)[WORD.nw] as number, fragment(5, false)[WORD.tp]]).toEqual([0x0300_4011, 0]);
	});

	it('keeps of a packet that contradicts itself only that it is IPv4', () => {
		const packet = buildIpv4({...between, protocol: 17, payload: new Uint8Array(8)});
		const left = (bytes: Uint8Array) => {
			const key = keyOf(ethernet(0x0800, bytes));
			return [key[WORD.etherType], upper(key)];
		};
		const onlyType = [0x0800_0000, {}];
		expect(left(packet.slice(0, 19))).toEqual(onlyType);
		// A header of 16 octets, one of 60; a total length longer than the frame, one shorter than the header.
		for (const [at, value] of [
			[0, 0x44],
			[0, 0x4f],
			[3, 200],
			[3, 19],
		] as const) {
			expect(left(packet.with(at, value))).toEqual(onlyType);
		}
	});

	it('has no ports when the transport header is cut off or a lie', () => {
		const cut = (protocol: number, payload: Uint8Array) => keyOf(ethernet(0x0800, buildIpv4({...between, protocol, payload})))[WORD.tp];
		const segment = new Uint8Array(20).fill(1);
		expect([cut(17, new Uint8Array(7).fill(1)), cut(1, new Uint8Array(7).fill(1)), cut(6, segment.slice(0, 19))]).toEqual([0, 0, 0]);
		segment[12] = 0x40;
		expect(cut(6, segment)).toBe(0);
		segment[12] = 0x60;
		expect(cut(6, segment)).toBe(0);
		segment[12] = 0x50;
		expect(cut(6, segment)).toBe(0x0101_0101);
		expect(cut(132, new Uint8Array(12).fill(2))).toBe(0x0202_0202);
	});

	it('does not read ports out of the padding', () => {
		const packet = Uint8Array.of(...buildIpv4({...between, protocol: 17, payload: new Uint8Array(4)}), ...new Uint8Array(20).fill(9));
		expect(keyOf(ethernet(0x0800, packet))[WORD.tp]).toBe(0);
	});
});

const request = {operation: 1, senderMac: SRC, senderAddress: 0x0a00_0001, targetMac: 0, targetAddress: 0x0a00_0002};

describe('ARP', () => {
	it('reads operation, addresses and hardware addresses; RARP is the same', () => {
		fc.assert(
			fc.property(mac, mac, bits(32), bits(32), bits(8), fc.constantFrom(0x0806, 0x8035), (sha, tha, spa, tpa, operation, type) => {
				const packet = buildArp({operation, senderMac: sha, senderAddress: spa, targetMac: tha, targetAddress: tpa});
				const key = keyOf(ethernet(type, packet));
				expect([arpShaOf(key), arpThaOf(key), key[WORD.nw]]).toEqual([sha, tha, operation]);
				expect([key[WORD.nwSrc], key[WORD.nwDst]].map((word) => (word as number) >>> 0)).toEqual([spa, tpa]);
			}),
		);
	});

	it('does not look at an operation above 255, nor at anything but Ethernet and IPv4', () => {
		expect(keyOf(ethernet(0x0806, buildArp({...request, operation: 256})))[WORD.nw]).toBe(0);
		const packet = buildArp(request);
		packet[1] = 6;
		expect(upper(keyOf(ethernet(0x0806, packet)))).toEqual({});
		expect(upper(keyOf(ethernet(0x0806, buildArp(request).slice(0, 27))))).toEqual({});
	});
});

describe('IPv6', () => {
	const header = (next: number, payload: Uint8Array, length = payload.length) =>
		Uint8Array.of(
			0x6a,
			0xb1,
			2,
			3,
			length >> 8,
			length & 0xff,
			next,
			64,
			...new Uint8Array(16).fill(0x11),
			...new Uint8Array(16).fill(0x22),
			...payload,
		);
	const udp = Uint8Array.of(0, 53, 1, 0, 0, 8, 0, 0);

	it('reads addresses, traffic class, hop limit and ports', () => {
		const key = keyOf(ethernet(0x86dd, header(17, udp)));
		expect([key[WORD.ipv6Src], key[WORD.ipv6Src + 3], key[WORD.ipv6Dst], key[WORD.ipv6Dst + 3]]).toEqual([
			0x1111_1111, 0x1111_1111, 0x2222_2222, 0x2222_2222,
		]);
		expect([key[WORD.nw], key[WORD.tp]]).toEqual([(0xab << 16) | (64 << 8) | 17, 0x0035_0100]);
	});

	it('looks behind extension headers', () => {
		const hopByHop = Uint8Array.of(60, 0, 0, 0, 0, 0, 0, 0, 51, 0, 0, 0, 0, 0, 0, 0, 17, 1, ...new Uint8Array(10));
		const key = keyOf(ethernet(0x86dd, header(0, Uint8Array.of(...hopByHop, ...udp))));
		expect([(key[WORD.nw] as number) & 0xff, key[WORD.tp]]).toEqual([17, 0x0035_0100]);
	});

	it('takes a later fragment for a fragment, and nothing more', () => {
		const fragment = (offset: number) =>
			keyOf(ethernet(0x86dd, header(44, Uint8Array.of(17, 0, offset >> 8, offset & 0xff, 0, 0, 0, 1, ...udp))));
		expect([(fragment(1)[WORD.nw] as number) >>> 24, fragment(1)[WORD.tp]]).toEqual([1, 0x0035_0100]);
		const later = fragment(8);
		expect([(later[WORD.nw] as number) >>> 24, (later[WORD.nw] as number) & 0xff, later[WORD.tp]]).toEqual([3, 44, 0]);
		expect((fragment(0)[WORD.nw] as number) >>> 24).toBe(0);
	});

	it('keeps of a packet that is longer than its frame only that it is IPv6; with a cut extension header also addresses', () => {
		expect(upper(keyOf(ethernet(0x86dd, header(17, udp, 9))))).toEqual({});
		const cut = keyOf(ethernet(0x86dd, header(0, Uint8Array.of(17, 9, 0, 0, 0, 0, 0, 0))));
		expect([cut[WORD.ipv6Src], cut[WORD.nw]]).toEqual([0x1111_1111, 0]);
	});

	it('reads type and code of ICMPv6', () => {
		expect(keyOf(ethernet(0x86dd, header(58, Uint8Array.of(135, 0, 0, 0, 0, 0, 0, 0))))[WORD.tp]).toBe(135 << 16);
	});
});

it('fits any octets: the words are those of the frame, or 0', () => {
	fc.assert(
		fc.property(
			fc.uint8Array({minLength: 14, maxLength: 120}),
			fc.constantFrom(0x0800, 0x0806, 0x86dd, 0x8100, 0x88a8, 20),
			(bytes, type) => {
				bytes[12] = type >> 8;
				bytes[13] = type & 0xff;
				const key = keyOf({bytes}, 2);
				const again = createKey();
				extractKey(bytes, again, 2);
				expect(key.subarray(WORD.dstHigh, DATAPATH_WORDS)).toEqual(again.subarray(WORD.dstHigh, DATAPATH_WORDS));
			},
		),
	);
});
