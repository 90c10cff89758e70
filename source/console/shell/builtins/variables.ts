/** `export`, `unset`, `set`, `read`: variables and options of the shell (POSIX 2.14, bash's sentences). */
import {entryOf} from '../../../engine/entry-of.js';
import {Complaint, notModelled} from '../../complaint.js';
import {type Builtin, complain, out} from '../context.js';
import type {Source} from '../file-descriptors.js';
import type {Doing} from '../system-call.js';

const NAME = /^[A-Za-z_]\w*$/;

/** There are no programs that would read an environment, so a variable is exported by being set. */
export const exportBuiltin: Builtin = function* (context, words) {
	const {variables} = context.scope;
	let status = 0;
	if (words.length === 0 || words[0] === '-p') {
		for (const [name, value] of [...variables].sort(([a], [b]) => (a < b ? -1 : 1)))
			yield* out(context, `declare -x ${name}="${value.replaceAll(/["\\$`]/g, '\\$&')}"\n`);
		return 0;
	}
	for (const word of words) {
		const [name = '', ...value] = word.split('=');
		if (!NAME.test(name)) {
			yield* complain(context, `bash: export: \`${word}': not a valid identifier\n`);
			status = 1;
		} else if (value.length > 0) variables.set(name, value.join('='));
	}
	return status;
};

export const unsetBuiltin: Builtin = function* (context, words) {
	let status = 0;
	for (const name of words.filter((word) => word !== '-v')) {
		if (NAME.test(name)) context.scope.variables.delete(name);
		else {
			yield* complain(context, `bash: unset: \`${name}': not a valid identifier\n`);
			status = 1;
		}
	}
	return status;
};

const OPTIONS: Readonly<Record<string, string>> = {e: 'errexit', u: 'nounset', x: 'xtrace'};
const LONG_OPTIONS: ReadonlySet<string> = new Set(['errexit', 'nounset', 'xtrace', 'pipefail']);

export const setBuiltin: Builtin = function* (context, words) {
	const {variables, options} = context.scope;
	if (words.length === 0)
		for (const [name, value] of [...variables].sort(([a], [b]) => (a < b ? -1 : 1))) yield* out(context, `${name}=${value}\n`);
	for (let at = 0; at < words.length; at++) {
		const word = words[at] as string;
		if (!/^[-+][A-Za-z]+$/.test(word)) throw notModelled('arguments of the shell, set --', 'NAME=value');
		for (const letter of word.slice(1)) {
			const name = letter === 'o' ? words[++at] : entryOf(OPTIONS, letter);
			if (name === undefined || !LONG_OPTIONS.has(name)) throw notModelled(`set ${word}`, 'set -e, set -u, set -x, set -o pipefail');
			if (word.startsWith('-')) options.add(name);
			else options.delete(name);
		}
	}
	return 0;
};

/** A line of standard input into variables, one a word; the last has the rest. Status 1 at the end of input. */
export const readBuiltin: Builtin = function* ({scope, descriptors}, words) {
	const names = words.filter((word) => !word.startsWith('-'));
	const flags = words.filter((word) => word.startsWith('-'));
	if (flags.some((flag) => flag !== '-r')) throw notModelled(`read ${flags.join(' ')}`, 'read -r NAME');
	const wrong = names.find((name) => !NAME.test(name));
	if (wrong !== undefined) throw new Complaint(`bash: read: \`${wrong}': not a valid identifier\n`, 1);
	const line = yield* readLine(descriptors.stdin);
	const plain = flags.length > 0 ? line.text : line.text.replaceAll(/\\(.)/g, '$1');
	const targets = names.length === 0 ? ['REPLY'] : names;
	let rest = names.length === 0 ? plain : plain.replace(/^[ \t]+|[ \t]+$/g, '');
	for (const [index, name] of targets.entries()) {
		const cut = index < targets.length - 1 ? /[ \t]+/.exec(rest) : undefined;
		scope.variables.set(name, cut ? rest.slice(0, cut.index) : rest);
		rest = cut ? rest.slice(cut.index + cut[0].length) : '';
	}
	return line.whole ? 0 : 1;
};

/** What is behind the line goes back to where it came from. */
function* readLine(from: Source): Doing<{text: string; whole: boolean}> {
	let text = '';
	for (;;) {
		const answer = yield {kind: 'read-from', from};
		const piece = answer?.kind === 'input' ? answer.text : undefined;
		if (piece === undefined) return {text, whole: false};
		text += piece;
		const end = text.indexOf('\n');
		if (end === -1) continue;
		const rest = text.slice(end + 1);
		if (from.kind === 'pipe') from.text = rest + from.text;
		else if (from.kind === 'text') from.at -= rest.length;
		return {text: text.slice(0, end), whole: true};
	}
}
