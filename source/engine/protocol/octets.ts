/** Octets in network order: 16 and 32 bits at a place. */

/** Unsigned 16-bit word at `at`. */
export function read16(bytes: Uint8Array, at: number): number {
	return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

/** Unsigned 32-bit word at `at`. */
export function read32(bytes: Uint8Array, at: number): number {
	return (read16(bytes, at) * 0x1_0000 + read16(bytes, at + 2)) >>> 0;
}

export function write16(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = value >>> 8;
	bytes[at + 1] = value & 0xff;
}

export function write32(bytes: Uint8Array, at: number, value: number): void {
	write16(bytes, at, value >>> 16);
	write16(bytes, at + 2, value & 0xffff);
}

/** Throws a RangeError unless `value` is an integer of at most `bits` bits: a builder is strict. */
export function demand(name: string, value: number, bits: number): number {
	if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) throw new RangeError(`${name} ${value} does not fit ${bits} bits`);
	return value;
}

/** Unsigned 64-bit word at `at`; what is larger than 2^53 loses its last bits. */
export function read64(bytes: Uint8Array, at: number): number {
	return read32(bytes, at) * 0x1_0000_0000 + read32(bytes, at + 4);
}

/** An integer of at most 2^53. */
export function write64(bytes: Uint8Array, at: number, value: number): void {
	write32(bytes, at, Math.floor(value / 0x1_0000_0000));
	write32(bytes, at + 4, value >>> 0);
}
