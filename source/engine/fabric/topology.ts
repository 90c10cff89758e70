/*
 * Who is where in a fabric
 *
 * Stations have numbers: those of a host one after the other, hosts rack after rack. So where a
 * station is, and in which group, is arithmetic and takes no memory. Numbers after the last station are
 * the addresses that an attacker invents; they are where the attacker is.
 */
import {speakers} from './formulas.js';
import type {FabricParameters} from './parameters.js';

export interface Topology {
	racks: number;
	/** In each rack. */
	hosts: number;
	/** Stations of each host. */
	perHost: number;
	/** Real ones, in all. */
	stations: number;
	/** With those that an attacker invents. */
	ids: number;
	/** Station that attacks; -1: nobody. It is its host's last one. */
	attacker: number;
	/** Stations in groups that talk to each other, and broadcast domains. */
	tenants: number;
	vlans: number;
	packed: boolean;
	/** Step of the shuffled order of stations. */
	stride: number;
	/** Hosts of a rack with somebody in the VLAN, or all: `[rack * vlans + vlan]`. */
	members: Uint16Array;
}

/** Stations as the frames inside have them; with VXLAN the hosts' own addresses are not among them. */
export function createTopology(parameters: FabricParameters): Topology {
	const {racks, hosts, overlay, tenants, placement, pruned, attack} = parameters;
	const stations = speakers(parameters);
	const perHost = stations / (racks * hosts);
	const groups = Math.min(tenants, stations);
	const vlans = overlay === 'vxlan' ? groups : Math.min(parameters.vlans, groups);
	const attacks = attack.rate > 0;
	const topology: Topology = {
		racks,
		hosts,
		perHost,
		stations,
		ids: stations + (attacks ? attack.addresses : 0),
		attacker: attacks ? (attack.rack * hosts + attack.host + 1) * perHost - 1 : -1,
		tenants: groups,
		vlans,
		packed: placement === 'packed',
		stride: strideOf(stations),
		members: new Uint16Array(0),
	};
	// An overlay asks host by host; only trunks need the sums.
	if (overlay === 'none') topology.members = membersOf(topology, pruned);
	return topology;
}

/** The switches under an overlay: a station a host, which is its tunnel end point (VTEP). */
export function createUnderlay({racks, hosts}: Topology): Topology {
	const stations = racks * hosts;
	const members = new Uint16Array(racks).fill(hosts);
	return {racks, hosts, perHost: 1, stations, ids: stations, attacker: -1, tenants: 1, vlans: 1, packed: false, stride: 1, members};
}

export function hostOf(topology: Topology, station: number): number {
	return Math.floor((station < topology.stations ? station : topology.attacker) / topology.perHost);
}

export function tenantOf(topology: Topology, station: number): number {
	const {stations, tenants, packed, attacker} = topology;
	const at = station < stations ? station : attacker;
	return packed ? Math.floor(at / Math.ceil(stations / tenants)) : at % tenants;
}

export function vlanOf(topology: Topology, station: number): number {
	return topology.vlans === 1 ? 0 : tenantOf(topology, station) % topology.vlans;
}

/** Stations of a tenant. */
export function tenantSize({stations, tenants, packed}: Topology, tenant: number): number {
	if (!packed) return Math.floor((stations - tenant - 1) / tenants) + 1;
	const block = Math.ceil(stations / tenants);
	return Math.max(0, Math.min(block, stations - tenant * block));
}

/** One station of a tenant; in ascending order, and so host after host. */
export function tenantMember({stations, tenants, packed}: Topology, tenant: number, at: number): number {
	return packed ? tenant * Math.ceil(stations / tenants) + at : tenant + at * tenants;
}

/** The station at a place of the shuffled order: neighbours in order are far apart in place. */
export function shuffled({stations, stride}: Topology, place: number): number {
	return (place * stride) % stations;
}

/** Octets of the topology's arrays. */
export function topologyBytes({members}: Topology): number {
	return members.byteLength;
}

/** Stations in the tenants of one host, about: its own among them. */
export function neighboursOf(topology: Topology): number {
	const {stations, tenants, perHost, packed} = topology;
	const size = Math.ceil(stations / tenants);
	// Side by side, a host has parts of the first and of the last of its tenants.
	const own = packed ? Math.ceil(perHost / size) + 1 : Math.min(perHost, tenants);
	return Math.min(stations, own * size);
}

/** Is a station of this host in the VLAN? */
export function hostHas(topology: Topology, host: number, vlan: number): boolean {
	const {perHost, vlans} = topology;
	if (vlans === 1) return true;
	for (let station = host * perHost; station < (host + 1) * perHost; station++) if (vlanOf(topology, station) === vlan) return true;
	return false;
}

function membersOf(topology: Topology, pruned: boolean): Uint16Array {
	const {racks, hosts, perHost, vlans, stations} = topology;
	const members = new Uint16Array(racks * vlans);
	if (!pruned) return members.fill(hosts);
	const lastHost = new Int32Array(vlans).fill(-1);
	for (let station = 0; station < stations; station++) {
		const vlan = vlanOf(topology, station);
		const host = Math.floor(station / perHost);
		if (lastHost[vlan] === host) continue;
		lastHost[vlan] = host;
		const at = Math.floor(host / hosts) * vlans + vlan;
		members[at] = (members[at] as number) + 1;
	}
	return members;
}

/** A step without common divisor with `stations`, near the golden section. */
function strideOf(stations: number): number {
	let stride = Math.max(1, Math.round(stations * 0.618_034));
	while (divisor(stride, stations) !== 1) stride++;
	return stride;
}

function divisor(a: number, b: number): number {
	return b === 0 ? a : divisor(b, a % b);
}
