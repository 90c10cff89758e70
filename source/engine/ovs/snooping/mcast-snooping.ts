/*
 * Multicast snooping (lib/mcast-snooping.[ch])
 *
 * Without it a group is flooded like an unknown station. A bridge that snoops
 * reads what hosts and routers say to each other (IGMP, MLD) and keeps, for each VLAN, which ports have
 * members of a group, and behind which ports a multicast router asks.
 *
 * Age
 * ---
 * Whole seconds. A port stays in a group for 300 s (`mcast-snooping-aging-time`, 15 to 3600) after its last report,
 * a router for 180 s after its last query. Only the group that was reported least
 * recently is looked at, and within it the port, so something old behind a younger group stays
 * until its turn comes.
 *
 * Leaving
 * -------
 * A leave takes its port out of the group at once: there is no question back whether others are
 * left there, as switches with "fast leave" do it. A port with `mcast-snooping-flood-reports` leads to
 * another switch, so there a leave changes nothing. A group that has lost its last
 * port is still known until its turn comes; then its traffic goes to routers only,
 * instead of being flooded.
 *
 * Routers and flood ports (`mcast-snooping-flood`) get every group, so they are in none.
 *
 * Not modelled: PIM, by which other switches find routers; the entry of a flagged port that the real
 * program forgets to remove with its port, which only `ofproto/trace` mentions.
 */

/** Seconds. */
const DEFAULT_AGEING = 300;
const ROUTER_AGEING = 180;
const DEFAULT_SIZE = 2048;
const SECOND = 1_000_000_000;

interface McastGroup {
	vlan: number;
	/** `239.1.1.1`, `ff05::1` */
	address: string;
	/** By name of the port: the second of world time at which it leaves the group; least recently reported first. */
	ports: Map<string, number>;
}

interface McastRouter {
	vlan: number;
	port: string;
	/** Second of world time. */
	expires: number;
}

export interface McastSnooping {
	/** Counts changes that matter to cached flows. */
	version: number;
	/** Seconds. */
	ageing: number;
	maxEntries: number;
	/** `mcast-snooping-disable-flood-unregistered` turns it off: then groups nobody asked for go to routers only. */
	floodUnregistered: boolean;
	/** Least recently reported first. */
	groups: Map<string, McastGroup>;
	/** Least recently heard first. */
	routers: Map<string, McastRouter>;
	/** Ports with `mcast-snooping-flood`. */
	floodPorts: string[];
	/** Ports with `mcast-snooping-flood-reports`. */
	reportPorts: string[];
}

/** A row of `mdb/show`; a router has no group. */
export interface MdbRow {
	port: string;
	vlan: number;
	group: string | undefined;
	/** Whole seconds. */
	age: number;
}

export function createMcastSnooping(): McastSnooping {
	return {
		version: 0,
		ageing: DEFAULT_AGEING,
		maxEntries: DEFAULT_SIZE,
		floodUnregistered: true,
		groups: new Map(),
		routers: new Map(),
		floodPorts: [],
		reportPorts: [],
	};
}

/** The group, as traffic for it finds it. */
export function findGroup(snooping: McastSnooping, vlan: number, address: string): McastGroup | undefined {
	return snooping.groups.get(keyOf(vlan, address));
}

/** A member was heard on `port`; true when the group is new (mcast_snooping_add_group). */
export function joinGroup(snooping: McastSnooping, vlan: number, address: string, port: string, now: number): boolean {
	const {groups, routers, floodPorts} = snooping;
	if (routers.has(keyOf(vlan, port)) || floodPorts.includes(port)) return false;
	const key = keyOf(vlan, address);
	const known = groups.get(key);
	if (!known && groups.size >= snooping.maxEntries) dropGroup(snooping, groups.keys().next().value as string);
	const group = known ?? {vlan, address, ports: new Map()};
	if (!group.ports.has(port)) snooping.version++;
	// Deleted first, so that it stands last.
	groups.delete(key);
	groups.set(key, group);
	group.ports.delete(port);
	group.ports.set(port, secondsOf(now) + snooping.ageing);
	return !known;
}

/** The last member on `port` left; true when the port was in the group (mcast_snooping_leave_group). */
export function leaveGroup(snooping: McastSnooping, vlan: number, address: string, port: string): boolean {
	if (snooping.reportPorts.includes(port)) return false;
	const gone = findGroup(snooping, vlan, address)?.ports.delete(port) ?? false;
	if (gone) snooping.version++;
	return gone;
}

/** A query was heard on `port`; true when the router is new (mcast_snooping_add_mrouter). */
export function heardRouter(snooping: McastSnooping, vlan: number, port: string, now: number): boolean {
	if (snooping.floodPorts.includes(port)) return false;
	const key = keyOf(vlan, port);
	const isNew = !snooping.routers.delete(key);
	snooping.routers.set(key, {vlan, port, expires: secondsOf(now) + ROUTER_AGEING});
	if (isNew) snooping.version++;
	return isNew;
}

