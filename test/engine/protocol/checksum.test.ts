import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {checksum} from '../../../source/engine/protocol/checksum.js';
import {write16} from '../../../source/engine/protocol/octets.js';

describe('the Internet checksum', () => {
	it('agrees with the example of RFC 1071', () => {
		expect(checksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(~0xddf2 & 0xffff);
	});

	it('pads an odd last octet with zero', () => {
		expect(checksum(Uint8Array.of(1, 2, 3))).toBe(checksum(Uint8Array.of(1, 2, 3, 0)));
	});

	it('is zero over octets that hold it, and not after one octet changed', () => {
		const octets = fc.uint8Array({minLength: 4, maxLength: 100});
		fc.assert(
			fc.property(octets, fc.nat(), fc.integer({min: 1, max: 255}), (given, place, change) => {
				const bytes = given.slice();
				write16(bytes, 0, 0);
				write16(bytes, 0, checksum(bytes));
				expect(checksum(bytes)).toBe(0);
				const at = place % bytes.length;
				bytes[at] = (bytes[at] as number) ^ change;
				expect(checksum(bytes)).not.toBe(0);
			}),
		);
	});
});
