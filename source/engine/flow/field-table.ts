/** The rows of `field.ts` (include/openvswitch/meta-flow.h), in the order of that file. */
import type {Carriers, Field, FieldFormat, Place, Prerequisite} from './field.js';
import {WORD} from './key.js';

/** The whole of a word, or `bits` of it from `shift` on. */
function at(word: number, shift = 0, bits = 32): Place[] {
	return [{word, shift, bits, at: 0}];
}

/** Whole words, the first one highest. */
function words(first: number, count: number): Place[] {
	return Array.from({length: count}, (_, index) => ({word: first + index, shift: 0, bits: 32, at: 32 * (count - 1 - index)}));
}

// Flow formats, as bits of PROTOCOL.
const EVERY = 0x1ff;
const FROM_11 = 0x1fc;
const EXTENSIBLE = 0x1ec;

const ALL: Carriers = {exact: EVERY, cidr: 0, bitwise: 0};
const ALL_MASK11: Carriers = {exact: EVERY, cidr: FROM_11, bitwise: FROM_11};
const ALL_MASK_NXM: Carriers = {exact: EVERY, cidr: EXTENSIBLE, bitwise: EXTENSIBLE};
const ADDRESS: Carriers = {exact: EVERY, cidr: EVERY, bitwise: FROM_11};
const OF11: Carriers = {exact: FROM_11, cidr: 0, bitwise: 0};
const OF11_MASK: Carriers = {exact: FROM_11, cidr: FROM_11, bitwise: FROM_11};
const OF11_MASK_NXM: Carriers = {exact: FROM_11, cidr: EXTENSIBLE, bitwise: EXTENSIBLE};
const NXM: Carriers = {exact: EXTENSIBLE, cidr: 0, bitwise: 0};
const NXM_MASK: Carriers = {exact: EXTENSIBLE, cidr: EXTENSIBLE, bitwise: EXTENSIBLE};
const NOWHERE: Carriers = {exact: 0, cidr: 0, bitwise: 0};

interface Options {
	alias?: string;
	bits?: number;
	maskable?: boolean;
	readOnly?: boolean;
	needs?: Prerequisite;
}

function field(
	name: string,
	wireNames: readonly string[],
	bytes: number,
	format: FieldFormat,
	carriers: Carriers,
	places: readonly Place[],
	options: Options = {},
): Field {
	return {
		name,
		...(options.alias === undefined ? {} : {alias: options.alias}),
		wireNames,
		bits: options.bits ?? bytes * 8,
		bytes,
		maskable: options.maskable ?? true,
		format,
		prerequisite: options.needs ?? 'none',
		writable: !options.readOnly,
		places,
		carriers,
	};
}

const NUMBERS_4 = [0, 1, 2, 3];
const NUMBERS_8 = [...NUMBERS_4, 4, 5, 6, 7];
const NUMBERS_16 = [...NUMBERS_8, 8, 9, 10, 11, 12, 13, 14, 15];

const ETH_SRC: Place[] = [
	{word: WORD.dstLowSrcHigh, shift: 0, bits: 16, at: 32},
	{word: WORD.srcLow, shift: 0, bits: 32, at: 0},
];
const ETH_DST: Place[] = [
	{word: WORD.dstHigh, shift: 0, bits: 32, at: 16},
	{word: WORD.dstLowSrcHigh, shift: 16, bits: 16, at: 0},
];
const ARP_SHA: Place[] = [
	{word: WORD.arp, shift: 0, bits: 32, at: 16},
	{word: WORD.arp + 1, shift: 16, bits: 16, at: 0},
];
const ARP_THA: Place[] = [
	{word: WORD.arp + 1, shift: 0, bits: 16, at: 32},
	{word: WORD.arp + 2, shift: 0, bits: 32, at: 0},
];
const TP_SRC = at(WORD.tp, 16, 16);
const TP_DST = at(WORD.tp, 0, 16);

