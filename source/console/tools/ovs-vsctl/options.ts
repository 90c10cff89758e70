/** Options before the first command, as getopt_long(3) reads them: long ones may be cut short, short ones may stand together. */

import {hashOrder} from '../../../engine/ovs/translate/hash-order.js';
import type {Keyword} from '../../command.js';
import {Complaint, notModelled} from '../../complaint.js';
import {readLeading} from '../../values.js';
import {VSCTL_COMMANDS} from './commands.js';
import {fatal} from './session.js';
import {CELL_FORMATS, DEFAULT_STYLE, TABLE_FORMATS, type TableStyle} from './table.js';

export interface VsctlOptions {
	wait: boolean;
	dryRun: boolean;
	oneLine: boolean;
	/** Seconds; `undefined` waits for ever. */
	timeout: number | undefined;
	style: TableStyle;
	/** Options of the first command. */
	local: Map<string, string | undefined>;
	/** Asked for instead of a command. */
	only: 'help' | 'version' | undefined;
	/** What is left: commands. */
	words: readonly string[];
}

interface Option {
	name: string;
	short?: string;
	takes: 'nothing' | 'value' | 'maybe';
	help: string;
	instead?: string;
	/** Belongs to a command. */
	local?: boolean;
}

function option(name: string, takes: Option['takes'], help: string, more: Partial<Option> = {}): Option {
	return {name, takes, help, ...more};
}

const ONE_DATABASE = 'the database of the machine, which every run uses';
const LOG = 'the trace of the lab';
const TLS = 'set-controller BRIDGE tcp:ADDRESS';

const GLOBAL: readonly Option[] = [
	option('db', 'value', '', {instead: ONE_DATABASE}),
	option('no-syslog', 'nothing', 'no log, which the lab has not'),
	option('no-wait', 'nothing', 'do not wait for the daemon'),
	option('dry-run', 'nothing', 'change nothing'),
	option('oneline', 'nothing', 'one line of output a command'),
	option('timeout', 'value', 'wait at most so many seconds', {short: 't'}),
	option('retry', 'nothing', 'try again until the database is there'),
	option('help', 'nothing', 'help', {short: 'h'}),
	option('commands', 'nothing', '', {instead: 'ovs-vsctl --help'}),
	option('options', 'nothing', '', {instead: 'ovs-vsctl --help'}),
	option('leader-only', 'nothing', 'only the leader of a cluster'),
	option('no-leader-only', 'nothing', 'any server of a cluster'),
	option('shuffle-remotes', 'nothing', 'servers in any order'),
	option('no-shuffle-remotes', 'nothing', 'servers in the order given'),
	option('version', 'nothing', 'version', {short: 'V'}),
	option('verbose', 'maybe', '', {short: 'v', instead: LOG}),
	option('log-file', 'maybe', '', {instead: LOG}),
	option('syslog-method', 'value', '', {instead: LOG}),
	option('syslog-target', 'value', '', {instead: LOG}),
	option('format', 'value', 'table, list, html, csv or json', {short: 'f'}),
	option('data', 'value', 'string, bare or json', {short: 'd'}),
	option('no-headings', 'nothing', 'values only'),
	option('pretty', 'nothing', 'JSON on many lines'),
	option('bare', 'nothing', 'values without signs, for scripts'),
	option('max-column-width', 'value', 'cut cells of a table'),
	option('timestamp', 'nothing', '', {instead: 'the clock of the lab'}),
	option('private-key', 'value', '', {short: 'p', instead: TLS}),
	option('certificate', 'value', '', {short: 'c', instead: TLS}),
	option('ca-cert', 'value', '', {short: 'C', instead: TLS}),
	option('ssl-protocols', 'value', '', {instead: TLS}),
	option('ssl-ciphers', 'value', '', {instead: TLS}),
	option('bootstrap-ca-cert', 'value', '', {instead: TLS}),
	option('peer-ca-cert', 'value', '', {instead: TLS}),
];

/** The real program has its commands in a hash table, and adds their options in its order. */
const HASHED = hashOrder([...VSCTL_COMMANDS].sort((a, b) => Number(b.isDatabase) - Number(a.isDatabase)).map(({word}) => word));
const LOCAL: readonly Option[] = [...new Set(HASHED.flatMap((name) => VSCTL_COMMANDS.find(({word}) => word === name)?.options ?? []))].map(
	(text) => {
		const name = text.replace(/^--|=$/g, '');
		return option(name, text.endsWith('=') ? 'value' : 'nothing', 'of a command', {local: true});
	},
);
const ALL = [...GLOBAL, ...LOCAL];

