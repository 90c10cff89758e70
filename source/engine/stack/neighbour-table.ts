/** The neighbour table of a stack, as data; its rules are in `neighbour.ts`. */
import type {DeviceId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import type {Neighbour, Stack} from './stack-state.js';

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
