/** `man`: what the lab has of a tool, as a page; `man ip link set` goes deeper. */
import type {Command, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {findWord} from '../grammar.js';
import {manualPage} from '../manual-page.js';
import {type Printed, prints} from '../program.js';

export const MAN: Command = {
	word: 'man',
	help: 'a page on a tool: what the lab has of it, and what not',
	bare: 'text',
	isFilter: true,
	run: man,
};

/** man-db's status for a page that is not there. */
const NO_ENTRY = 16;

function man({tools}: Place, words: readonly string[]): Printed {
	if (words.length === 0) throw new Complaint("What manual page do you want?\nFor example, try 'man ip'.\n", 1);
	let level = tools;
	let here: Command | undefined;
	let parent: Command | undefined;
	const path: string[] = [];
	for (const word of words) {
		const next = findWord(level, word);
		if (!next) throw new Complaint(`No manual entry for ${words.join(' ')}\n`, NO_ENTRY);
		[parent, here] = [here, next];
		path.push(next.word);
		level = next.commands ?? [];
	}
	return prints(here ? manualPage(path, here, parent) : '');
}
