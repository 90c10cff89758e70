/*
 * Where something stands in a JSON text
 *
 * `JSON.parse` says neither the line of a mistake in every version of Node nor
 * the line of a value. This scanner reads the same grammar (RFC 8259) and keeps
 * only offsets. It runs when there is something to complain about, never before.
 */

/** A place in a JSON value: keys and indices from the root. */
export type JsonPath = readonly (string | number)[];

export interface JsonLines {
	/** The first mistake, with its line; `undefined` when the text is JSON. */
	mistake: {line: number; message: string} | undefined;
	/** The line on which the value at `path` begins, or the nearest value around it. */
	lineOf(path: JsonPath): number;
}

/** Scans `text`. Lines count from 1. */
export function scanJson(text: string): JsonLines {
	const offsets = new Map<string, number>();
	let at = 0;
	let mistake: {offset: number; message: string} | undefined;

	const fail = (message: string): never => {
		mistake = {offset: at, message};
		throw mistake;
	};
	const space = (): void => {
		while (' \t\r\n'.includes(text[at] ?? 'x')) at++;
	};
	const take = (mark: string): boolean => {
		space();
		if (text[at] !== mark) return false;
		at++;
		return true;
	};
	const need = (mark: string, where: string): void => {
		if (!take(mark)) fail(at >= text.length ? `the file ends where "${mark}" is needed ${where}` : `"${mark}" is needed ${where}`);
	};
	const string = (): string => {
		const match = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
		match.lastIndex = at;
		const found = match.exec(text)?.[0] ?? fail('a text in double quotes is needed');
		at += found.length;
		return JSON.parse(found) as string;
	};
	const value = (path: string): void => {
		space();
		offsets.set(path, at);
		if (take('{')) {
			if (take('}')) return;
			do {
				space();
				const key = string();
				need(':', 'after a key');
				value(`${path}/${key}`);
			} while (take(','));
			need('}', 'at the end of an object');
		} else if (take('[')) {
			if (take(']')) return;
			let index = 0;
			do value(`${path}/${index++}`);
			while (take(','));
			need(']', 'at the end of an array');
		} else if (text[at] === '"') {
			string();
		} else {
			const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
			match.lastIndex = at;
			const found = match.exec(text)?.[0] ?? fail(at >= text.length ? 'the file ends in the middle' : 'a JSON value is needed');
			at += found.length;
		}
	};
	const line = (offset: number): number => text.slice(0, offset).split('\n').length;

	try {
		value('');
		space();
		if (at < text.length) fail('nothing may follow the end of the recording');
	} catch (error) {
		if (error !== mistake) throw error;
	}
	return {
		mistake: mistake && {line: line(mistake.offset), message: mistake.message},
		lineOf(path) {
			for (let length = path.length; length > 0; length--) {
				const offset = offsets.get(
					path
						.slice(0, length)
						.map((key) => `/${key}`)
						.join(''),
				);
				if (offset !== undefined) return line(offset);
			}
			return 1;
		},
	};
}
