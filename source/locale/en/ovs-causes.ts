/** Causes and drops of Open vSwitch in words. */
import type {OvsRefusal} from '../../engine/ovs/cause.js';
import type {OvsCauseWords, OvsDropWords} from '../names.js';

const refusals: Readonly<Record<OvsRefusal, string>> = {
	'ingress-port': 'it is the ingress',
	vlan: 'it does not carry the VLAN',
	'no-flood': 'no-flood is set',
	'no-forward': 'no-forward is set',
	'mirror-output': 'a mirror has it for itself',
	protected: 'ingress and egress are both protected',
	'not-forwarding': 'the spanning tree keeps it from forwarding',
	'no-bond-member': 'no member of the bond may send',
	'no-such-port': 'there is no such port',
	'own-tunnel': 'the tunnel would lead back to its own address',
};

const levels = {
	simple: 'simple match table',
	emc: 'exact-match cache',
	smc: 'signature match cache',
	'mask-cache': 'mask cache',
	megaflow: 'megaflow cache',
} as const;

const notLearned = {
	group: 'a group address sends nothing',
	'flood-vlan': 'nothing is learned in a flood VLAN',
	static: 'the entry is static: it stays where it is',
	'table-full': 'the table is full',
	'grat-arp-lock': 'a gratuitous ARP has just locked the entry',
} as const;

const notInstalled = {
	'flow-limit': 'the cache holds as many as it may',
	exists: 'another frame was quicker',
	uncacheable: 'the answer holds for this frame only',
} as const;

const vlanRefused = {
	'tagged-on-access': 'an access port takes no tagged frame',
	'not-in-trunks': 'not among its trunks',
	'not-in-cvlans': 'not among its customer VLANs',
} as const;

const lookedBy = {
	lookup: 'the table lookup',
	normal: 'NORMAL',
	action: 'an action',
	mirror: 'a mirror',
	export: 'flow export',
	bond: 'the bond',
	tunnel: 'the tunnel',
} as const;

const mcastFlooded = {
	igmp: 'an IGMP query',
	'mld-query': 'an MLD query',
	'local-group': 'every host is a member of this group',
	unregistered: 'nobody has joined this group',
} as const;

const mcastRoles = {
	member: 'has members of the group',
	router: 'has a multicast router',
	'flood-port': 'gets every group (mcast-snooping-flood)',
	'report-port': 'gets every report (mcast-snooping-flood-reports)',
} as const;

const mcastOutcomes = {sent: '', ingress: ', but is the ingress', 'other-vlan': ', but in another VLAN'} as const;

function inVlan(vlan: number): string {
	return vlan === 0 ? 'without VLAN' : `in VLAN ${vlan}`;
}

function masksTried(masks: number): string {
	return masks === 1 ? '1 mask tried' : `${masks} masks tried`;
}

const exportNames = {netflow: 'NetFlow', sflow: 'sFlow', ipfix: 'IPFIX', unknown: 'something unknown'} as const;
const countedTo = {port: 'to ', flood: 'that floods', several: 'to several ports', none: 'that goes nowhere'} as const;

