/*
 * Megaflows as `dpctl/dump-flows` writes them (lib/odp-util.c, odp_flow_format)
 *
 * `recirc_id(0),in_port(p1),packet_type(ns=0,id=0),eth(src=…),eth_type(0x0800),ipv4(frag=no)`: one word for
 * each header that the key has, with the fields that the mask looks at. What is looked at in
 * part has its mask behind a slash, and the value is that of the frame that made the flow, not
 * cut to the mask. A tag wraps what it tags: `eth_type(0x8100),vlan(vid=10),encap(…)`. The PCP is
 * an oddity: when it is not 0 it is printed although nobody looks at it, `pcp=5/0x0`.
 *
 * With `-m` what nobody looks at is written, too, with a mask of nothing: `ttl=64/0`. A mask of the kernel comes in another order.
 */

import {formatIpv4} from '../../protocol/ipv4-address.js';
import {readField} from '../field-access.js';
import {type FlowKey, type FlowMask, FRAG_LATER, WORD} from '../key.js';
import type {Match} from '../match.js';
import {hasLookedAtPriority, readPriority} from '../queue-priority.js';
import {formatMaskedIpv6, formatMaskedMac} from '../syntax/addresses.js';
import {formatFlags, TCP_FLAGS, TUNNEL_FLAGS} from '../syntax/flags.js';
import {hex} from '../syntax/numbers.js';
import {NO_PORT_NAMES, type PortNames} from '../syntax/reading.js';

export interface DatapathTextOptions {
	/** Names of datapath ports, as with `--names`. */
	ports?: PortNames;
	/** The kernel's datapath does not say `packet_type`. */
	kernel?: boolean;
	/** How many tags are looked at. */
	vlanLimit?: number;
	/** `-m`: fields that nobody looks at, too. */
	verbose?: boolean;
}

const ETH_IP = 0x0800;
const ETH_IPV6 = 0x86dd;
const SMALLEST_ETHER_TYPE = 0x600;
const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8];

const NOT_TRACKED = '-new-est-rel-rpl-inv-trk-snat-dnat';

/** Names of fragment bits in the key. */
const FRAGMENTS = ['no', 'first', 'later', 'later'];

/** Writes key and mask of a megaflow. */
export function formatDatapathFlow(
	{key, mask}: Match,
	{ports = NO_PORT_NAMES, kernel = false, vlanLimit = 1, verbose = false}: DatapathTextOptions = {},
): string {
	const metadata = metadataTexts({key, mask}, ports, verbose);
	const parts = (kernel && verbose ? KERNEL_ORDER : USERSPACE_ORDER).flatMap((name) => metadata[name] ?? []);
	if (!kernel) parts.push('packet_type(ns=0,id=0)');
	const eth = join([macPart('src', key, mask, 'eth_src', verbose), macPart('dst', key, mask, 'eth_dst', verbose)]);
	if (eth !== '' || kernel) parts.push(`eth(${eth})`);
	parts.push(...tagged(key, mask, 0, vlanLimit, verbose));
	const etherType = (key[WORD.etherType] as number) >>> 16;
	const hasType = etherType >= SMALLEST_ETHER_TYPE || ((key[WORD.vlan] as number) & 0xffff) !== 0;
	const typeMask = (mask[WORD.etherType] as number) >>> 16;
	if (!hasType && typeMask) parts.push(`eth_type(0/0x${hex4(typeMask)})`);
	return parts.join(',');
}

type Metadata = 'priority' | 'tunnel' | 'mark' | 'tracked' | 'recirc' | 'hash' | 'port';

/** odp_flow_key_from_flow__ */
const USERSPACE_ORDER: readonly Metadata[] = ['priority', 'tunnel', 'mark', 'tracked', 'recirc', 'hash', 'port'];
/** __ovs_nla_put_key */
const KERNEL_ORDER: readonly Metadata[] = ['recirc', 'hash', 'priority', 'tunnel', 'port', 'mark', 'tracked'];

