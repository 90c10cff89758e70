/**
 * Ports of a hub: who takes a frame. A port belongs to a guest or to a service, and takes what its owner's network card
 * would take: its own address, groups, and everything while it is promiscuous and allowed to be
 * (VNetPacketMatch, VNetUserIfReceive of the vmnet driver).
 */
import type {Device} from '../device.js';
import {dstMac, type Frame} from '../frame.js';
import {isGroup, type Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, peerOf, type World} from '../world.js';
import type {Hub} from './hub-device.js';

/** Does a card with MAC `own` take a frame for `dst`? Groups all pass: the hash filter of a vNIC is not modelled. */
export function cardTakes(dst: Mac, own: Mac, promiscuous: boolean): boolean {
	return isGroup(dst) || dst === own || promiscuous;
}

/** A copy for every port but `from` whose owner takes the frame; how many there were. */
export function copyToJacks(world: World, hub: Hub, frame: Frame, from: DeviceId, out: Sink): number {
	const dst = dstMac(frame);
	const takers: DeviceId[] = [];
	for (const id of hub.jacks) {
		const owner = id === from ? undefined : peerOf(world, id);
		if (!owner) continue;
		const wants = owner.promiscuity > 0;
		const allowed = hub.kind === 'vmnet' && hub.promiscuous;
		if (cardTakes(dst, owner.mac, wants && allowed)) takers.push(id);
		else if (wants && out.tracing) out.note({kind: 'vmnet-promiscuous-denied', port: id});
	}
	if (out.tracing && takers.length > 0) out.note({kind: 'vmnet-hub', hub: hub.id, takers});
	for (const id of takers) out.transmit(id, frame);
	return takers.length;
}

/** The hub that `device` is a port of. */
export function hubOfJack(world: World, device: Device): Hub | undefined {
	const master = device.master === -1 ? undefined : deviceAt(world, device.master);
	return master?.kind === 'vmnet' || master?.kind === 'user-network' ? master : undefined;
}
