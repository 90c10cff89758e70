/** Reading the words of `trace`: where, which way, and the frame as far as it is said. */
import type {Device} from '../../engine/device.js';
import {BROADCAST, isGroup, type Mac, parseMac} from '../../engine/mac.js';
import type {Ipv4Address} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, deviceAtPath, machineNamed, type World} from '../../engine/world.js';
import type {Keyword, Place} from '../command.js';
import {Complaint} from '../complaint.js';
import {didYouMean} from '../did-you-mean.js';
import {findWord} from '../grammar.js';
import {literalAddress} from '../machine-names.js';
import {findDevice} from '../resolve.js';
import {readUnsigned} from '../values.js';

export const FRAME_WORDS: readonly Keyword[] = [
	{word: 'in', help: 'it comes by the wire of the device, or from below'},
	{word: 'out', help: 'the device sends it'},
	{word: 'from', takes: 'mac', help: 'source: a MAC, or whose'},
	{word: 'to', takes: 'mac', help: 'destination: a MAC, whose, or broadcast'},
	{word: 'src', takes: 'address', help: 'source address of IPv4 and ARP'},
	{word: 'vlan', takes: 'number', help: 'an 802.1Q tag; the outermost first'},
	{word: 'arp', help: 'an ARP request; who-has says for whom'},
	{word: 'who-has', takes: 'address', help: 'an ARP request for this address'},
	{word: 'ping', takes: 'address', help: 'an ICMP echo request'},
	{word: 'udp', takes: 'address', help: 'a UDP datagram'},
	{word: 'tcp', takes: 'address', help: 'the SYN of a TCP connection'},
	{word: 'port', takes: 'number', help: 'destination port of UDP or TCP'},
	{word: 'sport', takes: 'number', help: 'source port of UDP or TCP'},
	{word: 'ttl', takes: 'number', help: 'time to live of IPv4'},
	{word: 'type', takes: 'number', help: 'EtherType of a frame that says nothing'},
	{word: 'length', takes: 'number', help: 'octets of payload'},
	{word: 'hex', takes: 'text', help: 'all octets of the frame, tags included'},
	{word: '--commit', also: ['-c'], help: 'do it: the frame is sent in the lab'},
	{word: '-a', help: 'every frame that comes of it as a tree'},
	{word: '-j', help: 'JSON'},
];

/** What the frame carries. */
export type Payload =
	| {kind: 'natural'}
	| {kind: 'arp'; target: Ipv4Address | undefined}
	| {kind: 'ping' | 'udp' | 'tcp'; to: Ipv4Address}
	| {kind: 'bare'; etherType: number}
	| {kind: 'octets'; bytes: Uint8Array};

/** What was said; the rest is filled in. */
export interface FrameWords {
	device: Device;
	way: 'in' | 'out';
	payload: Payload;
	from?: Mac;
	to?: Mac;
	source?: Ipv4Address;
	/** Outermost first. */
	vlans: number[];
	port?: number;
	sport?: number;
	ttl?: number;
	length?: number;
	commit: boolean;
	all: boolean;
	json: boolean;
}

export const USAGE = `Usage: trace DEVICE [in | out] [from MAC] [to MAC] [vlan VID]... [PAYLOAD] [--commit] [-a] [-j]
       PAYLOAD := arp who-has IP | ping IP | udp IP [port N] | tcp IP [port N] | type N | hex OCTETS
       DEVICE of this machine, or MACHINE/DEVICE
`;

const MOST_OCTETS = 9000;

/** Complains about what it cannot read. */
export function readFrameWords(place: Place, words: readonly string[]): FrameWords {
	const [name, ...rest] = deviceFirst(words);
	if (name === undefined) throw new Complaint(USAGE, 1);
	const device = namedDevice(place, name);
	const said: FrameWords = {
		device,
		way: device.master === -1 ? 'out' : 'in',
		payload: {kind: 'natural'},
		vlans: [],
		commit: false,
		all: false,
		json: false,
	};
	for (let at = 0; at < rest.length; at++) {
		const typed = rest[at] as string;
		const keyword = findWord(FRAME_WORDS, typed);
		if (!keyword) throw new Complaint(unknownWord(typed), 1);
		if (keyword.takes === undefined) {
			takeFlag(said, keyword.word);
			continue;
		}
		// Octets may stand in groups, to the end of the line.
		const value = keyword.word === 'hex' ? rest.splice(at + 1).join('') : rest[++at];
		if (value === undefined || value === '') throw new Complaint(`trace: ${keyword.word} needs a value\n`, 1);
		takeValue(place.world, said, keyword.word, value);
	}
	return said;
}

/** Options may stand before the device. */
function deviceFirst(words: readonly string[]): string[] {
	const at = words.findIndex((word) => !word.startsWith('-'));
	return at === -1 ? [] : [words[at] as string, ...words.slice(0, at), ...words.slice(at + 1)];
}

