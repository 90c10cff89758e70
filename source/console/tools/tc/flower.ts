/** What may follow `flower` before its actions (flower_parse_opt). */
import {ETHERTYPE, isTpid} from '../../../engine/frame.js';
import {IP_PROTOCOL} from '../../../engine/protocol/ipv4.js';
import {maskOf} from '../../../engine/protocol/ipv4-address.js';
import type {FlowerField, FlowerMatch, Masked} from '../../../engine/tc/flower.js';
import {ALL_PROTOCOLS} from '../../../engine/tc/tc-state.js';
import type {Keyword, Place} from '../../command.js';
import {Complaint, incompleteCommand, notModelled, wrongArgument} from '../../complaint.js';
import {findWord} from '../../grammar.js';
import {readProtocol} from '../../tc-words.js';
import {FLOWER_USAGE} from '../../usage/tc.js';
import {macOfOctets, readOctets, readPrefix} from '../../values.js';
import {type ActionRequest, readActions, Words} from './actions.js';

const FAILED = 1;
const ALL = {mac: 0xffff_ffff_ffff, word: 0xffff, octet: 0xff, flags: 0xfff, address: 0xffff_ffff} as const;

/** In the order in which `tc` tries them. */
export const FLOWER_KEYWORDS: readonly Keyword[] = [
	...['classid', 'flowid', 'hw_tc', 'ip_flags', 'verbose', 'skip_hw', 'skip_sw', 'ct_state', 'ct_zone', 'ct_mark', 'ct_label', 'indev'].map(
		(word): Keyword => ({
			word,
			short: !['verbose', 'skip_hw', 'skip_sw'].includes(word),
			takes: 'text',
			help: 'a match',
			instead: 'a match by header fields',
		}),
	),
	{word: 'num_of_vlans', takes: 'number', help: 'how many tags', instead: 'protocol 802.1q flower vlan_ethtype'},
	{word: 'vlan_id', short: true, takes: 'number', help: 'VLAN of the outer tag'},
	{word: 'vlan_prio', short: true, takes: 'number', help: 'priority of the outer tag'},
	{word: 'vlan_ethtype', short: true, takes: 'text', help: 'EtherType behind the outer tag'},
	{word: 'cvlan_id', short: true, takes: 'number', help: 'VLAN of the second tag'},
	{word: 'cvlan_prio', short: true, takes: 'number', help: 'priority of the second tag'},
	{word: 'cvlan_ethtype', short: true, takes: 'text', help: 'EtherType behind the second tag'},
	...['mpls', 'mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl'].map(
		(word): Keyword => ({word, short: true, takes: 'text', help: 'MPLS', instead: 'protocol mpls_uc'}),
	),
	{word: 'dst_mac', short: true, takes: 'mac', help: 'destination, with /mask or /bits'},
	{word: 'src_mac', short: true, takes: 'mac', help: 'source, with /mask or /bits'},
	{word: 'ip_proto', short: true, takes: 'text', help: 'tcp, udp, icmp, or a hexadecimal number'},
	{word: 'ip_tos', short: true, takes: 'number', help: 'type of service, with /mask'},
	{word: 'ip_ttl', short: true, takes: 'number', help: 'time to live, with /mask'},
	{word: 'dst_ip', short: true, takes: 'prefix', help: 'destination address or subnet'},
	{word: 'src_ip', short: true, takes: 'prefix', help: 'source address or subnet'},
	{word: 'dst_port', short: true, takes: 'number', help: 'destination port'},
	{word: 'src_port', short: true, takes: 'number', help: 'source port'},
	{word: 'tcp_flags', short: true, takes: 'number', help: 'hexadecimal, with /mask'},
	{word: 'type', short: true, takes: 'number', help: 'type of an ICMP message'},
	{word: 'code', short: true, takes: 'number', help: 'code of an ICMP message'},
	{word: 'arp_tip', short: true, takes: 'prefix', help: 'target address of ARP'},
	{word: 'arp_sip', short: true, takes: 'prefix', help: 'sender address of ARP'},
	{word: 'arp_op', short: true, takes: 'text', help: 'request or reply'},
	{word: 'arp_tha', short: true, takes: 'mac', help: 'target MAC of ARP'},
	{word: 'arp_sha', short: true, takes: 'mac', help: 'sender MAC of ARP'},
	...[
		'pppoe_sid',
		'ppp_proto',
		'enc_dst_ip',
		'enc_src_ip',
		'enc_key_id',
		'enc_dst_port',
		'enc_tos',
		'enc_ttl',
		'geneve_opts',
		'vxlan_opts',
	].map((word): Keyword => ({word, short: word.startsWith('e'), takes: 'text', help: 'a match', instead: 'a match by header fields'})),
	{word: 'action', short: true, takes: 'text', help: 'what to do'},
	{word: 'help', help: 'help'},
];

