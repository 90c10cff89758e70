/** The word that was meant by a misspelt one: commands, flags, lessons. Two letters that changed places are one mistake (Damerau, Levenshtein). */

/** The nearest of `words`, or `undefined` when more than a third of the letters would be wrong, or all. */
export function didYouMean(typed: string, words: readonly string[]): string | undefined {
	const [best] = words
		.map((word) => ({word, mistakes: mistakes(typed.toLowerCase(), word.toLowerCase())}))
		.sort((a, b) => a.mistakes - b.mistakes);
	return best && best.mistakes < best.word.length && best.mistakes <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}

/** The least number of letters to insert, leave out, replace or swap with the next. */
export function mistakes(a: string, b: string): number {
	const rows: number[][] = [Array.from({length: b.length + 1}, (_, column) => column)];
	const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		rows.push(row);
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			row.push(
				Math.min(
					at(i - 1, j - 1) + (same ? 0 : 1),
					at(i - 1, j) + 1,
					at(i, j - 1) + 1,
					swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
				),
			);
		}
	}
	return at(a.length, b.length);
}
