/*
 * Ink measures and cuts text by grapheme clusters. The first `Intl.Segmenter` of a process takes 10 ms to make, and
 * string-width's emoji expression 25 ms more, as soon as one character is not ASCII, which our rules and arrows are not.
 * The characters that the screen uses are clusters of their own and one cell wide. So text of only such characters is
 * counted and cut by hand, and the segmenter and the expressions are made when something else comes.
 * `test/package/fast-text.test.ts` compares every such character with the real thing.
 */
const stringWidth = /string-width[\\/]index\.js$/;
const constants = /^const (visibleCharacterRegex|spacingMarkRegex|rgiEmojiRegex|extendedPictographicRegex) = (.+);$/gm;
const asciiPath = 'if (/^[\\u0020-\\u007E]*$/.test(string)) {';
const madeSegmenter = /new Intl\.Segmenter\((?:undefined, \{ ?granularity: ['"]grapheme['"] ?\})?\)/g;

/*
 * One cell wide each (ambiguous counts as narrow, as in Ink), and never joined to a neighbour of the same list: ASCII,
 * Latin without the soft hyphen, dashes and quotes, arrows, mathematics, boxes, blocks, shapes, check marks, Braille.
 */
const oneCell =
	'\\u0020-\\u007E\\u00A0-\\u00AC\\u00AE-\\u02FF\\u2010-\\u2027\\u2030-\\u205E\\u2190-\\u2319\\u2500-\\u25FC\\u25FF\\u2713-\\u2718\\u2800-\\u28FF';

/** Text of which the width is its length. */
export const oneCellText = new RegExp(`^[${oneCell}]*$`);

/** Text of which every character is a cluster: the same, and control characters, except CR, which joins LF. */
export const oneClusterText = new RegExp(`^[\\u0000-\\u000C\\u000E-\\u001F${oneCell}]*$`);

/** A stand-in for `new Intl.Segmenter()`, as a module. */
export const fastSegmenterModule = `
const simple = ${oneClusterText};
let segmenter;
function cut(text) {
	const segments = [];
	for (let index = 0; index < text.length; index++) {
		segments.push({segment: text[index], index, input: text});
	}
	segments.containing = (index = 0) => segments[index];
	return segments;
}
export const fastSegmenter = {
	segment: (text) => (simple.test(text) ? cut(text) : (segmenter ??= new Intl.Segmenter()).segment(text)),
};
`;

/** string-width's source with the counting path in front and its expressions made on first use. */
export function fastWidthSource(code) {
	const found = [...code.matchAll(constants)];
	if (found.length !== 4 || !code.includes(asciiPath)) {
		throw new Error('string-width has changed: its four expressions or its ASCII path were not found');
	}
	const quick = code.replace(asciiPath, `if (${oneCellText}.test(string)) {`);
	return found.reduce(
		(source, [declaration, name, value]) =>
			source
				.replace(declaration, '')
				.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}()`)
				.concat(`\nlet ${name}Value;\nfunction ${name}() {\n\treturn (${name}Value ??= ${value});\n}\n`),
		quick,
	);
}

/** A module's source with the stand-in for each segmenter that it makes. */
export function fastSegmenterSource(code) {
	return code.replaceAll(madeSegmenter, 'fastSegmenter').concat("\nimport {fastSegmenter} from 'fast-segmenter';\n");
}

/** @returns {import('rolldown').Plugin} */
export function fastText() {
	return {
		name: 'fast-text',
		resolveId: (id) => (id === 'fast-segmenter' ? '\0fast-segmenter' : undefined),
		load: (id) => (id === '\0fast-segmenter' ? fastSegmenterModule : undefined),
		transform(code, id) {
			if (id.startsWith('\0')) {
				return undefined;
			}
			const source = stringWidth.test(id) ? fastWidthSource(code) : code;
			return source.includes('new Intl.Segmenter(') ? fastSegmenterSource(source) : undefined;
		},
	};
}
