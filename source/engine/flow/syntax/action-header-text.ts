/** Reading actions that change one header (lib/ofp-actions.c, parse_SET_VLAN_VID and neighbours). */

import {parseMac} from '../../mac.js';
import {parseIpv4} from '../../protocol/ipv4-address.js';
import type {Action} from '../action.js';
import {leadingDecimal, readBounded, readU64} from './numbers.js';
import {fail, type Reading, unmodelled} from './reading.js';
import {splitPairs} from './tokens.js';

/** Formats from OpenFlow 1.1 on, as bits of PROTOCOL. */
const OF11_UP = 0x1f0;

/** `mod_vlan_vid` adds a tag where there is none, `set_vlan_vid` does not. */
export function readVlanVid(reading: Reading, text: string, pushIfNeeded: boolean): Action | undefined {
	const vid = readBounded(reading, text, 'VLAN VID', 0xffff);
	if (vid === undefined) return undefined;
	return vid > 0xfff ? fail(reading, `${text}: not a valid VLAN VID`) : {kind: 'set-vlan-vid', vid, pushIfNeeded};
}

export function readVlanPcp(reading: Reading, text: string, pushIfNeeded: boolean): Action | undefined {
	const pcp = readBounded(reading, text, 'VLAN PCP', 0xff);
	if (pcp === undefined) return undefined;
	return pcp > 7 ? fail(reading, `${text}: not a valid VLAN PCP`) : {kind: 'set-vlan-pcp', pcp, pushIfNeeded};
}

export function readPushVlan(reading: Reading, text: string): Action | undefined {
	reading.formats &= OF11_UP;
	const tpid = readBounded(reading, text, 'ethertype', 0xffff);
	if (tpid === undefined) return undefined;
	return tpid === 0x8100 || tpid === 0x88a8 ? {kind: 'push-vlan', tpid} : fail(reading, `${text}: not a valid VLAN ethertype`);
}

export function readSetMac(reading: Reading, text: string, kind: 'set-eth-src' | 'set-eth-dst'): Action | undefined {
	const mac = parseMac(/^[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}/i.exec(text)?.[0] ?? '');
	return mac === undefined ? fail(reading, `invalid mac address ${text}`) : {kind, mac};
}

export function readSetIpv4(reading: Reading, text: string, kind: 'set-ipv4-src' | 'set-ipv4-dst'): Action | undefined {
	const address = parseIpv4(text);
	return address === undefined ? fail(reading, `${text}: could not convert to IP address`) : {kind, address};
}

export function readSetTos(reading: Reading, text: string): Action | undefined {
	const tos = readBounded(reading, text, 'TOS', 0xff);
	if (tos === undefined) return undefined;
	return tos & 3 ? fail(reading, `${text}: not a valid TOS`) : {kind: 'set-ip-dscp', tos};
}

export function readSetEcn(reading: Reading, text: string): Action | undefined {
	const ecn = readBounded(reading, text, 'ECN', 0xff);
	if (ecn === undefined) return undefined;
	return ecn > 3 ? fail(reading, `${text}: not a valid ECN`) : {kind: 'set-ip-ecn', ecn};
}

export function readSetTtl(reading: Reading, text: string): Action | undefined {
	const ttl = readBounded(reading, text, 'TTL', 0xff);
	return ttl === undefined ? undefined : {kind: 'set-ip-ttl', ttl};
}

export function readSetPort(reading: Reading, text: string, kind: 'set-l4-src' | 'set-l4-dst'): Action | undefined {
	const port = readBounded(reading, text, kind === 'set-l4-src' ? 'source port' : 'destination port', 0xffff);
	return port === undefined ? undefined : {kind, port};
}

/** `dec_ttl`, or `dec_ttl(1,2)` with the ids of controllers. */
export function readDecTtl(reading: Reading, text: string): Action | undefined {
	if (text === '') return {kind: 'dec-ttl'};
	const ids = text.split(/[, ]+/).filter((id) => id !== '');
	if (ids.length === 0) return fail(reading, 'dec_ttl_cnt_ids: expected at least one controller id.');
	return {kind: 'dec-ttl', controllers: ids.map((id) => leadingDecimal(id) & 0xffff)};
}

export function readSetTunnel(reading: Reading, text: string, wide: boolean): Action | undefined {
	const id = readU64(reading, text);
	if (id === undefined) return undefined;
	return id >> 32n === 0n ? {kind: 'set-tunnel', id, wide} : unmodelled(reading, 'tun_id of more than 32 bits');
}

export function readFinTimeout(reading: Reading, text: string): Action | undefined {
	const action = {kind: 'fin-timeout' as const, idleTimeout: 0, hardTimeout: 0};
	for (const {key, value} of splitPairs(text)) {
		if (key !== 'idle_timeout' && key !== 'hard_timeout') return fail(reading, `invalid key '${key}' in 'fin_timeout' argument`);
		const seconds = readBounded(reading, value, key, 0xffff);
		if (seconds === undefined) return undefined;
		if (key === 'idle_timeout') action.idleTimeout = seconds;
		else action.hardTimeout = seconds;
	}
	return action;
}
