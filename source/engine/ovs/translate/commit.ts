/*
 * From what a frame has become to what the datapath must do
 *
 * Actions of OpenFlow only change the key. When a copy is about to leave, the
 * headers that differ from what the datapath has so far are written as datapath
 * actions, layer by layer: Ethernet, then IP or ARP, then ports, then tags. Whatever was not
 * followed by an output is never written at all.
 *
 * A header is written only in the bits that are in the mask: they are the ones that were
 * looked at or written, and a cached flow must not touch others. ARP and ICMP have no action
 * in the datapath, so a frame that needs one goes the slow way every time.
 *
 * Follows lib/odp-util.c, commit_odp_actions. Not modelled: MPLS, NSH, neighbour discovery, SCTP ports,
 * packets without an Ethernet header, priorities of queues.
 */
import type {DatapathAction, SetHeader} from '../../devices/datapath/datapath-action.js';
import {type FlowKey, type FlowMask, WORD} from '../../flow/key.js';
import {
	arpShaOf,
	arpThaOf,
	dstMacOf,
	ETHER_TYPE,
	etherTypeOf,
	hasTunnel,
	IP_PROTOCOL,
	isIcmp,
	isIp,
	NW,
	protocolOf,
	srcMacOf,
	tagCount,
	tosOf,
	ttlOf,
	VLAN,
} from '../../flow/key-parts.js';
import {readPriority, writePriority} from '../../flow/queue-priority.js';
import type {Mac} from '../../mac.js';

const ALL_MAC: Mac = 0xffff_ffff_ffff;

/** Three keys of one translation: as the frame is now, as the datapath has it, and what was looked at. */
interface Headers {
	flow: FlowKey;
	base: FlowKey;
	mask: FlowMask;
}

/** Writes the actions that make `base` into `flow`, and `base` with them. True when the datapath cannot do one of them. */
export function commitHeaders(headers: Headers, actions: DatapathAction[]): boolean {
	commitEthernet(headers, actions);
	const slowNetwork = commitNetwork(headers, actions);
	commitPorts(headers, actions);
	const slowIcmp = commitIcmp(headers, actions);
	commitTags(headers, actions);
	commitPriority(headers, actions);
	return slowNetwork || slowIcmp;
}

function commitPriority({flow, base}: Headers, actions: DatapathAction[]): void {
	const priority = readPriority(flow);
	if (priority === readPriority(base)) return;
	writePriority(base, priority);
	actions.push({kind: 'set-priority', priority});
}

function commitEthernet({flow, base, mask}: Headers, actions: DatapathAction[]): void {
	const header: SetHeader = {layer: 'eth'};
	const src = srcMacOf(flow);
	if (src !== srcMacOf(base)) {
		const bits = srcMacOf(mask);
		header.src = macAnd(src, bits);
		if (bits !== ALL_MAC) header.srcMask = bits;
	}
	const dst = dstMacOf(flow);
	if (dst !== dstMacOf(base)) {
		const bits = dstMacOf(mask);
		header.dst = macAnd(dst, bits);
		if (bits !== ALL_MAC) header.dstMask = bits;
	}
	if (header.src === undefined && header.dst === undefined) return;
	actions.push({kind: 'set', header});
	copyWords(base, flow, WORD.dstHigh, 3);
}

function commitNetwork(headers: Headers, actions: DatapathAction[]): boolean {
	// Without a protocol there is no such header, as far as the switch knows.
	if (protocolOf(headers.flow) === 0) return false;
	switch (etherTypeOf(headers.base)) {
		case ETHER_TYPE.ipv4:
			commitIpv4(headers, actions);
			return false;
		case ETHER_TYPE.ipv6:
			commitIpv6(headers, actions);
			return false;
		case ETHER_TYPE.arp:
			return commitArp(headers, actions);
		default:
			return false;
	}
}

