/** `cat`: the files that a lab has are the reports of its bonds, /proc/net/bonding/NAME. */
import type {Command, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {bondsOf, printBondReport} from '../print/bond-proc.js';
import {type Answer, fails, prints} from '../program.js';
import {machineAt} from '../resolve.js';

const FOLDER = '/proc/net/bonding';

export const CAT: Command = {word: 'cat', help: 'the report of a bond, /proc/net/bonding/BOND', bare: 'bond-report', run: cat};

/** Files that `cat` can show here. */
export function reportsOf(place: Place): string[] {
	return bondsOf(place.world, machineAt(place)).map(({name}) => `${FOLDER}/${name}`);
}

/** What there is is printed, whatever is missing. */
function cat(place: Place, words: readonly string[]): Answer {
	if (words.length === 0) throw notModelled('what is typed', `${FOLDER}/BOND`);
	const bonds = bondsOf(place.world, machineAt(place));
	let stdout = '';
	let stderr = '';
	for (const path of words) {
		const bond = bonds.find(({name}) => path === `${FOLDER}/${name}`);
		if (bond) stdout += printBondReport(place.world, bond);
		else stderr += `cat: ${path}: ${path.replace(/\/$/, '') === FOLDER ? 'Is a directory' : 'No such file or directory'}\n`;
	}
	return stderr === '' ? prints(stdout) : {...fails(stderr, 1), stdout};
}
