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
import type {HostedCause} from './cause.js';
import type {Hub} from './hub-device.js';

/** Does a card with MAC `own` take a frame for `dst`? Groups all pass: the hash filter of a vNIC is not modelled. */
export function cardTakes(dst: Mac, own: Mac, promiscuous: boolean): boolean {
	return isGroup(dst) || dst === own || promiscuous;
}

/** A copy for every port but `from` whose owner takes the frame; how many there were. `introduce` has the first word, if anybody takes it. */
export function copyToJacks(world: World, hub: Hub, frame: Frame, from: DeviceId, out: Sink, introduce?: HostedCause): number {
	const dst = dstMac(frame);
	const mayListen = hub.kind === 'vmnet' && hub.promiscuous;
	const takers: {jack: DeviceId; owner: DeviceId}[] = [];
	for (const jack of hub.jacks) {
		const owner = jack === from ? undefined : peerOf(world, jack);
		if (!owner) continue;
		const listens = owner.promiscuity > 0;
		if (cardTakes(dst, owner.mac, listens && mayListen)) takers.push({jack, owner: owner.id});
		else if (listens && out.tracing) out.note({kind: 'vmnet-promiscuous-denied', guest: owner.id});
	}
	if (out.tracing && takers.length > 0) {
		if (introduce) out.note(introduce);
		out.note({kind: 'vmnet-hub', hub: hub.id, takers: takers.map(({owner}) => owner)});
	}
	for (const {jack} of takers) out.transmit(jack, frame);
	return takers.length;
}

/** The hub that `device` is a port of. */
export function hubOfJack(world: World, device: Device): Hub | undefined {
	const master = device.master === -1 ? undefined : deviceAt(world, device.master);
	return master?.kind === 'vmnet' || master?.kind === 'user-network' ? master : undefined;
}
