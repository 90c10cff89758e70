/*
 * The failover pair (net_failover)
 *
 * A guest with a virtual function cannot be moved: what its driver has set up is in the card. So the guest is given
 * two ways with one MAC: a virtio NIC (the standby) and the VF (the primary). In the guest a third device stands over
 * both, and that is the one with the IP address. It sends by the VF while there is one with a link, and by
 * virtio otherwise. Take the VF away, and the guest is an ordinary one that any host can take.
 *
 * The pair is made by the driver of the virtio NIC when the hypervisor says so (VIRTIO_NET_F_STANDBY). Whatever VF with the
 * same MAC turns up in the guest becomes its primary half; nobody configures anything. While it has a
 * primary half, what comes by the standby is not for the stack: the same broadcast would arrive twice.
 *
 * Unlike a bond it announces nothing: who must learn the new way is told by the hypervisor (`migration.ts`).
 *
 * Rules: net_failover_start_xmit, net_failover_handle_frame, net_failover_open, net_failover_slave_register
 * (drivers/net/net_failover.c), failover_slave_register (net/core/failover.c).
 *
 * Not modelled: a VF in place of a VF without being taken out before, offloads, sockets bound to one half.
 */
import type {Device} from '../device.js';
import type {Frame} from '../frame.js';
import {type DeviceId, isOperational, type PacketType} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceOfKind, type Machine, type World} from '../world.js';
import type {FailoverDevice} from './failover-device.js';

/** The half by which the pair sends now; `undefined` when neither can. */
export function activeHalf(world: World, {primary, standby}: FailoverDevice): Device | undefined {
	return halves(world, primary, standby).find(isOperational);
}

/** The primary half before the standby, as far as they are there. */
export function halvesOf(world: World, {primary, standby}: FailoverDevice): Device[] {
	return halves(world, primary, standby);
}

/** Sends by the primary half, or by the standby (net_failover_start_xmit). */
export function transmitFromFailover(world: World, device: FailoverDevice, frame: Frame, out: Sink): void {
	const half = activeHalf(world, device);
	if (!half) {
		device.counters.txDropped++;
		out.drop('failover-no-path');
		return;
	}
	if (out.tracing) out.note({kind: 'failover-path', device: half.id, half: half.id === device.primary ? 'primary' : 'standby'});
	out.transmit(half.id, frame);
}

/** A half received a frame (net_failover_handle_frame). */
export function receiveFromHalf(pair: FailoverDevice, half: DeviceId, frame: Frame, type: PacketType, out: Sink): void {
	if (half === pair.standby && pair.primary !== -1) out.drop('failover-standby');
	else out.receive(pair.id, frame, type);
}

/** The pairs of a machine. */
export function failoversOf(world: World, machine: Machine): FailoverDevice[] {
	return machine.devices.flatMap((id) => deviceOfKind(world, id, 'failover') ?? []);
}

function halves(world: World, ...ids: DeviceId[]): Device[] {
	return ids.flatMap((id) => (id === -1 ? [] : [deviceAt(world, id)]));
}
