/*
 * Hash functions of Open vSwitch (lib/hash.h, lib/jhash.c)
 *
 * Where a switch picks one of several ways, a hash decides: the bucket of a
 * select group, the member of a bond, the tie of two MAC entries. To send
 * a frame the way the real one does, the bits must be the same.
 *
 * Two families: the 32-bit MurmurHash3 of Austin Appleby, fed word by word
 * (`hashAdd`) and closed (`hashFinish`), and Bob Jenkins' lookup3 (`jhashBytes`).
 * Words are taken from memory in host order, and the host is little-endian: a field
 * in network order enters with its octets swapped (`swapBytes`).
 *
 * All values are unsigned 32-bit numbers.
 *
 * Not modelled: the CRC32 variant of builds for SSE 4.2 or ARMv8; distributions
 * ship the portable one on x86-64.
 */
import type {Mac} from '../mac.js';

/** Adds a word to a running hash (mhash_add). */
export function hashAdd(hash: number, data: number): number {
	let mixed = Math.imul(data, 0xcc9e2d51);
	mixed = (mixed << 15) | (mixed >>> 17);
	let result = hash ^ Math.imul(mixed, 0x1b873593);
	result = (result << 13) | (result >>> 19);
	return (Math.imul(result, 5) + 0xe6546b64) >>> 0;
}

/** Closes a running hash; `final` is by custom the number of octets that went in (hash_finish). */
export function hashFinish(hash: number, final: number): number {
	let result = hash ^ final;
	result ^= result >>> 16;
	result = Math.imul(result, 0x85ebca6b);
	result ^= result >>> 13;
	result = Math.imul(result, 0xc2b2ae35);
	return (result ^ (result >>> 16)) >>> 0;
}

/** Hash of a word with a basis (hash_int, hash_2words). */
export function hashInt(value: number, basis: number): number {
	return hashFinish(hashAdd(hashAdd(value, 0), basis), 8);
}

/** Hash of a 64-bit number (hash_uint64). */
export function hashUint64(value: bigint): number {
	return hashFinish(hashAdd(hashAdd(0, Number(value & 0xffffffffn)), Number((value >> 32n) & 0xffffffffn)), 8);
}

/** Hash of octets (hash_bytes). */
export function hashBytes(bytes: Uint8Array, basis: number): number {
	let hash = basis;
	for (let at = 0; at < bytes.length; at += 4) hash = hashAdd(hash, littleEndian(bytes, at));
	return hashFinish(hash, bytes.length);
}

/**
 * Hash of a MAC address in a VLAN (hash_mac): by it balance-slb bonds choose their member, with `basis` of the bond, and
 * MAC tables their chain.
 */
export function hashMac(mac: Mac, vlan: number, basis: number): number {
	const high = Math.floor(mac / 0x1_0000_0000);
	const low = mac % 0x1_0000_0000;
	// The address as one 64-bit number, most significant octet first, and the VLAN above it.
	return hash64WithBasis(low, (high | (vlan << 16)) >>> 0, basis);
}

function hash64WithBasis(low: number, high: number, basis: number): number {
	return hashFinish(hashAdd(hashAdd(basis, low), high), 8);
}

/** Jenkins' lookup3 of octets (jhash_bytes). */
export function jhashBytes(bytes: Uint8Array, basis: number): number {
	let a = (0xdeadbeef + bytes.length + basis) | 0;
	let b = a;
	let c = a;
	let at = 0;
	for (; bytes.length - at >= 12; at += 12) {
		a = (a + littleEndian(bytes, at)) | 0;
		b = (b + littleEndian(bytes, at + 4)) | 0;
		c = (c + littleEndian(bytes, at + 8)) | 0;
		a = ((a - c) ^ rotate(c, 4)) | 0;
		c = (c + b) | 0;
		b = ((b - a) ^ rotate(a, 6)) | 0;
		a = (a + c) | 0;
		c = ((c - b) ^ rotate(b, 8)) | 0;
		b = (b + a) | 0;
		a = ((a - c) ^ rotate(c, 16)) | 0;
		c = (c + b) | 0;
		b = ((b - a) ^ rotate(a, 19)) | 0;
		a = (a + c) | 0;
		c = ((c - b) ^ rotate(b, 4)) | 0;
		b = (b + a) | 0;
	}
	if (at < bytes.length) {
		a = (a + littleEndian(bytes, at)) | 0;
		b = (b + littleEndian(bytes, at + 4)) | 0;
		c = (c + littleEndian(bytes, at + 8)) | 0;
		c = ((c ^ b) - rotate(b, 14)) | 0;
		a = ((a ^ c) - rotate(c, 11)) | 0;
		b = ((b ^ a) - rotate(a, 25)) | 0;
		c = ((c ^ b) - rotate(b, 16)) | 0;
		a = ((a ^ c) - rotate(c, 4)) | 0;
		b = ((b ^ a) - rotate(a, 14)) | 0;
		c = ((c ^ b) - rotate(b, 24)) | 0;
	}
	return c >>> 0;
}

/** A field in network order as the word that a little-endian host reads. */
export function swapBytes(word: number): number {
	return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

function rotate(value: number, by: number): number {
	return (value << by) | (value >>> (32 - by));
}

/** Up to four octets at `at`, the first least significant; what lies behind the end is 0. */
function littleEndian(bytes: Uint8Array, at: number): number {
	return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}