function commitIpv4({flow, base, mask}: Headers, actions: DatapathAction[]): void {
	const header: SetHeader = {layer: 'ipv4'};
	const src = changed(flow, base, mask, WORD.nwSrc);
	if (src) {
		header.src = src.value;
		if (src.mask !== undefined) header.srcMask = src.mask;
	}
	const dst = changed(flow, base, mask, WORD.nwDst);
	if (dst) {
		header.dst = dst.value;
		if (dst.mask !== undefined) header.dstMask = dst.mask;
	}
	const tos = changedTos(flow, base, mask);
	if (tos) {
		header.tos = tos.value;
		if (tos.mask !== undefined) header.tosMask = tos.mask;
	}
	if (ttlOf(flow) !== ttlOf(base)) header.ttl = ttlOf(flow);
	if (Object.keys(header).length === 1) return;
	actions.push({kind: 'set', header});
	copyWords(base, flow, WORD.nwSrc, 2);
	copyWords(base, flow, WORD.nw, 1);
}

function commitIpv6({flow, base, mask}: Headers, actions: DatapathAction[]): void {
	const header: SetHeader = {layer: 'ipv6'};
	if (differ(flow, base, WORD.ipv6Src, 4)) {
		const bits = words(mask, WORD.ipv6Src);
		header.src = words(flow, WORD.ipv6Src).map((word, at) => (word & (bits[at] as number)) >>> 0);
		if (bits.some((word) => word !== 0xffff_ffff)) header.srcMask = bits;
	}
	if (differ(flow, base, WORD.ipv6Dst, 4)) {
		const bits = words(mask, WORD.ipv6Dst);
		header.dst = words(flow, WORD.ipv6Dst).map((word, at) => (word & (bits[at] as number)) >>> 0);
		if (bits.some((word) => word !== 0xffff_ffff)) header.dstMask = bits;
	}
	const tos = changedTos(flow, base, mask);
	if (tos) {
		header.tclass = tos.value;
		if (tos.mask !== undefined) header.tclassMask = tos.mask;
	}
	if (ttlOf(flow) !== ttlOf(base)) header.hlimit = ttlOf(flow);
	if (Object.keys(header).length === 1) return;
	actions.push({kind: 'set', header});
	copyWords(base, flow, WORD.ipv6Src, 9);
}

function commitArp({flow, base, mask}: Headers, actions: DatapathAction[]): boolean {
	const header: SetHeader = {layer: 'arp'};
	const spa = changed(flow, base, mask, WORD.nwSrc);
	if (spa) {
		header.spa = spa.value;
		if (spa.mask !== undefined) header.spaMask = spa.mask;
	}
	const tpa = changed(flow, base, mask, WORD.nwDst);
	if (tpa) {
		header.tpa = tpa.value;
		if (tpa.mask !== undefined) header.tpaMask = tpa.mask;
	}
	if (protocolOf(flow) !== protocolOf(base)) header.op = protocolOf(flow);
	if (arpShaOf(flow) !== arpShaOf(base)) {
		const bits = arpShaOf(mask);
		header.sha = macAnd(arpShaOf(flow), bits);
		if (bits !== ALL_MAC) header.shaMask = bits;
	}
	if (arpThaOf(flow) !== arpThaOf(base)) {
		const bits = arpThaOf(mask);
		header.tha = macAnd(arpThaOf(flow), bits);
		if (bits !== ALL_MAC) header.thaMask = bits;
	}
	if (Object.keys(header).length === 1) return false;
	actions.push({kind: 'set', header});
	copyWords(base, flow, WORD.nwSrc, 2);
	copyWords(base, flow, WORD.nw, 1);
	copyWords(base, flow, WORD.arp, 3);
	return true;
}