export const ovsCauses: OvsCauseWords = {
	'ovs-cache-hit': (cause) =>
		cause.level === 'emc' || cause.level === 'smc'
			? `${levels[cause.level]} hit: ${cause.actions}`
			: `${levels[cause.level]} hit, ${masksTried(cause.masks)}: ${cause.match} → ${cause.actions}`,
	'ovs-cache-miss': (cause) => `no cached flow matches, ${masksTried(cause.masks)}`,
	'ovs-upcall': (cause) =>
		cause.why === 'miss' ? 'upcall: ovs-vswitchd has to look at it' : 'upcall: such frames always go to ovs-vswitchd (slow path)',
	'ovs-installed': (cause) => `cached as a megaflow: ${cause.match} → ${cause.actions}`,
	'ovs-not-installed': (cause) => `not cached: ${notInstalled[cause.why]}`,
	'ovs-revalidated': (cause) => `cached flows looked at again: ${cause.kept} kept, ${cause.changed} changed, ${cause.deleted} deleted`,
	'ovs-bridge': (cause) => `through the tables of ${cause.bridge}`,
	'ovs-rule': (cause) =>
		`table ${cause.table}: priority ${cause.priority} matches${cause.rule === '' ? ' (any frame)' : `: ${cause.rule}`}`,
	'ovs-no-rule': (cause) =>
		cause.controller
			? `table ${cause.table}: no flow matches, so the controller is asked`
			: `table ${cause.table}: no flow matches (table miss)`,
	'ovs-action': (cause) => `action ${cause.action}`,
	'ovs-unwildcarded': (cause) => `${lookedBy[cause.by]} had to look at ${cause.bits}: the megaflow pins it`,
	'ovs-remark': (cause) => cause.text,
	'ovs-translation-error': (cause) => `translation given up: ${cause.error}`,
	'ovs-vlan-refused': (cause) => `${cause.port} (${cause.mode}) does not take a frame ${inVlan(cause.vlan)}: ${vlanRefused[cause.why]}`,
	'ovs-learned': (cause, name) => `${name.mac(cause.mac)} is new ${inVlan(cause.vlan)}: learned on ${cause.port}`,
	'ovs-moved': (cause, name) => `${name.mac(cause.mac)} moved ${inVlan(cause.vlan)}: from ${cause.from} to ${cause.port}`,
	'ovs-refreshed': (cause, name) => `${name.mac(cause.mac)} is known on ${cause.port} ${inVlan(cause.vlan)}: its age starts again`,
	'ovs-not-learned': (cause, name) => `${name.mac(cause.mac)} is not learned: ${notLearned[cause.why]}`,
	'ovs-hit': (cause, name) => `${name.mac(cause.mac)} is known on ${cause.port} ${inVlan(cause.vlan)}: there and nowhere else`,
	'ovs-miss': (cause, name) => `${name.mac(cause.mac)} is unknown ${inVlan(cause.vlan)}: flood, to the host too`,
	'ovs-flood-group': (cause, name) => `${name.mac(cause.mac)} is a group: flood ${inVlan(cause.vlan)}`,
	'ovs-evicted': (cause, name) =>
		`the table is full: ${name.mac(cause.mac)} goes, the least recently used of ${cause.port}, which has most`,
	'ovs-reserved': (cause, name) => `${name.mac(cause.mac)} is reserved: neither forwarded nor learned from`,
	'ovs-unknown-ingress': (cause) => `${cause.bridge} has no port ${cause.port}`,
	'ovs-partial-tag': (cause) => `the frame on ${cause.port} ends in the middle of its VLAN tag`,
	'ovs-mirror-ingress': (cause) => `${cause.port} is the output port of a mirror and takes nothing in`,
	'ovs-bond-refused': (cause) => `bond ${cause.port} does not take this frame on ${cause.member}`,
	'ovs-bond-looped-back': (cause, name) =>
		`${name.mac(cause.mac)} is known on ${cause.known} ${inVlan(cause.vlan)}: the other switch sent our own frame back by ${cause.port}`,
	'ovs-hit-refused': (cause, name) => `${name.mac(cause.mac)} is known on ${cause.port} ${inVlan(cause.vlan)}: ${refusals[cause.why]}`,
	'ovs-mcast-flood': (cause) => `snooping floods: ${mcastFlooded[cause.why]}`,
	'ovs-mcast-port': (cause) => `snooping: ${cause.port} ${mcastRoles[cause.as]}${mcastOutcomes[cause.outcome]}`,
	'ovs-snooped': (cause) =>
		cause.change === 'join'
			? `snooped: ${cause.group} has a member on ${cause.port} ${inVlan(cause.vlan)}`
			: `snooped: the members of ${cause.group} on ${cause.port} have left ${inVlan(cause.vlan)}`,
	'ovs-snooped-records': (cause) => `snooped: groups changed on ${cause.port} ${inVlan(cause.vlan)}: ${cause.count}`,
	'ovs-snooped-query': (cause) => `snooped: a router, ${cause.from}, asks on ${cause.port} ${inVlan(cause.vlan)}`,
	'ovs-snooped-badly': (cause) => `${cause.protocol} on ${cause.port} with a wrong checksum: nothing learned from it`,
	'ovs-bpdu': (cause) =>
		`BPDU on ${cause.port}: ${cause.superior ? 'as good as what the port knew, or better' : 'worse than what the port knew'}`,
	'ovs-stp-state': (cause) => `spanning tree: ${cause.port} goes from ${cause.from} to ${cause.to}`,
	'ovs-topology-change': (cause) => `the spanning tree has changed: ${cause.bridge} forgets what it has learned`,
	'ovs-output': (cause) => `out of ${cause.port} ${inVlan(cause.vlan)}`,
	'ovs-not-flooded': (cause) => `not flooded by ${cause.port}: ${refusals[cause.why]}`,
	'ovs-output-refused': (cause) => `not by ${cause.port}: ${refusals[cause.why]}`,
	'ovs-mirrored': (cause) => `mirror ${cause.mirror}: a copy to ${cause.to}`,
	'ovs-patch': (cause) => `patch port: out of ${cause.from}, in by ${cause.to}, in the same breath`,
	'ovs-bond-member': (cause) => `bond ${cause.port}: ${cause.hash === -1 ? '' : `hash ${cause.hash} `}leaves by ${cause.member}`,
	'ovs-tunnel': (cause, name) =>
		`tunnel ${cause.port} (${cause.type}, key ${cause.id}): from ${name.address(cause.src)} to ${name.address(cause.dst)}`,
	'ovs-counted': (cause) => `NetFlow: counted as a connection ${countedTo[cause.to]}${cause.port}`,
	'ovs-sampled': (cause) =>
		`${exportNames[cause.protocol]}: picked ${cause.way === 'ingress' ? 'where it comes in' : 'where it goes out'}, ${cause.every === 1 ? 'as every frame is' : `one in ${cause.every}`}`,
	'ovs-exported': (cause, name) =>
		`${exportNames[cause.protocol]} of ${cause.bridge}: ${cause.octets} octets to the collector ${name.address(cause.address)}:${cause.port}`,
	'ovs-export-lost': (cause, name) =>
		`${exportNames[cause.protocol]} of ${cause.bridge}: lost, ${cause.why === 'no-route' ? `no way to ${name.address(cause.address)}` : 'more than a thousand datagrams in a second'}`,
	'export-collected': (cause, name) =>
		`the collector has ${exportNames[cause.protocol]} from ${name.address(cause.exporter)}: records: ${cause.records}`,
};

