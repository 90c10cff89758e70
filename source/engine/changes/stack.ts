/*
 * Changes of a machine's stack: addresses, neighbours, ping
 *
 * A second address in a subnet that the device is already in is *secondary*: it
 * makes no route, and goes when the first one goes (promote_secondaries 0).
 *
 * Rules: net/ipv4/devinet.c (inet_rtm_newaddr, __inet_del_ifa), net/core/neighbour.c
 * (neigh_add, neigh_delete). Not modelled: scopes, lifetimes, labels, peers.
 */
import {type ChangeResult, DONE, refused, type StackChange} from '../change.js';
import type {Device} from '../device.js';
import {networkOf} from '../protocol/ipv4-address.js';
import type {Sink} from '../sink.js';
import {isSecondary, sameSubnet} from '../stack/address.js';
import {updateNeighbour} from '../stack/neighbour.js';
import {addNeighbour, findNeighbour} from '../stack/neighbour-table.js';
import {startPing} from '../stack/ping.js';
import {finish} from '../stack/ping-job.js';
import {addRouteOf, addressGone, removeRoutes} from '../stack/route.js';
import type {Stack} from '../stack/stack-state.js';
import {deviceAt, type Machine, machineOf, type World} from '../world.js';

/** Applies a change of addresses or neighbours, or begins a ping, whose frames and timers go to `out`. */
export function applyStackChange(world: World, change: StackChange, out: Sink): ChangeResult {
	switch (change.kind) {
		case 'add-address':
			return addAddress(machineOf(world, change.device).stack, deviceAt(world, change.device), change);
		case 'del-address':
			return delAddress(world, machineOf(world, change.device), deviceAt(world, change.device), change.address, change.prefix);
		case 'neigh-add':
			return addNeigh(world, change, out);
		case 'neigh-del':
			return delNeigh(machineOf(world, change.device).stack, change);
		case 'neigh-flush':
			flushNeigh((world.machines[change.machine] as Machine).stack, change.device);
			return DONE;
		case 'ping':
			return startPing(world, world.machines[change.machine] as Machine, change.address, pingOptions(change), out);
		case 'stop-ping':
			return stopPing((world.machines[change.machine] as Machine).stack, change.ping);
		default:
			return change satisfies never;
	}
}

/** Puts an address on a device. */
export function addAddress(stack: Stack, device: Device, change: Extract<StackChange, {kind: 'add-address'}>): ChangeResult {
	const {address, prefix, broadcast} = change;
	if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) return refused('EINVAL', 'ipv4: Invalid prefix length');
	const own = {address, prefix, ...(broadcast === undefined ? {} : {broadcast})};
	if (device.addresses.some((other) => other.address === address && other.prefix === prefix)) {
		return refused('EEXIST', 'ipv4: Address already assigned');
	}
	const isFirst = !device.addresses.some((other) => sameSubnet(other, own));
	const firstSecondary = device.addresses.findIndex((_, index) => isSecondary(device.addresses, index));
	// The kernel lists all primary addresses before the secondary ones.
	if (isFirst && firstSecondary !== -1) device.addresses.splice(firstSecondary, 0, own);
	else device.addresses.push(own);
	if (device.up && isFirst) addRouteOf(stack, device, own);
	return DONE;
}

/** Takes an address away, and with a primary one those that are secondary to it. */
export function delAddress(world: World, machine: Machine, device: Device, address: number, prefix: number): ChangeResult {
	const index = device.addresses.findIndex((own) => own.address === address && own.prefix === prefix);
	const [gone] = index === -1 ? [] : device.addresses.slice(index);
	if (!gone) return refused('EADDRNOTAVAIL', 'ipv4: Address not found');
	if (isSecondary(device.addresses, index)) {
		device.addresses.splice(index, 1);
		addressGone(world, machine, device, address);
		return DONE;
	}
	const lost = device.addresses.filter((own) => sameSubnet(own, gone));
	device.addresses = device.addresses.filter((own) => !sameSubnet(own, gone));
	removeRoutes(machine.stack, device.id, {network: networkOf(address, prefix), prefix});
	for (const own of lost) addressGone(world, machine, device, own.address);
	return DONE;
}

function addNeigh(world: World, change: Extract<StackChange, {kind: 'neigh-add'}>, out: Sink): ChangeResult {
	const device = deviceAt(world, change.device);
	const {stack} = machineOf(world, device.id);
	const known = findNeighbour(stack, device.id, change.address);
	const verb = change.verb ?? 'add';
	// An entry that failed is an entry: after a ping in vain, `add` says that the file exists.
	if (known && verb === 'add') return refused('EEXIST');
	if (!known && verb === 'change') return refused('ENOENT');
	const entry = known ?? addNeighbour(stack, device.id, change.address, world.now);
	updateNeighbour(device, entry, {mac: change.mac, state: change.state ?? 'permanent', override: true, admin: true}, world.now, out);
	return DONE;
}

function delNeigh(stack: Stack, change: Extract<StackChange, {kind: 'neigh-del'}>): ChangeResult {
	const entry = findNeighbour(stack, change.device, change.address);
	if (!entry) return refused('ENOENT');
	stack.neighbours = stack.neighbours.filter((other) => other !== entry);
	return DONE;
}

function flushNeigh(stack: Stack, device: number | undefined): void {
	stack.neighbours = stack.neighbours.filter((entry) => entry.state === 'permanent' || (device !== undefined && entry.device !== device));
}

function stopPing(stack: Stack, id: number): ChangeResult {
	const ping = stack.pings.find((candidate) => candidate.id === id && !candidate.done);
	if (!ping) return refused('ENOENT');
	finish(ping);
	return DONE;
}

function pingOptions({count, interval, payload, linger, ttl}: Extract<StackChange, {kind: 'ping'}>): Parameters<typeof startPing>[3] {
	return {count, interval, payload, ...(linger === undefined ? {} : {linger}), ...(ttl === undefined ? {} : {ttl})};
}
