/*
 * `sysctl` of procps: settings of the kernel
 *
 * A name is read, `NAME=VALUE` is written; with -w every word must be a writing. What it wrote it prints, as if
 * it had read it.
 *
 * Not modelled: files of settings, patterns, the whole list; the lab knows whether a machine forwards, and
 * the figures of connection tracking, which it only shows.
 */
import type {Command, Keyword, Place} from '../command.js';
import {Complaint, notModelled} from '../complaint.js';
import {getopt, type OptionRules} from '../getopt.js';
import {findSetting, type KernelSetting, settingPath} from '../kernel-settings.js';
import {type Answer, make, type Program, prints} from '../program.js';
import {machineAt} from '../resolve.js';
import {SYSCTL_USAGE} from '../usage/sysctl.js';
import {readInteger} from '../values.js';

const NEAREST = 'sysctl net.ipv4.ip_forward';

const OPTIONS: readonly Keyword[] = [
	{word: '-w', also: ['--write'], help: 'every word is NAME=VALUE'},
	{word: '-n', also: ['--values'], help: 'only values'},
	{word: '-N', also: ['--names'], help: 'only names'},
	{word: '-q', also: ['--quiet'], help: 'do not print what was written'},
	{word: '-e', also: ['--ignore'], help: 'pass over what there is not'},
	{word: '-h', also: ['--help', '-d'], help: 'help'},
	{word: '-V', also: ['--version'], help: 'version'},
	{word: '-o', also: ['-x'], help: 'nothing'},
	...['-a', '-A', '-X', '-b', '-p', '-f', '-r', '--all', '--deprecated', '--dry-run', '--load', '--system', '--pattern'].map(
		(word): Keyword => ({word, help: 'lists and files', instead: NEAREST}),
	),
];

export const SYSCTL: Command = {
	word: 'sysctl',
	help: 'settings of the kernel: does the machine forward?',
	keywords: OPTIONS,
	bare: 'kernel-setting',
	run: runSysctl,
};

interface Asked {
	flags: ReadonlySet<string>;
	words: readonly string[];
}

function runSysctl(place: Place, words: readonly string[]): Answer {
	const asked = readOptions(words);
	if (asked.flags.has('-V')) return prints('sysctl from procps-ng 4.0.2\n');
	if (asked.flags.has('-h')) return prints(SYSCTL_USAGE);
	if (asked.words.length === 0) {
		if (!asked.flags.has('-w')) throw new Complaint(SYSCTL_USAGE, 1);
		throw new Complaint("sysctl: no variables specified\nTry `sysctl --help' for more information.\n", 1);
	}
	return eachWord(place, asked);
}

function readOptions(words: readonly string[]): Asked {
	const flags = new Set<string>();
	const rest: string[] = [];
	for (const read of getopt(RULES, words)) {
		if (read.kind === 'word') rest.push(read.value);
		else flags.add(read.option);
	}
	return {flags, words: rest};
}

const RULES: OptionRules = {
	tool: 'sysctl',
	table: OPTIONS,
	unknown: (flag) => new Complaint(unknownOption(flag), 0, SYSCTL_USAGE),
	// No option of the lab's takes a value.
	missing: (flag) => new Complaint(unknownOption(flag), 1),
};

function unknownOption(flag: string): string {
	return flag.startsWith('--') ? `sysctl: unrecognized option '${flag}'\n` : `sysctl: invalid option -- '${flag.slice(1)}'\n`;
}

/** One after the other; a mistake in one does not keep back the others. */
function* eachWord(place: Place, {flags, words}: Asked): Program {
	let stdout = '';
	let stderr = '';
	for (const word of words) {
		const [typed = '', value] = split(word);
		if (value === undefined && flags.has('-w')) {
			stderr += 'sysctl: command line(0): invalid syntax, continuing...\n';
			continue;
		}
		const setting = settingOf(place, typed);
		if (!setting) {
			if (!flags.has('-e')) stderr += `sysctl: cannot stat ${settingPath(typed)}: No such file or directory\n`;
			continue;
		}
		if (value !== undefined) {
			const number = readInteger(value.trim());
			if (number === undefined) {
				stderr += `sysctl: setting key "${setting.name}": Invalid argument\n`;
				continue;
			}
			yield* make(changeOf(place, setting, number));
			if (flags.has('-q')) continue;
		}
		stdout += line(setting, setting.read(machineAt(place)) ?? 0, flags);
	}
	return {stdout, stderr, status: stderr === '' ? 0 : 1};
}

function split(word: string): [string, string | undefined] {
	const at = word.indexOf('=');
	return at === -1 ? [word, undefined] : [word.slice(0, at).trim(), word.slice(at + 1)];
}

function settingOf(place: Place, typed: string): KernelSetting | undefined {
	const found = findSetting(machineAt(place), typed);
	if (found === 'absent') throw notModelled(`sysctl: ${typed}`, NEAREST);
	return found === 'unknown' ? undefined : found;
}

function changeOf(place: Place, {name, write}: KernelSetting, value: number) {
	if (!write) throw notModelled(`sysctl: another ${name}`, NEAREST);
	if (value !== 0 && value !== 1) throw notModelled(`sysctl: ${name}=${value}`, `${name}=1`);
	return write(machineAt(place), value);
}

function line({name}: KernelSetting, value: number, flags: ReadonlySet<string>): string {
	if (flags.has('-n')) return `${value}\n`;
	return flags.has('-N') ? `${name}\n` : `${name} = ${value}\n`;
}
