/*
 * ARP in the stack (arp_process)
 *
 *  - A request for one of the machine's addresses is answered by the device it
 *    came in by, with that device's MAC, whichever device the address is on. The
 *    asker is put into the neighbour table: it will surely be spoken to next.
 *  - Anything else teaches only what is asked: an entry that exists is brought up
 *    to date by any ARP packet of its owner, one that does not is not made. Hence
 *    a broadcast request fills the table of the one that answers and nobody else's.
 *  - A reply to this machine makes the entry reachable, everything else stale.
 *  - A probe (sender 0.0.0.0) is answered and teaches nothing.
 *
 * The answer goes to the MAC that the packet names, not the frame's source.
 *
 * Not modelled: proxy ARP, arp_ignore, arp_announce, arp_filter and arp_accept
 * other than 0; address conflict detection.
 */
import type {Device} from '../device.js';
import {buildFrame, ETHERTYPE} from '../frame.js';
import type {PacketType} from '../netdev.js';
import {arpHeard} from '../programs/dhcp-server.js';
import {ARP_OPERATION, type ArpPacket, buildArp, isAnnouncement, parseArp} from '../protocol/arp.js';
import {isLoopback, isMulticast, UNSPECIFIED} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {ownsAddress} from './address.js';
import {isMartian} from './ipv4-input.js';
import {LOCK_TIME, updateNeighbour} from './neighbour.js';
import {addNeighbour, findNeighbour} from './neighbour-table.js';
import type {Verdict} from './stack-state.js';

/** The ARP packet in `payload`, received by `device` as `type`. */
export function receiveArp(
	world: World,
	machine: Machine,
	device: Device,
	payload: Uint8Array,
	type: PacketType,
	now: number,
	out: Sink,
): Verdict {
	const parsed = parseArp(payload);
	if (parsed.kind === 'malformed') return parsed.fault === 'unsupported' ? 'ignored' : 'malformed';
	const packet = parsed.value;
	const {operation, senderAddress, senderMac, targetAddress} = packet;
	if (operation !== ARP_OPERATION.request && operation !== ARP_OPERATION.reply) return 'ignored';
	if (isMulticast(targetAddress) || isLoopback(targetAddress)) return 'ignored';
	const {stack} = machine;
	if (machine.programs) arpHeard(world, machine, device, packet, out);
	const isForUs = operation === ARP_OPERATION.request && ownsAddress(world, machine, targetAddress);

	if (senderAddress === UNSPECIFIED) {
		if (isForUs) answer(device, packet, out);
		return isForUs ? 'taken' : 'ignored';
	}
	if (isForUs && !isMartian(world, machine, senderAddress)) {
		const asker = findNeighbour(stack, device.id, senderAddress) ?? addNeighbour(stack, device.id, senderAddress, now);
		updateNeighbour(device, asker, {mac: senderMac, state: 'stale', override: true, admin: false}, now, out);
		answer(device, packet, out);
		return 'taken';
	}
	const known = findNeighbour(stack, device.id, senderAddress);
	if (!known) return 'ignored';
	const override = now > known.updated + LOCK_TIME || isAnnouncement(packet);
	const state = operation === ARP_OPERATION.reply && type === 'host' ? 'reachable' : 'stale';
	updateNeighbour(device, known, {mac: senderMac, state, override, admin: false}, now, out);
	return 'taken';
}

function answer(device: Device, request: ArpPacket, out: Sink): void {
	if (out.tracing) out.note({kind: 'arp-answered', address: request.targetAddress, mac: device.mac});
	const payload = buildArp({
		operation: ARP_OPERATION.reply,
		senderMac: device.mac,
		senderAddress: request.targetAddress,
		targetMac: request.senderMac,
		targetAddress: request.senderAddress,
	});
	out.transmit(device.id, buildFrame({dst: request.senderMac, src: device.mac, etherType: ETHERTYPE.arp, payload}));
}