/** Names of protocols that may be cut short. */
const IP_PROTOCOLS: readonly (readonly [string, number])[] = [
	['tcp', IP_PROTOCOL.tcp],
	['udp', IP_PROTOCOL.udp],
	['sctp', 132],
	['icmp', IP_PROTOCOL.icmp],
];

interface Reading {
	match: FlowerMatch;
	/** That of the filter, then of what is behind the tags said so far. */
	ethType: number;
	/** What `vlan_ethtype` said. */
	behindTag: number;
	protocol: number;
	ipProto: number | undefined;
}

export function readFlower(place: Place, given: readonly string[], protocol: number): {match: FlowerMatch; actions: ActionRequest[]} {
	const match: FlowerMatch = {};
	const isVlan = isTpid(protocol);
	const reading: Reading = {match, ethType: protocol === ALL_PROTOCOLS ? 0 : protocol, behindTag: 0, protocol, ipProto: undefined};
	const actions: ActionRequest[] = [];
	const words = new Words([...given]);
	for (let word = words.first; word !== undefined; word = words.first) {
		const keyword = findWord(FLOWER_KEYWORDS, word);
		if (!keyword) throw new Complaint(`What is "${word}"?\n${FLOWER_USAGE}`, FAILED);
		if (keyword.instead !== undefined) throw notModelled(`tc: flower "${keyword.word}"`, keyword.instead);
		if (keyword.word === 'help') throw new Complaint(FLOWER_USAGE, FAILED);
		const value = words.next();
		if (keyword.word === 'action') {
			actions.push(...readActions(place, words));
			continue;
		}
		readField(reading, keyword.word, value);
		words.skip();
	}
	if (isVlan) match.vlanTpid = {value: protocol, mask: ALL.word};
	if (isTpid(reading.behindTag)) match.cvlanTpid = {value: reading.behindTag, mask: ALL.word};
	if (reading.ethType !== 0 && !isTpid(reading.ethType)) match.ethType = {value: reading.ethType, mask: ALL.word};
	return {match, actions};
}

function readField(reading: Reading, word: string, value: string): void {
	const {match} = reading;
	const bad = new Complaint(`Illegal "${word === 'type' || word === 'code' ? `icmp ${word}` : word}"\n`, FAILED);
	const put = (field: FlowerField, masked: Masked | undefined): void => {
		if (!masked) throw bad;
		match[field] = {value: masked.value, mask: masked.mask};
	};
	switch (word) {
		case 'vlan_id':
		case 'vlan_prio':
			if (!isTpid(reading.protocol)) throw noTag(word, 'ethertype', 'num_of_vlans is 0');
			put(word === 'vlan_id' ? 'vlanId' : 'vlanPrio', exact(value, word === 'vlan_id' ? 0xfff : 7));
			break;
		case 'cvlan_id':
		case 'cvlan_prio':
			if (!isTpid(reading.behindTag)) throw noTag(word, 'inner vlan ethertype', 'num_of_vlans is less than 2');
			put(word === 'cvlan_id' ? 'cvlanId' : 'cvlanPrio', exact(value, word === 'cvlan_id' ? 0xfff : 7));
			break;
		case 'vlan_ethtype':
			if (!isTpid(reading.ethType)) throw noTag(word, 'ethertype', 'num_of_vlans is 0');
			reading.behindTag = readEthType(value);
			reading.ethType = reading.behindTag;
			match.vlanEthType = {value: reading.behindTag, mask: ALL.word};
			break;
		case 'cvlan_ethtype':
			if (!isTpid(reading.behindTag)) throw noTag(word, 'ethertype', 'num_of_vlans less than 2');
			reading.ethType = readEthType(value);
			match.cvlanEthType = {value: reading.ethType, mask: ALL.word};
			break;
		case 'dst_mac':
			put('dstMac', maskedMac(value));
			break;
		case 'src_mac':
			put('srcMac', maskedMac(value));
			break;
		case 'ip_proto':
			put('ipProto', ipProtocol(reading, value));
			reading.ipProto = match.ipProto?.value;
			break;
		case 'ip_tos':
			put('tos', decimalOrHex(value));
			break;
		case 'ip_ttl':
			put('ttl', decimalOrHex(value));
			break;
		case 'dst_ip':
		case 'src_ip':
			if (reading.ethType !== ETHERTYPE.ipv4) throw bad;
			put(word === 'dst_ip' ? 'dstIp' : 'srcIp', subnet(value));
			break;
		case 'dst_port':
		case 'src_port': {
			if (/\d-\d/.test(value)) throw notModelled('tc: a range of ports', 'one port');
			const hasPorts = reading.ipProto === IP_PROTOCOL.tcp || reading.ipProto === IP_PROTOCOL.udp;
			put(word === 'dst_port' ? 'dstPort' : 'srcPort', hasPorts && value !== '0' ? exact(value, ALL.word) : undefined);
			break;
		}
		case 'tcp_flags':
			put('tcpFlags', maskedNumber(value, 16, ALL.flags));
			break;
		case 'type':
		case 'code': {
			const isIcmp = reading.ethType === ETHERTYPE.ipv4 && reading.ipProto === IP_PROTOCOL.icmp;
			put(word === 'type' ? 'icmpType' : 'icmpCode', isIcmp ? maskedNumber(value, 10, ALL.octet) : undefined);
			break;
		}
		case 'arp_tip':
		case 'arp_sip':
			if (reading.ethType !== ETHERTYPE.arp) throw bad;
			put(word === 'arp_tip' ? 'arpTip' : 'arpSip', subnet(value));
			break;
		case 'arp_op':
			put('arpOp', reading.ethType === ETHERTYPE.arp ? arpOperation(value) : undefined);
			break;
		case 'arp_tha':
			put('arpTha', maskedMac(value));
			break;
		case 'arp_sha':
			put('arpSha', maskedMac(value));
			break;
		default:
			throw incompleteCommand();
	}
}

