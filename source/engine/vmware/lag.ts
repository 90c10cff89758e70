/*
 * Link aggregation groups (vDS, LACP)
 *
 * Several uplinks as one, agreed upon with the physical switch: frames of LACP go to and fro on every link, and a
 * link carries traffic when both ends are in step. In the order of a team a LAG is one uplink. Which of its links a
 * frame takes is decided by a hash of addresses, ports and VLAN.
 *
 * The machine is the short one of Open vSwitch (`ovs/bond/lacp.ts`): what is said on the wire is the standard's.
 * A vDS speaks by itself (active) or waits to be spoken to (passive), and asks for slow frames unless told otherwise.
 *
 * Source: IEEE 802.1AX-2014 6.4; VMware, vSphere Networking, LACP Support on a vSphere Distributed Switch.
 *
 * Not modelled: the other twenty-odd hashes, more than one LAG with the same uplink.
 */
import {xmitHash} from '../devices/bonding/xmit-hash.js';
import type {Frame} from '../frame.js';
import type {DeviceId} from '../netdev.js';
import {configureLacp, lacpMayEnable, nextLacp, receiveLacpdu, runLacp, seeCarrier} from '../ovs/bond/lacp.js';
import type {Lacp} from '../ovs/bond/lacp-state.js';
import {buildLacpdu} from '../protocol/lacp.js';
import type {Sink} from '../sink.js';
import type {World} from '../world.js';
import type {Leg} from './teaming.js';
import type {VmwareSwitch} from './vmware-switch-device.js';

export interface LagSettings {
	name: string;
	mode: 'active' | 'passive';
	fast: boolean;
}

export interface LagState {
	name: string;
	lacp: Lacp;
	/** Uplinks that may carry traffic. */
	enabled: DeviceId[];
}

/** More rounds than anything real needs. */
const MAX_ROUNDS = 16;

/** Gives the switch the LAGs of its settings; what was negotiated stays. */
export function configureLags(device: VmwareSwitch, now: number): void {
	device.lags = device.settings.lags.map(({name, mode, fast}) => {
		const before = device.lags.find((lag) => lag.name === name);
		const members = device.uplinks.flatMap(({device: member, lag}) =>
			lag === name ? [{member, portId: (member & 0x7fff) + 1, portPriority: 255, key: 0}] : [],
		);
		const settings = {active: mode === 'active', fast, system: device.mac, systemPriority: 0x8000, fallback: false};
		const lacp = configureLacp(before?.lacp, settings, members, now);
		return {name, lacp, enabled: (before?.enabled ?? []).filter((id) => members.some(({member}) => member === id))};
	});
}

/** An LACPDU came in by `uplink`; the switch must be run then. */
export function receiveOnLag(device: VmwareSwitch, uplink: DeviceId, lag: string, frame: Frame, now: number): void {
	const state = device.lags.find(({name}) => name === lag);
	if (state) receiveLacpdu(state.lacp, uplink, frame, now);
}

/** Does for all LAGs what is due, and finds out which links carry traffic. */
export function runLags(world: World, device: VmwareSwitch, out: Sink): void {
	for (const lag of device.lags) {
		const {lacp} = lag;
		for (const member of lacp.members) {
			const uplink = device.uplinks.find((one) => one.device === member.member);
			seeCarrier(lacp, member, uplink?.up ?? false, world.now);
		}
		const send = ({member, partner}: Lacp['members'][number], actor: Lacp['members'][number]['partner']): void => {
			const nic = world.devices[member];
			if (nic) out.transmit(member, buildLacpdu({actor, partner}, nic.mac));
		};
		for (let round = 0; round < MAX_ROUNDS && runLacp(lacp, world.now, send); round++);
		lag.enabled = lacp.members.filter((member) => lacpMayEnable(lacp, member)).map(({member}) => member);
	}
}

/** When `runLags` has something to do, ns; Infinity for never. */
export function nextLag({lags}: VmwareSwitch): number {
	return Math.min(Number.POSITIVE_INFINITY, ...lags.map(({lacp}) => nextLacp(lacp)));
}

/** Position of the link of a leg that a frame takes. */
export function linkOf({uplinks}: Leg, frame: Frame): number {
	return uplinks.length === 1 ? (uplinks[0] as number) : (uplinks[xmitHash(frame, 'layer3+4') % uplinks.length] as number);
}
