/**
 * Fingerprint of a text: FNV-1a, 32 bits, as eight hexadecimal digits. A
 * translation carries that of the source it was made from, so that a changed
 * source shows. White space counts once, so that a text may be wrapped anew.
 */
export function fingerprint(text: string): string {
	let hash = 0x811c9dc5;
	for (const character of text.replace(/\s+/g, ' ').trim()) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
	return (hash >>> 0).toString(16).padStart(8, '0');
}
