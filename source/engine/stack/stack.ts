/*
 * The protocol stack of a machine
 *
 * What a device delivers ends here: ARP, IPv4, ICMP, UDP and TCP, enough to be
 * found, to be pinged, to be asked, and to pass packets on. The stack looks only at frames that are for it: a
 * frame for another MAC that came all the same (flooded, or on a promiscuous
 * device) is ignored, and so is one that still has a tag, since no VLAN device
 * took it; a priority tag (VID 0) is just removed.
 *
 * The stack owns no clock: `stackTimer` does whatever is due. Things due at the
 * same instant go in the order in which a real machine was seen to do them: ARP
 * that waits for an answer, then pings, then programs, then the ageing of other
 * entries.
 *
 * Follows net/core/dev.c, net/ipv4. Not modelled: sockets as such, IPv6,
 * lo as a device.
 */
import type {Device} from '../device.js';
import {ETHERTYPE, etherType, type Frame, outerTag, payloadOffset, popTag, srcMac} from '../frame.js';
import {natTimer, untranslated} from '../nat/hooks.js';
import type {PacketType} from '../netdev.js';
import {webTimer} from '../programs/tcp-events.js';
import {programsTimer} from '../programs/timers.js';
import {ICMP_TYPE, UNREACHABLE_CODE} from '../protocol/icmp.js';
import {parseIpv4Packet} from '../protocol/ipv4.js';
import type {Sink} from '../sink.js';
import {countUnclaimedTag} from '../unclaimed-tag.js';
import type {Machine, World} from '../world.js';
import {ownsAddress} from './address.js';
import {receiveArp} from './arp.js';
import {receiveError} from './icmp.js';
import {sendIcmpError} from './icmp-error.js';
import {receiveIpv4} from './ipv4-input.js';
import {deliverLoopback} from './local-delivery.js';
import {neighbourTimer} from './neighbour.js';
import {pingTimer} from './ping.js';
import type {Verdict} from './stack-state.js';
import {tcpTimer} from './tcp/timers.js';

const ETHERNET_HEADER = 14;

/** A frame reaches the protocol handlers of `machine` by `device` (deliver_skb). */
export function stackReceive(world: World, machine: Machine, device: Device, frame: Frame, type: PacketType, now: number, out: Sink): void {
	if (frame.bytes.length < ETHERNET_HEADER) {
		out.drop('malformed');
		return;
	}
	countUnclaimedTag(device, frame);
	if (type === 'otherhost') {
		out.drop('other-host');
		return;
	}
	let bare = frame;
	for (let tag = outerTag(bare); tag; tag = outerTag(bare)) {
		if (tag.vid !== 0) {
			out.drop('no-vlan-device');
			return;
		}
		bare = popTag(bare);
	}
	if (out.tracing) out.note({kind: 'nic-accepts', type});
	const verdict = handle(world, machine, device, bare, type, now, out);
	if (verdict === 'malformed') out.drop('malformed');
	// Its own broadcast can come back from a reflecting switch: there is nothing to learn from oneself.
	if (verdict === 'ignored') out.drop(srcMac(bare) === device.mac ? 'own-broadcast' : 'not-for-us');
}

/** Does what is due at `now`: neighbours, pings and programs of `machine`, and what it sent to itself. */
export function stackTimer(world: World, machine: Machine, now: number, out: Sink): void {
	const {stack} = machine;
	const due = stack.neighbours.filter((entry) => entry.timer <= now);
	const asking = due.filter((entry) => entry.state === 'incomplete');
	const ageing = due.filter((entry) => entry.state !== 'incomplete');
	for (const entry of asking) {
		for (const packet of neighbourTimer(world, entry, now, out)) undeliverable(world, machine, packet, now, out);
	}
	deliverLoopback(world, machine, now, out);
	for (const ping of stack.pings) {
		if (ping.next <= now || ping.deadline <= now) pingTimer(world, machine, ping, now, out);
	}
	programsTimer(world, machine, now, out);
	for (const entry of ageing) neighbourTimer(world, entry, now, out);
	natTimer(machine, now, out);
	tcpTimer(world, machine, now, out);
	webTimer(world, machine, now, out);
}

/** Nobody answered ARP for its next hop: its sender is told, wherever it is (ipv4_link_failure). */
function undeliverable(world: World, machine: Machine, bytes: Uint8Array, now: number, out: Sink): void {
	const parsed = parseIpv4Packet(bytes);
	if (parsed.kind === 'malformed') return;
	// Its sender is who sent it before its source was rewritten.
	const packet = untranslated(machine.stack, parsed.value, now);
	const error = {type: ICMP_TYPE.unreachable, code: UNREACHABLE_CODE.host};
	// The message comes from the address that the packet had: the host tells itself, and its NAT passes that on.
	const from = packet === parsed.value ? {} : {from: parsed.value.source};
	if (!ownsAddress(world, machine, packet.source)) sendIcmpError(world, machine, packet, 'host', {...error, ...from}, now, out);
	// The news reaches the own sender by way of lo.
	else if (!machine.loopbackDown) receiveError(world, machine, bytes, {...error, from: packet.source}, now, out);
}

function handle(world: World, machine: Machine, device: Device, frame: Frame, type: PacketType, now: number, out: Sink): Verdict {
	const payload = frame.bytes.subarray(payloadOffset(frame));
	switch (etherType(frame)) {
		case ETHERTYPE.arp:
			return receiveArp(world, machine, device, payload, type, now, out);
		case ETHERTYPE.ipv4:
			return receiveIpv4(world, machine, device, payload, type, now, out);
		default:
			return 'ignored';
	}
}
