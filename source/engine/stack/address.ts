/*
 * Whose address is this?
 *
 * Linux is a weak host: an address belongs to the machine, not to the NIC that
 * it was put on. Any NIC takes packets for it and answers ARP for it, with its
 * own MAC (arp_ignore 0), even when the address's own NIC is down.
 *
 * Not modelled: scopes, labels and lifetimes of addresses.
 */
import type {Device} from '../device.js';
import {type Ipv4Address, isInSubnet, isLoopback, UNSPECIFIED} from '../protocol/ipv4-address.js';
import {deviceAt, type Machine, type World} from '../world.js';

/** Is it one of the machine's own, on whatever device (RTN_LOCAL)? Every machine has 127.0.0.0/8. */
export function ownsAddress(world: World, machine: Machine, address: Ipv4Address): boolean {
	if (isLoopback(address)) return true;
	return machine.devices.some((id) => deviceAt(world, id).addresses.some((own) => own.address === address));
}

/** The address with which `device` speaks to `target`: one in the same subnet, else its first, else any (inet_select_addr). */
export function selectSource(world: World, machine: Machine, device: Device, target: Ipv4Address): Ipv4Address {
	const near = device.addresses.find((own) => isInSubnet(target, own.address, own.prefix)) ?? device.addresses[0];
	if (near) return near.address;
	const other = machine.devices.map((id) => deviceAt(world, id).addresses[0]).find((own) => own !== undefined);
	return other?.address ?? UNSPECIFIED;
}

/** Is the address at `index` a further one in the subnet of an earlier one (IFA_F_SECONDARY)? */
export function isSecondary(addresses: Device['addresses'], index: number): boolean {
	const own = addresses[index];
	return own !== undefined && addresses.slice(0, index).some((first) => sameSubnet(first, own));
}

export function sameSubnet(a: {address: Ipv4Address; prefix: number}, b: {address: Ipv4Address; prefix: number}): boolean {
	return a.prefix === b.prefix && isInSubnet(a.address, b.address, a.prefix);
}
