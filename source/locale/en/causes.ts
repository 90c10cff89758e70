/** Causes and drops in words: what the rule found, then what follows from it. */

import type {DeviceId} from '../../engine/netdev.js';
import type {CauseWords, DropWords, Names, RefusalWords} from '../names.js';
import {bondCauses, bondDrops} from './bond-causes.js';
import {hostedCauses, hostedDrops} from './hosted-causes.js';
import {ipCauses, ipDrops, programCauses} from './ip-causes.js';
import {openflowCauses} from './openflow-causes.js';
import {overlayCauses, overlayDrops} from './overlay-causes.js';
import {ovsCauses, ovsDrops} from './ovs-causes.js';
import {sriovCauses, sriovDrops} from './sriov-causes.js';
import {natCauses, natDrops, tcpCauses, webCauses} from './tcp-causes.js';
import {vmwareCauses, vmwareDrops} from './vmware-causes.js';

function list(ids: readonly DeviceId[], name: Names, nobody: string): string {
	const names = ids.map((id) => name.device(id));
	const last = names.pop();
	if (last === undefined) return nobody;
	return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

export const refusals: RefusalWords = {
	'ingress-port': 'it is the ingress and reflective relay is off: not sent back',
	'not-forwarding': 'the port is not forwarding',
	isolated: 'ingress and egress are both isolated',
	vlan: 'the VLAN is not in the set of the port',
	'unicast-flood-off': 'flooding of unknown unicast is off',
	'multicast-flood-off': 'flooding of multicast is off',
	'broadcast-flood-off': 'flooding of broadcast is off',
	'too-long': 'the frame is longer than the port allows',
	'no-member': 'nobody there has joined the group',
};

const notLearned = {
	'learning-off': 'learning is off on the port',
	'own-address': 'it is an address of the bridge itself',
	sticky: 'the entry is sticky: it stays where it is',
	hub: 'ageing 0 makes the bridge a hub',
	limit: 'the table is full',
	'link-local': 'sources of link-local frames are not learned here',
	locked: 'the port is locked',
	'not-learning': 'the state of the port does not learn',
};

export const causes: CauseWords = {
	'macvlan-to-wire': (cause) => `mode ${cause.mode}: everything goes to the wire`,
	'macvlan-sibling-hit': (cause, name) => `mode bridge: sibling ${name.device(cause.sibling)} has the address, so it stays in the host`,
	'macvlan-sibling-miss': (cause, name) =>
		cause.held === -1
			? `mode bridge: no sibling has ${name.mac(cause.mac)}, so to the wire`
			: `mode bridge: ${name.device(cause.held)} has the address but is not in bridge mode, so to the wire`,
	'macvlan-broadcast-local': (cause, name) =>
		`mode bridge, group address: ${list(cause.siblings, name, 'no sibling')} in the host, and to the wire`,
	'macvlan-unicast-hit': (cause, name) => `${name.device(cause.upper)} has the address; its mode does not matter`,
	'macvlan-unicast-miss': () => 'no macvlan has the address: the own stack of the NIC looks at it',
	'macvlan-passthru': (cause, name) => `passthru: every unicast belongs to ${name.device(cause.upper)}`,
	'macvlan-flood-external': (cause, name) => `group address from outside: to ${list(cause.uppers, name, 'no macvlan')} and the host`,
	'macvlan-flood-reflected': (cause, name) =>
		`${name.device(cause.source)} (${cause.mode}) has its own group frame back: to ${list(cause.uppers, name, 'no macvlan')} and the host`,
	'macvlan-returned-to-sender': (cause, name) =>
		`group frame of ${name.device(cause.source)} (${cause.mode}) came back: to it alone, no sibling and not the host`,
	'macvlan-source-hit': (cause, name) =>
		`${name.mac(cause.mac)} is on the source list of ${name.device(cause.upper)}: ${cause.consumed ? 'consumed' : 'copied'}`,
	'multicast-filtered': (cause, name) => `the filter of ${name.device(cause.upper)} keeps ${name.mac(cause.group)} out`,
	'fdb-learned': (cause, name) => `${name.mac(cause.mac)} is new: learned on ${name.device(cause.port)}`,
	'fdb-refreshed': (cause, name) => `${name.mac(cause.mac)} is known on ${name.device(cause.port)}: age starts again`,
	'fdb-moved': (cause, name) => `${name.mac(cause.mac)} moved from ${name.device(cause.from)} to ${name.device(cause.port)}`,
	'fdb-not-learned': (cause, name) => `${name.mac(cause.mac)} not learned: ${notLearned[cause.why]}`,
	'fdb-hit': (cause, name) => `${name.mac(cause.mac)} is known on ${name.device(cause.port)}: there and nowhere else`,
	'fdb-local': (cause, name) => `${name.mac(cause.mac)} is local: the bridge takes it`,
	'fdb-miss': (cause, name) => `${name.mac(cause.mac)} is not known: flood to every port that may have it`,
	'flood-group': () => 'group address: flood to every port that may have it',
	'mdb-hit': (cause, name) => `members of the group: ${list(cause.ports, name, 'none')}`,
	'mdb-miss': (cause, name) => `no member known, only routers: ${list(cause.ports, name, 'none')}`,
	snooped: (cause, name) => `${cause.message} for ${name.mac(cause.group)} seen on ${name.device(cause.port)}`,
	egress: (cause, name) => `a copy leaves by ${name.device(cause.port)}`,
	'egress-refused': (cause, name) => `not by ${name.device(cause.port)}: ${refusals[cause.why]}`,
	'backup-port': (cause, name) => `${name.device(cause.port)} has no carrier: ${name.device(cause.backup)} stands in`,
	'link-local': () => 'link-local group: never forwarded, the port’s own stack gets it',
	'link-local-forwarded': () => 'link-local group that group_fwd_mask lets through',
	'from-host': () => 'the host itself sends by the bridge',
	'host-promiscuous': () => 'the bridge device is promiscuous: the host sees it too',
	'vlan-ingress': (cause) =>
		cause.by === 'tag'
			? `VLAN ${cause.vid} by its tag`
			: cause.by === 'group'
				? portGroupVlan(cause.vid)
				: `VLAN ${cause.vid} by the port (PVID)${cause.by === 'pvid' ? '' : ', priority tag'}`,
	'vlan-egress': (cause, name) =>
		`leaves ${name.device(cause.port)} ${cause.tagged ? 'with tag' : 'untagged'}${cause.vid === 0 ? '' : `, VLAN ${cause.vid}`}`,
	'stp-state': (cause, name) => `${name.device(cause.port)}: ${cause.from} to ${cause.to}`,
	'stp-root': (cause, name) => `root bridge is now ${cause.priority.toString(16)}.${name.mac(cause.mac)}`,
	'stp-topology-change': () => 'the topology changed: addresses age fast',
	'bpdu-received': (cause, name) => `BPDU on ${name.device(cause.port)}, ${cause.superior ? 'better than ours' : 'not better than ours'}`,
	'vlan-device': (cause, name) =>
		cause.way === 'in'
			? `tag ${cause.vid} is that of ${name.device(cause.device)}: taken off`
			: `${name.device(cause.device)} puts tag ${cause.vid} on`,
	'nic-accepts': (cause) =>
		({
			host: 'destination is this MAC: accepted',
			broadcast: 'broadcast: accepted',
			multicast: 'multicast: accepted',
			otherhost: 'destination is another MAC',
		})[cause.type],
	encapsulated: (cause, name) =>
		`put into a ${cause.type.toUpperCase()} packet of ${cause.octets} octets, ${cause.type === 'vxlan' ? 'VNI' : 'key'} ${cause.id}, from ${name.address(cause.source)} to ${name.address(cause.destination)}`,
	decapsulated: (cause, name) =>
		`${cause.type.toUpperCase()} packet ${cause.type === 'vxlan' ? 'VNI' : 'key'} ${cause.id} from ${name.address(cause.source)}: the frame inside goes on`,
	'arp-asked': (cause, name) => `no MAC known for ${name.address(cause.address)}: ask by ARP broadcast`,
	'arp-checked': (cause, name) => `is ${name.address(cause.address)} still at ${name.mac(cause.mac)}? ARP request to that MAC alone`,
	'arp-answered': (cause, name) => `${name.address(cause.address)} is mine: ARP reply`,
	'arp-learned': (cause, name) => `${name.address(cause.address)} is at ${name.mac(cause.mac)}: into the ARP table`,
	'arp-waiting': (cause, name) => `the packet waits for the MAC of ${name.address(cause.address)}`,
	'arp-failed': (cause, name) => `nobody answered for ${name.address(cause.address)}: given up`,
	'no-route': (cause, name) => `no route to ${name.address(cause.address)}`,
	'echo-answered': (cause, name) => `echo request ${cause.sequence} from ${name.address(cause.address)}: reply`,
	'echo-received': (cause, name) =>
		`echo reply ${cause.sequence} from ${name.address(cause.address)} after ${name.duration(cause.roundTrip)}: the ping works`,
	'fdb-aged': (cause) => (cause.count === 1 ? '1 address aged out' : `${cause.count} addresses aged out`),
	...bondCauses,
	...hostedCauses,
	...openflowCauses,
	...ipCauses,
	...natCauses,
	...tcpCauses,
	...webCauses,
	...overlayCauses,
	...programCauses,
	...ovsCauses,
	...sriovCauses,
	...vmwareCauses,
};

export const drops: DropWords = {
	'device-down': {why: 'the device is down', mark: 'device down'},
	'no-carrier': {why: 'nothing is at the other end', mark: 'no carrier'},
	'invalid-source': {why: 'no frame comes from a group or an all-zero address', mark: 'invalid source'},
	'port-not-forwarding': {why: 'the ingress port is not forwarding', mark: 'port not forwarding'},
	'vlan-not-allowed': {why: 'the ingress port is not in the VLAN', mark: 'VLAN not allowed'},
	'no-pvid': {why: 'the frame is untagged and the port has no PVID', mark: 'no PVID'},
	'port-locked': {why: 'the port is locked and the source is not authorised', mark: 'port locked'},
	pause: {why: 'PAUSE is never forwarded', mark: 'PAUSE'},
	'reserved-group': {why: 'a reserved group is never forwarded', mark: 'reserved group'},
	'bpdu-consumed': {why: 'a BPDU ends at the bridge that reads it', mark: 'BPDU read'},
	'bpdu-guard': {why: 'a BPDU on a guarded port: the port is disabled', mark: 'BPDU guard'},
	'own-address': {why: 'the host sent it to its own bridge', mark: 'own address'},
	'egress-refused': {why: 'the only port for it refused it', mark: 'not sent back'},
	'no-egress': {why: 'no port took a copy', mark: 'no port takes it'},
	'broadcast-queue-full': {why: 'the broadcast queue takes none', mark: 'broadcast queue full'},
	'too-long': {why: 'longer than the MTU allows', mark: 'too long'},
	'own-broadcast': {why: 'its own broadcast came back; the stack ignores it', mark: 'its own, ignored'},
	'other-host': {why: 'the frame is for another MAC; the stack does not look at it', mark: 'not for this MAC'},
	'no-vlan-device': {why: 'tagged, and no VLAN device takes the tag', mark: 'no VLAN device'},
	'not-for-us': {why: 'the stack has no use for it: not its address or protocol', mark: 'not its address'},
	'tunnel-unreachable': {why: 'no way to the other end of the tunnel', mark: 'no way to the far end'},
	'neighbour-failed': {why: 'nobody answered the ARP requests for the next hop', mark: 'no ARP answer'},
	'neighbour-queue-full': {why: 'too many packets wait for the same ARP reply', mark: 'ARP queue full'},
	'no-stack': {why: 'no protocol stack is there', mark: 'no stack'},
	'hop-budget': {why: 'it went round and round: a broadcast storm, stopped here', mark: 'storm, stopped'},
	malformed: {why: 'not a whole frame', mark: 'malformed'},
	...bondDrops,
	...hostedDrops,
	...ipDrops,
	...natDrops,
	...overlayDrops,
	...ovsDrops,
	...sriovDrops,
	...vmwareDrops,
};

function portGroupVlan(vid: number): string {
	return vid === 0 ? 'its port group gives it no VLAN' : `VLAN ${vid} by its port group`;
}
