/*
 * Path MTU: how long may a packet to this address be (RFC 1191)?
 *
 * A host sends packets that may not be cut. The first router whose next link is too narrow
 * for one drops it and says how wide the link is; the host remembers that for ten minutes and
 * makes its packets fit. Where the message gets lost, or nobody sends it, large packets vanish and
 * small ones pass: the black hole of path MTU discovery.
 *
 * Follows ipv4_update_pmtu, icmp_unreach, ip_default_ttl of net/ipv4/route.c. Not modelled: the plateau table for
 * routers that do not say how wide the link is, and floors other than min_pmtu.
 */
import type {Device} from '../device.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import type {Stack} from './stack-state.js';

/** ns (ip_rt_mtu_expires) */
const EXPIRY = 600_000_000_000;
/** Nothing smaller is believed (ip_rt_min_pmtu). */
const LEAST = 552;

/** Octets of the longest packet to `destination` by `device`. */
export function mtuTo(stack: Stack, device: Device, destination: Ipv4Address, now: number): number {
	const known = stack.pathMtus?.get(destination);
	return known && known.until > now ? Math.min(known.mtu, device.mtu) : device.mtu;
}

/** A router says that only `mtu` octets fit on the way to `destination`. */
export function learnPathMtu(stack: Stack, destination: Ipv4Address, mtu: number, now: number, out: Sink): void {
	const believed = Math.max(mtu, LEAST);
	const known = stack.pathMtus?.get(destination);
	if (known && known.until > now && known.mtu <= believed) return;
	stack.pathMtus ??= new Map();
	stack.pathMtus.set(destination, {mtu: believed, until: now + EXPIRY});
	if (out.tracing) out.note({kind: 'path-mtu-learned', address: destination, mtu: believed});
}
