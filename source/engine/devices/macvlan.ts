/*
 * macvlan: several MACs on one lower device
 *
 * A macvlan is a network device with a MAC of its own on top of a lower device.
 * No frame is learned from and nothing ages: every address is known because it
 * was configured, so a hash of the MACs of the macvlans that are up is the whole
 * forwarding table. What differs between the modes is who may talk to whom.
 *
 * Transmit
 * --------
 * Only bridge mode looks for a local receiver, and only among siblings that are
 * in bridge mode too. Everything else leaves by the lower device; the host's own
 * stack is never asked, so a host cannot reach its macvlan guests unless the
 * wire sends the frame back.
 *
 * Receive, unicast
 * ----------------
 * The destination alone decides; neither the mode nor the source is looked at.
 * That is why a reflecting switch pierces private mode for unicast. Passthru
 * takes every unicast, whoever it is for.
 *
 * Receive, group addresses
 * ------------------------
 * The source decides: a frame from a stranger goes to all modes and to the host;
 * one that comes back from a reflecting switch carries the MAC of a macvlan here,
 * and its mode says who must not see it twice (or at all).
 *
 * Source mode
 * -----------
 * A list of source MACs: whatever a listed station sends is copied here first,
 * and delivery goes on as if nothing had happened, unless `nodst` consumes it.
 *
 * Rules: drivers/net/macvlan.c, macvlan_queue_xmit and macvlan_handle_frame.
 *
 * Not modelled: collisions in the 256-bucket multicast filter, the length of the
 * broadcast queue beyond "0 drops", offload to the NIC (accel_priv). The hash of MACs
 * is a walk along the list: labs have tens of macvlans on a device, not thousands.
 */
import {dstMac, ETHERTYPE, etherType, type Frame, srcMac} from '../frame.js';
import {BROADCAST, isGroup, type Mac} from '../mac.js';
import type {Netdev, PacketType} from '../netdev.js';
import type {Sink} from '../sink.js';
import type {Macvlan, MacvlanMode} from './macvlan-device.js';

/** What the lower device's receive path does next (rx_handler_result_t). */
export type HandlerResult = 'consumed' | 'pass';

/**
 * Sends a frame that the stack (or a guest behind a macvtap) gave to `source`
 * (macvlan_queue_xmit). `siblings` are all macvlans of the lower device.
 */
export function transmitFromMacvlan(source: Macvlan, siblings: readonly Macvlan[], frame: Frame, out: Sink): void {
	if (source.mode !== 'bridge') {
		if (out.tracing) out.note({kind: 'macvlan-to-wire', mode: source.mode});
		out.transmit(source.lower, frame);
		return;
	}
	const dst = dstMac(frame);
	if (isGroup(dst)) {
		const local = siblings.filter((sibling) => sibling.mode === 'bridge' && sibling !== source && sibling.up);
		if (out.tracing) out.note({kind: 'macvlan-broadcast-local', siblings: local.map((sibling) => sibling.id)});
		replicate(local, frame, out);
		out.transmit(source.lower, frame);
		return;
	}
	const holder = macvlanWithMac(siblings, dst);
	if (holder?.mode === 'bridge') {
		if (out.tracing) out.note({kind: 'macvlan-sibling-hit', mac: dst, sibling: holder.id});
		// Through the lower device's receive side, so that its packet taps see the frame (dev_forward_skb).
		out.receive(source.lower, frame, undefined);
		return;
	}
	if (out.tracing) out.note({kind: 'macvlan-sibling-miss', mac: dst, held: holder?.id ?? -1});
	out.transmit(source.lower, frame);
}

/**
 * Handles a frame that arrived on a lower device (macvlan_handle_frame).
 * 'pass' leaves it to the lower device's own stack as well.
 */
export function receiveOnLower(uppers: readonly Macvlan[], frame: Frame, type: PacketType, out: Sink): HandlerResult {
	if (forwardToSourceLists(uppers, frame, type, out) === 'consumed') return 'consumed';
	return isGroup(dstMac(frame)) ? receiveGroup(uppers, frame, out) : receiveUnicast(uppers, frame, out);
}

function receiveUnicast(uppers: readonly Macvlan[], frame: Frame, out: Sink): HandlerResult {
	const dst = dstMac(frame);
	const passthru = uppers.find((upper) => upper.mode === 'passthru');
	if (passthru) {
		if (out.tracing) out.note({kind: 'macvlan-passthru', upper: passthru.id});
		if (passthru.up) out.receive(passthru.id, frame, 'host');
		else out.drop('device-down');
		return 'consumed';
	}
	const holder = macvlanWithMac(uppers, dst);
	if (!holder || holder.mode === 'source') {
		if (out.tracing) out.note({kind: 'macvlan-unicast-miss', mac: dst});
		return 'pass';
	}
	if (out.tracing) out.note({kind: 'macvlan-unicast-hit', mac: dst, upper: holder.id});
	out.receive(holder.id, frame, 'host');
	return 'consumed';
}

