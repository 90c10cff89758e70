/** IPv6 addresses (RFC 4291) as four 32-bit words, most significant first. */
import {read32, write32} from './octets.js';

export type Ipv6Address = readonly [number, number, number, number];

/** ff02::1: every node of the link. */
export const ALL_NODES: Ipv6Address = [0xff02_0000, 0, 0, 1];

export function readIpv6Address(bytes: Uint8Array, at: number): Ipv6Address {
	return [read32(bytes, at), read32(bytes, at + 4), read32(bytes, at + 8), read32(bytes, at + 12)];
}

export function writeIpv6Address(bytes: Uint8Array, at: number, address: Ipv6Address): void {
	for (const [index, long] of address.entries()) write32(bytes, at + index * 4, long);
}

/** Negative when `a` is the lower address, 0 when they are the same. */
export function compareIpv6(a: Ipv6Address, b: Ipv6Address): number {
	return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

/** Shortest form (RFC 5952): the longest run of zero groups, if longer than one, becomes `::`. */
export function formatIpv6(address: Ipv6Address): string {
	const groups = address.flatMap((long) => [long >>> 16, long & 0xffff]);
	const run = longestZeroRun(groups);
	const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
	if (run.length < 2) return text(groups);
	return `${text(groups.slice(0, run.start))}::${text(groups.slice(run.start + run.length))}`;
}

function longestZeroRun(groups: readonly number[]): {start: number; length: number} {
	let best = {start: 0, length: 0};
	let start = 0;
	for (const [index, group] of groups.entries()) {
		if (group !== 0) start = index + 1;
		else if (index + 1 - start > best.length) best = {start, length: index + 1 - start};
	}
	return best;
}
