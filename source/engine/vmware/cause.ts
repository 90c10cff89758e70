/** Why switches of VMware decide as they do. */
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import type {PrivateVlanType} from './private-vlan.js';
import type {TeamPolicy} from './teaming.js';

/** `port` is the switch's end of a guest's link, or a vmknic. */
export type VmwareCause =
	/** The destination is the address of a vNIC, which the switch knows without learning. */
	| {kind: 'vmware-known'; mac: Mac; vid: number; port: DeviceId}
	/** Nobody here has it: to an uplink, no flooding. */
	| {kind: 'vmware-unknown'; mac: Mac; vid: number}
	/** VEM: the station was learned outside. */
	| {kind: 'vmware-outside'; mac: Mac; vid: number}
	| {kind: 'vmware-learned-outside'; mac: Mac; vid: number}
	/** A station that was learned at the port now speaks from outside. */
	| {kind: 'vmware-left'; mac: Mac; vid: number; port: DeviceId}
	/** Which uplink the team chose, and by what. */
	| {kind: 'vmware-uplink'; port: DeviceId; policy: TeamPolicy}
	/** The port has its frames from another uplink (`bound`, '' for none). */
	| {kind: 'vmware-other-uplink'; port: DeviceId; bound: string}
	/** A guest that listens to everything, and may. */
	| {kind: 'vmware-promiscuous'; port: DeviceId}
	/** The source is not the effective address of the vNIC. */
	| {kind: 'vmware-forged'; mac: Mac; effective: Mac; port: DeviceId}
	/** The guest took another address than its initial one. */
	| {kind: 'vmware-blocked'; port: DeviceId; initial: Mac}
	/** Of the same primary VLAN, but not for this port. */
	| {kind: 'vmware-private-vlan'; port: DeviceId; vid: number; type: PrivateVlanType}
	| {kind: 'vmware-mirrored'; session: string; port: DeviceId; way: 'ingress' | 'egress'}
	/** The physical switch is told where the station is now. */
	| {kind: 'vmware-notified'; mac: Mac; port: DeviceId; uplink: DeviceId}
	/** No uplink of the team hears another: which one is cut off nobody knows, so all are used. */
	| {kind: 'vmware-blind'}
	/** Physical NIC load moved the port. */
	| {kind: 'vmware-moved'; port: DeviceId; from: string; to: string};

export const VMWARE_DROP_REASONS = [
	// The source is not the effective address, and forged transmits are rejected.
	'vmware-forged-transmit',
	// The guest changed its address, and that is rejected.
	'vmware-mac-changed',
	// More addresses behind the port than may be learned.
	'vmware-learning-limit',
	// From outside, for an address that nobody here has.
	'vmware-unknown-destination',
	// From outside, for a group, and no port here has its VLAN.
	'vmware-no-receiver',
	// Came by an uplink that the port does not use.
	'vmware-wrong-uplink',
	// A frame of one of our own came back by an uplink.
	'vmware-reflected',
	// No uplink of the team works.
	'vmware-no-uplink',
	// The port group of the port is not known on this host (yet).
	'vmware-not-programmed',
	// The port only listens to a mirror session.
	'vmware-listener',
	// A frame of LACP, for the switch itself.
	'vmware-lacp-consumed',
	// A beacon, for the switch itself.
	'vmware-beacon-consumed',
] as const;
export type VmwareDropReason = (typeof VMWARE_DROP_REASONS)[number];

const NETWORKING = 'VMware, vSphere Networking';
const N1KV = 'Cisco, Nexus 1000V Deployment Guide';

export const VMWARE_CAUSE_SOURCES: Readonly<Record<VmwareCause['kind'], string>> = {
	'vmware-known': `${NETWORKING}, MAC Learning`,
	'vmware-unknown': `${NETWORKING}, MAC Learning`,
	'vmware-outside': `${N1KV}, Loop Prevention`,
	'vmware-learned-outside': `${N1KV}, MAC Address Learning`,
	'vmware-left': 'this simulator: not documented',
	'vmware-uplink': `${NETWORKING}, Load Balancing Algorithms`,
	'vmware-other-uplink': 'vSphere API, HostNicTeamingPolicy.reversePolicy',
	'vmware-promiscuous': `${NETWORKING}, Security Policy`,
	'vmware-forged': `${NETWORKING}, Security Policy`,
	'vmware-blocked': `${NETWORKING}, Security Policy`,
	'vmware-private-vlan': `${NETWORKING}, Private VLANs, RFC 5517`,
	'vmware-mirrored': `${NETWORKING}, Port Mirroring`,
	'vmware-notified': 'vSphere API, HostNicTeamingPolicy.notifySwitches',
	'vmware-blind': `${NETWORKING}, Teaming and Failover Policy`,
	'vmware-moved': `${NETWORKING}, Physical NIC Load`,
};

export const VMWARE_DROP_SOURCES: Readonly<Record<VmwareDropReason, string>> = {
	'vmware-forged-transmit': `${NETWORKING}, Security Policy`,
	'vmware-mac-changed': `${NETWORKING}, Security Policy`,
	'vmware-learning-limit': `${NETWORKING}, MAC Learning`,
	'vmware-unknown-destination': `${NETWORKING}, MAC Learning`,
	'vmware-no-receiver': `${NETWORKING}, VLAN Configuration`,
	'vmware-wrong-uplink': 'vSphere API, HostNicTeamingPolicy.reversePolicy',
	'vmware-reflected': 'vSphere API, HostNicTeamingPolicy.reversePolicy',
	'vmware-no-uplink': `${NETWORKING}, Teaming and Failover Policy`,
	'vmware-not-programmed': `${NETWORKING}, ${N1KV}, System VLANs`,
	'vmware-listener': `${NETWORKING}, Port Mirroring`,
	'vmware-beacon-consumed': `${NETWORKING}, Teaming and Failover Policy`,
	'vmware-lacp-consumed': 'IEEE 802.1AX-2014 6.4',
};
