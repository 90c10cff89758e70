/*
 * Cisco Nexus 1000V
 *
 * A distributed switch of another maker in VMware's hypervisor: the supervisor (VSM), a VM or a box with NX-OS,
 * configures a Virtual Ethernet Module (VEM) in every host, like a chassis with its line cards. The network people
 * write port profiles, and each appears at vCenter as a port group; one has from another what it does not say itself.
 *
 * The VEM forwards as a Cisco switch does
 * ---------------------------------------
 * It knows the addresses of its vNICs (static entries, which do not age), and learns the rest: what is outside, by
 * its uplinks, and what stands behind a vNIC. A frame for an unknown address is flooded, to the vEths of the VLAN
 * and, from a guest, to one uplink; UUFB ("unknown unicast flood blocking", off by default) keeps it from the vEths.
 *
 * No spanning tree: what comes by an uplink goes to vEths only, and not even that when its destination is known to
 * be outside, or its source to be inside. BPDUs end here. VEMs do not tell each other what they know.
 *
 * The VSM is away
 * ---------------
 * The VEM is headless and switches on with what it has; nothing can be changed. When the host starts anew meanwhile,
 * only port profiles with a system VLAN forward, for those vCenter had handed over: with them the VEM can reach its
 * VSM, and the host its storage.
 *
 * What became of it: `families.ts`.
 *
 * Source: Cisco, Nexus 1000V Series Switches Deployment Guide (MAC Address Learning, Loop Prevention, System VLANs);
 * Cisco Nexus 1000V Security Configuration Guide 4.2(1)SV2, Blocking Unknown Unicast Flooding.
 *
 * Not modelled: the control and packet VLANs between VSM and VEM as frames, a second VSM, ageing by VLAN, ACLs, DHCP
 * snooping, port security, NetFlow, QoS.
 */
import {isGroup, type Mac} from '../mac.js';
import type {Sink} from '../sink.js';
import {learnAddress, OUTSIDE} from './mac-learning.js';
import type {VmwareSwitch} from './vmware-switch-device.js';
import {ageBy} from './wake.js';

/** A VEM learns what is outside, too; `now` in ns. */
export function learnFromOutside(device: VmwareSwitch, vid: number, source: Mac, now: number, out: Sink): void {
	if (isGroup(source) || source === 0) return;
	const found = learnAddress(device, source, vid, OUTSIDE, now, 0);
	ageBy(device, now, out);
	if (out.tracing && found !== 'refreshed') out.note({kind: 'vmware-learned-outside', mac: source, vid});
}
