/** Cutting a flow into its keys and values (lib/ofp-parse.c, ofputil_parse_key_value). */

/** `name`, `name=value`, `name:value` or `name(value)`; without a value it is empty. */
export interface Pair {
	key: string;
	value: string;
	/** What follows, unread. */
	rest: string;
}

const SEPARATORS = ', \t\r\n';
const KEY_END = `:=(${SEPARATORS}`;

/**
 * All pairs of a text, separated by commas and blanks. After `:` or `=` a value ends at a comma or
 * blank, after `(` at its closing parenthesis; parentheses inside are skipped as a whole.
 * `(10)->reg0[0]` is one value although it goes on behind the parenthesis.
 */
export function splitPairs(text: string): Pair[] {
	const pairs: Pair[] = [];
	let at = 0;
	for (;;) {
		while (at < text.length && SEPARATORS.includes(text[at] as string)) at++;
		if (at >= text.length) return pairs;
		const keyStart = at;
		while (at < text.length && !KEY_END.includes(text[at] as string)) at++;
		const key = text.slice(keyStart, at);
		const delimiter = text[at] ?? '';
		if (delimiter !== '') at++;
		if (delimiter !== ':' && delimiter !== '=' && delimiter !== '(') {
			pairs.push({key, value: '', rest: text.slice(at)});
			continue;
		}
		const valueStart = at;
		at = endOfValue(text, at, delimiter === '(' ? ')' : SEPARATORS);
		if (delimiter === '(' && text.startsWith(')->', at)) at = endOfValue(text, at, SEPARATORS);
		const value = text.slice(valueStart, at);
		if (at < text.length) at++;
		pairs.push({key, value, rest: text.slice(at)});
	}
}

function endOfValue(text: string, from: number, delimiters: string): number {
	let at = from;
	while (at < text.length && !delimiters.includes(text[at] as string)) {
		if (text[at] === '(') {
			let level = 0;
			do {
				if (at >= text.length) return at;
				if (text[at] === '(') level++;
				if (text[at] === ')') level--;
				at++;
			} while (level > 0);
		} else {
			at++;
		}
	}
	return at;
}
