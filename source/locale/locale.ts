/** The languages of the interface and of the lessons. */
export const locales = ['en', 'it'] as const;

/** A language, as a two-letter code (ISO 639-1). */
export type Locale = (typeof locales)[number];

/** Whether a word names a language that there is. */
export function isLocale(word: string): word is Locale {
	return (locales as readonly string[]).includes(word);
}

/** What stands between the whole and the tenths: `4.5`, `4,5`. */
export type DecimalSign = '.' | ',';

/** A number that JavaScript wrote, with the sign of the language. */
export function decimalText(number: string, decimal: DecimalSign): string {
	return number.replace('.', decimal);
}
