/*
string-width measures text for Ink. Its segmenter and its emoji expression take 70 ms to make, as soon as one character
is not ASCII, and our rules and arrows are not. All characters that the screen uses are one cell wide; so they are
counted, and the segmenter and the expressions are made when something else comes. `test/package/fast-width.test.ts`
compares every character that is counted with the real string-width.
*/
const stringWidth = /string-width[\\/]index\.js$/;
const eager = /^const (segmenter|visibleCharacterRegex|spacingMarkRegex|rgiEmojiRegex|extendedPictographicRegex) = (.+);$/gm;
const asciiPath = 'if (/^[\\u0020-\\u007E]*$/.test(string)) {';

/*
Always one cell wide (when ambiguous is narrow), never part of a cluster: ASCII, Latin-1 without control characters and
the soft hyphen and without © and ® (emoji with a variation selector), the dashes and quotes, arrows without the emoji
ones, mathematical operators, box drawing, blocks, shapes without the emoji ones, Braille.
*/
const oneCell =
	'\\u0020-\\u007E\\u00A0-\\u00A8\\u00AA-\\u00AC\\u00AF-\\u00FF\\u0100-\\u02FF\\u2010-\\u2027\\u2030-\\u203B\\u2190-\\u2193\\u219A-\\u21A8\\u21AB-\\u21FF' +
	'\\u2200-\\u22FF\\u2500-\\u25A9\\u25AC-\\u25B5\\u25B7-\\u25BF\\u25C1-\\u25FA\\u2800-\\u28FF';

/** The expression for text of which the width is its length. */
export const oneCellText = new RegExp(`^[${oneCell}]*$`);

/** string-width's source with the counting path in front and everything expensive made on first use. */
export function fastWidthSource(code) {
	const lazy = [...code.matchAll(eager)];
	if (lazy.length !== 5 || !code.includes(asciiPath)) {
		throw new Error('string-width has changed: its five constants or its ASCII path were not found');
	}
	const quick = code.replace(asciiPath, `if (/^[${oneCell}]*$/.test(string)) {`);
	return lazy.reduce(
		(source, [declaration, name, value]) =>
			source
				.replace(declaration, '')
				.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}()`)
				.concat(`\nlet ${name}Value;\nfunction ${name}() {\n\treturn (${name}Value ??= ${value});\n}\n`),
		quick,
	);
}

/** @returns {import('rolldown').Plugin} */
export function fastWidth() {
	return {
		name: 'fast-width',
		transform: (code, id) => (stringWidth.test(id) ? fastWidthSource(code) : undefined),
	};
}
