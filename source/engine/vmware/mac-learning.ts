/*
 * MAC learning
 *
 * The switches of VMware know the addresses of their vNICs and need to learn nothing. What they do not know is what
 * stands *behind* a vNIC: the guests of a hypervisor that is a guest itself (nested). Their frames leave with forged
 * sources, and the answers find nobody. Promiscuous mode helps, at the price that this guest has a copy of
 * everything. A port group of a vDS may learn instead, since 6.7: the sources of what comes from a port are found
 * there, and answers go to that port alone. Forged transmits must be accepted.
 *
 * At most 4096 addresses a port, fewer where told. Beyond that a frame with a new source is dropped, or goes on
 * without being learned. What nobody used for 600 s is forgotten. Nothing is learned from uplinks.
 *
 * A frame for an address that nobody has is flooded to the ports that learn and want that ("unknown unicast
 * flooding", on by default with learning); elsewhere nothing is ever flooded. From a guest it goes to the uplink too.
 *
 * The VEM of a Nexus 1000V learns as every Cisco switch does (`vem.ts`), in the same table.
 *
 * Source: VMware, vSphere Networking 8.0, What is MAC Learning Policy; the 600 s from VMware, NSX-T 3.0, MAC
 * Discovery Segment Profile. What happens to an address that then speaks from outside is not public; here it is
 * forgotten when it comes by the uplink of its port, and is a reflection when it comes by another.
 *
 * Not modelled: MAC movement between ports as an option of its own; here a station is where it spoke last.
 */
import type {Mac} from '../mac.js';
import {
	dataAt,
	findSlot,
	highOf,
	insertSlot,
	lowOf,
	macAt,
	removeSlot,
	removeWhere,
	setData,
	setTime,
	slotsOf,
	timeAt,
	vidAt,
} from '../mac-table.js';
import {portNumbered, type VmwareSwitch} from './vmware-switch-device.js';

export const MOST_LEARNED = 4096;
/** ns */
export const LEARNED_AGEING = 600_000_000_000;
/** The number that stands for "outside" in the table of a VEM. */
export const OUTSIDE = 0;
const MILLISECOND = 1_000_000;

export interface LearningPolicy {
	/** Most addresses of a port, 1 to 4096. */
	limit: number;
	/** What becomes of a frame with a new source beyond the limit. */
	whenFull: 'drop' | 'allow';
	/** Takes frames for unknown addresses. */
	flooding: boolean;
}

/** An address that was learned, as it is shown. */
export interface Learned {
	mac: Mac;
	vid: number;
	/** Number of the port; 0 is outside. */
	port: number;
	/** ns since it was last seen. */
	age: number;
}

/** Number of the port behind which the address is; 0 is outside, -1 nobody knows. */
export function findLearned({macs}: VmwareSwitch, mac: Mac, vid: number): number {
	const slot = findSlot(macs, highOf(mac), lowOf(mac), vid);
	return slot === -1 ? -1 : dataAt(macs, slot);
}

/** Learns that the address is behind port `number`, at most `limit` of them (0: any number); what was found. */
export function learnAddress(
	device: VmwareSwitch,
	mac: Mac,
	vid: number,
	number: number,
	now: number,
	limit: number,
): 'learned' | 'refreshed' | 'moved' | 'full' {
	const {macs} = device;
	const slot = findSlot(macs, highOf(mac), lowOf(mac), vid);
	const before = slot === -1 ? -1 : dataAt(macs, slot);
	const port = portNumbered(device, number);
	if (before !== number && limit > 0 && (port?.learned ?? 0) >= limit) return 'full';
	const at = slot === -1 ? insertSlot(macs, highOf(mac), lowOf(mac), vid) : slot;
	setTime(macs, at, (now / MILLISECOND) | 0);
	if (before === number) return 'refreshed';
	setData(macs, at, number);
	if (port) port.learned++;
	const old = portNumbered(device, before);
	if (old) old.learned--;
	return slot === -1 ? 'learned' : 'moved';
}

export function forgetAddress(device: VmwareSwitch, mac: Mac, vid: number): void {
	const {macs} = device;
	const slot = findSlot(macs, highOf(mac), lowOf(mac), vid);
	if (slot === -1) return;
	const port = portNumbered(device, dataAt(macs, slot));
	if (port) port.learned--;
	removeSlot(macs, slot);
}

/** Forgets what is behind port `number`. */
export function forgetPort(device: VmwareSwitch, number: number): void {
	removeWhere(device.macs, (slot) => dataAt(device.macs, slot) === number);
	const port = portNumbered(device, number);
	if (port) port.learned = 0;
}

/** Forgets what nobody has used for long; how many, and when to look again (ns; Infinity when nothing is left). */
export function forgetOld(device: VmwareSwitch, now: number): {count: number; next: number} {
	const {macs} = device;
	let oldest = 0;
	const count = removeWhere(macs, (slot) => {
		const age = ageOf(device, slot, now);
		if (age < LEARNED_AGEING) {
			oldest = Math.max(oldest, age);
			return false;
		}
		const port = portNumbered(device, dataAt(macs, slot));
		if (port) port.learned--;
		return true;
	});
	return {count, next: slotsOf(macs).length === 0 ? Number.POSITIVE_INFINITY : now + LEARNED_AGEING - oldest};
}

export function listLearned(device: VmwareSwitch, now: number): Learned[] {
	const {macs} = device;
	return slotsOf(macs).map((slot) => ({
		mac: macAt(macs, slot),
		vid: vidAt(macs, slot),
		port: dataAt(macs, slot),
		age: ageOf(device, slot, now),
	}));
}

function ageOf({macs}: VmwareSwitch, slot: number, now: number): number {
	return ((((now / MILLISECOND) | 0) - timeAt(macs, slot)) >>> 0) * MILLISECOND;
}
