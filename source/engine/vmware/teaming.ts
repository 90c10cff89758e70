/*
 * NIC teams: by which uplink
 *
 * Uplinks are active, standby or unused. A standby one stands in for an active one that has failed. Of those in
 * duty the policy chooses:
 *
 * originating port ID   by the number of the virtual port: a vNIC has one uplink until it fails (default)
 * source MAC hash       by the last octet of the source
 * IP hash               by the last octets of both IP addresses, XOR; of other frames by what stands where the
 *                       addresses would be. A vNIC uses all uplinks, so the physical switch must have
 *                       them as one static aggregate (EtherChannel). Where it has not, it sees one address now here,
 *                       now there, and brings every broadcast in twice
 * explicit failover     the first of the order that works; no balance
 * physical NIC load     vDS: as port ID, but a port moves away from an uplink that is busy (`nic-load.ts`)
 *
 * A LAG (`lag.ts`) stands in the order of a team as one uplink.
 *
 * The other way round
 * -------------------
 * The policy holds for what comes in, too: a port has frames only from the uplink by which it sends. Without that
 * every broadcast from outside would come in as often as there are uplinks. IP hash takes from all that are in duty,
 * for there the physical switch chooses.
 *
 * Failover and failback
 * ---------------------
 * When the link of an uplink goes, its ports move at once, and for each of them, with "notify switches", a reverse
 * ARP leaves by the new uplink, so that the physical switch learns where the station is now. When it comes back,
 * they move back; without failback it waits until another one fails. Failed is an uplink without link, or, where that
 * is asked for, one that hears no beacons (`beacon.ts`).
 *
 * Source: VMware, vSphere Networking, Teaming and Failover Policy; vSphere API, HostNicTeamingPolicy (reversePolicy,
 * rollingOrder, notifySwitches). How a port number becomes an uplink is not public; here it is the number less one,
 * modulo the number of active uplinks.
 *
 * Not modelled: notifications for addresses that were learned behind a port; the up to one second that a host takes.
 */
import {type Frame, payloadOffset} from '../frame.js';
import {isBlind} from './beacon.js';
import type {VirtualPort, VmwareSwitch} from './vmware-switch-device.js';

export const DETECTIONS = ['link', 'beacon'] as const;
type Detection = (typeof DETECTIONS)[number];

export const TEAM_POLICIES = ['port-id', 'mac-hash', 'ip-hash', 'explicit', 'nic-load'] as const;
export type TeamPolicy = (typeof TEAM_POLICIES)[number];

export interface TeamingPolicy {
	policy: TeamPolicy;
	/** Names of uplinks and LAGs in order; left out, all uplinks that are in no LAG. Whoever is in neither list is unused. */
	active: string[] | undefined;
	standby: string[];
	notify: boolean;
	failback: boolean;
	/** What tells that an uplink has failed: its link alone, or beacons too. */
	detection: Detection;
}

/** What a team counts as one: an uplink, or a LAG with the members that work. */
export interface Leg {
	name: string;
	/** Positions in `device.uplinks`. */
	uplinks: number[];
}

/** What a choice may depend on. */
export interface TeamKey {
	port: VirtualPort;
	/** Last octet of the station's own address. */
	station: number;
	/** Of both IP addresses; `undefined` when it is not known, as for what comes in. */
	addresses?: number;
}

export function defaultTeaming(): TeamingPolicy {
	return {policy: 'port-id', active: undefined, standby: [], notify: true, failback: true, detection: 'link'};
}

/** The uplink or LAG for a frame of this key; `undefined` when nothing is in duty. */
export function legFor(device: VmwareSwitch, team: TeamingPolicy, key: TeamKey): Leg | undefined {
	const slots = slotsOf(device, team);
	const duty = slots.filter((leg) => leg !== undefined);
	const pick = (number: number): Leg | undefined => slots[number % slots.length] ?? duty[number % duty.length];
	if (duty.length === 0) return undefined;
	switch (team.policy) {
		case 'explicit':
			return duty[0];
		case 'port-id':
			return pick(key.port.number - 1);
		case 'nic-load':
			return duty.find(({name}) => name === key.port.placed) ?? pick(key.port.number - 1);
		case 'mac-hash':
			return pick(key.station);
		case 'ip-hash':
			return duty[(key.addresses ?? 0) % duty.length];
		default:
			return team.policy satisfies never;
	}
}

/** Does a port of this key have frames from the uplink at this position? */
export function takesFrom(device: VmwareSwitch, team: TeamingPolicy, key: TeamKey, uplink: number): boolean {
	if (team.policy === 'ip-hash' || isBlind(device, team)) return slotsOf(device, team).some((leg) => leg?.uplinks.includes(uplink));
	return legFor(device, team, key)?.uplinks.includes(uplink) === true;
}

/** XOR of the last octets of both IPv4 addresses, or of what stands in their place. */
export function ipHash(frame: Frame): number {
	const at = payloadOffset(frame);
	const {bytes} = frame;
	return (bytes[at + 15] ?? 0) ^ (bytes[at + 19] ?? 0);
}

/** The active places of a team, each with who fills it now: itself, a standby, or nobody. */
export function slotsOf(device: VmwareSwitch, team: TeamingPolicy): (Leg | undefined)[] {
	const active = team.active ?? device.uplinks.flatMap(({name, lag}) => (lag === '' ? [name] : []));
	const seesBeacons = team.detection === 'beacon' && !isBlind(device, team);
	const working = (name: string): Leg | undefined => workingLeg(device, name, team.failback, seesBeacons);
	const places = active.map(working);
	const standby = team.standby.flatMap((name) => working(name) ?? []);
	// Of an explicit order the next active one comes before any standby.
	if (team.policy === 'explicit') return places.some(Boolean) ? places : standby;
	if (places.length === 0) return standby;
	return places.map((leg) => leg ?? standby.shift());
}

/** What works of the uplink or LAG with this name. */
function workingLeg({uplinks, lags}: VmwareSwitch, name: string, failback: boolean, seesBeacons: boolean): Leg | undefined {
	const lag = lags.find((one) => one.name === name);
	const members = uplinks.flatMap((uplink, position) => {
		const isMember = lag ? uplink.lag === name && lag.enabled.includes(uplink.device) : uplink.name === name && uplink.lag === '';
		return isMember && uplink.up && (failback || !uplink.returned) && !(seesBeacons && uplink.silent) ? [position] : [];
	});
	return members.length === 0 ? undefined : {name, uplinks: members};
}
