/** Values computed by hand from bond_main.c: __bond_xmit_hash, bond_eth_hash, bond_ip_hash, bond_vlan_srcmac_hash. */
import {describe, expect, it} from 'vitest';
import {xmitHash} from '../../../../source/engine/devices/bonding/xmit-hash.js';
import {buildFrame, type Frame, pushTag} from '../../../../source/engine/frame.js';
import {toMac} from '../../../../source/engine/mac.js';
import {toIpv4} from '../../../../source/engine/protocol/ipv4-address.js';

const DST = toMac('02:00:00:00:00:02');
const SRC = toMac('02:00:00:11:22:01');

/** An IPv4 packet from 10.0.0.1 to 10.0.0.2. */
function ipv4(protocol: number, inner: readonly number[], {fragment = 0, src = '10.0.0.1', dst = '10.0.0.2'} = {}): Uint8Array {
	const octets = (address: string) => [24, 16, 8, 0].map((shift) => (toIpv4(address) >>> shift) & 255);
	return Uint8Array.from([
		0x45,
		0,
		0,
		20 + inner.length,
		0,
		0,
		fragment >> 8,
		fragment & 255,
		64,
		protocol,
		0,
		0,
		...octets(src),
		...octets(dst),
		...inner,
	]);
}

function frame(etherType: number, payload: Uint8Array): Frame {
	return buildFrame({dst: DST, src: SRC, etherType, payload});
}

/** Ports 1000 and 80. */
const TCP = ipv4(6, [0x03, 0xe8, 0x00, 0x50, 0, 0, 0, 0]);

describe('layer2', () => {
	it('is the last octets of both MACs and the EtherType', () => {
		expect(xmitHash(frame(0x0800, TCP), 'layer2')).toBe(0x0803);
		expect(xmitHash(frame(0x0806, new Uint8Array(28)), 'layer2')).toBe(0x0805);
	});

	it('takes the EtherType behind a tag, which stands aside in the kernel', () => {
		expect(xmitHash(pushTag(frame(0x0800, TCP), {tpid: 0x8100, vid: 10, pcp: 0, dei: false}), 'layer2')).toBe(0x0803);
	});
});

describe('layer2+3', () => {
	it('adds both addresses, as a little-endian processor reads them', () => {
		// 0x803 ^ 0x0100000a ^ 0x0200000a = 0x03000803; ^ >> 16 = 0x03000b03; ^ >> 8 = 0x03030b08
		expect(xmitHash(frame(0x0800, TCP), 'layer2+3')).toBe(0x0303_0b08);
	});

	it('is layer2 for what is no IP packet', () => {
		expect(xmitHash(frame(0x0806, new Uint8Array(28)), 'layer2+3')).toBe(0x0805);
	});
});

describe('layer3+4', () => {
	it('is addresses and ports, without the lowest bit', () => {
		// 0x5000e803 ^ 0x03000000 = 0x5300e803; ^ >> 16 = 0x5300bb03; ^ >> 8 = 0x5353bbb8; >> 1
		expect(xmitHash(frame(0x0800, TCP), 'layer3+4')).toBe(0x29a9_dddc);
	});

	it('has no ports of a fragment, so that it may overtake the others', () => {
		// 0x03000000 ^ 0x300 ^ 0x30003 = 0x03030303; >> 1
		for (const fragment of [0x2000, 0x0001]) {
			expect(xmitHash(frame(0x0800, ipv4(6, [0x03, 0xe8, 0x00, 0x50, 0, 0, 0, 0], {fragment})), 'layer3+4')).toBe(0x0181_8181);
		}
	});

	it('tells pings apart by their identifier (__skb_flow_get_icmp)', () => {
		// Type, code and identifier stand as they do in memory: 08 00, then 0x1234 in the order of the processor.
		const echo = xmitHash(frame(0x0800, ipv4(1, [8, 0, 0, 0, 0x12, 0x34, 0, 1])), 'layer3+4');
		// 0x12340008 ^ 0x03000000 = 0x11340008; ^ >> 16 = 0x1134113c; ^ >> 8 = 0x1125252d; >> 1
		expect(echo).toBe(0x0892_9296);
	});

	it('takes an ICMP error for the flow of which it tells (bond_flow_dissect)', () => {
		const about = ipv4(1, [3, 1, 0, 0, 0, 0, 0, 0, ...TCP], {src: '10.0.0.9', dst: '10.0.0.1'});
		expect(xmitHash(frame(0x0800, about), 'layer3+4')).toBe(xmitHash(frame(0x0800, TCP), 'layer3+4'));
	});

	it('folds IPv6 addresses', () => {
		const packet = Uint8Array.from([
			0x60,
			0,
			0,
			0,
			0,
			8,
			17,
			64,
			...[0x20, 1, 0xd, 0xb8],
			...Array(11).fill(0),
			1,
			...[0x20, 1, 0xd, 0xb8],
			...Array(11).fill(0),
			2,
			0,
			53,
			0,
			53,
			0,
			8,
			0,
			0,
		]);
		// Addresses: ...01 ^ ...02 = 0x03000000; ports 0x35003500; 0x36003500; ^ >> 16 = 0x36000300; ^ >> 8 = 0x36360303; >> 1
		expect(xmitHash(frame(0x86dd, packet), 'layer3+4')).toBe(0x1b1b_0181);
	});
});

describe('vlan+srcmac', () => {
	it('is the VLAN, the vendor and the number of the source', () => {
		expect(xmitHash(frame(0x0800, TCP), 'vlan+srcmac')).toBe(0x02_0000 ^ 0x11_2201);
		expect(xmitHash(pushTag(frame(0x0800, TCP), {tpid: 0x8100, vid: 10, pcp: 0, dei: false}), 'vlan+srcmac')).toBe(
			0x02_0000 ^ 0x11_2201 ^ 10,
		);
	});
});
