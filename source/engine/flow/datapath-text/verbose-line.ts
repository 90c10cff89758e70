/** A line of `dpctl/dump-flows -m` (lib/dpctl.c, format_dpif_flow; lib/dpif-netdev.c, dp_netdev_flow_to_dpif_flow). */
import {hashBytes} from '../hash.js';
import {type FlowMask, WORD} from '../key.js';
import type {DatapathTextOptions} from './key-format.js';
import {formatMegaflow, type MegaflowLine} from './megaflow-line.js';

/** Writes the line as it is at world time `now`, ns: with its id, every field, and who has it. */
export function formatMegaflowFully(flow: MegaflowLine, now: number, options: DatapathTextOptions): string {
	const line = formatMegaflow(flow, now, {...options, verbose: true});
	const at = line.lastIndexOf(', actions:');
	const extra = options.kernel ? '' : `, dp-extra-info:miniflow_bits(${miniflowBits(flow.match.mask).join(',')})`;
	return `ufid:${flowUuid(flow)}, ${line.slice(0, at)}, dp:ovs${line.slice(at)}${extra}`;
}

/** The name of a flow: a hash of its key (odp_flow_key_hash), whose seed the real daemon makes up when it starts. */
export function flowUuid({match: {key}}: MegaflowLine): string {
	const octets = new Uint8Array(key.buffer, key.byteOffset, key.byteLength);
	const digits = [1, 2, 3, 4].map((seed) => (hashBytes(octets, seed) >>> 0).toString(16).padStart(8, '0')).join('');
	return [8, 12, 16, 20, 32].map((end, index) => digits.slice([0, 8, 12, 16, 20][index], end)).join('-');
}

/**
 * Words of 64 bits of struct flow in which a mask looks at something: in the first 64 of them (metadata, Ethernet, VLAN), and in the rest.
 * Whether there is a tag cannot be left open, so that is always looked at (upcall_xlate); of which type a packet is, is not.
 */
function miniflowBits(mask: FlowMask): [low: number, high: number] {
	const looked = (...words: number[]): number => (words.some((word) => mask[word] !== 0) ? 1 : 0);
	const bits = (word: number, which: number): number => (((mask[word] as number) & which) === 0 ? 0 : 1);
	const ETHER_TYPE = 0xffff << 16;
	// The first two octets of the source share a word with the destination, the other four one with the EtherType.
	const addresses = [looked(WORD.dstHigh, WORD.dstLowSrcHigh), looked(WORD.srcLow) | bits(WORD.etherType, ETHER_TYPE)];
	const tunnel = [looked(WORD.tunnelSrc, WORD.tunnelDst), looked(WORD.tunnelId), looked(WORD.tunnelMeta)];
	const metadata = [looked(WORD.inPort, WORD.dpHash), looked(WORD.recirc)];
	const vlans = [1];
	const ipv6 = [0, 2].flatMap((half) => [WORD.ipv6Src, WORD.ipv6Dst].map((word) => looked(word + half, word + half + 1)));
	const network = [looked(WORD.nwSrc, WORD.nwDst), ...ipv6, looked(WORD.nw)];
	const hardware = [looked(WORD.arp, WORD.arp + 1), looked(WORD.arp + 2, WORD.tcpFlags)];
	const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);
	return [sum([...tunnel, ...metadata, ...addresses, ...vlans]), sum([...network, ...hardware, looked(WORD.tp)])];
}