/** Forgets groups and routers: `mdb/flush`, or the spanning tree has changed (mcast_snooping_mdb_flush). */
export function flushMcast(snooping: McastSnooping): void {
	if (snooping.groups.size > 0) snooping.version++;
	snooping.groups.clear();
	snooping.routers.clear();
}

/** Forgets what is behind a port (mcast_snooping_flush_bundle). */
export function flushMcastPort(snooping: McastSnooping, port: string): void {
	for (const [key, group] of snooping.groups) {
		if (!group.ports.delete(port)) continue;
		snooping.version++;
		if (group.ports.size === 0) snooping.groups.delete(key);
	}
	for (const [key, router] of snooping.routers) {
		if (router.port !== port) continue;
		snooping.routers.delete(key);
		snooping.version++;
	}
}

/** World time, ns, at which `expireMcast` has something to do; Infinity when nothing ages, -Infinity for at once. */
export function nextMcastExpiry({groups, routers, maxEntries}: McastSnooping): number {
	if (groups.size > maxEntries) return Number.NEGATIVE_INFINITY;
	const oldest = groups.values().next().value;
	const leaves = oldest && (oldest.ports.values().next().value ?? Number.NEGATIVE_INFINITY);
	const router = routers.values().next().value;
	return Math.min(leaves ?? Number.POSITIVE_INFINITY, router?.expires ?? Number.POSITIVE_INFINITY) * SECOND;
}

/** Removes what is too old, or too much (mcast_snooping_run). */
export function expireMcast(snooping: McastSnooping, now: number): void {
	const {groups, routers} = snooping;
	for (const [key, group] of groups) {
		if (groups.size > snooping.maxEntries) dropGroup(snooping, key);
		else if (!prune(snooping, key, group, now)) break;
		else if (groups.has(key)) break;
	}
	for (const [key, router] of routers) {
		if (router.expires > secondsOf(now)) break;
		routers.delete(key);
		snooping.version++;
	}
}

/** Rows of `mdb/show` in its order: groups, then routers. */
export function listMdb(snooping: McastSnooping, now: number): MdbRow[] {
	const seconds = secondsOf(now);
	const rows: MdbRow[] = [];
	for (const {vlan, address, ports} of snooping.groups.values()) {
		for (const [port, expires] of ports) rows.push({port, vlan, group: address, age: snooping.ageing - (expires - seconds)});
	}
	for (const {vlan, port, expires} of snooping.routers.values()) {
		rows.push({port, vlan, group: undefined, age: ROUTER_AGEING - (expires - seconds)});
	}
	return rows;
}

/** `mcast-snooping-aging-time` in seconds, 0 for the default; what is known gets older or younger with it. */
export function setMcastAgeing(snooping: McastSnooping, seconds: number): void {
	const ageing = Math.min(Math.max(seconds || DEFAULT_AGEING, 15), 3600);
	for (const {ports} of snooping.groups.values()) {
		for (const [port, expires] of ports) ports.set(port, expires + ageing - snooping.ageing);
	}
	snooping.ageing = ageing;
}

/** `mcast-snooping-table-size`, 0 for the default. */
export function setMcastTableSize(snooping: McastSnooping, size: number): void {
	snooping.maxEntries = Math.min(Math.max(size || DEFAULT_SIZE, 10), 1_000_000);
}

/** `mcast-snooping-disable-flood-unregistered` (the opposite of `flood`), and which ports have flags of their own; those that had them before come first. */
export function setMcastFlooding(snooping: McastSnooping, flood: boolean, floodPorts: string[], reportPorts: string[]): void {
	const {floodUnregistered, floodPorts: flooded, reportPorts: reported} = snooping;
	if (floodUnregistered === flood && isSameSet(flooded, floodPorts) && isSameSet(reported, reportPorts)) return;
	snooping.floodUnregistered = flood;
	snooping.floodPorts = [...new Set([...flooded, ...floodPorts])].filter((name) => floodPorts.includes(name));
	snooping.reportPorts = [...new Set([...reported, ...reportPorts])].filter((name) => reportPorts.includes(name));
	snooping.version++;
}

function keyOf(vlan: number, name: string): string {
	return `${vlan} ${name}`;
}

function secondsOf(time: number): number {
	return Math.floor(time / SECOND);
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((name) => b.includes(name));
}

function dropGroup(snooping: McastSnooping, key: string): void {
	snooping.groups.delete(key);
	snooping.version++;
}

/** Ports that are too old leave the group, and with the last one it ends; false when nothing is too old (mcast_snooping_prune_expired). */
function prune(snooping: McastSnooping, key: string, {ports}: McastGroup, now: number): boolean {
	const before = ports.size;
	for (const [port, expires] of ports) {
		if (expires > secondsOf(now)) break;
		ports.delete(port);
	}
	if (ports.size > 0 && ports.size === before) return false;
	if (ports.size === 0) snooping.groups.delete(key);
	snooping.version++;
	return true;
}
