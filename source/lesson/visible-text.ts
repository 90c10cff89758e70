/**
 * Text of which every character can be seen: control characters, and those that turn the direction of what follows,
 * are shown by name, so that none reaches the terminal, whatever a lab, a name or a paste holds. Tabs stay.
 */
export function visibleText(text: string): string {
	return text.replace(HIDDEN, nameOf);
}

/** Controls (Cc) but for tab and line feed, formats (Cf) but for the joiners that scripts and signs need, line and paragraph separators. */
const HIDDEN = /[^\P{Cc}\t\n]|(?![\u200C\u200D])\p{Cf}|[\p{Zl}\p{Zp}]/gu;

/** `^[` for an escape, `[U+202E]` for what no keyboard has. */
function nameOf(character: string): string {
	const code = character.codePointAt(0) as number;
	if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
	return code === 0x7f ? '^?' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}
