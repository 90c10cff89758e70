/*
 * `ip link set PF vf N …`: what the host sets for a virtual function
 *
 * Behind `vf N` come the settings of that function, in any order, each word cut as short as one likes; the first word that
 * is none of them belongs to the command again (iplink_parse_vf); one there must be. `qos` and `proto` stand only behind `vlan`, in this order.
 */
import {TPID_8021AD, TPID_8021Q} from '../../engine/frame.js';
import type {Vf} from '../../engine/sriov/adapter.js';
import type {VfRequest} from '../../engine/sriov/sriov-change.js';
import type {Keyword} from '../command.js';
import {Complaint, incompleteCommand, wrongArgument} from '../complaint.js';
import {findWord} from '../grammar.js';
import {readProtocol as protocolNamed} from '../tc-words.js';
import {readInteger, readUnsigned} from '../values.js';
import {readLinkAddress, sixOctets} from './link-address.js';

const LARGEST = 0xffff_ffff;
const HIGHEST_VLAN = 4095;
const GUID = /^(?:[0-9a-f]{1,2}:){7}[0-9a-f]{1,2}$/i;

/** In the order in which the tool tries them. */
const VF_KEYWORDS: readonly Keyword[] = [
	{word: 'mac', short: true, takes: 'mac', help: 'its MAC; zero takes it away'},
	{word: 'vlan', short: true, takes: 'number', help: 'port VLAN; 0 takes it away'},
	{word: 'rate', short: true, takes: 'number', help: 'most Mb/s, the old word'},
	{word: 'max_tx_rate', short: true, takes: 'number', help: 'most Mb/s; 0 is no limit'},
	{word: 'min_tx_rate', short: true, takes: 'number', help: 'guaranteed Mb/s'},
	{word: 'spoofchk', short: true, takes: 'on-off', help: 'drop false sources'},
	{word: 'query_rss', short: true, takes: 'on-off', help: 'may it read the hash of the card'},
	{word: 'trust', short: true, takes: 'on-off', help: 'promiscuous mode, all groups, another MAC'},
	{word: 'state', short: true, takes: 'text', help: 'link: auto, enable or disable'},
	{word: 'node_guid', short: true, takes: 'text', help: 'help'},
	{word: 'port_guid', short: true, takes: 'text', help: 'help'},
];
const VLAN_KEYWORDS: readonly Keyword[] = [
	{word: 'qos', short: true, takes: 'number', help: 'priority of the tag'},
	{word: 'proto', short: true, takes: 'text', help: '802.1Q'},
];
/** All that may stand behind `vf N`. */
export const VF_SETTINGS: readonly Keyword[] = [...VF_KEYWORDS, ...VLAN_KEYWORDS];
const LINK_STATES = ['auto', 'enable', 'disable'] as const;

export interface VfSetting {
	number: number;
	options: VfRequest;
	/** `max_tx_rate` or `min_tx_rate` is given: the tool compares them itself. */
	comparesRates: boolean;
}

/** What the tool says when the guaranteed rate of `vf`, as it is or as it is asked for, is above the limit. */
export function rateFault({options, comparesRates}: VfSetting, vf: Vf | undefined): string | undefined {
	const most = options.maxTxRate ?? vf?.maxTxRate ?? 0;
	const least = options.minTxRate ?? vf?.minTxRate ?? 0;
	return comparesRates && most !== 0 && least > most ? `Invalid min_tx_rate ${least} - must be <= max_tx_rate ${most}\n` : undefined;
}

/** Takes the part about a virtual function out of the words: `at` is the place of `vf`. The rest is for whoever reads on. */
export function takeVf(words: readonly string[], at: number): {setting: VfSetting; rest: string[]} {
	const text = words[at + 1];
	if (text === undefined) throw incompleteCommand();
	const number = readInteger(text);
	if (number === undefined) throw wrongArgument(text, 'Invalid "vf" value\n');
	const options: VfRequest = {};
	let comparesRates = false;
	let next = at + 2;
	/** The value of the keyword at `next`. */
	const value = (): string => {
		const given = words[next + 1];
		if (given === undefined) throw incompleteCommand();
		next += 2;
		return given;
	};
	if (words[next] === undefined || !findWord(VF_KEYWORDS, words[next] as string)) throw incompleteCommand();
	for (;;) {
		const keyword = words[next] === undefined ? undefined : findWord(VF_KEYWORDS, words[next] as string);
		if (!keyword) break;
		comparesRates ||= keyword.word.endsWith('_tx_rate');
		read(options, keyword.word, value());
		if (keyword.word !== 'vlan') continue;
		for (const {word} of VLAN_KEYWORDS) {
			const follows = words[next] === undefined ? undefined : findWord(VLAN_KEYWORDS, words[next] as string);
			if (follows?.word === word) read(options, word, value());
		}
	}
	return {setting: {number, options, comparesRates}, rest: [...words.slice(0, at), ...words.slice(next)]};
}

function read(options: VfRequest, word: string, text: string): void {
	switch (word) {
		case 'mac':
			options.mac = sixOctets(readLinkAddress(text));
			return;
		case 'vlan':
			options.vlan = readNumber('vlan', text, HIGHEST_VLAN);
			return;
		case 'qos':
			options.qos = readNumber('qos', text);
			return;
		case 'proto':
			options.proto = readProtocol(text);
			return;
		case 'rate':
			options.maxTxRate = readNumber('rate', text);
			return;
		case 'max_tx_rate':
			options.maxTxRate = readNumber('max tx rate', text);
			return;
		case 'min_tx_rate':
			options.minTxRate = readNumber('min tx rate', text);
			return;
		case 'spoofchk':
			options.spoofCheck = readOnOff(word, text);
			return;
		case 'trust':
			options.trust = readOnOff(word, text);
			return;
		case 'query_rss':
			options.queryRss = readOnOff(word, text);
			return;
		// For InfiniBand: no card of a lab takes it.
		case 'node_guid':
		case 'port_guid':
			if (!GUID.test(text)) throw wrongArgument(text, 'Invalid GUID format\n');
			throw new Complaint('RTNETLINK answers: Operation not supported\n', 2);
		default: {
			const state = LINK_STATES.find((known) => known.startsWith(text));
			if (!state) throw wrongArgument(text, 'Invalid "state" value\n');
			options.link = state;
		}
	}
}

function readNumber(name: string, text: string, highest = LARGEST): number {
	const number = readUnsigned(text, highest);
	if (number === undefined) throw wrongArgument(text, `Invalid "${name}" value\n`);
	return number;
}

function readOnOff(word: string, text: string): boolean {
	if (text === 'on' || text === 'off') return text === 'on';
	throw new Complaint(`Error: argument of "${word}" must be one of "off", "on", not "${text}"\n`, 1);
}

/** A protocol by name, whatever its case, or by number; it must be that of a tag (ll_proto_a2n). */
function readProtocol(text: string): number {
	const number = protocolNamed(text);
	if (number === undefined) throw wrongArgument(text, 'protocol is invalid\n');
	if (number === TPID_8021Q || number === TPID_8021AD) return number;
	throw wrongArgument(text, 'Invalid "vlan protocol" value - supported 802.1Q, 802.1ad\n');
}
