/*
 * What a packet socket sees (packet(7), as tcpdump opens it)
 *
 * A packet socket is a protocol handler for everything (ptype_all) on one device or on all of one machine.
 *
 * In: what a device receives, before classifiers, bridge, macvlans and stack see it
 * (`__netif_receive_skb_core`), once for each device that it goes up through: a frame for a
 * macvlan is seen on the lower device and on the macvlan; one that a bridge takes in is seen on the port
 * and, if the host gets it, on the bridge. A tag is taken out of the octets before and shown all the same.
 *
 * Out: what a device hands to its driver, after classifiers (`dev_queue_xmit_nit`, called by
 * xmit_one): what a host sends by br0 is seen on br0 and on each port that it leaves by.
 * What a device that is down or has no carrier should send is not seen.
 *
 * What goes between a virtual function and the wire no device of the host sees.
 *
 * The trace says what happened to a frame, and a tick of it may have several devices send; this file reads it. Not modelled: `lo`, which
 * no frame of a lab passes; packets that the stack drops before they have a device; tags that a program wrote into the octets itself.
 */
import type {Device} from './device.js';
import {isDummy} from './devices/datapath/dummy.js';
import {dstMac, type Frame} from './frame.js';
import {BROADCAST, isGroup} from './mac.js';
import {type DeviceId, type PacketType, packetType} from './netdev.js';
import {isActivePf} from './sriov/adapter.js';
import type {Effect, NodeId, TraceNode} from './trace.js';
import {deviceAt, type World} from './world.js';

/** A frame as a packet socket gets it (sockaddr_ll). */
export interface Tapped {
	device: DeviceId;
	frame: Frame;
	/** ns */
	time: number;
	/** What the device made of it; `outgoing` is PACKET_OUTGOING. */
	type: PacketType | 'outgoing';
}

/** Before any packet socket is asked (is the device up? is the frame whole?). */
const UNSEEN: ReadonlySet<string> = new Set([
	'device-down',
	'no-carrier',
	'machine-paused',
	'malformed',
	'adapter-no-filter',
	'vf-ring-full',
]);

/** Remembers between the nodes what one of them says about later ones. */
export interface Tap {
	/** Nodes in which a frame was put into the ring of a virtual function for later. */
	readonly paced: Set<NodeId>;
}

export function createTap(): Tap {
	return {paced: new Set()};
}

/** What the packet sockets of `watched` devices got in a node of the trace, in order. */
export function tapped(world: World, tap: Tap, node: TraceNode, watched: (device: Device) => boolean): Tapped[] {
	const found: Tapped[] = [];
	const device = deviceAt(world, node.device);
	const see = (id: DeviceId, frame: Frame, type: Tapped['type']): void => {
		if (watched(deviceAt(world, id))) found.push({device: id, frame, time: node.time, type});
	};
	if (node.frame && node.step === 'receive' && isReceived(node, device))
		see(device.id, node.frame, packetType(dstMac(node.frame), device.mac));
	if (node.frame && node.step === 'transmit' && isTransmitted(world, tap, node, device)) see(device.id, node.frame, 'outgoing');
	for (const {id, frame} of sentByCards(world, node)) see(id, frame, 'outgoing');
	return found;
}

/** Does a device without promiscuous mode take the frame? What is virtual takes everything (veth, tap): it has no filter. */
export function passesCard(world: World, {device: id, frame, type}: Tapped): boolean {
	const device = deviceAt(world, id);
	if (type === 'outgoing' || device.kind !== 'nic' || device.link === -1 || world.links[device.link]?.kind !== 'cable') return true;
	const destination = dstMac(frame);
	if (device.promiscuity > 0 || device.asked.promisc || destination === device.mac || destination === BROADCAST) return true;
	if (!isGroup(destination)) return device.unicast.includes(destination);
	return device.allmulti > 0 || device.groups.includes(destination);
}

function isReceived({effects}: TraceNode, device: Device): boolean {
	// Behind a card with virtual functions is only what its filters let through.
	const asked = notes(effects).find(({kind}) => kind === 'adapter-filter-hit' || kind === 'adapter-unknown');
	if (asked && isActivePf(device)) {
		const isTaken = 'functions' in asked && asked.functions.includes(device.id);
		if (!isTaken && !notes(effects).some(({kind}) => kind === 'adapter-default-pool')) return false;
	}
	return !endsUnseen(effects);
}

function isTransmitted(world: World, tap: Tap, node: TraceNode, device: Device): boolean {
	// What waited in the ring was seen when it got there.
	if (tap.paced.has(node.parent)) return false;
	if (notes(node.effects).some(({kind}) => kind === 'vf-paced')) tap.paced.add(node.id);
	// A card is looked at by what it sends; a switch has no stack that could send.
	if (device.kind === 'nic' && !isDummy(world, device.id))
		return node.effects.some((effect) => effect.kind === 'dropped' && effect.reason === 'wireless-foreign-source');
	return !endsUnseen(node.effects) && !(node.effects[0]?.kind === 'dropped' && node.effects[0].reason === 'no-stack');
}

function notes(effects: readonly Effect[]) {
	return effects.flatMap((effect) => (effect.kind === 'note' ? [effect.cause] : []));
}

/** Nothing but notes stands before the drop. */
function endsUnseen(effects: readonly Effect[]): boolean {
	const first = effects.find(({kind}) => kind !== 'note');
	return first?.kind === 'dropped' && UNSEEN.has(first.reason);
}

/** Cards send in the tick of whoever made them. */
function* sentByCards(world: World, {device, step, effects}: TraceNode): Generator<{id: DeviceId; frame: Frame}> {
	const from = deviceAt(world, device);
	const onWire = new Set<DeviceId>();
	for (const effect of effects) {
		if (effect.kind !== 'sent') continue;
		const card = deviceAt(world, effect.device);
		// The frame of a virtual function is none of the host's.
		if (card.kind !== 'nic' || isDummy(world, card.id) || (from.kind === 'vf' && isActivePf(card))) continue;
		onWire.add(card.id);
		yield {id: card.id, frame: effect.frame};
	}
	if (from.kind === 'vf' || step === 'letter') return;
	yield* givenInside(world, effects, onWire, step === 'receive' ? device : -1);
}

/** What a physical function sends to a virtual one never reaches the wire. `receiver` took it from there. */
function* givenInside(
	world: World,
	effects: readonly Effect[],
	onWire: Set<DeviceId>,
	receiver: DeviceId,
): Generator<{id: DeviceId; frame: Frame}> {
	for (const effect of effects) {
		if (effect.kind !== 'passed' || effect.step !== 'receive') continue;
		const to = deviceAt(world, effect.to);
		if (to.kind !== 'vf' || to.pf === receiver || onWire.has(to.pf)) continue;
		onWire.add(to.pf);
		yield {id: to.pf, frame: effect.frame};
	}
}