/** By its name on this machine, as `MACHINE/DEVICE`, or by the machine that has no other. */
function namedDevice(place: Place, name: string): Device {
	const found = findDevice(place, name) ?? deviceAtPath(place.world, name) ?? onlyDeviceOf(place.world, name);
	if (found) return found;
	const names = place.world.machines.flatMap((machine) =>
		machine.devices.map((id) => (machine.id === place.machine ? '' : `${machine.name}/`) + deviceAt(place.world, id).name),
	);
	const meant = didYouMean(name, names);
	throw new Complaint(
		`trace: there is no device "${name}" on this machine${meant === undefined ? '; elsewhere it is MACHINE/DEVICE' : `; did you mean "${meant}"?`}\n`,
		1,
	);
}

function onlyDeviceOf(world: World, name: string): Device | undefined {
	const [only, ...more] = (machineNamed(world, name)?.devices ?? []).map((id) => deviceAt(world, id));
	return more.length === 0 ? only : undefined;
}

function unknownWord(typed: string): string {
	const meant = didYouMean(
		typed,
		FRAME_WORDS.map(({word}) => word),
	);
	return `trace: what is "${typed}"?${meant === undefined ? '' : ` Did you mean "${meant}"?`}\n${USAGE}`;
}

function takeFlag(said: FrameWords, word: string): void {
	if (word === 'in' || word === 'out') said.way = word;
	else if (word === 'arp') {
		if (said.payload.kind !== 'arp') setPayload(said, word, {kind: 'arp', target: undefined});
	} else if (word === '--commit') said.commit = true;
	else if (word === '-a') said.all = true;
	else said.json = true;
}

function takeValue(world: World, said: FrameWords, word: string, value: string): void {
	switch (word) {
		case 'from':
		case 'to':
			said[word] = macOf(world, word, value);
			return;
		case 'src':
			said.source = addressOf(world, word, value);
			return;
		case 'vlan':
			said.vlans.push(numberOf(word, value, 4095));
			return;
		case 'who-has':
			setPayload(said, word, {kind: 'arp', target: addressOf(world, word, value)});
			return;
		case 'ping':
		case 'udp':
		case 'tcp':
			setPayload(said, word, {kind: word, to: addressOf(world, word, value)});
			return;
		case 'type':
			setPayload(said, word, {kind: 'bare', etherType: numberOf(word, value, 0xffff)});
			return;
		case 'hex':
			setPayload(said, word, {kind: 'octets', bytes: octetsOf(value)});
			return;
		case 'port':
		case 'sport':
			said[word] = numberOf(word, value, 0xffff);
			return;
		case 'ttl':
			said.ttl = numberOf(word, value, 255);
			return;
		default:
			said.length = numberOf(word, value, MOST_OCTETS);
	}
}

function setPayload(said: FrameWords, word: string, payload: Payload): void {
	const isSecond = said.payload.kind !== 'natural' && !(said.payload.kind === 'arp' && said.payload.target === undefined);
	if (isSecond) throw new Complaint(`trace: a frame carries one thing; "${word}" is the second\n`, 1);
	said.payload = payload;
}

/** A MAC, `broadcast`, a machine or a device. */
function macOf(world: World, word: string, value: string): Mac {
	const mac = value === 'broadcast' ? BROADCAST : parseMac(value);
	const device = deviceAtPath(world, value) ?? (machineNamed(world, value)?.devices ?? []).map((id) => deviceAt(world, id))[0];
	const found = mac ?? device?.mac;
	if (found === undefined) throw new Complaint(`trace: ${word}: "${value}" is no MAC, no machine and no MACHINE/DEVICE\n`, 1);
	if (word === 'from' && isGroup(found))
		throw new Complaint(`trace: from: "${value}" is a group address; no frame comes from a group\n`, 1);
	return found;
}

function addressOf(world: World, word: string, value: string): Ipv4Address {
	const devices = (machineNamed(world, value)?.devices ?? []).map((id) => deviceAt(world, id));
	const found = literalAddress(value) ?? devices.flatMap(({addresses}) => addresses.map(({address}) => address))[0];
	if (found === undefined) throw new Complaint(`trace: ${word}: "${value}" is no IPv4 address and no machine that has one\n`, 1);
	return found;
}

function numberOf(word: string, value: string, limit: number): number {
	const found = readUnsigned(value, limit);
	if (found === undefined) throw new Complaint(`trace: ${word}: "${value}" is no number from 0 to ${limit}\n`, 1);
	return found;
}

function octetsOf(digits: string): Uint8Array {
	const plain = digits.replaceAll(/[\s:.-]/g, '');
	const pairs = /^(?:[0-9a-f]{2})+$/i.test(plain) ? (plain.match(/../g) ?? []) : [];
	if (pairs.length < 14 || pairs.length > MOST_OCTETS + 14)
		throw new Complaint(`trace: hex: a frame is 14 to ${MOST_OCTETS + 14} octets, two hexadecimal digits each\n`, 1);
	return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
