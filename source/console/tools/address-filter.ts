/** The half of the words behind `ip address show` that chooses addresses (ipaddr_filter, get_filter, ifa_label_match_rta). */
import {entryOf} from '../../engine/entry-of.js';
import {isInSubnet} from '../../engine/protocol/ipv4-address.js';
import type {Keyword, Options} from '../command.js';
import {wrongArgument} from '../complaint.js';
import type {ShownAddress} from '../print/addresses.js';
import {readPrefix, readUnsigned} from '../values.js';
import {isInet, prefixFault} from './family-words.js';

/** Does it pass? All must. */
export type AddressTest = (address: ShownAddress) => boolean;

/** Flags of an address; of those that are always `false` a lab has none, as they are IPv6's or come of lifetimes. */
const FLAGS: Readonly<Record<string, AddressTest>> = {
	secondary: ({secondary}) => secondary,
	temporary: ({secondary}) => secondary,
	primary: ({secondary}) => !secondary,
	permanent: () => true,
	dynamic: () => false,
	nodad: () => false,
	optimistic: () => false,
	dadfailed: () => false,
	home: () => false,
	deprecated: () => false,
	tentative: () => false,
	mngtmpaddr: () => false,
	noprefixroute: () => false,
	autojoin: () => false,
	'stable-privacy': () => false,
};

/** Words that stand alone, each also with a `-` before it, for the opposite. */
export const ADDRESS_FLAGS: readonly Keyword[] = Object.keys(FLAGS).flatMap((word): Keyword[] => [
	{word, help: 'addresses with a flag'},
	{word: `-${word}`, help: 'addresses without a flag'},
]);

/** The test behind a flag, or `undefined` when the word is none. */
export function flagTest(word: string): AddressTest | undefined {
	const isOpposite = word.startsWith('-');
	const test = entryOf(FLAGS, isOpposite ? word.slice(1) : word);
	return test && ((address) => test(address) !== isOpposite);
}

/** Is it a word for all addresses? */
export function isEverywhere(text: string): boolean {
	return ['all', 'any', 'default'].includes(text);
}

/** `to PREFIX` */
export function subnetTest(text: string, family: Options['family']): AddressTest {
	if (isEverywhere(text)) return () => true;
	const subnet = readPrefix(text);
	if (!subnet || !isInet(family)) throw prefixFault(text, family);
	return ({address}) => isInSubnet(address, subnet.address, subnet.prefix);
}

const SCOPES: Readonly<Record<string, number>> = {global: 0, nowhere: 255, host: 254, link: 253, site: 200};

/** `scope NAME`; `all` lets everything pass (rtnl_rtscope_a2n). */
export function scopeTest(text: string): AddressTest {
	if (text === 'all') return () => true;
	const number = entryOf(SCOPES, text) ?? readUnsigned(text, 255);
	if (number === undefined) throw wrongArgument(text, 'invalid "scope"\n');
	return ({scope}) => SCOPES[scope] === number;
}

/** `label PATTERN`, where `*` stands for anything and `?` for one character (fnmatch). */
export function labelTest(pattern: string): AddressTest {
	const expression = pattern
		.replace(/[.+^${}()|\\]/g, '\\$&')
		.replaceAll('*', '.*')
		.replaceAll('?', '.');
	const whole = new RegExp(`^${expression}$`);
	return ({device}) => whole.test(device);
}
