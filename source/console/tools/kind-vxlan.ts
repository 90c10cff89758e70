/** What may follow `type vxlan` (vxlan_parse_opt). */
import type {VxlanOptions} from '../../engine/devices/vxlan/vxlan-device.js';
import {isMulticast} from '../../engine/protocol/ipv4-address.js';
import type {Keyword, Place} from '../command.js';
import {Complaint, garbageArgument, incompleteCommand, noSuchDevice, notModelled, wrongArgument} from '../complaint.js';
import {findWord} from '../grammar.js';
import {findDevice, LOOPBACK} from '../resolve.js';
import {VXLAN_PORT_WARNING, VXLAN_USAGE} from '../usage/link-tunnels.js';
import {readUnsigned} from '../values.js';
import {readEndpoint, readTos} from './tunnel-values.js';

const FLAGS = ['noproxy', 'norsc', 'nol2miss', 'nol3miss', 'noudp6zerocsumtx', 'noudp6zerocsumrx', 'noremcsumtx', 'noremcsumrx'] as const;
const UNMODELLED = ['proxy', 'rsc', 'l2miss', 'l3miss', 'udp6zerocsumtx', 'udp6zerocsumrx', 'remcsumtx', 'remcsumrx'] as const;

/** In the order in which `ip` tries them. */
export const VXLAN_OPTIONS: readonly Keyword[] = [
	{word: 'id', also: ['vni'], short: true, takes: 'number', help: 'the segment, 0 to 16777215'},
	{
		word: 'group',
		short: true,
		takes: 'address',
		help: 'a multicast group',
		instead: 'bridge fdb append 00:00:00:00:00:00 dev VXLAN dst ADDRESS',
	},
	{word: 'remote', short: true, takes: 'address', help: 'where frames for unknown stations go'},
	{word: 'local', short: true, takes: 'address', help: 'source of the outer packets'},
	{word: 'dev', short: true, takes: 'device', help: 'send only by this device, and take 50 less than its MTU'},
	{word: 'ttl', also: ['hoplimit'], short: true, takes: 'number', help: 'of the outer packets: a number, auto or inherit'},
	{word: 'tos', also: ['dsfield'], short: true, takes: 'number', help: 'of the outer packets: a hexadecimal number or inherit'},
	{word: 'df', short: true, takes: 'text', help: 'may outer packets be cut: unset, set or inherit'},
	{word: 'label', also: ['flowlabel'], short: true, takes: 'number', help: 'IPv6 flow label', instead: 'leave it out'},
	{word: 'ageing', short: true, takes: 'number', help: 'seconds that a learned station is remembered'},
	{word: 'maxaddress', short: true, takes: 'number', help: 'most stations that are remembered'},
	{word: 'port', also: ['srcport'], short: true, takes: 'number', help: 'source ports', instead: 'leave it out'},
	{word: 'dstport', short: true, takes: 'number', help: 'UDP port of both sides; 4789 is the standard'},
	{word: 'nolearning', short: true, help: 'remember nothing of what comes in'},
	{word: 'learning', short: true, help: 'remember where frames come from, which is the default'},
	...FLAGS.map((word): Keyword => ({word, short: true, help: 'the default'})),
	...UNMODELLED.map((word): Keyword => ({word, short: true, help: 'a flag', instead: 'leave it out'})),
	{word: 'udpcsum', short: true, help: 'with UDP checksums, which is the default'},
	{word: 'noudpcsum', short: true, help: 'without UDP checksums'},
	{word: 'external', short: true, help: 'from a control plane', instead: 'id'},
	{word: 'noexternal', short: true, help: 'the default'},
	{word: 'gbp', short: true, help: 'group policies', instead: 'leave it out'},
	{word: 'gpe', short: true, help: 'other protocols inside', instead: 'leave it out'},
	{word: 'vnifilter', help: 'several segments', instead: 'one device a segment'},
	{word: 'novnifilter', help: 'the default'},
	{word: 'help', short: true, help: 'help'},
];

/** What was asked for; only what was said is in it. */
export interface VxlanRequest {
	vni: number | undefined;
	/** Id of the device to be bound to. */
	lower: number | undefined;
	options: Partial<VxlanOptions>;
	/** What the tool says of a port that was not given. */
	warning: string;
	/** `local any`, which the kernel does not take. */
	impossible: boolean;
}

