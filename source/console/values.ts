/**
 * Numbers and addresses as the tools read them: strtoul(3) with base 0, atoi(3), sscanf(3).
 *
 * `undefined` means that the tool would not take the text.
 */
import type {Mac} from '../engine/mac.js';

const NUMBER = /^\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9]\d*))$/;

/** strtol(text, …, 0): decimal, 0x hexadecimal or 0 octal, all of the text. */
export function readInteger(text: string): number | undefined {
	const [whole, sign, hexadecimal, octal, decimal] = NUMBER.exec(text) ?? [];
	if (whole === undefined) return undefined;
	const magnitude =
		hexadecimal !== undefined ? Number.parseInt(hexadecimal, 16) : octal !== undefined ? Number.parseInt(octal, 8) : Number(decimal);
	return sign === '-' ? -magnitude : magnitude;
}

/** get_u8, get_u16, get_u32: an integer from 0 to `limit`. */
export function readUnsigned(text: string, limit: number): number | undefined {
	const value = readInteger(text);
	return value === undefined || value < 0 || value > limit ? undefined : value;
}

/** atoi(3): the number that the text begins with, 0 when it begins with none. */
export function readLeading(text: string): number {
	return Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
}

/** sscanf(text, "%lf"): seconds, with a fraction; what follows is ignored. */
export function readSeconds(text: string): number | undefined {
	const found = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)/.exec(text)?.[0];
	return found === undefined ? undefined : Number(found);
}

/** The octets of a link-layer address, as many as are written (ll_addr_a2n); also without leading zeros. */
export function readOctets(text: string): number[] | undefined {
	const octets = text.split(':').map((part) => (/^(?:0[xX])?[0-9a-fA-F]+/.test(part) ? Number.parseInt(part, 16) : Number.NaN));
	return octets.every((octet) => octet >= 0 && octet <= 255) ? octets : undefined;
}

/** Six octets to an address. */
export function macOfOctets(octets: readonly number[]): Mac {
	return octets.reduce((mac, octet) => mac * 256 + octet, 0);
}

/** An IPv4 address with one to four parts; missing ones are zero (get_addr_ipv4). */
export function readIpv4(text: string): number | undefined {
	const parts = text.split('.').map((part) => readUnsigned(part, 255));
	if (parts.length > 4 || parts.includes(undefined)) return undefined;
	return [0, 1, 2, 3].reduce((address, index) => address * 256 + (parts[index] ?? 0), 0);
}

/** `ADDRESS[/LENGTH]` or `ADDRESS/NETMASK`; `given` says whether one was written (get_prefix). */
export function readPrefix(text: string): {address: number; prefix: number; given: boolean} | undefined {
	const [quad = '', length, ...rest] = text.split('/');
	const address = readIpv4(quad);
	if (address === undefined || rest.length > 0) return undefined;
	if (length === undefined) return {address, prefix: 32, given: false};
	const prefix = readUnsigned(length, 32) ?? lengthOfNetmask(length);
	return prefix === undefined ? undefined : {address, prefix, given: true};
}

/** Only ones, then only zeros (mask2bits). */
function lengthOfNetmask(text: string): number | undefined {
	const mask = readIpv4(text);
	if (mask === undefined) return undefined;
	const host = 2 ** 32 - mask;
	return Number.isInteger(Math.log2(host)) ? 32 - Math.log2(host) : undefined;
}
