/**
 * The hash of a frame by its five-tuple (miniflow_hash_5tuple), with which the exact-match cache begins.
 *
 * Frames that are neither IP nor ARP all have the same one, as in Open vSwitch: in the exact-match cache they
 * contend for two places. The function itself is our own; no recording depends on its bits.
 */
import {type FlowKey, WORD} from '../../flow/key.js';

const {etherType, ipv6Src, nw, nwDst, nwSrc, recirc, tp} = WORD;

const ARP = 0x0806_0000;
const IPV4 = 0x0800_0000;
const IPV6 = 0x86dd_0000 | 0;

/** A signed 32-bit hash, never 0. */
export function packetHash(key: FlowKey): number {
	const type = key[etherType] as number;
	let hash = 0x2545_f491;
	if (type === IPV4 || type === ARP) {
		hash = stir(hash, key[nwSrc] as number);
		hash = stir(hash, key[nwDst] as number);
	} else if (type === IPV6) {
		for (let word = 0; word < 8; word++) hash = stir(hash, key[ipv6Src + word] as number);
	} else return finish(hash);
	const protocol = (key[nw] as number) & 0xff;
	hash = stir(hash, protocol);
	// ARP has its opcode there, which may look like a protocol, but no ports.
	if (protocol === 6 || protocol === 17 || protocol === 1 || protocol === 58 || protocol === 132) hash = stir(hash, key[tp] as number);
	// The same frame after a recirculation shall not contend with itself.
	const again = key[recirc] as number;
	return finish(again === 0 ? hash : stir(hash, again));
}

function stir(hash: number, word: number): number {
	const mixed = Math.imul(hash ^ word, 0x85eb_ca6b);
	return mixed ^ (mixed >>> 15);
}

function finish(hash: number): number {
	const mixed = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
	return mixed ^ (mixed >>> 16) || 1;
}
