/** The timers of a machine's programs. */
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import {dhcpClientTimer} from './dhcp-client.js';
import {dhcpServerTimer} from './dhcp-server.js';
import {resolverTimer} from './resolver.js';

/** Does what is due at `now`. */
export function programsTimer(world: World, machine: Machine, now: number, out: Sink): void {
	const {programs} = machine;
	if (!programs) return;
	for (const client of programs.dhcpClients) dhcpClientTimer(world, client, now, out);
	for (const server of programs.dhcpServers) dhcpServerTimer(world, server, now, out);
	for (const query of programs.resolver.queries) resolverTimer(world, machine, query, now, out);
}

/** A device left `machine`: programs on it end, the others need another device to wake them. */
export function programsLostDevice(machine: Machine, id: DeviceId, out: Sink): void {
	const {programs} = machine;
	if (!programs) return;
	programs.dhcpClients = programs.dhcpClients.filter(({device}) => device !== id);
	programs.dhcpServers = programs.dhcpServers.filter(({device}) => device !== id);
	const [device] = machine.devices;
	if (device === undefined) return;
	for (const {timer} of programs.resolver.queries) if (timer !== Number.POSITIVE_INFINITY) out.wake(device, timer);
}
