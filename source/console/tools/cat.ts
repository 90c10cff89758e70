/** `cat`: the files that a lab has are the reports of its bonds, /proc/net/bonding/NAME, settings of its kernels below /proc/sys, and the numbers of virtual functions below /sys/class/net. */
import type {Command, Place} from '../command.js';
import {notModelled} from '../complaint.js';
import {findSetting, settingPath, settingsOf} from '../kernel-settings.js';
import {bondsOf, printBondReport} from '../print/bond-proc.js';
import {type Answer, fails, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {sriovFile, sriovFiles} from '../sysfs.js';

const FOLDER = '/proc/net/bonding';
const SETTINGS = '/proc/sys/';

export const CAT: Command = {
	word: 'cat',
	help: 'the report of a bond, /proc/net/bonding/BOND; a setting, /proc/sys/…',
	bare: 'file',
	run: cat,
};

/** Files that `cat` can show here. */
export function filesOf(place: Place): string[] {
	const machine = machineAt(place);
	return [
		...bondsOf(place.world, machine).map(({name}) => `${FOLDER}/${name}`),
		...settingsOf(machine).map(({name}) => settingPath(name)),
		...sriovFiles(place),
	];
}

/** What there is is printed, whatever is missing. */
function cat(place: Place, words: readonly string[]): Answer {
	if (words.length === 0) throw notModelled('what is typed', `${FOLDER}/BOND, ${SETTINGS}net/ipv4/ip_forward`);
	const bonds = bondsOf(place.world, machineAt(place));
	let stdout = '';
	let stderr = '';
	for (const path of words) {
		const card = sriovFile(place, path);
		const bond = bonds.find(({name}) => path === `${FOLDER}/${name}`);
		const setting = path.startsWith(SETTINGS) ? settingAt(place, path) : undefined;
		if (card) stdout += card.text;
		else if (bond) stdout += printBondReport(place.world, bond);
		else if (setting !== undefined) stdout += `${setting}\n`;
		else stderr += `cat: ${path}: ${path.replace(/\/$/, '') === FOLDER ? 'Is a directory' : 'No such file or directory'}\n`;
	}
	return stderr === '' ? prints(stdout) : {...fails(stderr, 1), stdout};
}

function settingAt(place: Place, path: string): number | undefined {
	const found = findSetting(machineAt(place), path.slice(SETTINGS.length));
	if (found === 'absent') throw notModelled(path, `${SETTINGS}net/ipv4/ip_forward`);
	return found === 'unknown' ? undefined : found.read(machineAt(place));
}
