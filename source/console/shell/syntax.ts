/** What a line says, as a tree (POSIX 2.9, 2.10). */

/** A piece of a word; what is quoted is neither split nor expanded any further. */
export type Part =
	| {kind: 'text'; text: string; quoted: boolean}
	| {kind: 'variable'; name: string; quoted: boolean; use?: Use}
	/** `$(…)` */
	| {kind: 'substitution'; list: List; quoted: boolean};

/** What `${NAME…}` makes of a value: `-` a default, `=` one that stays, `+` an alternative, `#` the length; `orEmpty` with a colon. */
export type Use = {kind: '-' | '=' | '+'; orEmpty: boolean; word: Word} | {kind: '#'};

export type Word = readonly Part[];

export type Redirection =
	/** `fd` is the stream that goes elsewhere, `both` for `&>`. */
	| {kind: 'write' | 'append'; fd: 1 | 2 | 'both'; target: Word}
	| {kind: 'read'; target: Word}
	/** `2>&1` */
	| {kind: 'copy'; fd: 1 | 2; from: 1 | 2}
	/** A here-document or here-string: the text itself. */
	| {kind: 'text'; text: Word; newline: boolean};

export interface Assignment {
	name: string;
	value: Word;
}

export type Command = {redirections: readonly Redirection[]} & (
	| {kind: 'simple'; assignments: readonly Assignment[]; words: readonly Word[]}
	| {kind: 'group'; body: List}
	| {kind: 'subshell'; body: List}
	| {kind: 'if'; branches: readonly {test: List; body: List}[]; otherwise: List | undefined}
	| {kind: 'for'; name: string; words: readonly Word[]; body: List}
	| {kind: 'while'; until: boolean; test: List; body: List}
);

export interface Pipeline {
	/** `!` */
	negated: boolean;
	/** `time` */
	timed: boolean;
	/** At least one; what one prints the next reads. */
	commands: readonly Command[];
}

/** Pipelines joined by `&&` and `||`, each run by what became of the one before. */
export interface Chain {
	first: Pipeline;
	rest: readonly {joint: '&&' | '||'; pipeline: Pipeline}[];
	/** `&` */
	background: boolean;
	/** As it was typed, for the list of jobs. */
	text: string;
}

export type List = readonly Chain[];
