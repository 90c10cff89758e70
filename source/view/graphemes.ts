/** Graphemes: what a reader takes for one character (UAX 29). The cursor of a line stands between them. */
const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** Where the grapheme before `at` begins; `at` itself at the beginning. */
export function graphemeBefore(text: string, at: number): number {
	if (at <= 0) return 0;
	return segmenter.segment(text).containing(at - 1)?.index ?? 0;
}

/** Where the grapheme at `at` ends; `at` itself at the end. */
export function graphemeAfter(text: string, at: number): number {
	const found = segmenter.segment(text).containing(at);
	return found ? found.index + found.segment.length : text.length;
}

/** The graphemes of a text. */
export function graphemesOf(text: string): string[] {
	return [...segmenter.segment(text)].map(({segment}) => segment);
}

/** The first place between two graphemes at `at` or behind it. */
export function graphemeEdge(text: string, at: number): number {
	const found = segmenter.segment(text).containing(at);
	return found === undefined || found.index === at ? at : found.index + found.segment.length;
}