/** What is not in the frame. */
function metadataTexts({key, mask}: Match, ports: PortNames, verbose: boolean): Partial<Record<Metadata, string | string[]>> {
	// Only a flow that is for frames exactly like one looks at all of the hash, and then at all that is not modelled, too.
	const isExact = mask[WORD.dpHash] === -1 && key[WORD.dpHash] === 0;
	const unseen = (name: string): string | undefined => (verbose ? `${name}(0/0)` : undefined);
	const priority = isExact || hasLookedAtPriority(mask) ? `skb_priority(${hex(readPriority(key))})` : unseen('skb_priority');
	const tunnel = tunnelText(key, mask);
	const mark = isExact ? 'skb_mark(0)' : unseen('skb_mark');
	const tracked = isExact
		? [`ct_state(${NOT_TRACKED})`, 'ct_zone(0)', 'ct_mark(0)', 'ct_label(0)']
		: ['ct_state', 'ct_zone', 'ct_mark', 'ct_label'].flatMap((name) => unseen(name) ?? []);
	const masked = (name: string, word: number): string | undefined =>
		mask[word] === 0 ? unseen(name) : `${name}(${maskedHex(key[word] as number, mask[word] as number)})`;
	const recirc = masked('recirc_id', WORD.recirc);
	const hash = masked('dp_hash', WORD.dpHash);
	const number = (key[WORD.inPort] as number) >>> 0;
	const port = mask[WORD.inPort] === 0 ? undefined : `in_port(${ports.nameOf(number) ?? number})`;
	return {
		...(priority === undefined ? {} : {priority}),
		...(tunnel === undefined ? {} : {tunnel: `tunnel(${tunnel})`}),
		...(mark === undefined ? {} : {mark}),
		tracked,
		...(recirc === undefined ? {} : {recirc}),
		...(hash === undefined ? {} : {hash}),
		...(port === undefined ? {} : {port}),
	};
}

/** What follows the addresses: tags from the one numbered `tag` on, then EtherType and the headers above. */
function tagged(key: FlowKey, mask: FlowMask, tag: number, limit: number, verbose: boolean): string[] {
	const word = tag === 0 ? WORD.vlan : WORD.innerVlan;
	const etherType = (key[WORD.etherType] as number) >>> 16;
	const tci = tag < 2 ? (key[word] as number) & 0xffff : 0;
	// A tag beyond the limit is an EtherType.
	const isCut = tci === 0 && VLAN_TYPES.includes(etherType);
	if (tag >= Math.min(limit, 2) || (tci === 0 && !isCut)) return layers(key, mask, etherType, verbose);
	const tpid = isCut ? etherType : (key[word] as number) >>> 16;
	const tciMask = (mask[word] as number) & 0xffff;
	const vlan = tciMask === 0 && !verbose ? [] : [`vlan(${tciText(tci, tciMask, verbose)})`];
	const inside = isCut ? [] : tagged(key, mask, tag + 1, limit, verbose);
	return [`eth_type(0x${hex4(tpid)})`, ...vlan, `encap(${inside.join(',')})`];
}

/** VLAN id and PCP; what is neither set nor looked at is left out, unless `verbose`. */
export function tciText(tci: number, mask: number, verbose = false): string {
	const part = (name: string, value: number, bits: number, all: number): string | undefined => {
		if (value === 0 && bits === 0 && !verbose) return undefined;
		return `${name}=${value}${bits === all ? '' : `/0x${bits.toString(16)}`}`;
	};
	return join([part('vid', tci & 0xfff, mask & 0xfff, 0xfff), part('pcp', tci >>> 13, mask >>> 13, 7), tci & 0x1000 ? undefined : 'cfi=0']);
}

