/** Outputs of the real tools under test/conformance/outputs: a title says the state, a command was typed, an output came. */
import {readFileSync} from 'node:fs';

export interface Block {
	title: string;
	command: string;
	output: string;
}

/** The blocks of a file, in its order. */
export function blocksOf(file: string): Block[] {
	const text = readFileSync(new URL(`../conformance/outputs/${file}.txt`, import.meta.url), 'utf8');
	let title = '';
	const blocks: Block[] = [];
	for (const line of text.split('\n')) {
		const last = blocks.at(-1);
		if (line.startsWith('### ')) title = line.slice(4);
		else if (line.startsWith('$ ')) blocks.push({title, command: line.slice(2), output: ''});
		else if (last && last.title === title) last.output += `${line}\n`;
	}
	return blocks;
}
