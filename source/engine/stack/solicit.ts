/** The ARP request: who has the address of this entry (arp_solicit)? */
import type {Device} from '../device.js';
import {buildFrame, ETHERTYPE} from '../frame.js';
import {BROADCAST} from '../mac.js';
import {ARP_OPERATION, buildArp} from '../protocol/arp.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {read32} from '../protocol/octets.js';
import type {Sink} from '../sink.js';
import {type Machine, machineOf, type World} from '../world.js';
import {ownsAddress, selectSource} from './address.js';
import type {Neighbour} from './stack-state.js';

/** Asks everybody, or in state `probe` only the MAC that the entry holds. Counts the request. */
export function solicit(world: World, device: Device, entry: Neighbour, out: Sink): void {
	entry.probes++;
	const isCheck = entry.state === 'probe';
	if (out.tracing) {
		const {address, mac} = entry;
		out.note(isCheck ? {kind: 'arp-checked', address, mac} : {kind: 'arp-asked', address});
	}
	const payload = buildArp({
		operation: ARP_OPERATION.request,
		senderMac: device.mac,
		senderAddress: askingAddress(world, machineOf(world, device.id), device, entry),
		targetMac: 0,
		targetAddress: entry.address,
	});
	out.transmit(device.id, buildFrame({dst: isCheck ? entry.mac : BROADCAST, src: device.mac, etherType: ETHERTYPE.arp, payload}));
}

/** The source of the newest packet that waits, if it is ours (arp_announce 0); else an address that fits the device. */
function askingAddress(world: World, machine: Machine, device: Device, entry: Neighbour): Ipv4Address {
	const packet = entry.waiting.at(-1);
	const source = packet ? read32(packet, 12) : undefined;
	if (source !== undefined && ownsAddress(world, machine, source)) return source;
	return selectSource(world, machine, device, entry.address);
}