function noTag(word: string, what: string, otherwise: string): Complaint {
	return new Complaint(`Can't set "${word}" if ${what} isn't 802.1Q or 802.1AD and ${otherwise}\n`, FAILED);
}

function readEthType(value: string): number {
	const type = readProtocol(value);
	if (type === undefined) throw wrongArgument(value, 'invalid vlan_ethtype');
	return type;
}

/** get_u16 and its like, base 10. */
function exact(value: string, limit: number): Masked | undefined {
	const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
	return number <= limit ? {value: number, mask: limit === 7 || limit === 0xfff ? limit : ALL.word} : undefined;
}

function maskedNumber(text: string, base: 10 | 16, all: number): Masked | undefined {
	const [first = '', second] = text.split('/');
	const read = (part: string): number => {
		const digits = base === 16 ? /^(?:0[xX])?([0-9a-fA-F]+)$/.exec(part)?.[1] : /^\d+$/.exec(part)?.[0];
		return digits === undefined ? Number.NaN : Number.parseInt(digits, base);
	};
	const value = read(first);
	const mask = second === undefined ? all : read(second);
	return value <= all && mask <= all ? {value, mask} : undefined;
}

/** The value decimal if it can be, the mask hexadecimal (flower_parse_ip_tos_ttl). */
function decimalOrHex(text: string): Masked | undefined {
	const [first = '', second] = text.split('/');
	const value = maskedNumber(first, 10, ALL.octet) ?? maskedNumber(first, 16, ALL.octet);
	const mask = second === undefined ? {value: ALL.octet} : maskedNumber(second, 16, ALL.octet);
	return value && mask ? {value: value.value, mask: mask.value} : undefined;
}

/** `02:00:00:00:00:01`, `…/40`, `…/ff:ff:00:00:00:00` */
function maskedMac(text: string): Masked | undefined {
	const [first = '', second] = text.split('/');
	const octets = readOctets(first);
	if (octets?.length !== 6) return undefined;
	const value = macOfOctets(octets);
	if (second === undefined) return {value, mask: ALL.mac};
	const bits = /^\d+$/.test(second) ? Number(second) : undefined;
	const mask = bits === undefined ? readOctets(second) : undefined;
	if (bits !== undefined && bits <= 48) return {value, mask: ALL.mac - (2 ** (48 - bits) - 1)};
	return mask?.length === 6 ? {value, mask: macOfOctets(mask)} : undefined;
}

function ipProtocol(reading: Reading, value: string): Masked | undefined {
	if (reading.ethType !== ETHERTYPE.ipv4) throw new Complaint('Illegal "eth_type" for ip proto\nIllegal "ip_proto"\n', FAILED);
	const named = IP_PROTOCOLS.find(([name]) => name.startsWith(value))?.[1];
	if (named !== undefined) return {value: named, mask: ALL.octet};
	return maskedNumber(value.split('/')[0] ?? '', 16, ALL.octet);
}

function subnet(text: string): Masked {
	const prefix = readPrefix(text);
	if (!prefix) throw new Complaint(`Error: inet prefix is expected rather than "${text}".\n`, FAILED);
	return {value: prefix.address, mask: maskOf(prefix.prefix)};
}

function arpOperation(value: string): Masked | undefined {
	const named = {request: 1, reply: 2}[value];
	if (named !== undefined) return {value: named, mask: ALL.octet};
	const number = maskedNumber(value, 10, ALL.octet);
	return number && number.value <= 2 ? number : undefined;
}
