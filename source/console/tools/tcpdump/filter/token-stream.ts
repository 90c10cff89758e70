/** The words of an expression as its parser walks them: looked at ahead, taken one by one. */
import {FilterFault, type Token} from './tokens.js';

/** What libpcap says of an expression that does not fit its grammar. */
export function syntaxError(): never {
	throw new FilterFault("can't parse filter expression: syntax error");
}

export class TokenStream {
	readonly #tokens: Token[] = [];
	#at = 0;
	#broken = false;

	constructor(private readonly source: Generator<Token | undefined>) {}

	/** Was something met that is no word? */
	get isBroken(): boolean {
		return this.#broken;
	}

	/** The next token but `ahead`; none at the end and behind what is no word. */
	peek(ahead = 0): Token | undefined {
		while (this.#tokens.length <= this.#at + ahead && !this.#broken) {
			const next = this.source.next();
			if (next.done) return undefined;
			if (next.value === undefined) this.#broken = true;
			else this.#tokens.push(next.value);
		}
		return this.#tokens[this.#at + ahead];
	}

	/** Is the next token but `ahead` this word? */
	is(word: string, ahead = 0): boolean {
		return this.wordAt(ahead) === word;
	}

	/** The word that the next token but `ahead` is; `undefined` for a value. */
	wordAt(ahead = 0): string | undefined {
		const token = this.peek(ahead);
		return token?.kind === 'word' ? token.word : undefined;
	}

	/** Goes on. */
	skip(tokens = 1): void {
		this.#at += tokens;
	}

	/** Goes on when this word is next; says whether it was. */
	take(word: string): boolean {
		if (!this.is(word)) return false;
		this.skip();
		return true;
	}

	/** Goes on over this word; throws a `FilterFault` when another is next. */
	expect(word: string): void {
		if (!this.take(word)) syntaxError();
	}
}