/** For completion and help. */
export const VSCTL_KEYWORDS: readonly Keyword[] = ALL.filter(({name}) => name !== 'help' && name !== 'version').map(
	({name, short, takes, help, instead}) => ({
		word: `--${name}`,
		...(short === undefined ? {} : {also: [`-${short}`]}),
		...(takes === 'value' ? {takes: 'text' as const} : {}),
		help,
		...(instead === undefined ? {} : {instead}),
	}),
);

/** Reads options up to the first word that is none, or `--`. */
export function readOptions(words: readonly string[]): VsctlOptions {
	const found: VsctlOptions = {
		wait: true,
		dryRun: false,
		oneLine: false,
		timeout: undefined,
		style: {...DEFAULT_STYLE},
		local: new Map(),
		only: undefined,
		words: [],
	};
	let at = 0;
	while (at < words.length && found.only === undefined) {
		const word = words[at] as string;
		if (word === '--') {
			at++;
			break;
		}
		if (!word.startsWith('-') || word === '-') break;
		at = word.startsWith('--') ? readLong(found, words, at) : readShort(found, words, at);
	}
	found.words = words.slice(at);
	return found;
}

function complain(message: string): Complaint {
	return new Complaint(`ovs-vsctl: ${message}\n`, 1);
}

function readLong(found: VsctlOptions, words: readonly string[], at: number): number {
	const [typed = '', ...values] = (words[at] as string).slice(2).split('=');
	const given = values.length > 0 ? values.join('=') : undefined;
	const matches = ALL.filter(({name}) => name.startsWith(typed));
	const exact = ALL.find(({name}) => name === typed);
	if (!exact && matches.length > 1) {
		const possibilities = matches.map(({name}) => ` '--${name}'`).join('');
		throw complain(`option '${words[at]}' is ambiguous; possibilities:${possibilities}`);
	}
	const chosen = exact ?? matches[0];
	if (!chosen) throw complain(`unrecognized option '${words[at]}'`);
	if (chosen.takes === 'nothing' && given !== undefined) throw complain(`option '--${chosen.name}' doesn't allow an argument`);
	if (chosen.takes !== 'value' || given !== undefined) {
		apply(found, chosen, given);
		return at + 1;
	}
	const value = words[at + 1];
	if (value === undefined) throw complain(`option '--${chosen.name}' requires an argument`);
	apply(found, chosen, value);
	return at + 2;
}

function readShort(found: VsctlOptions, words: readonly string[], at: number): number {
	const letters = (words[at] as string).slice(1);
	for (const [index, letter] of [...letters].entries()) {
		// Help and version end the program at once.
		if (found.only !== undefined) break;
		const chosen = ALL.find(({short}) => short === letter);
		if (!chosen) throw complain(`invalid option -- '${letter}'`);
		const rest = letters.slice(index + 1);
		if (chosen.takes === 'nothing') {
			apply(found, chosen, undefined);
			continue;
		}
		const value = rest === '' && chosen.takes === 'value' ? words[at + 1] : rest;
		if (value === undefined) throw complain(`option requires an argument -- '${letter}'`);
		apply(found, chosen, value);
		return at + (rest === '' && chosen.takes === 'value' ? 2 : 1);
	}
	return at + 1;
}

function apply(found: VsctlOptions, {name, local, instead}: Option, value: string | undefined): void {
	if (instead !== undefined) throw notModelled(`ovs-vsctl: "--${name}"`, instead);
	if (local) {
		found.local.set(`--${name}`, value);
		return;
	}
	const {style} = found;
	switch (name) {
		case 'no-wait':
			found.wait = false;
			return;
		case 'dry-run':
			found.dryRun = true;
			return;
		case 'oneline':
			found.oneLine = true;
			return;
		case 'help':
		case 'version':
			found.only ??= name;
			return;
		case 'timeout':
			found.timeout = readTimeout(value ?? '');
			return;
		case 'format':
			style.format = oneOf(TABLE_FORMATS, value, 'unknown output format');
			return;
		case 'data':
			style.cells = oneOf(CELL_FORMATS, value, 'unknown data format');
			return;
		case 'no-headings':
			style.headings = false;
			return;
		case 'pretty':
			style.pretty = true;
			return;
		case 'bare':
			Object.assign(style, {format: 'list', cells: 'bare', headings: false});
			return;
		case 'max-column-width':
			style.maxWidth = readLeading(value ?? '');
			return;
		default:
	}
}

function readTimeout(value: string): number {
	const seconds = /^\s*\+?\d+$/.test(value) ? Number(value) : 0;
	if (seconds === 0) throw fatal(`value ${value} on -t or --timeout is invalid`);
	return seconds;
}

function oneOf<Word extends string>(words: readonly Word[], typed: string | undefined, what: string): Word {
	const found = words.find((word) => word === typed);
	if (found === undefined) throw fatal(`${what} "${typed}"`);
	return found;
}
