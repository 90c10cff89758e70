/** A copy for a port: if it is in the VLAN, its policies let it have the frame, and its team takes it from that uplink. */
import type {Sink} from '../sink.js';
import {peerOf, type World} from '../world.js';
import {type Arrival, keyIn, type Tally, withTag} from './arrival.js';
import {mirror} from './mirror.js';
import {GUEST_TAGGING, type ResolvedGroup, takesVlan} from './port-group.js';
import {takesFrom} from './teaming.js';
import {portNumbered, type VirtualPort, type VmwareSwitch} from './vmware-switch-device.js';

/** Copies for all ports of the VLAN. */
export function deliverToAll(device: VmwareSwitch, arrival: Arrival, tally: Tally, out: Sink): void {
	for (const {number} of device.ports) deliverTo(device, number, arrival, tally, out);
}

/** A copy for the port with this number, unless it was its sender. */
export function deliverTo(device: VmwareSwitch, number: number, arrival: Arrival, tally: Tally, out: Sink): void {
	const port = portNumbered(device, number);
	const group = port && device.index.groups.get(port.group);
	if (!port || !group || port === arrival.from || device.index.mirrorOnly.has(port.device)) return;
	if (!takesVlan(device.index.privateVlans, group, arrival.vid)) {
		notePrivate(device, port, group, arrival.vid, out);
		return;
	}
	if (!port.up) {
		if (out.tracing) out.note({kind: 'egress-refused', port: port.device, why: 'not-forwarding'});
		return;
	}
	if (port.blocked) {
		if (out.tracing) out.note({kind: 'vmware-blocked', port: port.device, initial: port.initial});
		tally.refused = 'vmware-mac-changed';
		return;
	}
	if (arrival.uplink !== undefined && !takesFrom(device, group.team, keyIn(port, arrival.bare), arrival.uplink)) {
		if (out.tracing) out.note({kind: 'vmware-other-uplink', port: port.device, bound: port.bound});
		tally.refused ??= 'vmware-wrong-uplink';
		return;
	}
	const isTagged = group.vlan === GUEST_TAGGING && arrival.vid !== 0;
	if (out.tracing) out.note({kind: 'vlan-egress', port: port.device, vid: arrival.vid, tagged: isTagged});
	const frame = isTagged ? withTag(arrival) : arrival.bare;
	if (device.settings.mirrors.length > 0) mirror(device, port, 'egress', frame, out);
	if (port.kernel) out.receive(port.device, frame, undefined);
	else out.transmit(port.device, frame);
	tally.copies++;
}

/** The port is in another private VLAN of the same primary one: that is why it does not have the frame. */
export function notePrivate({index}: VmwareSwitch, port: VirtualPort, group: ResolvedGroup, vid: number, out: Sink): void {
	const own = group.isPrivate && out.tracing ? index.privateVlans.get(group.vlan) : undefined;
	if (own && index.privateVlans.get(vid)?.primary === own.primary)
		out.note({kind: 'vmware-private-vlan', port: port.device, vid, type: own.type});
}

/** Numbers of ports that listen to everything: their policy accepts it, and their guest's adapter is promiscuous. */
export function listeners(world: World, device: VmwareSwitch, {from, vid}: Arrival, but: readonly number[], out: Sink): number[] {
	return device.index.promiscuous.filter((number) => {
		const port = portNumbered(device, number);
		const group = port && device.index.groups.get(port.group);
		if (!port || !group || port === from || but.includes(number) || !takesVlan(device.index.privateVlans, group, vid)) return false;
		const listens = (peerOf(world, port.device)?.promiscuity ?? 0) > 0;
		if (listens && out.tracing) out.note({kind: 'vmware-promiscuous', port: port.device});
		return listens;
	});
}
