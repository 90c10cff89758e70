/** Addresses with masks, as matches and actions write them (lib/packets.c). Values are numbers as wide as the address. */
import {ones} from '../field-access.js';
import {fail, type Reading} from './reading.js';

/** A value and the bits of it that count. */
export interface Masked {
	value: bigint;
	mask: bigint;
}

const MAC_MAX = ones(48);
const IPV4_MAX = ones(32);
const IPV6_MAX = ones(128);

/** `02:00:00:00:00:01`, or with `/` and a mask of the same form; octets may have one digit. */
export function parseMaskedMac(reading: Reading, text: string): Masked | undefined {
	const [address = '', mask, ...rest] = text.split('/');
	const value = macValue(address);
	const bits = mask === undefined ? MAC_MAX : macValue(mask);
	if (value === undefined || bits === undefined || rest.length > 0) return fail(reading, `${text}: invalid Ethernet address`);
	return {value, mask: bits};
}

function macValue(text: string): bigint | undefined {
	if (!/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)) return undefined;
	return text.split(':').reduce((value, octet) => value * 256n + BigInt(`0x${octet}`), 0n);
}

export function formatMaskedMac({value, mask}: Masked): string {
	const text = (mac: bigint): string =>
		mac
			.toString(16)
			.padStart(12, '0')
			.replace(/..(?=.)/g, '$&:');
	return mask === MAC_MAX ? text(value) : `${text(value)}/${text(mask)}`;
}

const QUAD = '(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)';
const IPV4_WITH_MASK = new RegExp(`^${QUAD}/${QUAD}`);
const IPV4_WITH_PREFIX = new RegExp(`^${QUAD}/(-?\\d+)`);
const IPV4_ALONE = new RegExp(`^${QUAD}`);

/** `10.0.0.1`, `10.0.0.0/24`, `10.0.0.0/255.0.255.0` (ip_parse_masked). */
export function parseMaskedIpv4(reading: Reading, text: string): Masked | undefined {
	const scanned = scanMaskedIpv4(reading, text);
	if (!scanned) return undefined;
	return scanned.rest === '' ? scanned.masked : fail(reading, `${text}: invalid IP address`);
}

function scanMaskedIpv4(reading: Reading, text: string): {masked: Masked; rest: string} | undefined {
	const quad = (parts: readonly string[]): bigint => parts.reduce((value, part) => value * 256n + (BigInt(part) & 255n), 0n);
	const masked = IPV4_WITH_MASK.exec(text);
	if (masked) {
		return {masked: {value: quad(masked.slice(1, 5)), mask: quad(masked.slice(5, 9))}, rest: text.slice(masked[0].length)};
	}
	const prefixed = IPV4_WITH_PREFIX.exec(text);
	if (prefixed) {
		const prefix = Number(prefixed[5]);
		if (prefix < 0 || prefix > 32) return fail(reading, `${text}: IPv4 network prefix bits not between 0 and 32, inclusive`);
		return {masked: {value: quad(prefixed.slice(1, 5)), mask: prefixMask(prefix, 32)}, rest: text.slice(prefixed[0].length)};
	}
	const alone = IPV4_ALONE.exec(text);
	if (!alone) return fail(reading, `${text}: invalid IP address`);
	return {masked: {value: quad(alone.slice(1, 5)), mask: IPV4_MAX}, rest: text.slice(alone[0].length)};
}

export function formatMaskedIpv4({value, mask}: Masked): string {
	if (mask === IPV4_MAX) return quadText(value);
	const prefix = prefixLength(mask, 32);
	return `${quadText(value)}/${prefix ?? quadText(mask)}`;
}

