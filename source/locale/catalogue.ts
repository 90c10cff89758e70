/** The words of each language. */
import {type Catalogue, en} from './en.js';
import {it} from './it.js';
import type {Locale} from './locale.js';

const catalogues: Readonly<Record<Locale, Catalogue>> = {en, it};

/** All words of the interface in a language. */
export function wordsFor(locale: Locale): Catalogue {
	return catalogues[locale];
}
