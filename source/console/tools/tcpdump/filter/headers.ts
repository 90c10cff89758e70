/** Where headers stand in a packet, and which there are (gen_linktype, gen_proto, gen_ipfrag in gencode.c). */
import {type FilterView, load} from './view.js';

/** How far a condition is from the beginning of the packet. */
export interface Place {
	/** How many `vlan` stand before it. The first one's tag is not in the octets; see `view.ts`. */
	tags: number;
	isCooked: boolean;
}

/** Protocols that have an EtherType; STP has a service access point of LLC. */
export const TYPE_NUMBERS: Readonly<Record<string, number>> = {ip: 0x0800, arp: 0x0806, rarp: 0x8035, ip6: 0x86dd, stp: 0x42};

/** Those inside IP: in both versions, or in one. */
export const PROTOCOL_NUMBERS: Readonly<Record<string, {number: number; version: 4 | 6 | 'both'}>> = {
	sctp: {number: 132, version: 'both'},
	tcp: {number: 6, version: 'both'},
	udp: {number: 17, version: 'both'},
	pim: {number: 103, version: 'both'},
	ah: {number: 51, version: 'both'},
	esp: {number: 50, version: 'both'},
	icmp: {number: 1, version: 4},
	igmp: {number: 2, version: 4},
	igrp: {number: 9, version: 4},
	vrrp: {number: 112, version: 4},
	icmp6: {number: 58, version: 6},
};

/** A number up to this is a length, and LLC follows. */
const MOST_LENGTH = 1500;
const FRAGMENT = 44;

/** Where the EtherType of a condition stands. */
function typeOffset(view: FilterView, {tags}: Place): number {
	return 12 + Math.max(0, tags - 1) * 4 + (tags > 0 ? view.shift : 0);
}

/** Where the network header of a condition begins. */
export function networkOffset(view: FilterView, place: Place): number {
	return typeOffset(view, place) + 2;
}

/** Is the type of what follows this one? Numbers up to 1500 are service access points (gen_ether_linktype). */
export function isLinkType(view: FilterView, place: Place, type: number): boolean {
	const found = load(view, typeOffset(view, place), 2);
	if (type > MOST_LENGTH) return found === type;
	return found <= MOST_LENGTH && load(view, networkOffset(view, place), 1) === type;
}

export function hasType(place: Place, type: number): (view: FilterView) => boolean {
	return (view) => isLinkType(view, place, type);
}

/** Is `protocol` what follows the IP header? */
export function hasIpProtocol(place: Place, protocol: number, version: 4 | 6 | 'both'): (view: FilterView) => boolean {
	const in4 = (view: FilterView): boolean => isLinkType(view, place, 0x0800) && load(view, networkOffset(view, place) + 9, 1) === protocol;
	const in6 = (view: FilterView): boolean => {
		if (!isLinkType(view, place, 0x86dd)) return false;
		const at = networkOffset(view, place);
		const next = load(view, at + 6, 1);
		return (next === FRAGMENT && load(view, at + 40, 1) === protocol) || next === protocol;
	};
	if (version === 4) return in4;
	return version === 6 ? in6 : (view) => in4(view) || in6(view);
}

/** Only the first fragment has the header of what it carries. */
export function isFirstFragment(view: FilterView, place: Place): boolean {
	return (load(view, networkOffset(view, place) + 6, 2) & 0x1fff) === 0;
}

/** Where the header behind that of IPv4 begins. */
export function transportOffset(view: FilterView, place: Place): number {
	const at = networkOffset(view, place);
	return at + (load(view, at, 1) & 0xf) * 4;
}
