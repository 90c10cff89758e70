/*
 * From a line to words
 *
 * A small part of the shell's grammar (POSIX 2.2, 2.3): words are separated by
 * blanks; quotes and the backslash keep blanks and separators together; `#`
 * begins a comment; `;` and a line end finish a command, `&&` and `||` join two.
 * Everything is text: a control character is refused here, so none can reach a
 * terminal by way of an error message.
 *
 * Not modelled: variables, globs, pipes, redirections other than `echo … >`, background jobs, command
 * substitution. Where one is typed, the refusal says which.
 */

/** When a command of a line runs, by what became of the one before it. */
type Joint = 'always' | 'on-success' | 'on-failure';

export interface SimpleCommand {
	joint: Joint;
	words: string[];
}

type Tokenised = {kind: 'commands'; commands: SimpleCommand[]} | {kind: 'refused'; reason: string};

/** Shell syntax that is real and not modelled, with its name. */
const UNSUPPORTED: readonly (readonly [string, string])[] = [
	['|', 'a pipe'],
	['&', 'a background job'],
	['>', 'a redirection'],
	['<', 'a redirection'],
	['(', 'a subshell'],
	[')', 'a subshell'],
	['`', 'command substitution'],
	['$', 'a variable or substitution'],
];

const INVISIBLE = /[^\P{C}\t\n]/u;

/** Cuts a line into the commands it holds. An empty line holds none. */
export function tokenise(line: string): Tokenised {
	const invisible = INVISIBLE.exec(line)?.[0];
	if (invisible !== undefined) {
		const code = (invisible.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
		return {kind: 'refused', reason: `a line is plain text: remove the invisible character U+${code}`};
	}
	const commands: SimpleCommand[] = [];
	let joint: Joint = 'always';
	let words: string[] = [];
	let word: string | undefined;
	let at = 0;

	const endWord = () => {
		if (word !== undefined) words.push(word);
		word = undefined;
	};
	const endCommand = (next: Joint): boolean => {
		endWord();
		if (words.length === 0) return next === 'always' && joint === 'always';
		commands.push({joint, words});
		words = [];
		joint = next;
		return true;
	};

	while (at < line.length) {
		const character = line[at] as string;
		const pair = line.slice(at, at + 2);
		if (character === ' ' || character === '\t') {
			endWord();
			at++;
		} else if (character === '\n') {
			// A command that `&&` waits for may stand on the next line.
			if (word !== undefined || words.length > 0) endCommand('always');
			at++;
		} else if (character === ';') {
			if (!endCommand('always')) return syntaxError(';');
			at++;
		} else if (pair === '&&' || pair === '||') {
			if (!endCommand(pair === '&&' ? 'on-success' : 'on-failure')) return syntaxError(pair);
			at += 2;
		} else if (character === '#' && word === undefined) {
			const end = line.indexOf('\n', at);
			at = end === -1 ? line.length : end;
		} else if (character === "'") {
			const end = line.indexOf("'", at + 1);
			if (end === -1) return unclosed(character);
			word = (word ?? '') + line.slice(at + 1, end);
			at = end + 1;
		} else if (character === '"') {
			const quoted = readDoubleQuotes(line, at + 1);
			if (!quoted) return unclosed(character);
			word = (word ?? '') + quoted.text;
			at = quoted.end;
		} else if (character === '\\') {
			const escaped = line[at + 1];
			if (escaped === undefined) return {kind: 'refused', reason: 'nothing follows the "\\" at the end of the line'};
			// A backslash before a line end joins the two lines.
			if (escaped !== '\n') word = (word ?? '') + escaped;
			at += 2;
		} else if (character === '>' && words[0] === 'echo' && line[at + 1] !== '>') {
			// The one redirection there is; what it may write to, the tool says.
			endWord();
			words.push('>');
			at++;
		} else {
			const unsupported = UNSUPPORTED.find(([sign]) => sign === character);
			if (unsupported)
				return {
					kind: 'refused',
					reason: `"${character}" is ${unsupported[1]}, which the lab's command line does not have; quote it to mean the character`,
				};
			word = (word ?? '') + character;
			at++;
		}
	}
	return endCommand('always') ? {kind: 'commands', commands} : syntaxError('newline');
}

function readDoubleQuotes(line: string, start: number): {text: string; end: number} | undefined {
	let text = '';
	for (let at = start; at < line.length; at++) {
		const character = line[at] as string;
		if (character === '"') return {text, end: at + 1};
		const next = line[at + 1];
		if (character === '\\' && next !== undefined && '"\\$`'.includes(next)) {
			text += next;
			at++;
		} else text += character;
	}
	return undefined;
}

function unclosed(quote: string): Tokenised {
	return {kind: 'refused', reason: `the quote ${quote} is not closed`};
}

function syntaxError(near: string): Tokenised {
	return {kind: 'refused', reason: `syntax error near "${near}": a command is missing`};
}