export const FIELD_TABLE: readonly Field[] = [
	field('dp_hash', ['NXM_NX_DP_HASH', 'NXOXM_ET_DP_HASH'], 4, 'hexadecimal', NXM_MASK, at(WORD.dpHash), {readOnly: true}),
	field('recirc_id', ['NXM_NX_RECIRC_ID'], 4, 'decimal', NXM, at(WORD.recirc), {readOnly: true, maskable: false}),
	field('tun_id', ['NXM_NX_TUN_ID', 'OXM_OF_TUNNEL_ID'], 8, 'hexadecimal', NXM_MASK, at(WORD.tunnelId), {alias: 'tunnel_id'}),
	field('tun_src', ['NXM_NX_TUN_IPV4_SRC'], 4, 'ipv4', NXM_MASK, at(WORD.tunnelSrc)),
	field('tun_dst', ['NXM_NX_TUN_IPV4_DST'], 4, 'ipv4', NXM_MASK, at(WORD.tunnelDst)),
	field('tun_flags', ['NXM_NX_TUN_FLAGS'], 2, 'tunnel-flags', NXM_MASK, at(WORD.tunnelMeta, 16, 1), {bits: 1}),
	field('tun_ttl', [], 1, 'decimal', NOWHERE, at(WORD.tunnelMeta, 0, 8), {readOnly: true, maskable: false}),
	field('tun_tos', [], 1, 'decimal', NOWHERE, at(WORD.tunnelMeta, 8, 8), {readOnly: true, maskable: false}),
	field('metadata', ['OXM_OF_METADATA'], 8, 'hexadecimal', OF11_MASK, words(WORD.metadata, 2)),
	field('in_port', ['NXM_OF_IN_PORT'], 2, 'port', ALL, at(WORD.inPort, 0, 16), {maskable: false}),
	field('in_port_oxm', ['OXM_OF_IN_PORT'], 4, 'port32', OF11, at(WORD.inPort, 0, 16), {maskable: false}),
	...NUMBERS_16.map((n) => field(`reg${n}`, [`NXM_NX_REG${n}`], 4, 'hexadecimal', NXM_MASK, at(WORD.reg0 + n))),
	...NUMBERS_8.map((n) => field(`xreg${n}`, [`OXM_OF_PKT_REG${n}`], 8, 'hexadecimal', NXM_MASK, words(WORD.reg0 + 2 * n, 2))),
	...NUMBERS_4.map((n) => field(`xxreg${n}`, [`NXM_NX_XXREG${n}`], 16, 'hexadecimal', NXM_MASK, words(WORD.reg0 + 4 * n, 4))),
	field('eth_src', ['NXM_OF_ETH_SRC', 'OXM_OF_ETH_SRC'], 6, 'ethernet', ALL_MASK11, ETH_SRC, {alias: 'dl_src', needs: 'ethernet'}),
	field('eth_dst', ['NXM_OF_ETH_DST', 'OXM_OF_ETH_DST'], 6, 'ethernet', ALL_MASK11, ETH_DST, {alias: 'dl_dst', needs: 'ethernet'}),
	field('eth_type', ['NXM_OF_ETH_TYPE', 'OXM_OF_ETH_TYPE'], 2, 'hexadecimal', ALL, at(WORD.etherType, 16, 16), {
		alias: 'dl_type',
		needs: 'ethernet',
		readOnly: true,
		maskable: false,
	}),
	field('vlan_tci', ['NXM_OF_VLAN_TCI'], 2, 'hexadecimal', ALL_MASK_NXM, at(WORD.vlan, 0, 16), {
		needs: 'ethernet',
	}),
	field('dl_vlan', [], 2, 'decimal', ALL, at(WORD.vlan, 0, 12), {bits: 12, needs: 'ethernet', maskable: false}),
	// Twelve bits for actions, but its value has a thirteenth, which says that there is a tag.
	field('vlan_vid', ['OXM_OF_VLAN_VID'], 2, 'decimal', ALL_MASK_NXM, at(WORD.vlan, 0, 13), {
		bits: 12,
		needs: 'ethernet',
	}),
	field('dl_vlan_pcp', [], 1, 'decimal', ALL, at(WORD.vlan, 13, 3), {bits: 3, needs: 'ethernet', maskable: false}),
	field('vlan_pcp', ['OXM_OF_VLAN_PCP'], 1, 'decimal', ALL, at(WORD.vlan, 13, 3), {bits: 3, needs: 'vlan', maskable: false}),
	field('ip_src', ['NXM_OF_IP_SRC', 'OXM_OF_IPV4_SRC'], 4, 'ipv4', ADDRESS, at(WORD.nwSrc), {alias: 'nw_src', needs: 'ipv4'}),
	field('ip_dst', ['NXM_OF_IP_DST', 'OXM_OF_IPV4_DST'], 4, 'ipv4', ADDRESS, at(WORD.nwDst), {alias: 'nw_dst', needs: 'ipv4'}),
	field('ipv6_src', ['NXM_NX_IPV6_SRC', 'OXM_OF_IPV6_SRC'], 16, 'ipv6', NXM_MASK, words(WORD.ipv6Src, 4), {needs: 'ipv6'}),
	field('ipv6_dst', ['NXM_NX_IPV6_DST', 'OXM_OF_IPV6_DST'], 16, 'ipv6', NXM_MASK, words(WORD.ipv6Dst, 4), {needs: 'ipv6'}),
	field('nw_proto', ['NXM_OF_IP_PROTO', 'OXM_OF_IP_PROTO'], 1, 'decimal', ALL, at(WORD.nw, 0, 8), {
		alias: 'ip_proto',
		needs: 'ip-any',
		readOnly: true,
		maskable: false,
	}),
	field('nw_tos', ['NXM_OF_IP_TOS'], 1, 'decimal', ALL, [{word: WORD.nw, shift: 18, bits: 6, at: 2}], {needs: 'ip-any', maskable: false}),
	field('ip_dscp', ['OXM_OF_IP_DSCP'], 1, 'decimal', ALL, at(WORD.nw, 18, 6), {bits: 6, needs: 'ip-any', maskable: false}),
	field('nw_ecn', ['NXM_NX_IP_ECN', 'OXM_OF_IP_ECN'], 1, 'decimal', OF11, at(WORD.nw, 16, 2), {
		alias: 'ip_ecn',
		bits: 2,
		needs: 'ip-any',
		maskable: false,
	}),
	field('nw_ttl', ['NXM_NX_IP_TTL'], 1, 'decimal', NXM, at(WORD.nw, 8, 8), {needs: 'ip-any', maskable: false}),
	field('ip_frag', ['NXM_NX_IP_FRAG'], 1, 'frag', NXM_MASK, at(WORD.nw, 24, 2), {
		alias: 'nw_frag',
		bits: 2,
		needs: 'ip-any',
		readOnly: true,
	}),
	field('arp_op', ['NXM_OF_ARP_OP', 'OXM_OF_ARP_OP'], 2, 'decimal', ALL, at(WORD.nw, 0, 8), {needs: 'arp', maskable: false}),
	field('arp_spa', ['NXM_OF_ARP_SPA', 'OXM_OF_ARP_SPA'], 4, 'ipv4', ADDRESS, at(WORD.nwSrc), {needs: 'arp'}),
	field('arp_tpa', ['NXM_OF_ARP_TPA', 'OXM_OF_ARP_TPA'], 4, 'ipv4', ADDRESS, at(WORD.nwDst), {needs: 'arp'}),
	field('arp_sha', ['NXM_NX_ARP_SHA', 'OXM_OF_ARP_SHA'], 6, 'ethernet', NXM_MASK, ARP_SHA, {needs: 'arp'}),
	field('arp_tha', ['NXM_NX_ARP_THA', 'OXM_OF_ARP_THA'], 6, 'ethernet', NXM_MASK, ARP_THA, {needs: 'arp'}),
	field('tcp_src', ['NXM_OF_TCP_SRC', 'OXM_OF_TCP_SRC'], 2, 'decimal', ALL_MASK_NXM, TP_SRC, {alias: 'tp_src', needs: 'tcp'}),
	field('tcp_dst', ['NXM_OF_TCP_DST', 'OXM_OF_TCP_DST'], 2, 'decimal', ALL_MASK_NXM, TP_DST, {alias: 'tp_dst', needs: 'tcp'}),
	field('tcp_flags', ['NXM_NX_TCP_FLAGS', 'ONFOXM_ET_TCP_FLAGS', 'OXM_OF_TCP_FLAGS'], 2, 'tcp-flags', NXM_MASK, at(WORD.tcpFlags, 16, 12), {
		bits: 12,
		needs: 'tcp',
		readOnly: true,
	}),
	field('udp_src', ['NXM_OF_UDP_SRC', 'OXM_OF_UDP_SRC'], 2, 'decimal', ALL_MASK_NXM, TP_SRC, {needs: 'udp'}),
	field('udp_dst', ['NXM_OF_UDP_DST', 'OXM_OF_UDP_DST'], 2, 'decimal', ALL_MASK_NXM, TP_DST, {needs: 'udp'}),
	field('sctp_src', ['OXM_OF_SCTP_SRC'], 2, 'decimal', OF11_MASK_NXM, TP_SRC, {needs: 'sctp'}),
	field('sctp_dst', ['OXM_OF_SCTP_DST'], 2, 'decimal', OF11_MASK_NXM, TP_DST, {needs: 'sctp'}),
	field('icmp_type', ['NXM_OF_ICMP_TYPE', 'OXM_OF_ICMPV4_TYPE'], 1, 'decimal', ALL, TP_SRC, {needs: 'icmp', maskable: false}),
	field('icmp_code', ['NXM_OF_ICMP_CODE', 'OXM_OF_ICMPV4_CODE'], 1, 'decimal', ALL, TP_DST, {needs: 'icmp', maskable: false}),
	field('icmpv6_type', ['NXM_NX_ICMPV6_TYPE', 'OXM_OF_ICMPV6_TYPE'], 1, 'decimal', NXM, TP_SRC, {needs: 'icmp6', maskable: false}),
	field('icmpv6_code', ['NXM_NX_ICMPV6_CODE', 'OXM_OF_ICMPV6_CODE'], 1, 'decimal', NXM, TP_DST, {needs: 'icmp6', maskable: false}),
];

