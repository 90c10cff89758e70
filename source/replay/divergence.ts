/** The first thing in which the engine and the real system part. */
export interface Divergence {
	/** Stimulus, or `initial`. */
	id: string;
	/** `delivered`, `fdb`, `stp.br1` … */
	what: string;
	/** One line an item. */
	expected: string[];
	got: string[];
}

export type Part = Omit<Divergence, 'id'>;

/** Compares two texts but for the space around them. */
export function value(what: string, expected: string, got: string): Part | undefined {
	return expected.trim() === got.trim() ? undefined : {what, expected: [expected.trim()], got: [got.trim()]};
}

/** Compares two multisets of lines. */
export function list(what: string, expected: readonly string[], got: readonly string[]): Part | undefined {
	const [a, b] = [expected.toSorted(), got.toSorted()];
	return a.length === b.length && a.every((line, index) => line === b[index]) ? undefined : {what, expected: a, got: b};
}
