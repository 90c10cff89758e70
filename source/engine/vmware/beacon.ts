/*
 * Beacon probing
 *
 * The link of an uplink says that the next switch is there, and nothing of what is behind it. With beacon probing
 * every uplink of a team sends a broadcast each second, in every VLAN of its port groups, and listens for those of
 * the others. Who has heard nobody for three seconds is taken for failed, although its link is up.
 *
 * It takes three uplinks: with two, when one is cut off, neither hears the other, and nobody can say which it is.
 * Then everything is sent by both, and what comes in is taken from both.
 *
 * Not together with IP hash: one aggregate gives no beacon back.
 *
 * Source: VMware, vSphere Networking, Teaming and Failover Policy (one a second, three NICs, both of two); the
 * EtherType, 0x8922, and three missed ones: captures of ESX 4.1 and later. The contents are not public: here they are empty.
 *
 * Not modelled: uplinks that take turns, a limit of VLANs.
 */
import {buildFrame, etherType, type Frame, srcMac, TPID_8021Q} from '../frame.js';
import {BROADCAST} from '../mac.js';
import type {Sink} from '../sink.js';
import {deviceAt, type World} from '../world.js';
import {GUEST_TAGGING} from './port-group.js';
import type {TeamingPolicy} from './teaming.js';
import type {Uplink, VmwareSwitch} from './vmware-switch-device.js';

/** ns between two beacons. */
export const BEACON_INTERVAL = 1_000_000_000;
const MOST_MISSED = 3;
const ETHERTYPE_BEACON = 0x8922;
const PAYLOAD = 46;

/** Does any team ask for it, and is there somebody to hear? */
export function probes(device: VmwareSwitch): boolean {
	return device.uplinks.length > 1 && [...device.index.groups.values()].some(({team}) => team.detection === 'beacon');
}

/** Begins anew: everybody counts as heard just now. */
export function startBeacons(device: VmwareSwitch, now: number): void {
	for (const uplink of device.uplinks) hear(uplink, now);
}

/** A second has passed: who is silent, and a beacon by every uplink that somebody probes. */
export function sendBeacons(world: World, device: VmwareSwitch, out: Sink): void {
	for (const uplink of device.uplinks) {
		uplink.silent = uplink.up && world.now - uplink.heardAt > MOST_MISSED * BEACON_INTERVAL;
		if (!uplink.up) continue;
		const src = deviceAt(world, uplink.device).mac;
		for (const vid of vlansOf(device, uplink)) {
			const tags = vid === 0 ? [] : [{tpid: TPID_8021Q, pcp: 0, dei: false, vid}];
			const payload = new Uint8Array(PAYLOAD);
			out.transmit(uplink.device, buildFrame({dst: BROADCAST, src, tags, etherType: ETHERTYPE_BEACON, payload}));
		}
	}
}

/** Is it a beacon? One of another uplink of this switch is heard; true when that ends a silence. */
export function receiveBeacon(world: World, device: VmwareSwitch, uplink: Uplink, frame: Frame): 'beacon' | 'heard-again' | 'none' {
	if (etherType(frame) !== ETHERTYPE_BEACON) return 'none';
	const source = srcMac(frame);
	const isOurs = device.uplinks.some((other) => other !== uplink && deviceAt(world, other.device).mac === source);
	if (!isOurs) return 'beacon';
	const was = uplink.silent;
	hear(uplink, world.now);
	return was ? 'heard-again' : 'beacon';
}

/** Has the team lost its way: several uplinks with a link, and none hears another? */
export function isBlind(device: VmwareSwitch, team: TeamingPolicy): boolean {
	if (team.detection !== 'beacon') return false;
	const members = device.uplinks.filter((uplink) => uplink.up && isMember(team, uplink));
	return members.length > 1 && members.every(({silent}) => silent);
}

export function hear(uplink: Uplink, now: number): void {
	uplink.heardAt = now;
	uplink.silent = false;
}

function isMember({active, standby}: TeamingPolicy, {name, lag}: Uplink): boolean {
	return lag === '' && (!active || active.includes(name) || standby.includes(name));
}

/** VLANs in which the uplink is probed; 0 is without tag. */
function vlansOf({index}: VmwareSwitch, uplink: Uplink): Set<number> {
	const probing = [...index.groups.values()].filter(({team}) => team.detection === 'beacon' && isMember(team, uplink));
	return new Set(probing.map(({vlan}) => (vlan === GUEST_TAGGING ? 0 : vlan)));
}
