/**
 * How much plain data there is, in words of about 4 octets: what a copy of it costs in time and room. Frames are shared and
 * weigh nothing. Takes about as long as half a copy.
 */
export function weightOf(value: unknown): number {
	if (typeof value !== 'object' || value === null) return 1;
	if (value instanceof Uint8Array) return 1;
	if (ArrayBuffer.isView(value)) return value.byteLength / 4;
	let weight = 2;
	if (Array.isArray(value)) for (const item of value) weight += weightOf(item);
	else if (value instanceof Map) for (const [key, item] of value) weight += 2 + weightOf(key) + weightOf(item);
	else if (value instanceof Set) for (const item of value) weight += 2 + weightOf(item);
	else for (const key in value) weight += weightOf((value as Record<string, unknown>)[key]);
	return weight;
}
