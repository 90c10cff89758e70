/*
 * The flow key: a frame as a switch sees it
 *
 * A flow switch never decides on a frame but on its key: the header fields it
 * can match, at fixed places in an array of 32-bit words. A mask is an array of
 * the same shape; a bit that is set was looked at. Matching is one AND and one
 * compare a word, which is why megaflows are fast and why the layout follows the
 * layers: a lookup can stop after the metadata, after L2 or after L3 (staged
 * lookup), so words are in order of their stage.
 *
 * What a frame does not have is zero: an ARP frame has no `tp`, and a mask never
 * keeps bits of it. A VLAN word holds TPID and TCI; the DEI bit is set whenever
 * there is a tag, as in Open vSwitch (VLAN_CFI), so that "no tag" and "priority
 * tag" differ.
 *
 * Follows lib/flow.[ch] (struct flow, FLOW_SEGMENT_*). Not modelled: MPLS, NSH, conntrack
 * fields, tunnel options, IPv6 flow labels and neighbour discovery, encapsulation of non-Ethernet packets.
 */

/** Number of words of a key. */
export const KEY_WORDS = 47;
/** The first of them are what the datapath extracts from a frame; the rest exists only while OpenFlow tables are walked. */
export const DATAPATH_WORDS = 29;

/** `KEY_WORDS` words. */
export type FlowKey = Int32Array;
/** `KEY_WORDS` words; a bit that is set must match, or was looked at. */
export type FlowMask = Int32Array;

/** Places in a key, by word. */
export const WORD = {
	// --- metadata
	/** Datapath port number in the datapath, OpenFlow port number (0xfffe is LOCAL) in the tables. */
	inPort: 0,
	recirc: 1,
	dpHash: 2,
	/** VNI or GRE key, low 32 bits. */
	tunnelId: 3,
	tunnelSrc: 4,
	tunnelDst: 5,
	/** flags << 16 | ToS << 8 | TTL; all three words are 0 for what came by no tunnel. */
	tunnelMeta: 6,
	// --- L2
	/** Octets 0 to 3 of the destination. */
	dstHigh: 7,
	/** Octets 4 and 5 of the destination, octets 0 and 1 of the source. */
	dstLowSrcHigh: 8,
	/** Octets 2 to 5 of the source. */
	srcLow: 9,
	/** EtherType << 16; below 0x600 it is 0x05ff, "no EtherType". The other half has `IS_ETHERNET`, in masks, and the priority of `queue-priority.ts`. */
	etherType: 10,
	/** TPID << 16 | TCI with bit 12 set, 0 without a tag. */
	vlan: 11,
	/** The second tag, when `vlan-limit` allows to look at it. */
	innerVlan: 12,
	// --- L3
	/** IPv4 source, or sender protocol address of ARP. */
	nwSrc: 13,
	/** IPv4 destination, or target protocol address of ARP. */
	nwDst: 14,
	/** Four words. */
	ipv6Src: 15,
	/** Four words. */
	ipv6Dst: 19,
	/** fragment bits << 24 | ToS << 16 | TTL << 8 | protocol; for ARP the protocol is the opcode. */
	nw: 23,
	// --- L4
	/** Sender and target hardware address of ARP: three words. */
	arp: 24,
	/** TCP flags << 16. */
	tcpFlags: 27,
	/** source port << 16 | destination port; for ICMP type and code. */
	tp: 28,
	// --- only in OpenFlow
	/** Two words, high one first. */
	metadata: 29,
	/** Sixteen registers, one word each. */
	reg0: 31,
} as const;

/** Stages of a staged lookup: the words that each adds (struct flow, FLOW_SEGMENT_1_ENDS_AT and so on). The last one also ends the key. */
export const STAGES: readonly (readonly number[])[] = [
	[0, 1, 2, 3, 4, 5, 6, ...range(WORD.metadata, KEY_WORDS)],
	range(WORD.dstHigh, WORD.nwSrc),
	range(WORD.nwSrc, WORD.arp),
	range(WORD.arp, DATAPATH_WORDS),
];

/** Bit 12 of a VLAN word: there is a tag (VLAN_CFI). */
export const VLAN_PRESENT = 0x1000;

/**
 * Lowest bit of the word of the EtherType in the mask of an OpenFlow match: the frame must be an Ethernet frame. All are, so it
 * changes nothing about what matches; but whoever matches a header says so, and two matches that differ only in it are
 * two: a flow for `tp_dst=80` matches every frame, and is not the flow that says nothing (packet_type of Open vSwitch).
 */
export const IS_ETHERNET = 1;

/** Fragment bits as in `nw_frag`: any fragment, and one that is not the first (FLOW_NW_FRAG_*). */
export const FRAG_ANY = 1;
export const FRAG_LATER = 2;

export function createKey(): FlowKey {
	return new Int32Array(KEY_WORDS);
}

function range(from: number, to: number): number[] {
	return Array.from({length: to - from}, (_, index) => from + index);
}
