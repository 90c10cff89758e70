/*
 * Simple matches (dpif-netdev.c, dp_netdev_simple_match_lookup)
 *
 * Many bridges have flows like "all from port 1 to port 2". When every megaflow of a port looks at
 * nothing but the EtherType, the VLAN and whether it is a fragment, one lookup in one small table answers, and no other cache is asked. What comes
 * back from a recirculation does not use it.
 *
 * The mark is those three in one number: EtherType << 16 | fragment << 13 | tag and VID.
 */
import {createKey, DATAPATH_WORDS, type FlowKey, WORD} from '../../flow/key.js';
import type {FlowIndex} from './flow-cache.js';
import type {MaskOrder} from './mask-order.js';

const TAG_AND_VID = 0x1fff;
const FRAGMENT_BITS = 0x0300_0000;

/** Can the simple table answer for this port? Then no other cache has to. */
export function isSimple(order: MaskOrder | undefined): boolean {
	return !order || order.flows === order.simpleFlows;
}

export function simpleMark(key: FlowKey): number {
	const type = key[WORD.etherType] as number;
	return (type | (((key[WORD.nw] as number) >>> 11) & 0x6000) | ((key[WORD.vlan] as number) & TAG_AND_VID)) >>> 0;
}

/** Enters a flow into the simple table when its mask lets it. */
export function addSimpleMatch(order: MaskOrder, flow: FlowIndex, key: FlowKey, mask: Int32Array): void {
	if (!isSimpleMask(key, mask)) return;
	order.simpleFlows++;
	order.simple.set(simpleMark(key), flow);
}

export function removeSimpleMatch(order: MaskOrder, key: FlowKey, mask: Int32Array): void {
	if (!isSimpleMask(key, mask)) return;
	order.simpleFlows--;
	order.simple.delete(simpleMark(key));
}

function isSimpleMask(key: FlowKey, mask: Int32Array): boolean {
	if (key[WORD.recirc] !== 0 || mask[WORD.vlan] !== TAG_AND_VID) return false;
	for (let word = 0; word < DATAPATH_WORDS; word++) if (((mask[word] as number) & ~(SIMPLE_BITS[word] as number)) !== 0) return false;
	return true;
}

/** The bits that a simple match may look at. */
const SIMPLE_BITS = createKey();
SIMPLE_BITS[WORD.recirc] = -1;
SIMPLE_BITS[WORD.etherType] = 0xffff_0000 | 0;
SIMPLE_BITS[WORD.vlan] = TAG_AND_VID;
SIMPLE_BITS[WORD.nw] = FRAGMENT_BITS;
