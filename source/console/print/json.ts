/** JSON as iproute2 writes it (lib/json_writer.c): on one line, or indented with `-p`. */
import type {Json, Members} from './piece.js';

const INDENT = '    ';

/** The text of a value; `pretty` is `-p`. `depth` is how many brackets are open around it. */
export function writeJson(value: Json, pretty: boolean, depth = 0): string {
	if (typeof value === 'string') return quoted(value);
	if (value === null || typeof value !== 'object') return `${value}`;
	if ('digits' in value) return value.digits;
	if ('members' in value) return writeObject(value, pretty, depth);
	const items = value.map((item) => writeJson(item, pretty, depth + 1)).join(',');
	if (!pretty) return `[${items}]`;
	return items === '' ? '[ ]' : `[ ${items} ]`;
}

function writeObject({members}: Members, pretty: boolean, depth: number): string {
	if (members.length === 0) return '{}';
	const line = (level: number) => (pretty ? `\n${INDENT.repeat(level)}` : '');
	const colon = pretty ? ': ' : ':';
	const lines = members.map(([name, value]) => `${line(depth + 1)}${quoted(name)}${colon}${writeJson(value, pretty, depth + 1)}`);
	return `{${lines.join(',')}${line(depth)}}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
	'\t': '\\t',
	'\n': '\\n',
	'\r': '\\r',
	'\f': '\\f',
	'\b': '\\b',
	'\\': '\\\\',
	'"': '\\"',
};

/** The C escapes, and nothing of Unicode (jsonw_puts). */
function quoted(text: string): string {
	return `"${text.replace(/[\t\n\r\f\b\\"]/g, (character) => ESCAPES[character] ?? character)}"`;
}
