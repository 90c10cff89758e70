/*
 * The rate limit of a VF
 *
 * A limited VF sends no faster than that: the card's scheduler leaves a gap behind each frame, as long as it would be
 * on a link of the lower rate. Nothing is thrown away for that; frames wait in the ring, in order. When the ring is
 * full the driver stops its queue, and what comes then is lost in the guest.
 *
 * Rule: ixgbe_set_vf_rate_limit (RTTBCNRC, the rate factor is link speed through rate), IXGBEVF_DEFAULT_TXD.
 *
 * Not modelled: the queueing discipline of the guest, which holds another 1000 frames; guaranteed rates, which matter only where a
 * link is shared and full.
 */
import type {Frame} from '../frame.js';
import type {Vf} from './adapter.js';

/** Descriptors of a ring: frames that wait. */
export const RING_LENGTH = 1024;
/** Octets of a frame on the wire that are not in the frame: preamble, FCS, gap. */
const OVERHEAD = 24;
/** Shortest frame without FCS. */
const SHORTEST = 60;

/** When the frame may go: now, later (ns), or never because the ring is full. Takes its place in the schedule. */
export function schedulePaced(vf: Vf, frame: Frame, now: number): {kind: 'now'} | {kind: 'later'; time: number} | {kind: 'full'} {
	if (vf.maxTxRate === 0 && vf.waiting === 0) return {kind: 'now'};
	const start = Math.max(now, vf.nextStart);
	if (start > now && vf.waiting >= RING_LENGTH) return {kind: 'full'};
	vf.nextStart = start + (vf.maxTxRate === 0 ? 0 : slotTime(frame, vf.maxTxRate));
	if (start === now) return {kind: 'now'};
	vf.waiting++;
	return {kind: 'later', time: start};
}

/** ns that a frame takes on a link of `rate` Mb/s, gap included. */
function slotTime({bytes}: Frame, rate: number): number {
	return Math.ceil(((Math.max(bytes.length, SHORTEST) + OVERHEAD) * 8 * 1000) / rate);
}