const NUMBERS_64 = Array.from({length: 64}, (_, index) => index);

/** Fields of Open vSwitch 3.1 whose bits the key does not have, by every name they go by. */
export const UNMODELLED_FIELDS: ReadonlySet<string> = new Set([
	...['packet_type', 'conj_id', 'tun_ipv6_src', 'tun_ipv6_dst', 'tun_gbp_id', 'tun_gbp_flags', 'tun_erspan_idx', 'tun_erspan_ver'],
	...['tun_erspan_dir', 'tun_erspan_hwid', 'tun_gtpu_flags', 'tun_gtpu_msgtype', 'actset_output', 'skb_priority', 'pkt_mark'],
	...['ct_state', 'ct_zone', 'ct_mark', 'ct_label', 'ct_nw_proto', 'ct_nw_src', 'ct_nw_dst', 'ct_ipv6_src', 'ct_ipv6_dst'],
	...['ct_tp_src', 'ct_tp_dst', 'mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl', 'ipv6_label', 'nd_target', 'nd_sll', 'nd_tll'],
	...['nd_reserved', 'nd_options_type', 'nsh_flags', 'nsh_mdtype', 'nsh_np', 'nsh_spi', 'nsp', 'nsh_si', 'nsi', 'nsh_ttl'],
	...['nsh_c1', 'nsh_c2', 'nsh_c3', 'nsh_c4', 'nshc1', 'nshc2', 'nshc3', 'nshc4'],
	...NUMBERS_64.flatMap((n) => [`tun_metadata${n}`, `NXM_NX_TUN_METADATA${n}`]),
	...['OXM_OF_PACKET_TYPE', 'NXM_NX_CONJ_ID', 'NXM_NX_TUN_IPV6_SRC', 'NXM_NX_TUN_IPV6_DST', 'NXM_NX_TUN_GBP_ID', 'NXM_NX_TUN_GBP_FLAGS'],
	...['NXOXM_ET_ERSPAN_IDX', 'NXOXM_ET_ERSPAN_VER', 'NXOXM_ET_ERSPAN_DIR', 'NXOXM_ET_ERSPAN_HWID', 'NXOXM_ET_GTPU_FLAGS'],
	...['NXOXM_ET_GTPU_MSGTYPE', 'ONFOXM_ET_ACTSET_OUTPUT', 'OXM_OF_ACTSET_OUTPUT', 'NXM_NX_PKT_MARK', 'NXM_NX_CT_STATE', 'NXM_NX_CT_ZONE'],
	...['NXM_NX_CT_MARK', 'NXM_NX_CT_LABEL', 'NXM_NX_CT_NW_PROTO', 'NXM_NX_CT_NW_SRC', 'NXM_NX_CT_NW_DST', 'NXM_NX_CT_IPV6_SRC'],
	...['NXM_NX_CT_IPV6_DST', 'NXM_NX_CT_TP_SRC', 'NXM_NX_CT_TP_DST', 'OXM_OF_MPLS_LABEL', 'OXM_OF_MPLS_TC', 'OXM_OF_MPLS_BOS'],
	...['NXM_NX_MPLS_TTL', 'OXM_OF_MPLS_TTL', 'NXM_NX_IPV6_LABEL', 'OXM_OF_IPV6_FLABEL', 'NXM_NX_ND_TARGET', 'OXM_OF_IPV6_ND_TARGET'],
	...['NXM_NX_ND_SLL', 'OXM_OF_IPV6_ND_SLL', 'NXM_NX_ND_TLL', 'OXM_OF_IPV6_ND_TLL', 'ERICOXM_OF_ICMPV6_ND_RESERVED'],
	...['ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE', 'NXOXM_NSH_FLAGS', 'NXOXM_NSH_MDTYPE', 'NXOXM_NSH_NP', 'NXOXM_NSH_SPI', 'NXOXM_NSH_SI'],
	...['NXOXM_NSH_C1', 'NXOXM_NSH_C2', 'NXOXM_NSH_C3', 'NXOXM_NSH_C4', 'NXOXM_NSH_TTL'],
]);
