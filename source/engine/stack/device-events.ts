/** What the stack does when a device of its machine comes, goes, or loses its carrier (inetdev_event, arp_netdev_event). */
import type {Device} from '../device.js';
import {forgetMasqueraded, wakeNat} from '../nat/hooks.js';
import type {DeviceId} from '../netdev.js';
import {wakeWeb} from '../programs/tcp-events.js';
import {programsLostDevice} from '../programs/timers.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {wakeFor} from './ping.js';
import {addRoutes, removeRoutes} from './route.js';
import {wakeTcp} from './tcp/timers.js';

/** `device` came up or went down. Down takes its routes and every neighbour on it, permanent ones too (neigh_ifdown). */
export function deviceSetUp(world: World, device: Device): void {
	const {stack} = world.machines[device.machine] as Machine;
	if (device.up) {
		addRoutes(stack, device);
		return;
	}
	removeRoutes(stack, device.id);
	stack.neighbours = stack.neighbours.filter((entry) => entry.device !== device.id);
	forgetMasqueraded(stack, device.id);
}

/** `device` lost its carrier: what ARP found there is forgotten, what was put in by hand stays (neigh_carrier_down). */
export function carrierLost(world: World, device: Device): void {
	const {stack} = world.machines[device.machine] as Machine;
	stack.neighbours = stack.neighbours.filter((entry) => entry.device !== device.id || entry.state === 'permanent');
}

/** The device `id` is no longer in `machine`: deleted, or moved to another one. Running pings, programs and `lo` need another device to wake them. */
export function deviceGone(machine: Machine, id: DeviceId, out: Sink): void {
	const {stack} = machine;
	removeRoutes(stack, id);
	stack.neighbours = stack.neighbours.filter((entry) => entry.device !== id);
	forgetMasqueraded(stack, id);
	for (const ping of stack.pings) wakeFor(machine, ping, out);
	wakeTcp(machine, out);
	wakeWeb(machine, out);
	wakeNat(machine, out, true);
	programsLostDevice(machine, id, out);
	const [other] = machine.devices;
	if (other !== undefined && stack.loopback?.length) out.wake(other, 0);
}
