/**
 * Are two values of plain data the same: numbers, bigints, strings, booleans, records, arrays, typed arrays?
 * A field that is missing is one that is `undefined`.
 */
export function isEqual(one: unknown, other: unknown): boolean {
	if (Object.is(one, other)) return true;
	if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
	const first = one as Record<string, unknown>;
	const second = other as Record<string, unknown>;
	for (const key of new Set([...Object.keys(first), ...Object.keys(second)])) if (!isEqual(first[key], second[key])) return false;
	return true;
}
