/*
 * The command at the end of a line
 *
 * What is typed is seldom whole: quotes are open, a loop has no end. So completion
 * does not ask the parser; it reads as far as the line goes and keeps the words of
 * the last command: what stands behind the last `;`, `|`, `&`, `(` or `$(` that is
 * not closed, without the words of the shell before it (`if`, `do`, `!` …) and without
 * variables that are set for it.
 */

export interface LastCommand {
	/** Whole words before the one at the end. */
	words: readonly string[];
	/** The word at the end, without its quotes; '' after a blank. */
	typed: string;
	/** Where in the line it begins. */
	from: number;
	/** It is where a redirection goes. */
	redirects: boolean;
}

/** Words after which a command begins. */
const BEFORE_COMMAND = ['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{'];

export function lastCommand(line: string): LastCommand {
	const outer: Word[][] = [];
	let words: Word[] = [];
	let word: Word | undefined;
	for (let at = 0; at < line.length; at++) {
		const character = line[at] as string;
		const opens = line.startsWith('$(', at) ? 2 : character === '(' || character === '`' ? 1 : 0;
		if (opens > 0) {
			outer.push(words);
			words = [];
			word = undefined;
			at += opens - 1;
		} else if (character === ')') {
			words = outer.pop() ?? [];
			// What was substituted is a word, or a part of one.
			word = {text: '', from: at + 1};
			words.push(word);
		} else if (character === '>' || character === '<') {
			// The number before it is the descriptor.
			if (word && /^\d+$/.test(word.text)) words.pop();
			word = undefined;
			words.push({text: character, from: at, redirects: true});
		} else if (character === '&' && words.at(-1)?.redirects && !word) {
			word = {text: '&', from: at};
			words.push(word);
		} else if (/[;|&\n]/.test(character)) {
			words = [];
			word = undefined;
		} else if (/\s/.test(character)) word = undefined;
		else {
			if (!word) {
				word = {text: '', from: at};
				words.push(word);
			}
			const {text, end} = readPart(line, at);
			word.text += text;
			at = end;
		}
	}
	return finish(line, words, word);
}

interface Word {
	text: string;
	from: number;
	redirects?: boolean;
}

/** A quoted part, or one character; `end` is the place of its last one. */
function readPart(line: string, at: number): {text: string; end: number} {
	const quote = line[at] as string;
	if (quote === '\\') return {text: line[at + 1] ?? '', end: at + 1};
	if (quote !== "'" && quote !== '"') return {text: quote, end: at};
	const close = line.indexOf(quote, at + 1);
	return close === -1 ? {text: line.slice(at + 1), end: line.length} : {text: line.slice(at + 1, close), end: close};
}

function finish(line: string, all: readonly Word[], last: Word | undefined): LastCommand {
	const before = last ? all.slice(0, -1) : all;
	const redirects = before.at(-1)?.redirects === true;
	const plain = before.filter(({redirects: is}, at) => !is && !before[at - 1]?.redirects).map(({text}) => text);
	let begin = 0;
	while (BEFORE_COMMAND.includes(plain[begin] as string) || /^\w+=/.test(plain[begin] ?? '')) begin++;
	return {words: plain.slice(begin), typed: last?.text ?? '', from: last?.from ?? line.length, redirects};
}
