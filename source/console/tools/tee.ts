/** `tee` of coreutils: standard input to standard output and into files. */
import type {Command, Keyword, Place} from '../command.js';
import {coreutilsRules} from '../coreutils.js';
import {errorText} from '../errno.js';
import {pathOf} from '../file-space.js';
import {getopt} from '../getopt.js';
import {make, type Program, prints, readInput, say} from '../program.js';

const OPTIONS: readonly Keyword[] = [
	{word: '-a', also: ['--append'], help: 'behind what is there'},
	{word: '-i', also: ['--ignore-interrupts'], help: 'nothing stops it', instead: '-a'},
];

export const TEE: Command = {
	word: 'tee',
	help: 'what comes through a pipe into a file, too',
	keywords: OPTIONS,
	bare: 'file',
	isFilter: true,
	run: tee,
};

function* tee(place: Place, words: readonly string[]): Program {
	const paths: string[] = [];
	let append = false;
	for (const read of getopt(coreutilsRules('tee', OPTIONS), words)) {
		if (read.kind === 'word') paths.push(read.value);
		else append = true;
	}
	const open: string[] = [];
	for (const path of paths) {
		const made = yield* make({kind: 'write-file', machine: place.machine, path: pathOf(path), text: '', append});
		if (made.kind === 'done') open.push(path);
		else yield* say(`tee: ${path}: ${errorText(made.errno)}\n`, 'stderr');
	}
	let failed = open.length < paths.length;
	for (let text = yield* readInput(); text !== undefined; text = yield* readInput()) {
		yield* say(text);
		for (const path of open) {
			const written = yield* make({kind: 'write-file', machine: place.machine, path: pathOf(path), text, append: true});
			if (written.kind === 'done') continue;
			failed = true;
			yield* say(`tee: ${path}: ${errorText(written.errno)}\n`, 'stderr');
		}
	}
	return prints('', failed ? 1 : 0);
}
