/*
 * The arithmetic of MAC tables
 *
 * What can be said about a fabric before anything runs. N stations speak; a table has
 * S places; an entry lives T seconds after its station last spoke.
 *
 * How many: `N = R·H·(V·n + h)`, R racks of H hosts, V VMs with n vNICs, and h addresses of
 * the host itself. MAC addresses are flat: nothing sums several up in one entry, as a prefix
 * does for IP, so N is also the number of entries that one flat network needs.
 *
 * How long: an attacker with r addresses a second fills S places in `S/r` seconds. To keep
 * them it must only repeat each before it ages: `S/T` frames a second.
 *
 * How much: a frame for an unknown station leaves a switch of P ports P-1 times.
 *
 * With chance: stations that speak at random times, A of them with λ frames a second each,
 * fill a table to `A·(1 - e^-λT)` in the long run. Of N keys that a hash throws into S/W buckets
 * of W places, those that find their bucket full do not fit, although elsewhere there is
 * room: the number of keys in a bucket is Poisson distributed with mean N·W/S.
 *
 * Not modelled: bursts and daily rhythm; hash functions that are worse than chance.
 */
import type {FabricParameters, Policy} from './parameters.js';

/** Stations of a fabric: `R·H·(V·n + h)`. */
export function stationCount({
	racks,
	hosts,
	vms,
	vnics,
	hostMacs,
}: Pick<FabricParameters, 'racks' | 'hosts' | 'vms' | 'vnics' | 'hostMacs'>): number {
	return racks * hosts * (vms * vnics + hostMacs);
}

/** Stations whose frames the core sees: all, or with VXLAN one tunnel end point (VTEP) a host. */
export function coreStations(parameters: Pick<FabricParameters, 'racks' | 'hosts' | 'vms' | 'vnics' | 'hostMacs' | 'overlay'>): number {
	return parameters.overlay === 'vxlan' ? parameters.racks * parameters.hosts : stationCount(parameters);
}

/** Stations that speak in the network of the guests: with VXLAN the hosts' own addresses are not among them. */
export function speakers(parameters: Pick<FabricParameters, 'racks' | 'hosts' | 'vms' | 'vnics' | 'hostMacs' | 'overlay'>): number {
	return stationCount(parameters.overlay === 'vxlan' ? {...parameters, hostMacs: 0} : parameters);
}

/** Racks of a flat network at which a table of `size` entries is full: `S / (H·(V·n + h))`. */
export function breakEvenRacks(
	size: number,
	{hosts, vms, vnics, hostMacs}: Pick<FabricParameters, 'hosts' | 'vms' | 'vnics' | 'hostMacs'>,
): number {
	return size / (hosts * (vms * vnics + hostMacs));
}

/** Seconds in which `rate` new addresses a second fill `size` entries. */
export function fillTime(size: number, rate: number): number {
	return size / rate;
}

/** Frames a second that keep `size` entries from ageing in `ageing` seconds. */
export function holdRate(size: number, ageing: number): number {
	return size / ageing;
}

/** Copies of an unknown unicast frame that leave a switch with so many ports. */
export function floodCopies(ports: number): number {
	return ports - 1;
}

/** Preamble, start delimiter and gap between frames, octets (IEEE 802.3, 4.4.2). */
const BETWEEN_FRAMES = 20;

/** Most frames a second on a link; `frameBytes` with the checksum. */
export function lineRate(bitsPerSecond: number, frameBytes: number): number {
	return bitsPerSecond / ((frameBytes + BETWEEN_FRAMES) * 8);
}

/** Stations of `active` ones that have sent in the last `ageing` seconds, when all together send `rate` frames a second. */
export function liveStations(active: number, rate: number, ageing: number): number {
	return active * (1 - Math.exp((-rate * ageing) / active));
}

/** Share of frames for unknown stations when a full table knows any `size` of `stations` that are equally often asked for. */
export function unknownShare(size: number, stations: number): number {
	return Math.max(0, 1 - size / stations);
}

/** Entries that find a place when `stations` keys are hashed into buckets of `ways` places, `size` places in all. */
export function hashedEntries(stations: number, size: number, ways: number): number {
	const buckets = Math.max(1, Math.floor(size / ways));
	const mean = stations / buckets;
	// E[min(X, W)] = W - sum of (W - k)·P(X = k) for k < W, X Poisson distributed.
	let term = Math.exp(-mean);
	let missing = 0;
	for (let keys = 0; keys < ways; keys++) {
		missing += (ways - keys) * term;
		term *= mean / (keys + 1);
	}
	return buckets * (ways - missing);
}

/**
 * Share of frames that a switch of `size` places floods when `live` of `active` stations are heard in the ageing time and
 * nobody attacks. Half of the frames are answers; who asked has just spoken, and is known wherever its frame
 * found a place. Only a full table that keeps the first ones may know neither of the two.
 */
export function ownFlooding(size: number, active: number, live: number, {policy, ways}: {policy: Policy; ways: number}): number {
	const known = policy === 'evict-by-hash' ? hashedEntries(live, size, Math.min(ways, size)) : Math.min(live, size);
	const unknown = Math.max(0, 1 - known / active);
	return policy === 'first-kept' && live > size ? unknown : unknown / 2;
}