function layers(key: FlowKey, mask: FlowMask, etherType: number, verbose: boolean): string[] {
	if (etherType < SMALLEST_ETHER_TYPE) return [];
	const parts: string[] = [];
	const typeMask = (mask[WORD.etherType] as number) >>> 16;
	if (typeMask) parts.push(`eth_type(0x${hex4(etherType)}${typeMask === 0xffff ? '' : `/0x${hex4(typeMask)}`})`);
	const put = (name: string, fields: (string | undefined)[]): void => {
		const text = join(fields);
		if (text !== '') parts.push(`${name}(${text})`);
	};
	const nw = (key[WORD.nw] as number) >>> 0;
	const nwMask = (mask[WORD.nw] as number) >>> 0;
	const octet = (name: string, shift: number, asHex = false): string | undefined =>
		octetPart(name, (nw >>> shift) & 0xff, (nwMask >>> shift) & 0xff, asHex, verbose);
	const fragment = (nwMask >>> 24) & 3 ? `frag=${FRAGMENTS[(nw >>> 24) & 3]}` : undefined;
	if (etherType === ETH_IP) {
		put('ipv4', [
			ipv4Part('src', key, mask, WORD.nwSrc, verbose),
			ipv4Part('dst', key, mask, WORD.nwDst, verbose),
			octet('proto', 0),
			octet('tos', 16, true),
			octet('ttl', 8),
			fragment,
		]);
	} else if (etherType === ETH_IPV6) {
		const addresses = [ipv6Part('src', key, mask, 'ipv6_src', verbose), ipv6Part('dst', key, mask, 'ipv6_dst', verbose)];
		put('ipv6', [
			...addresses,
			verbose ? 'label=0/0' : undefined,
			octet('proto', 0),
			octet('tclass', 16, true),
			octet('hlimit', 8),
			fragment,
		]);
	} else if (etherType === 0x0806 || etherType === 0x8035) {
		put('arp', [
			ipv4Part('sip', key, mask, WORD.nwSrc, verbose),
			ipv4Part('tip', key, mask, WORD.nwDst, verbose),
			octet('op', 0),
			macPart('sha', key, mask, 'arp_sha', verbose),
			macPart('tha', key, mask, 'arp_tha', verbose),
		]);
	}
	const isFirst = ((nw >>> 24) & FRAG_LATER) === 0;
	if ((etherType === ETH_IP || etherType === ETH_IPV6) && isFirst) parts.push(...transport(key, mask, etherType, nw & 0xff, verbose));
	return parts;
}

function transport(key: FlowKey, mask: FlowMask, etherType: number, protocol: number, verbose: boolean): string[] {
	const parts: string[] = [];
	const half = (word: number, shift: number): number => (word >>> shift) & 0xffff;
	const tp = (name: string, shift: number): string | undefined => {
		const bits = half(mask[WORD.tp] as number, shift);
		if (bits === 0 && !verbose) return undefined;
		return `${name}=${half(key[WORD.tp] as number, shift)}${bits === 0xffff ? '' : `/${hex(bits)}`}`;
	};
	const icmp = (name: string, shift: number): string | undefined =>
		octetPart(name, half(key[WORD.tp] as number, shift) & 0xff, half(mask[WORD.tp] as number, shift) & 0xff, false, verbose);
	const put = (name: string, fields: (string | undefined)[]): void => {
		const text = join(fields);
		if (text !== '') parts.push(`${name}(${text})`);
	};
	switch (protocol) {
		case 6: {
			put('tcp', [tp('src', 16), tp('dst', 0)]);
			const flags = half(mask[WORD.tcpFlags] as number, 16) & 0xfff;
			if (flags) parts.push(`tcp_flags(${formatFlags(half(key[WORD.tcpFlags] as number, 16) & 0xfff, flags, TCP_FLAGS)})`);
			else if (verbose) parts.push('tcp_flags(0/0)');
			break;
		}
		case 17:
			put('udp', [tp('src', 16), tp('dst', 0)]);
			break;
		case 132:
			put('sctp', [tp('src', 16), tp('dst', 0)]);
			break;
		case 1:
			if (etherType === ETH_IP) put('icmp', [icmp('type', 16), icmp('code', 0)]);
			break;
		case 58:
			if (etherType === ETH_IPV6) put('icmpv6', [icmp('type', 16), icmp('code', 0)]);
			break;
	}
	return parts;
}

