/*
 * Reading megaflows (lib/odp-util.c, odp_flow_from_string)
 *
 * What `key-format.ts` writes, back to key and mask, so that two megaflows can be compared by
 * what they mean. A field without a mask is looked at whole; one that is not there is not
 * looked at, but the recirculation always is. Whatever the text says of packets, bytes and actions must have been cut off.
 */

import {entryOf} from '../../entry-of.js';
import {exactMask, type Field, toField} from '../field.js';
import {writePlaces} from '../field-access.js';
import {createKey, type FlowKey, type FlowMask, VLAN_PRESENT, WORD} from '../key.js';
import type {Match} from '../match.js';
import {lookAtPriority, writePriority} from '../queue-priority.js';
import {parseFieldValue} from '../syntax/field-value.js';
import {type FlagNames, parseFlags, TCP_FLAGS, TUNNEL_FLAGS} from '../syntax/flags.js';
import {fail, openReading, outcome, type PortNames, type Problem, type Reading, unmodelled} from '../syntax/reading.js';
import {splitCalls, splitFields} from './calls.js';

/** Which field of the key a field of a header is. */
const HEADER_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	eth: {src: 'eth_src', dst: 'eth_dst'},
	ipv4: {src: 'ip_src', dst: 'ip_dst', proto: 'nw_proto', ttl: 'nw_ttl'},
	ipv6: {src: 'ipv6_src', dst: 'ipv6_dst', proto: 'nw_proto', hlimit: 'nw_ttl'},
	arp: {sip: 'arp_spa', tip: 'arp_tpa', op: 'arp_op', sha: 'arp_sha', tha: 'arp_tha'},
	tcp: {src: 'tcp_src', dst: 'tcp_dst'},
	udp: {src: 'udp_src', dst: 'udp_dst'},
	sctp: {src: 'tcp_src', dst: 'tcp_dst'},
	icmp: {type: 'icmp_type', code: 'icmp_code'},
	icmpv6: {type: 'icmpv6_type', code: 'icmpv6_code'},
	tunnel: {src: 'tun_src', dst: 'tun_dst', ttl: 'tun_ttl', tos: 'tun_tos', tun_id: 'tun_id'},
};

const FRAGMENTS: Readonly<Record<string, number>> = {no: 0, first: 1, later: 3};
/** Attributes that say nothing that the key has. */
const SILENT: readonly string[] = ['packet_type', 'skb_mark', 'ct_state', 'ct_zone', 'ct_mark', 'ct_label'];

/** Reads the match of a line of `dpctl/dump-flows`; ports by the names of the datapath. */
export function parseDatapathFlow(text: string, ports: PortNames): {kind: 'parsed'; value: Match} | Problem {
	const reading = openReading(ports);
	const match = {key: createKey(), mask: createKey()};
	match.mask[WORD.recirc] = -1;
	readHeaders(reading, match.key, match.mask, text, 0);
	return outcome(reading, match);
}

function readHeaders(reading: Reading, key: FlowKey, mask: FlowMask, text: string, tags: number): void {
	const calls = splitCalls(text);
	// The EtherType of a tag stands before its vlan().
	const tagWord = tags === 0 ? WORD.vlan : WORD.innerVlan;
	const isTagged = calls.some((call) => call.name === 'encap');
	for (const {name, inside = ''} of calls) {
		if (reading.problem) return;
		switch (name) {
			case 'skb_priority':
				lookAtPriority(mask);
				writePriority(key, Number(inside));
				break;
			case 'recirc_id':
				readNumber(reading, key, mask, 'recirc_id', inside);
				break;
			case 'dp_hash':
				readNumber(reading, key, mask, 'dp_hash', inside);
				break;
			case 'in_port':
				readInPort(reading, key, mask, inside);
				break;
			case 'eth_type':
				if (isTagged) {
					key[tagWord] = (key[tagWord] as number) | (Number(inside) << 16);
					mask[tagWord] = (mask[tagWord] as number) | 0xffff_0000;
				} else {
					readEtherType(reading, key, mask, inside);
				}
				break;
			case 'vlan':
				readVlan(reading, key, mask, tagWord, inside);
				break;
			case 'encap':
				if (inside !== '') readHeaders(reading, key, mask, inside, tags + 1);
				break;
			case 'tcp_flags':
				readFlags(reading, key, mask, {word: WORD.tcpFlags, shift: 16, names: TCP_FLAGS, all: 0xfff}, inside);
				break;
			default:
				if (entryOf(HEADER_FIELDS, name)) readHeader(reading, key, mask, name, inside);
				else if (!SILENT.includes(name)) unmodelled(reading, name);
		}
	}
}

