/** `type`, `which`, `command -v`: what a word would run. */
import type {Command} from '../../command.js';
import {type Builtin, complain, out} from '../context.js';
import {BUILTIN_WORDS} from './table.js';

const KEYWORDS: ReadonlySet<string> = new Set([
	'if',
	'then',
	'elif',
	'else',
	'fi',
	'for',
	'in',
	'while',
	'until',
	'do',
	'done',
	'{',
	'}',
	'!',
	'time',
]);
/** Where Debian has those that are not in /usr/bin. */
const SBIN: ReadonlySet<string> = new Set([
	'arp',
	'bridge',
	'brctl',
	'conntrack',
	'ethtool',
	'ifconfig',
	'ip',
	'iptables',
	'nft',
	'route',
	'sysctl',
	'tc',
	'udhcpc',
]);

export const typeBuiltin: Builtin = function* (context, words) {
	let status = 0;
	for (const word of words) {
		const path = pathOf(context.tools, word);
		if (KEYWORDS.has(word)) yield* out(context, `${word} is a shell keyword\n`);
		else if (BUILTIN_WORDS.has(word)) yield* out(context, `${word} is a shell builtin\n`);
		else if (path !== undefined) yield* out(context, `${word} is ${path}\n`);
		else {
			yield* complain(context, `bash: type: ${word}: not found\n`);
			status = 1;
		}
	}
	return status;
};

export const whichBuiltin: Builtin = function* (context, words) {
	let status = 0;
	for (const word of words.filter((one) => one !== '-a')) {
		const path = pathOf(context.tools, word);
		if (path === undefined) status = 1;
		else yield* out(context, `${path}\n`);
	}
	return status;
};

/** `command -v NAME` says what runs; `command NAME …` runs it. */
export const commandBuiltin: Builtin = function* (context, words) {
	const [flag, ...rest] = words;
	if (flag !== '-v') return words.length === 0 ? 0 : yield* context.runWords(context, words);
	let status = 1;
	for (const word of rest) {
		const found = KEYWORDS.has(word) || BUILTIN_WORDS.has(word) ? word : pathOf(context.tools, word);
		if (found === undefined) continue;
		status = 0;
		yield* out(context, `${found}\n`);
	}
	return status;
};

function pathOf(tools: readonly Command[], word: string): string | undefined {
	if (!tools.some((tool) => tool.word === word && (tool.run || tool.runs !== undefined))) return undefined;
	return `${SBIN.has(word) ? '/usr/sbin' : '/usr/bin'}/${word}`;
}
