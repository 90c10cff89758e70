import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {buildIgmp, decodeExponent, type Igmp, RECORD_KINDS, readIgmp} from '../../../source/engine/protocol/igmp.js';
import {fromHex, toHex} from './hex.js';

const SECOND = 1_000_000_000;
const GROUP = 0xef01_0101;

describe('IGMP', () => {
	it.each<[string, Igmp]>([
		['1164ee9b00000000', {kind: 'query', version: 2, group: 0, maxResponse: 10 * SECOND, sources: 0}],
		['110afef2ef010101', {kind: 'query', version: 2, group: GROUP, maxResponse: SECOND, sources: 0}],
		['1600f9fcef010101', {kind: 'report', version: 2, group: GROUP}],
		['1200fdfcef010101', {kind: 'report', version: 1, group: GROUP}],
		['1700f8fcef010101', {kind: 'leave', group: GROUP}],
		[
			'2200e8f90000000104000000ef020202',
			{kind: 'records', records: [{kind: 'to-exclude', group: 0xef02_0202, sources: 0}], truncated: false},
		],
		['3000cfff00000000', {kind: 'router-advertisement'}],
	])('%s is built from what it reads as', (hex, message) => {
		expect(readIgmp(fromHex(hex))).toEqual(message);
		expect(toHex(buildIgmp(message))).toBe(hex);
	});

	it('is malformed when short or when its checksum is wrong', () => {
		expect(readIgmp(fromHex('1600f9fcef0101'))).toBe('malformed');
		expect(readIgmp(fromHex('1600f9fcef010102'))).toBe('malformed');
		// Between the length of version 2 and that of version 3.
		expect(readIgmp(fromHex('1164ee9b0000000000'))).toBe('malformed');
	});

	it('does not know DVMRP', () => {
		expect(readIgmp(fromHex('1300ecff00000000'))).toBe('other');
	});

	it('reads a version 3 query and counts its sources', () => {
		const query = readIgmp(withChecksum('11ff0000ef01010102 7d 0002 0a000001 0a000002'));
		// 255 is 31 x 2^10 tenths of a second.
		expect(query).toEqual({kind: 'query', version: 3, group: GROUP, maxResponse: 3174.4 * SECOND, sources: 2});
	});

	it('reads the records of a version 3 report up to where it ends', () => {
		const whole = '2200 0000 0000 0002 01000001 ef010101 0a000001 06000000 ef010102';
		expect(readIgmp(withChecksum(whole))).toEqual({
			kind: 'records',
			records: [
				{kind: 'is-include', group: GROUP, sources: 1},
				{kind: 'block', group: GROUP + 1, sources: 0},
			],
			truncated: false,
		});
		expect(readIgmp(withChecksum(whole.slice(0, -9)))).toMatchObject({records: [{group: GROUP}], truncated: true});
	});

	it('reads back what was built', () => {
		const address = fc.nat(0xffff_ffff);
		const message: fc.Arbitrary<Igmp> = fc.oneof(
			fc.record({kind: fc.constant('report' as const), version: fc.constantFrom(1 as const, 2 as const), group: address}),
			fc.record({kind: fc.constant('leave' as const), group: address}),
			fc.record({
				kind: fc.constant('records' as const),
				records: fc.array(fc.record({kind: fc.constantFrom(...RECORD_KINDS), group: address, sources: fc.constant(0)}), {maxLength: 4}),
				truncated: fc.constant(false),
			}),
		);
		fc.assert(
			fc.property(message, (built) => {
				expect(readIgmp(buildIgmp(built))).toEqual(built);
			}),
		);
	});

	it('never reads beyond the end', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 40}), (bytes) => {
				expect(() => readIgmp(bytes)).not.toThrow();
			}),
		);
	});
});

describe('response times', () => {
	it('above the linear range are small floating point numbers', () => {
		expect([0, 127, 128, 129, 255].map((code) => decodeExponent(code, 4))).toEqual([0, 127, 128, 136, 31744]);
		expect([0x7fff, 0x8000, 0xffff].map((code) => decodeExponent(code, 12))).toEqual([32767, 32768, 8387584]);
	});
});

function withChecksum(hex: string): Uint8Array {
	const bytes = fromHex(hex.replaceAll(' ', ''));
	let sum = 0;
	for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0);
	while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
	bytes[2] = (~sum >> 8) & 0xff;
	bytes[3] = ~sum & 0xff;
	return bytes;
}
