/** Records in a translation which source it was made from: the fingerprint of each section, in its heading. */
import {SOURCE_LOCALE} from './lesson.js';
import {parseProse} from './prose-file.js';

/** The text of a translation with every heading stamped from the source as it is now. Headings the source does not have stay. */
export function stampTranslation(source: string, translation: string): string {
	const prints = new Map(parseProse(SOURCE_LOCALE, source).sections.map((section) => [section.id, section.print]));
	return translation.replace(/^(## .*\{#)([a-z][a-z0-9-]*)(?:\s+of=[0-9a-f]{8})?\}[ \t]*$/gm, (line, head: string, id: string) => {
		const print = prints.get(id);
		return print === undefined ? line : `${head}${id} of=${print}}`;
	});
}
