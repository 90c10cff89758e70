/**
 * The name that may have been meant, as nft 1.0.6 looks for it (misspell.c). The table of distances is a column too narrow there and
 * letters are compared one behind where they should be, so it takes for alike what is not: its answers are those of the real one only like this.
 */
export function nearest<Thing>(typed: string, things: readonly Thing[], nameOf: (thing: Thing) => string): Thing | undefined {
	let best = Number.POSITIVE_INFINITY;
	let found: Thing | undefined;
	for (const thing of things) {
		const name = nameOf(thing);
		const longest = Math.max(name.length, typed.length);
		if (longest <= 1) continue;
		const isAsLong = longest - Math.min(name.length, typed.length) <= 1;
		const distance = distanceBetween(name, typed);
		if (distance > Math.ceil((isAsLong ? longest : longest + 2) / 3) || distance >= best) continue;
		best = distance;
		found = thing;
	}
	return found;
}

function distanceBetween(a: string, b: string): number {
	const table: number[] = [];
	const width = b.length;
	const at = (i: number, j: number) => table[i * width + j] ?? 0;
	for (let i = 0; i <= a.length; i++) table[i * width] = i;
	for (let j = 0; j <= width; j++) table[j] = j;
	for (let i = 1; i <= a.length; i++)
		for (let j = 1; j <= width; j++) {
			const cost = a[i] === b[j] ? 0 : 1;
			let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
			if (i > 1 && j > 1 && a[i] === b[j - 1] && a[i - 1] === b[j]) least = Math.min(least, at(i - 2, j - 2) + cost);
			table[i * width + j] = least;
		}
	return at(a.length, width);
}
