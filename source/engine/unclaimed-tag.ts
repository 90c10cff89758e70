/** What a device counts of a frame whose VLAN tag nobody of its host takes (__netif_receive_skb_core, rx_dropped). */
import {ETHERTYPE, etherType, type Frame, outerTag} from './frame.js';
import type {Netdev} from './netdev.js';

/** Their handlers throw away what is marked as of another host, and the device does not hear of it. */
const HANDLED: readonly number[] = [ETHERTYPE.ipv4, ETHERTYPE.arp, ETHERTYPE.ipv6];

/** Counts `frame` when it has a tag of a VLAN: as dropped, unless its EtherType has a handler. A device sees it also when a program takes a copy. */
export function countUnclaimedTag(device: Netdev, frame: Frame): void {
	if ((outerTag(frame)?.vid ?? 0) !== 0 && !HANDLED.includes(etherType(frame))) device.counters.rxDropped++;
}
