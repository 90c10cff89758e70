/**
 * Reserved destinations (lib/packets.c, eth_addr_is_reserved): what neighbours say to each other and no
 * switch forwards. Beside the link-local groups of 802.1D these are protocols of Cisco and Extreme.
 */
import {type FlowKey, WORD} from '../../flow/key.js';
import type {Mac} from '../../mac.js';

const LINK_LOCAL: Mac = 0x0180_c200_0000;
const CISCO_CFM: Mac = 0x0100_0ccc_ccc0;
const OTHERS: readonly Mac[] = [
	// Extreme: EDP, EAPS.
	0x00e0_2b00_0000, 0x00e0_2b00_0004, 0x00e0_2b00_0006,
	// Cisco: ISL; CDP, VTP, DTP, PAgP, UDLD; PVST+; uplink fast.
	0x0100_0c00_0000, 0x0100_0ccc_cccc, 0x0100_0ccc_cccd, 0x0100_0ccd_cdcd,
];

export function isReservedMac(mac: Mac): boolean {
	if (mac >= LINK_LOCAL && mac <= LINK_LOCAL + 0x0f) return true;
	return (mac >= CISCO_CFM && mac <= CISCO_CFM + 7) || OTHERS.includes(mac);
}

/** Does the frame with this key go to a reserved destination? */
export function isReserved(key: FlowKey): boolean {
	return isReservedMac(((key[WORD.dstHigh] as number) >>> 0) * 0x1_0000 + ((key[WORD.dstLowSrcHigh] as number) >>> 16));
}
