/** Octets as text, for bytes that were captured. */
export function fromHex(text: string): Uint8Array {
	return Uint8Array.from(text.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16));
}

export function toHex(bytes: Uint8Array): string {
	return [...bytes].map((octet) => octet.toString(16).padStart(2, '0')).join('');
}