/** The outer header of a frame that came by a tunnel; `undefined` for others. */
function tunnelText(key: FlowKey, mask: FlowMask): string | undefined {
	if (key[WORD.tunnelDst] === 0 && key[WORD.tunnelSrc] === 0) return undefined;
	const meta = key[WORD.tunnelMeta] as number;
	const metaMask = mask[WORD.tunnelMeta] as number;
	const flags = (meta >>> 16) & 0xf;
	const id = (key[WORD.tunnelId] as number) >>> 0;
	const hasId = id !== 0 || (flags & KEY_FLAG) !== 0;
	const idMask = (mask[WORD.tunnelId] as number) >>> 0;
	// Whether there is a key is looked at wherever there is one.
	const flagMask = ((metaMask >>> 16) & 0x7) | (hasId ? KEY_FLAG : 0);
	const tos = (meta >>> 8) & 0xff;
	return join([
		hasId && idMask ? `tun_id=0x${id.toString(16)}${idMask === 0xffff_ffff ? '' : `/${hex(idMask)}`}` : undefined,
		ipv4Part('src', key, mask, WORD.tunnelSrc, false),
		ipv4Part('dst', key, mask, WORD.tunnelDst, false),
		tos ? octetPart('tos', tos, (metaMask >>> 8) & 0xff, true, false) : undefined,
		octetPart('ttl', meta & 0xff, metaMask & 0xff, false, false),
		flagMask ? `flags(${formatFlags(flags | (hasId ? KEY_FLAG : 0), flagMask, TUNNEL_FLAGS)})` : undefined,
	]);
}

const KEY_FLAG = 8;

function octetPart(name: string, value: number, mask: number, asHex: boolean, verbose: boolean): string | undefined {
	if (mask === 0 && !verbose) return undefined;
	return `${name}=${asHex ? hex(value) : value}${mask === 0xff ? '' : `/${hex(mask)}`}`;
}

function ipv4Part(name: string, key: FlowKey, mask: FlowMask, word: number, verbose: boolean): string | undefined {
	const bits = (mask[word] as number) >>> 0;
	if (bits === 0 && !verbose) return undefined;
	return `${name}=${formatIpv4((key[word] as number) >>> 0)}${bits === 0xffff_ffff ? '' : `/${formatIpv4(bits)}`}`;
}

function ipv6Part(name: string, key: FlowKey, mask: FlowMask, field: string, verbose: boolean): string | undefined {
	const bits = readField(mask, field);
	if (bits === 0n && !verbose) return undefined;
	const all = (1n << 128n) - 1n;
	const text = (value: bigint): string => formatMaskedIpv6({value, mask: all});
	return `${name}=${text(readField(key, field))}${bits === all ? '' : `/${text(bits)}`}`;
}

function macPart(name: string, key: FlowKey, mask: FlowMask, field: string, verbose: boolean): string | undefined {
	const bits = readField(mask, field);
	const value = readField(key, field);
	if (bits !== 0n) return `${name}=${formatMaskedMac({value, mask: bits})}`;
	return verbose ? `${name}=${formatMaskedMac({value, mask: (1n << 48n) - 1n})}/00:00:00:00:00:00` : undefined;
}

function maskedHex(value: number, mask: number): string {
	return mask === -1 ? hex(value >>> 0) : `${hex(value >>> 0)}/${hex(mask >>> 0)}`;
}

function join(parts: readonly (string | undefined)[]): string {
	return parts.filter((part) => part !== undefined).join(',');
}

function hex4(value: number): string {
	return value.toString(16).padStart(4, '0');
}
