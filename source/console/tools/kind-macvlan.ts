/** What may follow `type macvlan` and `type macvtap` (macvlan_parse_opt). */

import type {MacvlanOptions} from '../../engine/change.js';
import {MACVLAN_MODES, type MacvlanMode} from '../../engine/devices/macvlan-device.js';
import type {Mac} from '../../engine/mac.js';
import type {Keyword} from '../command.js';
import {Complaint, incompleteCommand} from '../complaint.js';
import {findWord} from '../grammar.js';
import {MACVLAN_USAGE} from '../usage/link-kinds.js';
import {macOfOctets, readOctets, readUnsigned} from '../values.js';
import {readLinkAddress} from './link-address.js';

export const MACVLAN_OPTIONS: readonly Keyword[] = [
	{word: 'mode', short: true, takes: 'macvlan-mode', help: 'private, vepa, bridge, passthru or source'},
	{word: 'flag', short: true, takes: 'macvlan-flag', help: 'nopromisc or nodst'},
	{word: 'macaddr', short: true, takes: 'list-change', help: 'source mode: whose frames it gets'},
	{word: 'nopromisc', short: true, help: 'passthru: leave the lower device as it is'},
	{word: 'nodst', short: true, help: 'source mode: take the frames away from the others'},
	{word: 'bcqueuelen', short: true, takes: 'number', help: 'broadcasts from the wire that may wait'},
	{word: 'help', short: true, help: 'help'},
];

/** How many addresses follow for certain. */
const ADDRESSES = {add: 1, del: 1, set: 0, flush: 0} as const;

/** Reads the options; `kind` is macvlan or macvtap. */
export function readMacvlanOptions(kind: string, words: readonly string[]): MacvlanOptions {
	const options: MacvlanOptions = {};
	const rest = [...words];
	const next = (): string => {
		const value = rest.shift();
		if (value === undefined) throw incompleteCommand();
		return value;
	};
	let flagged = false;
	while (rest.length > 0) {
		const typed = next();
		const keyword = findWord(MACVLAN_OPTIONS, typed)?.word;
		const flag = keyword === 'flag' ? readFlag(next()) : keyword;
		switch (flag) {
			case 'mode':
				options.mode = readMode(next());
				break;
			case 'macaddr':
				options.sources = readSources(kind, next(), rest, next);
				break;
			case 'nopromisc':
			case 'nodst':
				options[flag] = true;
				flagged = true;
				break;
			case 'null':
				flagged = true;
				break;
			case 'bcqueuelen':
				options.bcqueuelen = readQueueLength(next());
				break;
			case 'help':
				throw new Complaint(usageOf(kind), 1);
			default:
				throw new Complaint(`${kind}: unknown option "${typed}"?\n${usageOf(kind)}`, 1);
		}
	}
	if (options.nopromisc && options.mode !== 'passthru') {
		throw new Complaint(`${kind}: nopromisc flag only valid in passthru mode\n${usageOf(kind)}`, 1);
	}
	// The flags are one value: what is not named is cleared.
	return flagged ? {...options, nopromisc: options.nopromisc ?? false, nodst: options.nodst ?? false} : options;
}

function usageOf(kind: string): string {
	return MACVLAN_USAGE.replace('macvlan', kind);
}

function readMode(value: string): MacvlanMode {
	const mode = MACVLAN_MODES.find((known) => known === value);
	if (mode) return mode;
	throw new Complaint(`Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source", not "${value}"\n`, 1);
}

function readFlag(value: string): 'nopromisc' | 'nodst' | 'null' {
	if (value === 'nopromisc' || value === 'nodst' || value === 'null') return value;
	throw new Complaint(`Error: argument of "flag" must be "nopromisc", "nodst" or "null", not "${value}"\n`, 1);
}

function readQueueLength(value: string): number {
	const length = readUnsigned(value, 0xffff_ffff);
	if (length !== undefined) return length;
	throw new Complaint(`Error: argument of "bcqueuelen" must be a positive integer [0-4294967295], not "${value}"\n`, 1);
}

/** `add MAC`, `del MAC`, `set [MAC …]`, `flush`; `set` takes addresses as long as there are any. */
function readSources(kind: string, change: string, rest: string[], next: () => string): NonNullable<MacvlanOptions['sources']> {
	if (!(change in ADDRESSES)) throw new Complaint(usageOf(kind), 1);
	const verb = change as keyof typeof ADDRESSES;
	const macs: Mac[] = [];
	if (ADDRESSES[verb] === 1) {
		const octets = readLinkAddress(next());
		if (octets.length !== 6) throw new Complaint('', 1);
		macs.push(macOfOctets(octets));
	}
	while (verb === 'set' && readOctets(rest[0] ?? '')?.length === 6) macs.push(macOfOctets(readOctets(next()) ?? []));
	return {change: verb, macs};
}
