/** A network gets its NAT device: the station .2 with a table, and a DNS proxy. */
import type {Mac} from '../mac.js';
import {createConnections} from '../nat/table.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';
import type {Hub, Vmnet} from './hub-device.js';
import {PLAN, serviceMac} from './presets.js';
import {addressOn, addService} from './services.js';

/** The NAT device of a VMnet. */
export function startNat(world: World, vmnet: Vmnet, out: Sink): void {
	addNat(world, vmnet, serviceMac('nat', vmnet.number), [addressOn(vmnet, PLAN.nat)], out);
}

/** A NAT device with these addresses; `alias` stands for the host. */
export function addNat(world: World, hub: Hub, mac: Mac, addresses: Ipv4Address[], out: Sink, alias?: Ipv4Address): void {
	hub.nat = addService(world, hub, 'nat', mac, addresses, out);
	const machine = world.machines[hub.nat.machine] as Machine;
	const host = world.machines[hub.machine] as Machine;
	machine.natService = {
		hub: hub.id,
		host: host.id,
		connections: createConnections(),
		forwards: [],
		proxied: new Map(),
		...(alias === undefined ? {} : {alias}),
	};
	host.natServices = [...(host.natServices ?? []), machine.id];
}
