/*
 * Port mirroring (vDS)
 *
 * A session copies what goes into the switch by some ports (ingress) or out of it to them (egress) to where somebody
 * listens: a port of the same host, or, for a listener elsewhere, an uplink with a VLAN of its own around the frame.
 * A port that listens takes part in nothing else unless the session allows it normal I/O. The original goes its way
 * as if nobody were there: that is what tells a mirror from promiscuous mode, where the guest decides to listen.
 *
 * A session belongs to the distributed switch, and each host does its part: sources and destination ports must be on
 * the same one.
 *
 * Source: VMware, vSphere Networking, Working with Port Mirroring.
 *
 * Not modelled: encapsulated remote mirroring (to an IP address, over GRE), mirroring of whole VLANs, sampling.
 */
import {type Frame, pushTag, TPID_8021Q} from '../frame.js';
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import {portNumbered, type VirtualPort, type VmwareSwitch} from './vmware-switch-device.js';

export const MIRROR_WAYS = ['ingress', 'egress', 'both'] as const;
type MirrorWay = (typeof MIRROR_WAYS)[number];

export interface MirrorSession {
	name: string;
	enabled: boolean;
	sources: {port: DeviceId; way: MirrorWay}[];
	/** Ports that listen. */
	ports: DeviceId[];
	/** Names of uplinks by which copies leave, in VLAN `vlan`. */
	uplinks: string[];
	vlan: number;
	/** Octets of a copy; 0 is all. */
	length: number;
	/** The ports that listen may also talk. */
	normalIo: boolean;
}

/** Copies of a frame that passes `port` this way, as its guest has it or sends it. */
export function mirror(device: VmwareSwitch, port: VirtualPort, way: 'ingress' | 'egress', frame: Frame, out: Sink): void {
	for (const {name, enabled, sources, ports, uplinks, vlan, length} of device.settings.mirrors) {
		if (!enabled || !sources.some((source) => source.port === port.device && (source.way === way || source.way === 'both'))) continue;
		const copy = length === 0 || frame.bytes.length <= length ? frame : {bytes: frame.bytes.slice(0, length)};
		for (const listener of ports) {
			if (!portNumbered(device, device.index.listeners.get(listener) ?? 0)?.up) continue;
			if (out.tracing) out.note({kind: 'vmware-mirrored', session: name, port: listener, way});
			out.transmit(listener, copy);
		}
		for (const uplink of device.uplinks) {
			if (!uplink.up || !uplinks.includes(uplink.name)) continue;
			if (out.tracing) out.note({kind: 'vmware-mirrored', session: name, port: uplink.device, way});
			out.transmit(uplink.device, pushTag(copy, {tpid: TPID_8021Q, pcp: 0, dei: false, vid: vlan}));
		}
	}
}

/** Ports that only listen. */
export function listenersOnly(sessions: readonly MirrorSession[]): Set<DeviceId> {
	return new Set(sessions.flatMap(({enabled, normalIo, ports}) => (enabled && !normalIo ? ports : [])));
}
