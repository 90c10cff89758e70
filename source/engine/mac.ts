/*
 * MAC addresses (IEEE 802-2014 clause 8)
 *
 * An address is a 48-bit number, most significant octet first: it is compared,
 * hashed and ordered ("numerically lowest MAC") without touching a string. The
 * low bit of octet 0 marks a group address; broadcast is the group of all ones.
 */

/** A 48-bit address as an integer, 0 to 2^48 - 1. */
export type Mac = number;

export const BROADCAST: Mac = 0xffff_ffff_ffff;

const PATTERN = /^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}$/i;

/** Reads `aa:bb:cc:dd:ee:ff`; `undefined` when the text is not an address. */
export function parseMac(text: string): Mac | undefined {
	if (!PATTERN.test(text)) return undefined;
	return text.split(':').reduce((mac, octet) => mac * 256 + Number.parseInt(octet, 16), 0);
}

/** Like `parseMac`, for text that a schema has already checked. Throws a RangeError otherwise. */
export function toMac(text: string): Mac {
	const mac = parseMac(text);
	if (mac === undefined) throw new RangeError(`"${text}" is not a MAC address`);
	return mac;
}

/** Writes the address as the Linux tools do: lower case, colons. */
export function formatMac(mac: Mac): string {
	return mac
		.toString(16)
		.padStart(12, '0')
		.replace(/..(?=.)/g, '$&:');
}

/** Group bit set: multicast or broadcast (is_multicast_ether_addr). */
export function isGroup(mac: Mac): boolean {
	return (Math.floor(mac / 0x100_0000_0000) & 1) === 1;
}

/** Reads six octets at `at`. */
export function readMac(bytes: Uint8Array, at: number): Mac {
	const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
	const low =
		((bytes[at + 2] as number) << 24) | ((bytes[at + 3] as number) << 16) | ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number);
	return high * 0x1_0000_0000 + (low >>> 0);
}

/** Writes six octets at `at`. */
export function writeMac(bytes: Uint8Array, at: number, mac: Mac): void {
	let rest = mac;
	for (let octet = 5; octet >= 0; octet--) {
		bytes[at + octet] = rest % 256;
		rest = Math.floor(rest / 256);
	}
}
