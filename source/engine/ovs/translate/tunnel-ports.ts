/*
 * Tunnels: which port a frame came by, and what its outer header will be
 *
 * The datapath has one port for all tunnels of a kind. A frame comes out of it
 * with its outer addresses and its key, and they say which OpenFlow port it is: of the ports
 * that fit the one that asks for most, first its key, then its remote address, then its own
 * address. `flow` fits everything and leaves the decision to flows.
 *
 *     in_key   remote_ip   local_ip
 *     given    given       given, any, flow
 *     given    flow        given, any, flow
 *     flow     given       …
 *
 * Going out, the port writes the outer header into the key: what it was configured with,
 * and what it was told to leave to the flow. The inner ECN bits go along always, so that
 * a router in the underlay can report congestion; if it does for a frame that cannot
 * bear it, the frame is dropped at the other end (RFC 6040).
 *
 * Follows ofproto/tunnel.c (tnl_find, tnl_port_send, tnl_process_ecn, tnl_wc_init). Not modelled: IPv6 underlays,
 * ERSPAN, options of GBP and Geneve, marks of packets, `packet_type`.
 */
import {type FlowKey, type FlowMask, WORD} from '../../flow/key.js';
import {addBits, hasTunnel, isIp, NW, tosOf, ttlOf} from '../../flow/key-parts.js';
import type {DeviceId} from '../../netdev.js';
import type {OfPort, OvsBridge, TunnelOptions, Vswitchd} from '../vswitchd.js';

/** Bits of the flags of a tunnel (FLOW_TNL_F_*). */
export const TUNNEL_FLAG = {oam: 1, dontFragment: 2, checksum: 4, key: 8} as const;

const ECN = {mask: 3, notCapable: 0, capable0: 2, congested: 3} as const;
const DSCP_MASK = 0xfc;

/**
 * The port by which a frame came that entered datapath port `number` with this outer header; `key` has the
 * tunnel's words (tnl_port_receive). `undefined`: no port is configured so, and the frame is dropped.
 */
export function tunnelPortFor(
	switchd: Vswitchd,
	datapath: DeviceId,
	number: number,
	key: FlowKey,
): {bridge: OvsBridge; port: OfPort} | undefined {
	let best: {bridge: OvsBridge; port: OfPort} | undefined;
	let bestRank = Number.POSITIVE_INFINITY;
	for (const bridge of switchd.bridges) {
		if (bridge.datapath !== datapath) continue;
		for (const port of bridge.ofPorts.values()) {
			if (!port.tunnel || port.datapathPort !== number || !fits(port.tunnel, key)) continue;
			const rank = rankOf(port.tunnel);
			if (rank >= bestRank) continue;
			best = {bridge, port};
			bestRank = rank;
		}
	}
	return best;
}

/** Writes the outer header that `options` asks for into `flow`; what that depended on, into `mask` (tnl_port_send). */
export function writeTunnel(options: TunnelOptions, flow: FlowKey, mask: FlowMask): void {
	const {localIp, remoteIp, outKey} = options;
	if (localIp !== 'flow') flow[WORD.tunnelSrc] = localIp | 0;
	if (remoteIp !== 'flow') flow[WORD.tunnelDst] = remoteIp | 0;
	if (outKey !== 'flow') flow[WORD.tunnelId] = (outKey ?? 0) | 0;
	const carriesIp = isIp(flow);
	let ttl = options.ttl === 'inherit' ? 0 : options.ttl;
	if (options.ttl === 'inherit' && carriesIp) {
		addBits(mask, WORD.nw, NW.ttl);
		ttl = ttlOf(flow);
	}
	let tos = options.tos === 'inherit' ? 0 : options.tos;
	if (options.tos === 'inherit' && carriesIp) {
		addBits(mask, WORD.nw, NW.dscp);
		tos = tosOf(flow) & DSCP_MASK;
	}
	if (carriesIp) {
		addBits(mask, WORD.nw, NW.ecn);
		const inner = tosOf(flow) & ECN.mask;
		tos |= inner === ECN.congested ? ECN.capable0 : inner;
	}
	const flags =
		(((flow[WORD.tunnelMeta] as number) >>> 16) & TUNNEL_FLAG.oam) |
		(options.dontFragment ? TUNNEL_FLAG.dontFragment : 0) |
		(options.checksum ? TUNNEL_FLAG.checksum : 0) |
		(outKey === undefined ? 0 : TUNNEL_FLAG.key);
	flow[WORD.tunnelMeta] = (flags << 16) | (tos << 8) | ttl;
}

/** What is always looked at in a frame out of a tunnel (tnl_wc_init). */
export function lookAtTunnel(flow: FlowKey, mask: FlowMask): void {
	if (!hasTunnel(flow)) return;
	mask[WORD.tunnelId] = -1;
	mask[WORD.tunnelSrc] = -1;
	mask[WORD.tunnelDst] = -1;
	mask[WORD.tunnelMeta] = ((TUNNEL_FLAG.dontFragment | TUNNEL_FLAG.checksum | TUNNEL_FLAG.key) << 16) | 0xff00;
	if (isIp(flow) && outerEcn(flow) === ECN.congested) addBits(mask, WORD.nw, NW.ecn);
}

/** The congestion that the outer header reports goes into the inner one; false when that one cannot bear it (tnl_process_ecn). */
export function takeOverCongestion(flow: FlowKey): boolean {
	if (!hasTunnel(flow) || !isIp(flow) || outerEcn(flow) !== ECN.congested) return true;
	if ((tosOf(flow) & ECN.mask) === ECN.notCapable) return false;
	addBits(flow, WORD.nw, ECN.congested << 16);
	return true;
}

function outerEcn(flow: FlowKey): number {
	return ((flow[WORD.tunnelMeta] as number) >>> 8) & ECN.mask;
}

/** A received frame comes from our remote address and is for our local one. */
function fits({inKey, remoteIp, localIp}: TunnelOptions, key: FlowKey): boolean {
	if (inKey !== 'flow' && ((inKey ?? 0) | 0) !== key[WORD.tunnelId]) return false;
	if (remoteIp !== 'flow' && (remoteIp | 0) !== key[WORD.tunnelSrc]) return false;
	return localIp === 'flow' || localIp === 0 || (localIp | 0) === key[WORD.tunnelDst];
}

/** Lower is more specific. */
function rankOf({inKey, remoteIp, localIp}: TunnelOptions): number {
	const byLocal = localIp === 'flow' ? 2 : localIp === 0 ? 1 : 0;
	return (inKey === 'flow' ? 6 : 0) + (remoteIp === 'flow' ? 3 : 0) + byLocal;
}
