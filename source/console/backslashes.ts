/**
 * Backslashes in the arguments of `echo -e`, `printf` and `tr`. What would be a control character becomes a sign that
 * can be seen, U+FFFD: none may reach the terminal.
 */
const SINGLE: Readonly<Record<string, string>> = {n: '\n', t: '\t', '\\': '\\'};
const HIDDEN = '\u{FFFD}';

/** The text meant; `stop` when `\c` ended it. Octal is `\0NNN` for echo and `\NNN` for the others. */
export function readBackslashes(text: string, by: 'echo' | 'printf'): {text: string; stop: boolean} {
	let out = '';
	for (let at = 0; at < text.length; at++) {
		if (text[at] !== '\\' || at + 1 === text.length) {
			out += text[at];
			continue;
		}
		const rest = text.slice(at + 1);
		const octal = (by === 'echo' ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest);
		const hexadecimal = /^x([0-9a-fA-F]{1,2})/.exec(rest);
		const code = octal ? Number.parseInt(octal[1] || '0', 8) : hexadecimal ? Number.parseInt(hexadecimal[1] as string, 16) : undefined;
		if (code !== undefined) {
			out += visible(String.fromCharCode(code & 0xff));
			at += (octal ?? hexadecimal)?.[0].length ?? 0;
			continue;
		}
		const letter = rest[0] as string;
		if (letter === 'c') return {text: out, stop: true};
		out += SINGLE[letter] ?? ('abefrv'.includes(letter) ? HIDDEN : `\\${letter}`);
		at++;
	}
	return {text: out, stop: false};
}

function visible(character: string): string {
	return /[^\P{C}\t\n]/u.test(character) ? HIDDEN : character;
}
