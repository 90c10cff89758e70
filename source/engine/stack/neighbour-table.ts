/** The neighbour table of a stack, as data; its rules are in `neighbour.ts`. */
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Stack} from './stack.js';

/** In the order of a life; `ip neigh` prints them in capitals (NUD_*). */
export const NEIGHBOUR_STATES = ['incomplete', 'reachable', 'stale', 'delay', 'probe', 'failed', 'permanent'] as const;
export type NeighbourState = (typeof NEIGHBOUR_STATES)[number];

export interface Neighbour {
	device: DeviceId;
	address: Ipv4Address;
	/** Means something only in states that `isUsable` names. */
	mac: Mac;
	state: NeighbourState;
	/** World times in ns: last proof that it is there, last packet sent to it, last change. */
	confirmed: number;
	used: number;
	updated: number;
	/** Requests sent since the state began. */
	probes: number;
	/** World time of the next step, ns; Infinity is stopped. */
	timer: number;
	/** IPv4 packets, oldest first. */
	waiting: Uint8Array[];
}

export function findNeighbour(stack: Stack, device: DeviceId, address: Ipv4Address): Neighbour | undefined {
	return stack.neighbours.find((entry) => entry.device === device && entry.address === address);
}

/** Is there a MAC to send to (NUD_VALID)? */
export function isUsable(entry: Neighbour): boolean {
	return entry.state !== 'incomplete' && entry.state !== 'failed';
}

/** A new entry that knows nothing yet (neigh_create). */
export function addNeighbour(stack: Stack, device: DeviceId, address: Ipv4Address, now: number): Neighbour {
	const entry: Neighbour = {
		device,
		address,
		mac: 0,
		state: 'failed',
		confirmed: Number.NEGATIVE_INFINITY,
		used: now,
		updated: Number.NEGATIVE_INFINITY,
		probes: 0,
		timer: Number.POSITIVE_INFINITY,
		waiting: [],
	};
	stack.neighbours.push(entry);
	return entry;
}
