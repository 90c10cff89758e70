import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {formatMac} from '../../../source/engine/mac.js';
import {
	broadcastOf,
	formatIpv4,
	groupMac,
	isInSubnet,
	isMulticast,
	maskOf,
	networkOf,
	parseCidr,
	parseIpv4,
	toIpv4,
} from '../../../source/engine/protocol/ipv4-address.js';

const address = fc.nat({max: 0xffff_ffff});
const prefix = fc.nat({max: 32});

describe('an IPv4 address', () => {
	it('is read and written as a dotted quad', () => {
		expect(parseIpv4('192.168.1.50')).toBe(0xc0a8_0132);
		expect(formatIpv4(0xc0a8_0132)).toBe('192.168.1.50');
		expect(formatIpv4(0xffff_ffff)).toBe('255.255.255.255');
	});

	it('comes back from its text', () => {
		fc.assert(
			fc.property(address, (value) => {
				expect(parseIpv4(formatIpv4(value))).toBe(value);
			}),
		);
	});

	it.each(['', '10.0.0', '10.0.0.256', '10.0.0.01', '10.0.0.1.', ' 10.0.0.1', '10.0.0.1/24', '0x10.0.0.1', '-1.0.0.0'])(
		'is not "%s"',
		(text) => {
			expect(parseIpv4(text)).toBeUndefined();
			expect(() => toIpv4(text)).toThrow(RangeError);
		},
	);
});

describe('a prefix', () => {
	it('is read with its address, 32 when it is left out', () => {
		expect(parseCidr('10.0.0.1/24')).toEqual({address: 0x0a00_0001, prefix: 24});
		expect(parseCidr('10.0.0.1')).toEqual({address: 0x0a00_0001, prefix: 32});
	});

	it.each(['10.0.0.1/33', '10.0.0.1/', '10.0.0.1/2/4', '10.0.0/24', '10.0.0.1/+4'])('is not in "%s"', (text) => {
		expect(parseCidr(text)).toBeUndefined();
	});

	it('cuts a subnet with a first and a last address', () => {
		const own = toIpv4('10.0.7.5');
		expect(formatIpv4(maskOf(22))).toBe('255.255.252.0');
		expect(formatIpv4(networkOf(own, 22))).toBe('10.0.4.0');
		expect(formatIpv4(broadcastOf(own, 22))).toBe('10.0.7.255');
		expect(maskOf(0)).toBe(0);
		expect(maskOf(32)).toBe(0xffff_ffff);
	});

	it('holds every address between the first and the last of its subnet, and no other', () => {
		fc.assert(
			fc.property(address, address, prefix, (own, other, length) => {
				const isBetween = other >= networkOf(own, length) && other <= broadcastOf(own, length);
				expect(isInSubnet(other, own, length)).toBe(isBetween);
			}),
		);
	});
});

describe('a group', () => {
	it('is 224.0.0.0 to 239.255.255.255', () => {
		expect(['223.255.255.255', '224.0.0.0', '239.255.255.255', '240.0.0.0'].map((text) => isMulticast(toIpv4(text)))).toEqual([
			false,
			true,
			true,
			false,
		]);
	});

	it('maps 32 groups to one MAC', () => {
		expect(formatMac(groupMac(toIpv4('239.1.1.1')))).toBe('01:00:5e:01:01:01');
		expect(groupMac(toIpv4('224.129.1.1'))).toBe(groupMac(toIpv4('239.1.1.1')));
	});
});
