/** Reads the words of nft one after the other; what does not fit is told as bison tells it. */
import {entryOf} from '../../../engine/entry-of.js';
import {type Fault, SyntaxFault} from './complaints.js';
import type {Span, Token} from './tokens.js';
import {KEYWORDS, TOKEN_NAMES} from './words.js';

export class Cursor {
	private at = 0;
	/** The first mistake in what was said by now of the command that is being read: it is found after the grammar's. */
	late: Fault | undefined;

	constructor(private readonly tokens: readonly Token[]) {}

	get token(): Token {
		return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
	}

	/** Where the word before stands. */
	get before(): Span {
		return (this.tokens[this.at - 1] ?? this.token).span;
	}

	next(): Token {
		const {token} = this;
		this.at++;
		return token;
	}

	/** Is the next word this one? */
	sees(...words: readonly string[]): boolean {
		const {kind, text} = this.token;
		return (kind === 'word' || kind === 'sign') && words.includes(text);
	}

	/** Takes the word when it is the next. */
	takes(word: string): boolean {
		if (!this.sees(word)) return false;
		this.at++;
		return true;
	}

	isAtSeparator(): boolean {
		return this.token.kind === 'newline' || this.token.kind === 'end' || this.sees(';');
	}

	/** A name of the reader's own choice: no keyword. */
	name(...expected: readonly string[]): Token {
		const {kind, text} = this.token;
		if (kind !== 'word' || KEYWORDS.has(text)) throw this.unexpected(...(expected.length > 0 ? expected : ['string']));
		return this.next();
	}

	number(): Token {
		if (this.token.kind !== 'number') throw this.unexpected('number');
		return this.next();
	}

	keyword(word: string, ...expected: readonly string[]): Token {
		if (!this.sees(word)) throw this.unexpected(...expected);
		return this.next();
	}

	/** Behind a command in a line: the line's end. */
	separator(...expected: readonly string[]): Token {
		if (!this.isAtSeparator()) throw this.unexpected(...expected);
		return this.next();
	}

	unexpected(...expected: readonly string[]): SyntaxFault {
		const list = expected.length > 0 ? `, expecting ${expected.join(' or ')}` : '';
		return new SyntaxFault({message: `syntax error, unexpected ${nameOf(this.token)}${list}`, about: this.token.span});
	}

	fault(message: string, about: Span, beside?: Span): void {
		this.late ??= {message, about, ...(beside ? {beside} : {})};
	}

	/** Leaves away what is left of a rule. */
	skipRule(): void {
		while (!this.isAtSeparator() && !this.sees('}', 'comment')) this.at++;
	}

	/** Goes on behind the next line end. */
	recover(): void {
		while (!this.isAtSeparator()) this.at++;
		if (this.token.kind !== 'end') this.at++;
	}
}

function nameOf({kind, text}: Token): string {
	if (kind === 'word') return KEYWORDS.has(text) ? text : 'string';
	if (kind === 'sign') return entryOf(TOKEN_NAMES, text) ?? (/^[!=<>]=$/.test(text) ? text : `'${text}'`);
	return {wild: 'string with a trailing asterisk', number: 'number', quoted: 'quoted string', newline: 'newline', end: 'end of file'}[kind];
}