function readInPort(reading: Reading, key: FlowKey, mask: FlowMask, text: string): undefined {
	const port = /^\d+$/.test(text) ? Number(text) : reading.ports.numberOf(text);
	if (port === undefined) return fail(reading, `${text}: no such port of the datapath`);
	key[WORD.inPort] = port;
	mask[WORD.inPort] = -1;
	return undefined;
}

/** A frame without EtherType has `eth_type(0/0xffff)`. */
function readEtherType(reading: Reading, key: FlowKey, mask: FlowMask, text: string): void {
	if (text !== '0/0xffff') {
		readNumber(reading, key, mask, 'eth_type', text);
		return;
	}
	key[WORD.etherType] = 0x05ff << 16;
	mask[WORD.etherType] = 0xffff_0000;
}

function readNumber(reading: Reading, key: FlowKey, mask: FlowMask, name: string, text: string): void {
	const [value = '', bits] = text.split('/');
	put(reading, key, mask, toField(name), value, bits);
}

/** Writes a value, and the bits of it that are looked at; the value is not cut to them. */
function put(reading: Reading, key: FlowKey, mask: FlowMask, field: Field, value: string, bits: string | undefined): void {
	const read = parseFieldValue(reading, field, value);
	if (!read) return;
	const looked = bits === undefined ? exactMask(field) : parseMask(reading, field, bits);
	if (looked === undefined) return;
	writePlaces(key, field, read.value);
	writePlaces(mask, field, looked);
}

function parseMask(reading: Reading, field: Field, text: string): bigint | undefined {
	return parseFieldValue(reading, field, text)?.value;
}

function readHeader(reading: Reading, key: FlowKey, mask: FlowMask, header: string, text: string): void {
	for (const [name, {value, mask: bits}] of splitFields(text)) {
		const field = entryOf(HEADER_FIELDS[header] ?? {}, name);
		if (field) {
			put(reading, key, mask, toField(field), value, bits);
		} else if (name === 'tos' || name === 'tclass') {
			putOctet(key, mask, WORD.nw, 16, Number(value), bits === undefined ? 0xff : Number(bits));
		} else if (name === 'frag') {
			const fragment = entryOf(FRAGMENTS, value);
			if (fragment === undefined) fail(reading, `${value}: no such kind of fragment`);
			else putOctet(key, mask, WORD.nw, 24, fragment, 3);
		} else if (name.startsWith('flags(')) {
			readFlags(
				reading,
				key,
				mask,
				{word: WORD.tunnelMeta, shift: 16, names: {...TUNNEL_FLAGS, allowed: 0xf}, all: 0xf},
				name.slice(6, -1),
			);
		} else if (name !== 'label') {
			unmodelled(reading, `${header}(${name})`);
		}
	}
}

function putOctet(key: FlowKey, mask: FlowMask, word: number, shift: number, value: number, bits: number): void {
	key[word] = (key[word] as number) | (value << shift);
	mask[word] = (mask[word] as number) | (bits << shift);
}

function readVlan(reading: Reading, key: FlowKey, mask: FlowMask, word: number, text: string): void {
	let tci = VLAN_PRESENT;
	let looked = VLAN_PRESENT;
	for (const [name, {value, mask: bits}] of splitFields(text)) {
		if (name === 'vid') {
			tci |= Number(value);
			looked |= bits === undefined ? 0xfff : Number(bits);
		} else if (name === 'pcp') {
			tci |= Number(value) << 13;
			looked |= (bits === undefined ? 7 : Number(bits)) << 13;
		} else if (name === 'cfi') {
			tci &= ~VLAN_PRESENT;
		} else {
			fail(reading, `${name}: no field of a tag`);
		}
	}
	putOctet(key, mask, word, 0, tci, looked);
}

interface FlagPlace {
	word: number;
	shift: number;
	names: FlagNames;
	all: number;
}

function readFlags(reading: Reading, key: FlowKey, mask: FlowMask, {word, shift, names, all}: FlagPlace, text: string): void {
	const set = parseFlags(reading, text, names);
	if (set) putOctet(key, mask, word, shift, set.flags, set.mask === 'exact' ? all : set.mask);
}
