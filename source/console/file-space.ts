/*
 * Files that a tool can read
 *
 * Those that were written at a prompt of the machine (`engine/files`), the reports of its bonds, settings of its kernel
 * below /proc/sys, and the numbers of virtual functions below /sys/class/net. A path that does not begin with a slash is
 * in /root, where every shell stands.
 */

import type {Place} from './command.js';
import {notModelled} from './complaint.js';
import {findSetting, settingPath, settingsOf} from './kernel-settings.js';
import {bondsOf, printBondReport} from './print/bond-proc.js';
import {machineAt} from './resolve.js';
import {bridgeFile, bridgeFiles, sriovFile, sriovFiles} from './sysfs.js';

export type FileRead = {kind: 'text'; text: string} | {kind: 'no-such-file'} | {kind: 'is-folder'};

export const HOME = '/root';
const BONDS = '/proc/net/bonding';
export const SETTINGS = '/proc/sys/';
const FOLDERS: ReadonlySet<string> = new Set(['/', HOME, '/proc', '/proc/net', '/proc/sys', '/sys', '/dev', '/etc', '/tmp', BONDS]);

/** The whole path of a file as it is typed. */
export function pathOf(typed: string): string {
	const steps: string[] = [];
	for (const step of `${typed.startsWith('/') ? '' : `${HOME}/`}${typed}`.split('/')) {
		if (step === '..') steps.pop();
		else if (step !== '' && step !== '.') steps.push(step);
	}
	return `/${steps.join('/')}`;
}

/** What is in the file. Throws a complaint for a setting that is real and not in the lab. */
export function readFile(place: Place, typed: string): FileRead {
	const path = pathOf(typed);
	const machine = machineAt(place);
	if (path === '/dev/null') return {kind: 'text', text: ''};
	if (machine.files && Object.hasOwn(machine.files, path)) return {kind: 'text', text: machine.files[path] as string};
	const card = sriovFile(place, path);
	if (card) return {kind: 'text', text: card.text};
	const ofBridge = bridgeFile(place, path);
	if (ofBridge !== undefined) return {kind: 'text', text: ofBridge};
	const bond = bondsOf(place.world, machine).find(({name}) => path === `${BONDS}/${name}`);
	if (bond) return {kind: 'text', text: printBondReport(place.world, bond)};
	if (path.startsWith(SETTINGS)) {
		const found = findSetting(machine, path.slice(SETTINGS.length));
		if (found === 'absent') throw notModelled(typed, `${SETTINGS}net/ipv4/ip_forward`);
		if (found !== 'unknown') return {kind: 'text', text: `${found.read(machine)}\n`};
	}
	return {kind: FOLDERS.has(path) ? 'is-folder' : 'no-such-file'};
}

/** Files that there are, by their whole paths. */
export function filesOf(place: Place): string[] {
	const machine = machineAt(place);
	return [
		...Object.keys(machine.files ?? {}),
		...bondsOf(place.world, machine).map(({name}) => `${BONDS}/${name}`),
		...settingsOf(machine).map(({name}) => settingPath(name)),
		...sriovFiles(place),
		...bridgeFiles(place),
	];
}
