/** What may follow `type gretap` (gre_parse_opt). */
import type {GretapOptions} from '../../engine/devices/gretap/gretap-device.js';
import {isMulticast} from '../../engine/protocol/ipv4-address.js';
import type {Keyword, Place} from '../command.js';
import {Complaint, incompleteCommand, notModelled, wrongArgument} from '../complaint.js';
import {findWord} from '../grammar.js';
import {GRETAP_USAGE} from '../usage/link-tunnels.js';
import {readIpv4, readUnsigned} from '../values.js';
import {readLower} from './kind-vxlan.js';
import {readEndpoint, readTos} from './tunnel-values.js';

/** In the order in which `ip` tries them. */
export const GRETAP_OPTIONS: readonly Keyword[] = [
	{word: 'key', short: true, takes: 'number', help: 'tells this tunnel from others between the same hosts'},
	{word: 'nokey', short: true, help: 'no key'},
	{word: 'ikey', short: true, takes: 'number', help: 'the key of what comes in'},
	{word: 'noikey', short: true, help: 'what comes in has no key'},
	{word: 'okey', short: true, takes: 'number', help: 'the key of what goes out'},
	{word: 'nookey', short: true, help: 'what goes out has no key'},
	...['seq', 'iseq', 'oseq'].flatMap((word): Keyword[] => [
		{word, short: true, help: 'sequence numbers', instead: 'leave it out'},
		{word: `no${word}`, short: true, help: 'the default'},
	]),
	{word: 'csum', short: true, help: 'checksums both ways'},
	{word: 'nocsum', short: true, help: 'no checksums'},
	{word: 'icsum', short: true, help: 'what comes in has a checksum'},
	{word: 'noicsum', short: true, help: 'what comes in has none'},
	{word: 'ocsum', short: true, help: 'what goes out has a checksum'},
	{word: 'noocsum', short: true, help: 'what goes out has none'},
	{word: 'nopmtudisc', short: true, help: 'outer packets may be cut'},
	{word: 'pmtudisc', short: true, help: 'outer packets may not be cut, which is the default'},
	{word: 'remote', short: true, takes: 'address', help: 'the other end'},
	{word: 'local', short: true, takes: 'address', help: 'this end'},
	{word: 'dev', short: true, takes: 'device', help: 'send only by this device'},
	{word: 'ttl', also: ['hoplimit', 'hlim'], short: true, takes: 'number', help: 'of the outer packets: a number or inherit'},
	{word: 'tos', also: ['tclass', 'dsfield'], short: true, takes: 'number', help: 'of the outer packets: a hexadecimal number or inherit'},
	...['noencap', 'encap', 'encap-sport', 'encap-dport', 'encap-csum', 'noencap-csum', 'encap-remcsum', 'noencap-remcsum'].map(
		(word): Keyword => ({word, takes: 'text', help: 'GRE inside UDP', instead: 'type vxlan'}),
	),
	{word: 'external', help: 'from a control plane', instead: 'remote'},
	{word: 'ignore-df', help: 'cut outer packets whatever the packet inside says'},
	{word: 'noignore-df', help: 'the default'},
	{word: 'fwmark', takes: 'number', help: 'a mark', instead: 'leave it out'},
];

/** What was asked for; only what was said is in it. */
export interface GretapRequest {
	/** Id of the device to be bound to. */
	lower: number | undefined;
	options: Partial<GretapOptions>;
}

export function readGretapOptions(place: Place, words: readonly string[]): GretapRequest {
	const request: GretapRequest = {lower: undefined, options: {}};
	const {options} = request;
	const rest = [...words];
	while (rest.length > 0) {
		const keyword = findWord(GRETAP_OPTIONS, rest.shift() as string);
		if (!keyword) throw new Complaint(GRETAP_USAGE, 1);
		if (keyword.instead !== undefined) throw notModelled(`gretap: "${keyword.word}"`, keyword.instead);
		const value = keyword.takes === undefined ? '' : rest.shift();
		if (value === undefined) throw incompleteCommand();
		switch (keyword.word) {
			case 'key':
			case 'ikey':
			case 'okey': {
				const key = readKey(keyword.word, value);
				if (keyword.word !== 'okey') options.inKey = key;
				if (keyword.word !== 'ikey') options.outKey = key;
				break;
			}
			case 'nokey':
				Object.assign(options, {inKey: undefined, outKey: undefined});
				break;
			case 'noikey':
				options.inKey = undefined;
				break;
			case 'nookey':
				options.outKey = undefined;
				break;
			case 'csum':
			case 'nocsum':
				Object.assign(options, {inChecksum: keyword.word === 'csum', outChecksum: keyword.word === 'csum'});
				break;
			case 'icsum':
			case 'noicsum':
				options.inChecksum = keyword.word === 'icsum';
				break;
			case 'ocsum':
			case 'noocsum':
				options.outChecksum = keyword.word === 'ocsum';
				break;
			case 'pmtudisc':
			case 'nopmtudisc':
				options.pathMtuDiscovery = keyword.word === 'pmtudisc';
				break;
			case 'ignore-df':
			case 'noignore-df':
				options.ignoreDf = keyword.word === 'ignore-df';
				break;
			case 'remote':
			case 'local':
				options[keyword.word] = readEndpoint(value, 'inet');
				break;
			case 'dev':
				request.lower = readLower(place, value);
				break;
			case 'ttl':
				options.ttl = value === 'inherit' ? 0 : readTtl(value);
				break;
			case 'tos':
				options.tos = readTos(value);
				break;
			default:
				break;
		}
	}
	if (options.remote !== undefined && isMulticast(options.remote)) throw notModelled('a tunnel to a group', 'a tunnel to each host');
	return request;
}

/** A number, or four as in an address (tnl_parse_key). */
function readKey(word: string, value: string): number {
	const key = value.includes('.') ? readIpv4(value) : readUnsigned(value, 0xffff_ffff);
	if (key === undefined) throw new Complaint(`invalid value for "${word}": "${value}"; it should be an unsigned integer\n`, 255);
	return key;
}

function readTtl(value: string): number {
	const ttl = readUnsigned(value, 255);
	if (ttl === undefined) throw wrongArgument(value, 'invalid TTL\n');
	return ttl;
}
