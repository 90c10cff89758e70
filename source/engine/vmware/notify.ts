/*
 * Notifications
 *
 * The physical switch has a station behind the port where it last spoke. When the team moves a vNIC to another
 * uplink, or a vNIC is plugged in, the host speaks for it: a reverse ARP (RFC 903) from its address to everybody,
 * that nobody answers. Until then answers go to the old port, for as long as the physical switch remembers.
 */
import {buildFrame, type Frame, TPID_8021Q} from '../frame.js';
import {BROADCAST, isGroup} from '../mac.js';
import {buildArp} from '../protocol/arp.js';
import type {Sink} from '../sink.js';
import {linkOf} from './lag.js';
import {GUEST_TAGGING} from './port-group.js';
import {type Leg, legFor} from './teaming.js';
import type {Uplink, VirtualPort, VmwareSwitch} from './vmware-switch-device.js';

const ETHERTYPE_RARP = 0x8035;
const REVERSE_REQUEST = 3;
/** An uplink of all that are in duty is as good as another: IP hash. */
const TEAM = 'team';

/** Finds out by which uplink every port sends now, and tells the physical switch of those that moved. */
export function bindPorts(device: VmwareSwitch, out: Sink): void {
	for (const port of device.ports) {
		const group = device.index.groups.get(port.group);
		const leg = group && port.up ? legFor(device, group.team, {port, station: port.mac % 256}) : undefined;
		const bound = leg === undefined ? '' : group?.team.policy === 'ip-hash' ? TEAM : leg.name;
		if (bound === port.bound) continue;
		port.bound = bound;
		if (leg && group?.team.notify && isStation(port)) announce(device, port, leg, group.vlan === GUEST_TAGGING ? 0 : group.vlan, out);
	}
}

function announce(device: VmwareSwitch, port: VirtualPort, leg: Leg, vid: number, out: Sink): void {
	const frame = announcement(port, vid);
	const uplink = device.uplinks[linkOf(leg, frame)] as Uplink;
	if (out.tracing) out.note({kind: 'vmware-notified', mac: port.mac, port: port.device, uplink: uplink.device});
	out.transmit(uplink.device, frame);
}

function isStation({mac}: VirtualPort): boolean {
	return mac !== 0 && !isGroup(mac);
}

function announcement({mac}: VirtualPort, vid: number): Frame {
	const payload = buildArp({operation: REVERSE_REQUEST, senderMac: mac, senderAddress: 0, targetMac: mac, targetAddress: 0});
	const tags = vid === 0 ? [] : [{tpid: TPID_8021Q, pcp: 0, dei: false, vid}];
	return buildFrame({dst: BROADCAST, src: mac, tags, etherType: ETHERTYPE_RARP, payload});
}