const SECOND = 1_000_000_000;
const HIGHEST_VNI = 0xff_ffff;

/** `isNew` is off for `ip link set`, where nothing need be said. */
export function readVxlanOptions(place: Place, words: readonly string[], isNew: boolean): VxlanRequest {
	const request: VxlanRequest = {vni: undefined, lower: undefined, options: {}, warning: '', impossible: false};
	const {options} = request;
	const rest = [...words];
	const next = (): string => {
		const value = rest.shift();
		if (value === undefined) throw incompleteCommand();
		return value;
	};
	const said = new Set<string>();
	const once = (name: string, value: string, shown = name): string => {
		if (said.has(name)) throw garbageArgument(shown, value);
		said.add(name);
		return value;
	};
	while (rest.length > 0) {
		const typed = next();
		const keyword = findWord(VXLAN_OPTIONS, typed);
		if (!keyword) throw new Complaint(`vxlan: unknown command "${typed}"?\n${VXLAN_USAGE}`, 1);
		if (keyword.instead !== undefined) throw notModelled(`vxlan: "${keyword.word}"`, keyword.instead);
		const value = keyword.takes === undefined ? typed : once(keyword.word, next());
		switch (keyword.word) {
			case 'id':
				request.vni = within(value, HIGHEST_VNI, 'invalid id');
				break;
			case 'remote':
				options.remote = readEndpoint(value, 'any valid');
				if (isMulticast(options.remote) || /[a-z]/.test(value)) throw wrongArgument(value, 'invalid remote address');
				break;
			case 'local':
				options.local = readEndpoint(value, 'any valid');
				if (isMulticast(options.local)) throw wrongArgument(value, 'invalid local address');
				request.impossible ||= /[a-z]/.test(value);
				break;
			case 'dev':
				request.lower = readLower(place, value);
				break;
			case 'ttl':
				options.ttl = value === 'inherit' ? value : value === 'auto' ? 0 : readTtl(value);
				break;
			case 'tos':
				options.tos = readTos(value);
				break;
			case 'df':
				options.df = readDf(value);
				break;
			case 'ageing':
				options.ageing = (value === 'none' ? 0 : within(value, 0xffff_ffff, 'ageing timer')) * SECOND;
				break;
			case 'maxaddress':
				options.limit = value === 'unlimited' ? 0 : within(value, 0xffff_ffff, 'max addresses');
				break;
			case 'dstport':
				options.port = within(value, 0xffff, 'dst port');
				break;
			case 'learning':
			case 'nolearning':
				once('learning', value, value);
				options.learning = keyword.word === 'learning';
				break;
			case 'udpcsum':
			case 'noudpcsum':
				once('udpcsum', value, value);
				options.udpChecksum = keyword.word === 'udpcsum';
				break;
			case 'help':
				throw new Complaint(VXLAN_USAGE, 1);
			default:
				once(keyword.word, value, value);
		}
	}
	if (isNew && request.vni === undefined) throw new Complaint('vxlan: missing virtual network identifier\n', 1);
	if (isNew && !said.has('dstport')) request.warning = VXLAN_PORT_WARNING;
	// 0 is not sent to the kernel.
	if (options.port === 0) delete options.port;
	return request;
}

export function readLower(place: Place, name: string): number {
	const lower = findDevice(place, name);
	if (lower) return lower.id;
	if (name === LOOPBACK) throw notModelled('a tunnel that is bound to lo', 'another device');
	throw noSuchDevice(name, 255);
}

function within(value: string, limit: number, message: string): number {
	const number = readUnsigned(value, limit);
	if (number === undefined) throw wrongArgument(value, message);
	return number;
}

function readTtl(value: string): number {
	const ttl = within(value, 0xffff_ffff, 'invalid TTL');
	if (ttl > 255) throw wrongArgument(value, 'TTL must be <= 255');
	return ttl;
}

function readDf(value: string): VxlanOptions['df'] {
	if (value === 'unset' || value === 'set' || value === 'inherit') return value;
	throw wrongArgument(value, "DF must be 'unset', 'set' or 'inherit'");
}
