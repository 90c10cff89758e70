/** `lo`: what a machine sends to itself comes back to it, in a step of its own (loopback_xmit). */
import type {Sink} from '../sink.js';
import type {Machine} from '../world.js';

/** Packets that may wait; more are lost (netdev_max_backlog). */
const BACKLOG = 1000;

/** Sends an IPv4 packet of `machine` to itself; lost while `lo` is down. */
export function sendToSelf(machine: Machine, packet: Uint8Array, now: number, out: Sink): void {
	const {stack, loopbackDown} = machine;
	const [device] = machine.devices;
	if (loopbackDown || device === undefined) {
		out.drop('device-down');
		return;
	}
	stack.loopback ??= [];
	if (stack.loopback.length >= BACKLOG) {
		out.drop('neighbour-queue-full');
		return;
	}
	stack.loopback.push(packet);
	out.wake(device, now);
}
