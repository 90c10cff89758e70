/** What may follow `type vlan` (vlan_parse_opt). */
import {entryOf} from '../../engine/entry-of.js';
import {TPID_8021AD, TPID_8021Q} from '../../engine/frame.js';
import type {Keyword} from '../command.js';
import {Complaint, incompleteCommand, notModelled} from '../complaint.js';
import {findWord} from '../grammar.js';
import {VLAN_USAGE} from '../usage/link-kinds.js';
import {readUnsigned} from '../values.js';

export const VLAN_OPTIONS: readonly Keyword[] = [
	{word: 'protocol', short: true, takes: 'text', help: '802.1Q or 802.1ad'},
	{word: 'id', short: true, takes: 'number', help: 'the VLAN, 0 to 4094'},
	{word: 'reorder_hdr', short: true, takes: 'on-off', help: 'take the tag off before anyone looks', instead: 'the default, on'},
	{word: 'gvrp', short: true, takes: 'on-off', help: 'announce the VLAN', instead: 'bridge vlan add on the switch'},
	{word: 'mvrp', short: true, takes: 'on-off', help: 'announce the VLAN', instead: 'bridge vlan add on the switch'},
	{word: 'loose_binding', short: true, takes: 'on-off', help: 'do not follow the lower device', instead: 'the default, off'},
	{word: 'bridge_binding', short: true, takes: 'on-off', help: 'follow the bridge ports', instead: 'the default, off'},
	{word: 'ingress-qos-map', short: true, takes: 'text', help: 'priority of what comes in', instead: 'a tag with its PCP'},
	{word: 'egress-qos-map', short: true, takes: 'text', help: 'priority of what goes out', instead: 'a tag with its PCP'},
	{word: 'help', short: true, help: 'help'},
];

const PROTOCOLS: Readonly<Record<string, number>> = {'802.1q': TPID_8021Q, '802.1ad': TPID_8021AD};

/** `vid` is undefined when it was not given. */
export interface VlanRequest {
	vid: number | undefined;
	protocol: number;
}

export function readVlanOptions(words: readonly string[]): VlanRequest {
	const request: VlanRequest = {vid: undefined, protocol: TPID_8021Q};
	const rest = [...words];
	const next = (): string => {
		const value = rest.shift();
		if (value === undefined) throw incompleteCommand();
		return value;
	};
	while (rest.length > 0) {
		const typed = next();
		const keyword = findWord(VLAN_OPTIONS, typed);
		if (!keyword) throw new Complaint(`vlan: unknown command "${typed}"?\n${VLAN_USAGE}`, 1);
		switch (keyword.word) {
			case 'protocol':
				request.protocol = readProtocol(next());
				break;
			case 'id':
				request.vid = readVid(next());
				break;
			case 'reorder_hdr':
				if (!readOnOff(keyword.word, next())) throw notModelled('vlan: "reorder_hdr off"', 'reorder_hdr on');
				break;
			case 'loose_binding':
			case 'bridge_binding':
			case 'gvrp':
			case 'mvrp':
				if (readOnOff(keyword.word, next())) throw notModelled(`vlan: "${keyword.word}"`, keyword.instead ?? '');
				break;
			case 'help':
				throw new Complaint(VLAN_USAGE, 1);
			default:
				throw notModelled(`vlan: "${keyword.word}"`, keyword.instead ?? '');
		}
	}
	return request;
}

function readProtocol(value: string): number {
	const protocol = entryOf(PROTOCOLS, value.toLowerCase());
	if (protocol === undefined) throw new Complaint(`Error: argument "${value}" is wrong: protocol is invalid\n`, 255);
	return protocol;
}

function readVid(value: string): number {
	const vid = readUnsigned(value, 0xffff);
	if (vid === undefined) throw new Complaint(`Error: argument "${value}" is wrong: id is invalid\n`, 255);
	return vid;
}

function readOnOff(word: string, value: string): boolean {
	if (value !== 'on' && value !== 'off') throw new Complaint(`Error: argument of "${word}" must be "on" or "off", not "${value}"\n`, 1);
	return value === 'on';
}
