/*
 * Who speaks at a device
 *
 * A frame that a device sends is its own, or that of what stands on it: the bridge that it is a port of, its VLAN sub-interface.
 * One that it receives comes from the other end of its wire, and there from whoever speaks by that end.
 */
import type {Device} from '../../engine/device.js';
import {type Tag, TPID_8021Q} from '../../engine/frame.js';
import {type Mac, toMac} from '../../engine/mac.js';
import {deviceAt, type Machine, machineOf, peerOf, type World} from '../../engine/world.js';

export interface Sender {
	mac: Mac;
	/** Where addresses and routes are; `undefined` for a stranger. */
	device: Device | undefined;
	machine: Machine | undefined;
	/** Tags that the frame has by the time it is at the device, outermost first. */
	tags: Tag[];
}

/** A unicast address for documentation (RFC 7042 2.1.2): nobody in a lab has it. */
const STRANGER: Sender = {mac: toMac('00:00:5e:00:53:01'), device: undefined, machine: undefined, tags: []};

export function senderAt(world: World, device: Device, way: 'in' | 'out'): Sender {
	const end = way === 'out' ? device : peerOf(world, device.id);
	if (!end) return STRANGER;
	const {device: speaker, tags} = speakerOf(world, end);
	return {mac: speaker.mac, device: speaker, machine: machineOf(world, speaker.id), tags};
}

/** The device with an address whose frames leave by `end`: itself, what stands on it, or its master; else `end`. */
function speakerOf(world: World, end: Device): {device: Device; tags: Tag[]} {
	const master = end.master === -1 ? undefined : deviceAt(world, end.master);
	const found = speakerOn(world, end, []) ?? (master && speakerOn(world, master, []));
	return found ?? {device: end, tags: []};
}

function speakerOn(world: World, device: Device, tags: Tag[]): {device: Device; tags: Tag[]} | undefined {
	if (device.addresses.length > 0) return {device, tags};
	for (const id of device.uppers) {
		const upper = deviceAt(world, id);
		if (!upper.present) continue;
		const own = upper.kind === 'vlan' ? [...tags, {tpid: upper.protocol, pcp: 0, dei: false, vid: upper.vid}] : tags;
		const found = speakerOn(world, upper, own);
		if (found) return found;
	}
	return undefined;
}

export function tagOf(vid: number): Tag {
	return {tpid: TPID_8021Q, pcp: 0, dei: false, vid};
}
