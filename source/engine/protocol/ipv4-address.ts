/*
 * IPv4 addresses (RFC 791, RFC 4632)
 *
 * An address is a 32-bit number, first octet highest, so that a subnet is a
 * comparison of the high bits. A prefix length from 0 to 32 says how many bits
 * name the subnet; its last address is the subnet's broadcast, but a /31 and a
 * /32 have none (RFC 3021).
 *
 * Not modelled: the short forms that some tools read, such as `10.1`.
 */
import type {Mac} from '../mac.js';

/** 0 to 2^32 - 1. */
export type Ipv4Address = number;

export const UNSPECIFIED: Ipv4Address = 0;
/** 255.255.255.255 */
export const LIMITED_BROADCAST: Ipv4Address = 0xffff_ffff;
/** 127.0.0.1 */
export const LOOPBACK: Ipv4Address = 0x7f00_0001;

const OCTET = '(0|[1-9]\\d{0,2})';
const PATTERN = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);

/** Reads `10.0.0.1`; `undefined` when the text is not a dotted quad. */
export function parseIpv4(text: string): Ipv4Address | undefined {
	const octets = PATTERN.exec(text)?.slice(1).map(Number);
	if (!octets || octets.some((octet) => octet > 255)) return undefined;
	return octets.reduce((address, octet) => address * 256 + octet, 0);
}

/** Like `parseIpv4`, for text that a schema has already checked. Throws a RangeError otherwise. */
export function toIpv4(text: string): Ipv4Address {
	const address = parseIpv4(text);
	if (address === undefined) throw new RangeError(`"${text}" is not an IPv4 address`);
	return address;
}

/** Writes the dotted quad. */
export function formatIpv4(address: Ipv4Address): string {
	return [address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff].join('.');
}

/** Reads `10.0.0.1/24`; without a slash the prefix is 32, as `ip` takes it. */
export function parseCidr(text: string): {address: Ipv4Address; prefix: number} | undefined {
	const [quad = '', length = '32', ...rest] = text.split('/');
	const address = parseIpv4(quad);
	if (address === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
	return {address, prefix: Number(length)};
}

/** The mask of a prefix length: 24 is 255.255.255.0. */
export function maskOf(prefix: number): number {
	return prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0;
}

/** The first address of the subnet that `address` is in. */
export function networkOf(address: Ipv4Address, prefix: number): Ipv4Address {
	return (address & maskOf(prefix)) >>> 0;
}

/** The last address of the subnet, which is its broadcast up to /30. */
export function broadcastOf(address: Ipv4Address, prefix: number): Ipv4Address {
	return (address | ~maskOf(prefix)) >>> 0;
}

export function isInSubnet(address: Ipv4Address, network: Ipv4Address, prefix: number): boolean {
	return networkOf(address, prefix) === networkOf(network, prefix);
}

/** 224.0.0.0/4 */
export function isMulticast(address: Ipv4Address): boolean {
	return address >>> 28 === 0xe;
}

/** 127.0.0.0/8 */
export function isLoopback(address: Ipv4Address): boolean {
	return address >>> 24 === 127;
}

/** 0.0.0.0/8, "this network" */
export function isZeronet(address: Ipv4Address): boolean {
	return address >>> 24 === 0;
}

/** The Ethernet group that carries an IPv4 group: 01:00:5e and the low 23 bits (RFC 1112 6.4). */
export function groupMac(group: Ipv4Address): Mac {
	return 0x0100_5e00_0000 + (group & 0x7f_ffff);
}
