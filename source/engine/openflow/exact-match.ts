/** A match of all that a flow of OpenFlow 1.0 can look at (lswitch_create, ofputil_wildcard_from_ofpfw10). */
import {unWildcardField} from '../flow/field-access.js';
import {createKey, type FlowKey, type FlowMask, IS_ETHERNET, VLAN_PRESENT, WORD} from '../flow/key.js';
import {ETHER_TYPE, etherTypeOf, IP_PROTOCOL, isIcmp, isIp, protocolOf} from '../flow/key-parts.js';
import type {Match} from '../flow/match.js';

/** VLAN and whether there is one, but not its priority. */
const VLAN_AND_PRESENCE = 0x1fffn;
const SCTP = 132;

/** Matches frames like the one of `key`; `wide`, only ingress, addresses and VLAN. */
export function exactMatch(key: FlowKey, wide: boolean): Match {
	const mask = createKey();
	lookAt(mask, 'in_port', 'eth_src', 'eth_dst');
	unWildcardField(mask, 'vlan_tci', VLAN_AND_PRESENCE);
	mask[WORD.etherType] = IS_ETHERNET;
	if (!wide) lookDeeper(key, mask);
	const looked = key.map((word, at) => word & (mask[at] as number));
	looked[WORD.etherType] = (looked[WORD.etherType] as number) & ~IS_ETHERNET;
	return {key: looked, mask};
}

function lookDeeper(key: FlowKey, mask: FlowMask): void {
	if (((key[WORD.vlan] as number) & VLAN_PRESENT) !== 0) lookAt(mask, 'vlan_pcp');
	lookAt(mask, 'eth_type');
	const type = etherTypeOf(key);
	if (type === ETHER_TYPE.ipv4) lookAt(mask, 'nw_src', 'nw_dst');
	if (type === ETHER_TYPE.arp || type === ETHER_TYPE.rarp) lookAt(mask, 'arp_op', 'arp_spa', 'arp_tpa');
	if (!isIp(key)) return;
	lookAt(mask, 'ip_dscp', 'nw_proto');
	if (hasPorts(key)) lookAt(mask, 'tcp_src', 'tcp_dst');
}

/** Type and code of ICMP stand where ports do. */
function hasPorts(key: FlowKey): boolean {
	const protocol = protocolOf(key);
	return isIcmp(key) || protocol === IP_PROTOCOL.tcp || protocol === IP_PROTOCOL.udp || protocol === SCTP;
}

function lookAt(mask: FlowMask, ...fields: string[]): void {
	for (const field of fields) unWildcardField(mask, field);
}
