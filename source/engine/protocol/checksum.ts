/** The Internet checksum (RFC 1071), which IPv4 and its companions share. */
import {read16} from './octets.js';

/**
 * The Internet checksum: one's complement of the one's complement sum of 16-bit
 * words, an odd last octet padded with zero (RFC 1071). Over octets that already
 * hold their right checksum it is 0. `sum` is what a pseudo header adds.
 */
export function checksum(bytes: Uint8Array, sum = 0): number {
	let total = sum;
	for (let at = 0; at + 1 < bytes.length; at += 2) total += read16(bytes, at);
	if (bytes.length % 2 === 1) total += (bytes[bytes.length - 1] as number) << 8;
	while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x1_0000);
	return ~total & 0xffff;
}

/** What the IPv4 pseudo header adds to the checksum of UDP and TCP (RFC 768, RFC 9293 3.1). */
export function pseudoHeaderSum(header: {source: number; destination: number; protocol: number}, length: number): number {
	const {source, destination, protocol} = header;
	return (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + length;
}
