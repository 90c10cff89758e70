/**
 * Copies plain data: records, arrays, maps, sets, typed arrays. Several times as
 * fast as `structuredClone`, which must be ready for cycles and classes; a world
 * has neither. `Uint8Array`s are shared: they are the bytes of frames, and frames
 * never change.
 */
export function copy<T>(value: T): T {
	return copyAny(value) as T;
}

function copyAny(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return copyArray(value);
	if (value instanceof Uint8Array) return value;
	if (value instanceof Int32Array || value instanceof Float64Array || value instanceof Uint32Array || value instanceof Uint16Array)
		return value.slice();
	if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [copyAny(key), copyAny(item)]));
	if (value instanceof Set) return new Set(Array.from(value, copyAny));
	return copyRecord(value as Record<string, unknown>);
}

function copyArray(items: readonly unknown[]): unknown[] {
	const made = new Array(items.length);
	for (let at = 0; at < items.length; at++) made[at] = copyAny(items[at]);
	return made;
}

function copyRecord(record: Record<string, unknown>): Record<string, unknown> {
	const made: Record<string, unknown> = {};
	for (const key in record) made[key] = copyAny(record[key]);
	return made;
}