export const ovsDrops: OvsDropWords = {
	'ovs-table-miss': {why: 'no flow of the table matches', mark: 'table miss'},
	'ovs-flow-drop': {why: 'the flow that matches says drop', mark: 'dropped by flow'},
	'ovs-ttl-expired': {why: 'its TTL is used up', mark: 'TTL used up'},
	'ovs-no-controller': {why: 'it was for a controller, and none is connected', mark: 'no controller'},
	'ovs-upcall-lost': {why: 'no cached flow, and no daemon to ask', mark: 'upcall lost'},
	'ovs-vlan-not-allowed': {why: 'the ingress port does not carry the VLAN', mark: 'VLAN not allowed'},
	'ovs-tagged-on-access': {why: 'an access port takes no tagged frame, not even one of its own VLAN', mark: 'tag on access port'},
	'ovs-malformed-vlan': {why: 'a VLAN header that contradicts itself', mark: 'malformed VLAN'},
	'ovs-mirror-ingress': {why: 'the output port of a mirror takes nothing in', mark: 'mirror output port'},
	'ovs-reserved': {why: 'a reserved group is never forwarded', mark: 'reserved group'},
	'ovs-same-port': {why: 'the destination is where it came from', mark: 'not sent back'},
	'ovs-mirror-destination': {why: 'the destination is on the output port of a mirror', mark: 'mirror output port'},
	'ovs-bond-refused': {why: 'the bond takes nothing in on this member', mark: 'bond refuses it'},
	'ovs-bond-looped-back': {why: 'its source is a station of ours: reflected', mark: 'looped back'},
	'ovs-port-not-receiving': {why: 'the port takes no frames', mark: 'port not receiving'},
	'ovs-lacp-consumed': {why: 'LACP took it: it was for the switch itself', mark: 'LACP'},
	'ovs-no-output': {why: 'nothing was left to send it to', mark: 'no output'},
	'ovs-translation-error': {why: 'the tables went round in circles: all outputs are lost', mark: 'tables loop'},
	'ovs-no-tunnel-port': {why: 'no tunnel port for this outer header', mark: 'no tunnel port'},
	'ovs-tunnel-ecn': {why: 'congestion was marked outside, and inside it cannot be', mark: 'congestion lost'},
};
