/** The words of sFlow (XDR, RFC 4506): everything fills up 32 bits, and records say their length. */
import {read32, write32} from './octets.js';

/** Numbers as words of 32 bits; of larger ones the low bits. */
export function words(...values: number[]): Uint8Array {
	const bytes = new Uint8Array(values.length * 4);
	for (const [index, value] of values.entries()) write32(bytes, index * 4, value >>> 0);
	return bytes;
}

export function readWords(bytes: Uint8Array, at: number, count: number): number[] {
	return Array.from({length: count}, (_, index) => read32(bytes, at + index * 4));
}

/** A record: its tag, its length, and its parts, each filled up to whole words. */
export function wrapRecord(tag: number, parts: readonly Uint8Array[]): Uint8Array {
	const length = parts.reduce((sum, part) => sum + wholeWords(part.length), 0);
	const bytes = new Uint8Array(8 + length);
	write32(bytes, 0, tag);
	write32(bytes, 4, length);
	let at = 8;
	for (const part of parts) {
		bytes.set(part, at);
		at += wholeWords(part.length);
	}
	return bytes;
}

function wholeWords(octets: number): number {
	return (octets + 3) & ~3;
}
