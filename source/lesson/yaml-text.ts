/** YAML with places: a value, and the line at which each part of it stands. Version 1.2, where a MAC address is a string; in 1.1 it would be a number in base 60. */
import {type Document, isCollection, isNode, isPair, LineCounter, parseDocument} from 'yaml';

/** A path in a value: `['steps', 3, 'question']`. */
export type YamlPath = readonly (string | number)[];

export type YamlText =
	| {
			kind: 'read';
			value: unknown;
			/** Line of a path, from 1; that of the nearest parent that is there. */
			lineAt: (path: YamlPath) => number;
	  }
	| {kind: 'failed'; line: number; message: string};

/** Reads a text. Never throws for what it says: of mistakes in YAML the first is the cause, the rest follow from it. */
export function readYaml(text: string): YamlText {
	const counter = new LineCounter();
	const document = parseDocument(text, {version: '1.2', lineCounter: counter, prettyErrors: false});
	const [error] = document.errors;
	if (error) return {kind: 'failed', line: counter.linePos(error.pos[0]).line, message: error.message};
	try {
		return {kind: 'read', value: document.toJS(), lineAt: (path) => lineOfPath(document, counter, path)};
	} catch (error) {
		// Aliases of aliases, which would become more than fits into memory.
		return {kind: 'failed', line: 1, message: `${(error as Error).message}; write the parts out instead of as aliases`};
	}
}

/** Line of the key or value at a path, or of the deepest part of it that is there. */
function lineOfPath(document: Document, counter: LineCounter, path: YamlPath): number {
	let node: unknown = document.contents;
	let offset = 0;
	for (const part of path) {
		if (!isCollection(node)) break;
		const item = node.items.find((candidate, index) =>
			isPair(candidate) ? isNode(candidate.key) && String(candidate.key) === String(part) : index === part,
		);
		if (item === undefined) break;
		const at = isPair(item) ? item.key : item;
		if (isNode(at) && at.range) offset = at.range[0];
		node = isPair(item) ? item.value : item;
	}
	return counter.linePos(offset).line;
}
