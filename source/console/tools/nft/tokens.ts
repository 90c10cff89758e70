/**
 * Words of nft (scanner.l): names, numbers, texts in quotes, signs, and line ends, each with the place where it stands.
 * A line that ends in a backslash goes on; what stands behind a `#` is for people.
 */

export interface Token {
	kind: 'word' | 'wild' | 'number' | 'quoted' | 'sign' | 'newline' | 'end';
	/** Without quotes. */
	text: string;
	span: Span;
}

/** In a line, columns counted from 1 and both included. */
export interface Span {
	line: number;
	from: number;
	to: number;
}

const PATTERN =
	/(?<blank>[ \t\r]+|\\\n)|(?<remark>#.*)|(?<newline>\n)|"(?<quoted>[^"\n]*)"|(?<wild>[\w.][\w/\-.]*\*)|(?<number>\d+(?![\w.]))|(?<word>(?:[A-Za-z_.]|\d+[.A-Za-z_])[\w/\-.]*?(?=$|[^\w/\-.]|\/\d+\b|(?<=\d)-\d+\.))|(?<sign>!=|==|<=|>=|.)/gy;

export function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	let line = 1;
	let start = 0;
	for (const match of text.matchAll(PATTERN)) {
		const {blank, remark, newline, quoted, wild, number, word, sign} = match.groups as Record<string, string | undefined>;
		const from = match.index - start + 1;
		const span = {line, from, to: from + match[0].length - 1};
		if (newline !== undefined || blank?.endsWith('\n')) {
			line++;
			start = match.index + match[0].length;
		}
		if (blank !== undefined || remark !== undefined) continue;
		if (newline !== undefined) tokens.push({kind: 'newline', text: '\n', span});
		else if (quoted !== undefined) tokens.push({kind: 'quoted', text: quoted, span});
		else if (wild !== undefined) tokens.push({kind: 'wild', text: wild, span});
		else if (number !== undefined) tokens.push({kind: 'number', text: number, span});
		else if (word !== undefined) tokens.push({kind: 'word', text: word, span});
		else tokens.push({kind: 'sign', text: sign ?? '', span});
	}
	tokens.push({kind: 'end', text: '', span: {line, from: 1, to: 1}});
	return tokens;
}
