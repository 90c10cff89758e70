/** Text of nested calls, `a(b=1,c(2)),d`, as a tree. */
export interface Call {
	name: string;
	/** What is in the parentheses, unread; `undefined` without parentheses. */
	inside: string | undefined;
}

/** Cuts a text at the commas that are in no parentheses; a name may have a call behind it. */
export function splitCalls(text: string): Call[] {
	return splitAtCommas(text).map((part) => {
		const open = part.indexOf('(');
		return open < 0 ? {name: part, inside: undefined} : {name: part.slice(0, open), inside: part.slice(open + 1, part.lastIndexOf(')'))};
	});
}

/** Cuts at the commas that are in no parentheses. */
export function splitAtCommas(text: string): string[] {
	const parts: string[] = [];
	let level = 0;
	let start = 0;
	for (let at = 0; at <= text.length; at++) {
		if (text[at] === '(') level++;
		if (text[at] === ')') level--;
		if (at < text.length && (text[at] !== ',' || level > 0)) continue;
		const part = text.slice(start, at).trim();
		if (part !== '') parts.push(part);
		start = at + 1;
	}
	return parts;
}

/** `src=1,dst=2/0xff` as names with values and masks. */
export function splitFields(text: string): Map<string, {value: string; mask: string | undefined}> {
	const fields = new Map<string, {value: string; mask: string | undefined}>();
	for (const part of splitAtCommas(text)) {
		const [name = '', rest = ''] = splitOnce(part, '=');
		const [value = '', mask] = splitOnce(rest, '/');
		fields.set(name, {value, mask});
	}
	return fields;
}

function splitOnce(text: string, separator: string): string[] {
	const at = text.indexOf(separator);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