function receiveGroup(uppers: readonly Macvlan[], frame: Frame, out: Sink): HandlerResult {
	const sender = macvlanWithMac(uppers, srcMac(frame));
	if (sender && !REFLECTED_TO[sender.mode]) {
		if (out.tracing) out.note({kind: 'macvlan-returned-to-sender', source: sender.id, mode: sender.mode});
		out.receive(sender.id, frame, dstMac(frame) === BROADCAST ? 'broadcast' : 'multicast');
		return 'consumed';
	}
	const modes = sender ? REFLECTED_TO[sender.mode] : EXTERNAL_TO;
	const receivers = uppers.filter((upper) => upper.up && upper !== sender && modes?.includes(upper.mode));
	if (uppers.every((upper) => upper.bcqueuelen === 0)) {
		out.drop('broadcast-queue-full');
		return 'pass';
	}
	if (out.tracing) {
		const ids = receivers.map((upper) => upper.id);
		out.note(
			sender
				? {kind: 'macvlan-flood-reflected', source: sender.id, mode: sender.mode, uppers: ids}
				: {kind: 'macvlan-flood-external', uppers: ids},
		);
	}
	replicate(receivers, frame, out, (receiver, group) => hearsFromWire(uppers, receiver, group));
	return 'pass';
}

/** Modes that get a group frame from outside (macvlan_multicast_rx, no source). */
const EXTERNAL_TO: readonly MacvlanMode[] = ['private', 'vepa', 'bridge', 'passthru'];

/** Modes that get a reflected group frame, by the mode of its sender; `undefined`: only the sender itself. */
const REFLECTED_TO: Partial<Record<MacvlanMode, readonly MacvlanMode[]>> = {vepa: ['vepa', 'bridge'], bridge: ['vepa']};

/** A copy for each receiver whose multicast filter lets the group in; PAUSE is never copied (macvlan_broadcast). */
function replicate(receivers: readonly Macvlan[], frame: Frame, out: Sink, passes = listensTo): void {
	if (etherType(frame) === ETHERTYPE.pause) return;
	const group = dstMac(frame);
	const type = group === BROADCAST ? 'broadcast' : 'multicast';
	for (const receiver of receivers) {
		if (passes(receiver, group)) out.receive(receiver.id, frame, type);
		else if (out.tracing) out.note({kind: 'multicast-filtered', upper: receiver.id, group});
	}
}

/** Copies to source-mode macvlans that list the source (macvlan_forward_source). */
function forwardToSourceLists(uppers: readonly Macvlan[], frame: Frame, type: PacketType, out: Sink): HandlerResult {
	let result: HandlerResult = 'pass';
	const src = srcMac(frame);
	for (const upper of uppers) {
		if (!upper.sources.includes(src)) continue;
		if (upper.nodst) result = 'consumed';
		if (out.tracing) out.note({kind: 'macvlan-source-hit', mac: src, upper: upper.id, consumed: upper.nodst});
		if (upper.up) out.receive(upper.id, frame, dstMac(frame) === upper.mac ? 'host' : type);
		else if (upper.nodst) out.drop('device-down');
	}
	return result;
}

/** The multicast filter of a macvlan: broadcast, joined groups, or everything (macvlan_compute_filter). */
function listensTo(device: Macvlan, group: Mac): boolean {
	if (group === BROADCAST || device.promiscuity > 0 || device.allmulti > 0) return true;
	return device.groups.includes(group) || device.lingering.includes(group);
}

/**
 * From the wire a group must also pass the filter that all macvlans of the lower
 * device have in common, which holds what they asked of it: their groups, or
 * everything when one asked for that. A passthru macvlan with nopromisc asks for
 * no promiscuous mode, not even when it is promiscuous itself.
 */
function hearsFromWire(uppers: readonly Macvlan[], receiver: Macvlan, group: Mac): boolean {
	return listensTo(receiver, group) && (group === BROADCAST || uppers.some((upper) => upper.up && asksForGroup(upper, group)));
}

function asksForGroup(upper: Macvlan, group: Mac): boolean {
	return asksForAll(upper) || upper.groups.includes(group) || upper.lingering.includes(group);
}

function asksForAll(upper: Macvlan): boolean {
	return upper.allmulti > 0 || (upper.mode === 'passthru' ? !upper.nopromisc : upper.promiscuity > 0);
}

/** The macvlan with this MAC; only those that are up are in the table (macvlan_hash_lookup). */
export function macvlanWithMac(uppers: readonly Macvlan[], mac: Mac): Macvlan | undefined {
	return uppers.find((upper) => upper.up && upper.mac === mac);
}

/** May `mac` be used by one more device on this lower (macvlan_addr_busy)? */
export function isAddressBusy(lower: Netdev, uppers: readonly Macvlan[], mac: Mac): boolean {
	const passthru = uppers.some((upper) => upper.mode === 'passthru');
	return (!passthru && lower.mac === mac) || macvlanWithMac(uppers, mac) !== undefined;
}
