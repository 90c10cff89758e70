/**
The nearest of some words to a misspelt one, for "did you mean".

Distance is Levenshtein's: the least number of single letters to insert, delete or replace.
*/

/** The nearest word, or `undefined` when none is near: more than a third of the letters wrong is another word. */
export function nearest(word: string, words: readonly string[]): string | undefined {
	const limit = Math.max(2, Math.floor(word.length / 3));
	const ranked = words.map((candidate) => ({candidate, distance: distance(word, candidate)})).sort((a, b) => a.distance - b.distance);
	const best = ranked[0];
	return best && best.distance <= limit && best.distance < best.candidate.length ? best.candidate : undefined;
}

/** Levenshtein's distance of two words, in letters. Case does not count. */
export function distance(a: string, b: string): number {
	const from = a.toLowerCase();
	const to = b.toLowerCase();
	let row = Array.from({length: to.length + 1}, (_, column) => column);
	for (let i = 1; i <= from.length; i++) {
		const next = [i];
		for (let j = 1; j <= to.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[to.length] ?? 0;
}
