import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ALL_NODES, formatIpv6, type Ipv6Address} from '../../../source/engine/protocol/ipv6-address.js';
import {buildMld, type Mld, readMld, UNSPECIFIED} from '../../../source/engine/protocol/mld.js';
import {fromHex, toHex} from './hex.js';

const SECOND = 1_000_000_000;
const SOURCE: Ipv6Address = [0xfe80_0000, 0, 0, 4];
const GROUP: Ipv6Address = [0xff05_0000, 0, 0, 5];
const QUERY: Mld = {kind: 'query', version: 1, group: UNSPECIFIED, maxResponse: 10 * SECOND, sources: 0};
/** A general query that Linux 6.18 took for one. */
const QUERY_HEX =
	'6000000000200001fe800000000000000000000000000004ff0200000000000000000000000000013a00050200000000820059142710000000000000000000000000000000000000';

describe('MLD', () => {
	it('builds the query that the kernel understands, and reads it', () => {
		expect(toHex(buildMld(QUERY, SOURCE, ALL_NODES))).toBe(QUERY_HEX);
		expect(readMld(fromHex(QUERY_HEX))).toEqual(QUERY);
	});

	it.each<[string, (packet: Uint8Array) => void]>([
		['a wrong checksum', (packet) => packet.set([1], 50)],
		['another version', (packet) => packet.set([0x40], 0)],
		['a payload length of 0', (packet) => packet.set([0, 0], 4)],
		['a payload longer than the packet', (packet) => packet.set([0x21], 5)],
		['a general query that is not to all nodes', (packet) => packet.set([2], 39)],
	])('is malformed with %s', (_, damage) => {
		const packet = fromHex(QUERY_HEX);
		damage(packet);
		expect(readMld(packet)).toBe('malformed');
	});

	it('is malformed as a query from an address that is not link-local', () => {
		expect(readMld(buildMld(QUERY, [0x2001_0db8, 0, 0, 1], ALL_NODES))).toBe('malformed');
	});

	it('is something else without a hop-by-hop header', () => {
		const packet = fromHex(QUERY_HEX);
		packet[6] = 58;
		expect(readMld(packet)).toBe('other');
	});

	it('reads back what was built', () => {
		const address = fc.tuple(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), fc.nat(0xffff_ffff));
		const message: fc.Arbitrary<Mld> = fc.oneof(
			fc.record({kind: fc.constantFrom('report' as const, 'leave' as const), group: address}),
			fc.constant<Mld>({kind: 'router-advertisement'}),
			fc.record({
				kind: fc.constant('records' as const),
				records: fc.array(fc.record({kind: fc.constant('to-exclude' as const), group: address, sources: fc.constant(0)}), {
					minLength: 1,
					maxLength: 3,
				}),
				truncated: fc.constant(false),
			}),
		);
		fc.assert(
			fc.property(message, address, (built, destination) => {
				expect(readMld(buildMld(built, SOURCE, destination))).toEqual(built);
			}),
		);
	});

	it('never reads beyond the end', () => {
		const whole = buildMld({kind: 'records', records: [{kind: 'allow', group: GROUP, sources: 0}], truncated: false}, SOURCE, GROUP);
		for (let length = 0; length < whole.length; length++) expect(readMld(whole.subarray(0, length))).toBe('malformed');
	});
});

describe('IPv6 addresses', () => {
	it.each<[string, Ipv6Address]>([
		['::', [0, 0, 0, 0]],
		['::1', [0, 0, 0, 1]],
		['ff02::1', ALL_NODES],
		['ff0e::1:2', [0xff0e_0000, 0, 0, 0x1_0002]],
		['2001:db8:0:1:1:1:1:1', [0x2001_0db8, 1, 0x1_0001, 0x1_0001]],
		['2001:0:0:1::1', [0x2001_0000, 1, 0, 1]],
		['fe80::', [0xfe80_0000, 0, 0, 0]],
	])('%s is written in its shortest form', (text, address) => {
		expect(formatIpv6(address)).toBe(text);
	});
});