function quadText(value: bigint): string {
	return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

/** `fe80::1`, `fe80::/10`, `::1/ffff::1` (ipv6_parse_masked). */
export function parseMaskedIpv6(reading: Reading, text: string): Masked | undefined {
	const address = /^[0-9a-f:.]+/i.exec(text)?.[0] ?? '';
	const value = ipv6Value(address);
	if (value === undefined) return fail(reading, `${text}: invalid IPv6 address`);
	const rest = text.slice(address.length);
	if (rest === '') return {value, mask: IPV6_MAX};
	// Whatever begins with a decimal digit is a prefix length, so a mask may only begin with a letter or a colon.
	const prefix = /^\/([+-]?\d+)(.*)$/s.exec(rest);
	if (prefix) {
		const length = Number(BigInt.asIntN(32, BigInt(prefix[1] as string)));
		if (length < 0 || length > 128) return fail(reading, `${text}: IPv6 network prefix bits not between 0 and 128, inclusive`);
		return prefix[2] === '' ? {value, mask: prefixMask(length, 128)} : fail(reading, `${text}: invalid IPv6 address`);
	}
	const mask = /^\/([0-9a-f:.]+)$/i.exec(rest);
	if (!mask) return fail(reading, `${text}: invalid IPv6 address`);
	const bits = ipv6Value(mask[1] as string);
	return bits === undefined ? fail(reading, `${text}: Invalid IPv6 mask`) : {value, mask: bits};
}

function ipv6Value(text: string): bigint | undefined {
	const halves = text.split('::');
	if (halves.length > 2) return undefined;
	const [head, tail] = [groupsOf(halves[0] as string), halves.length === 2 ? groupsOf(halves[1] as string) : []];
	if (!head || !tail) return undefined;
	const missing = 8 - head.length - tail.length;
	if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
	return [...head, ...new Array<number>(missing).fill(0), ...tail].reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** Groups of 16 bits; the last may be an IPv4 address. */
function groupsOf(text: string): number[] | undefined {
	if (text === '') return [];
	const parts = text.split(':');
	const last = parts.at(-1) as string;
	const groups: number[] = [];
	if (last.includes('.')) {
		const octets = last.split('.').map(Number);
		if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(last) || octets.some((octet) => octet > 255)) return undefined;
		parts.pop();
		groups.push((octets[0] as number) * 256 + (octets[1] as number), (octets[2] as number) * 256 + (octets[3] as number));
	}
	if (parts.some((part) => !/^[0-9a-f]{1,4}$/i.test(part))) return undefined;
	return [...parts.map((part) => Number.parseInt(part, 16)), ...groups];
}

export function formatMaskedIpv6({value, mask}: Masked): string {
	if (mask === IPV6_MAX) return ipv6Text(value);
	const prefix = prefixLength(mask, 128);
	return `${ipv6Text(value)}/${prefix ?? ipv6Text(mask)}`;
}

/** As inet_ntop writes it: the longest run of zero groups is `::`, and embedded IPv4 addresses keep their dots. */
function ipv6Text(value: bigint): string {
	const groups = Array.from({length: 8}, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
	let best = {start: 0, length: 0};
	for (let start = 0; start < 8; start++) {
		let length = 0;
		while (groups[start + length] === 0) length++;
		if (length > best.length) best = {start, length};
	}
	const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
	if (best.length < 2) return text(groups);
	const embedsIpv4 = best.start === 0 && (best.length === 6 || (best.length === 5 && groups[5] === 0xffff));
	if (embedsIpv4) return `::${best.length === 5 ? 'ffff:' : ''}${quadText(value & IPV4_MAX)}`;
	return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}

/** The mask of a prefix of `length` bits of `width`. */
export function prefixMask(length: number, width: number): bigint {
	return ones(length) << BigInt(width - length);
}

/** Length of the prefix that a mask is; `undefined` when it is none. */
export function prefixLength(mask: bigint, width: number): number | undefined {
	const zeros = ones(width) ^ mask;
	if ((zeros & (zeros + 1n)) !== 0n) return undefined;
	return width - (zeros === 0n ? 0 : zeros.toString(2).length);
}