function commitPorts({flow, base, mask}: Headers, actions: DatapathAction[]): void {
	const protocol = protocolOf(flow);
	if (!isIp(base) || (protocol !== IP_PROTOCOL.tcp && protocol !== IP_PROTOCOL.udp)) return;
	const now = flow[WORD.tp] as number;
	const before = base[WORD.tp] as number;
	if (now === before) return;
	const bits = mask[WORD.tp] as number;
	const header: SetHeader = {layer: protocol === IP_PROTOCOL.tcp ? 'tcp' : 'udp'};
	if (now >>> 16 !== before >>> 16) {
		header.src = (now & bits) >>> 16;
		if (bits >>> 16 !== 0xffff) header.srcMask = bits >>> 16;
	}
	if ((now & 0xffff) !== (before & 0xffff)) {
		header.dst = now & bits & 0xffff;
		if ((bits & 0xffff) !== 0xffff) header.dstMask = bits & 0xffff;
	}
	actions.push({kind: 'set', header});
	base[WORD.tp] = now;
}

function commitIcmp({flow, base, mask}: Headers, actions: DatapathAction[]): boolean {
	if (!isIcmp(flow) || flow[WORD.tp] === base[WORD.tp]) return false;
	const now = flow[WORD.tp] as number;
	actions.push({kind: 'set', header: {layer: 'icmp', type: (now >>> 16) & 0xff, code: now & 0xff}});
	// No masked action for it: both octets are written, so both were looked at.
	mask[WORD.tp] = (mask[WORD.tp] as number) | 0x00ff_00ff;
	base[WORD.tp] = now;
	return true;
}

/** Pops what the frame no longer has and pushes what it has now; tags that both have at the inner end stay. */
function commitTags({flow, base, mask}: Headers, actions: DatapathAction[]): void {
	let before = tagCount(base) - 1;
	let now = tagCount(flow) - 1;
	while (before >= 0 && now >= 0 && base[WORD.vlan + before] === flow[WORD.vlan + now]) {
		before--;
		now--;
	}
	for (; before >= 0; before--) {
		actions.push({kind: 'pop-vlan'});
		mask[WORD.vlan + before] = -1;
	}
	for (; now >= 0; now--) {
		const tag = flow[WORD.vlan + now] as number;
		actions.push({kind: 'push-vlan', tpid: tag >>> 16, vid: tag & VLAN.vid, pcp: (tag & VLAN.pcp) >>> 13});
	}
	copyWords(base, flow, WORD.vlan, 2);
}

/** A word that differs: its new value in the bits of the mask, and the mask unless it is all. */
function changed(flow: FlowKey, base: FlowKey, mask: FlowMask, at: number): {value: number; mask: number | undefined} | undefined {
	if (flow[at] === base[at]) return undefined;
	const bits = mask[at] as number;
	return {value: ((flow[at] as number) & bits) >>> 0, mask: bits === -1 ? undefined : bits >>> 0};
}

function changedTos(flow: FlowKey, base: FlowKey, mask: FlowMask): {value: number; mask: number | undefined} | undefined {
	if (tosOf(flow) === tosOf(base)) return undefined;
	let bits = tosOf(mask);
	// What leaves by a tunnel has its ECN written by the tunnel.
	if (hasTunnel(base) && (((flow[WORD.nw] as number) ^ (base[WORD.nw] as number)) & NW.ecn) === 0) bits &= ~3;
	return {value: tosOf(flow) & bits, mask: bits === 0xff ? undefined : bits};
}

function words(key: FlowKey, from: number): number[] {
	return [0, 1, 2, 3].map((at) => (key[from + at] as number) >>> 0);
}

function differ(a: FlowKey, b: FlowKey, from: number, count: number): boolean {
	for (let at = from; at < from + count; at++) if (a[at] !== b[at]) return true;
	return false;
}

function copyWords(to: FlowKey, from: FlowKey, first: number, count: number): void {
	for (let at = first; at < first + count; at++) to[at] = from[at] as number;
}

function macAnd(mac: Mac, bits: Mac): Mac {
	const high = Math.floor(mac / 0x100_0000) & Math.floor(bits / 0x100_0000);
	return high * 0x100_0000 + ((mac % 0x100_0000) & (bits % 0x100_0000));
}
