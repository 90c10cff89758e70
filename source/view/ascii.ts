/** Text for terminals that have ASCII only: every character becomes one of the same width, so that nothing moves. */

const SUBSTITUTES: Readonly<Record<string, string>> = {
	'‘': "'",
	'’': "'",
	'“': '"',
	'”': '"',
	'«': '"',
	'»': '"',
	'–': '-',
	'—': '-',
	'…': '~',
	'→': '>',
	'←': '<',
	'·': '-',
	'•': '-',
	'×': 'x',
	'≈': '~',
	µ: 'u',
	'¼': '4',
	'½': '2',
	'\u00A0': ' ',
};

/** `’` becomes `'`, `è` becomes `e`, what has no likeness becomes `?`. */
export function toAscii(text: string): string {
	let result = '';
	for (const character of text) {
		const code = character.codePointAt(0) as number;
		if (code < 0x80) result += character;
		else result += SUBSTITUTES[character] ?? bareLetter(character) ?? '?';
	}
	return result;
}

/** The letter without its accent, if that is ASCII. */
function bareLetter(character: string): string | undefined {
	const [letter = ''] = character.normalize('NFD');
	return letter !== character && letter.charCodeAt(0) < 0x80 ? letter : undefined;
}
