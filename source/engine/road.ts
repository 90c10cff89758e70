/** What devices need of the ticker beside a sink: the ways by which a frame leaves one device for another. */
import type {Frame} from './frame.js';
import type {DeviceId, LinkId, PacketType} from './netdev.js';

/** Puts a frame on the link of a NIC or of a macvtap. */
export type PutOnLink = (device: {id: DeviceId; link: LinkId}, frame: Frame) => void;

export interface Road {
	putOnLink: PutOnLink;
	/** Puts a frame back into the ring of a virtual function, which sends it at `time` (ns). */
	sendPaced(device: DeviceId, frame: Frame, time: number): void;
	/**
	 * Sends a frame out of `to`, or has `to` receive it, for a classifier that says so (tcf_mirred_forward).
	 * 'loop': it comes from there. 'too-deep': it has been sent on too often.
	 */
	redirect(to: DeviceId, frame: Frame, way: 'ingress' | 'egress', type: PacketType): 'sent' | 'loop' | 'too-deep';
}
