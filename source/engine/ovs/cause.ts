/*
 * Why Open vSwitch decides as it does
 *
 * The members in the order in which a frame meets them: datapath, upcall, tables,
 * actions, NORMAL, output. Most stand for one line of `ofproto/trace`. Ports, which may be patch ports, tunnels or
 * bonds and so no devices, go by their names.
 */
import type {Mac} from '../mac.js';
import type {ExportProtocol} from './export/flow-export.js';

/** Level at which the datapath found its answer. */
export const CACHE_LEVELS = ['simple', 'emc', 'smc', 'mask-cache', 'megaflow'] as const;
export type CacheLevel = (typeof CACHE_LEVELS)[number];

/** Absent is `detail`. Titles: of a step (as tables are), of a bucket. */
export const OVS_REMARK_LEVELS = ['detail', 'warning', 'error', 'step', 'bucket'] as const;
export type OvsRemarkLevel = (typeof OVS_REMARK_LEVELS)[number];

export type OvsCause =
	// --- datapath
	/** A cached flow answers. `masks` is how many were tried, `match` the flow in the syntax of dump-flows, `actions` what it does. */
	| {kind: 'ovs-cache-hit'; level: CacheLevel; masks: number; match: string; actions: string}
	/** No cached flow matches. */
	| {kind: 'ovs-cache-miss'; masks: number}
	/** The frame goes up to the daemon. */
	| {kind: 'ovs-upcall'; why: 'miss' | 'slow-path'}
	/** The answer is cached: `match` says which bits it depends on. */
	| {kind: 'ovs-installed'; match: string; actions: string}
	/** The answer is not cached. */
	| {kind: 'ovs-not-installed'; why: 'flow-limit' | 'exists' | 'uncacheable'}
	/** The revalidator looked at the cached flows again. */
	| {kind: 'ovs-revalidated'; kept: number; changed: number; deleted: number}
	// --- tables
	/** Walking the tables of a bridge begins. */
	| {kind: 'ovs-bridge'; bridge: string}
	/** The flow of a table that matches; `rule` in the syntax of dump-flows, `*` for one that matches all. */
	| {kind: 'ovs-rule'; table: number; rule: string; priority: number; cookie: bigint}
	/** `controller`: the miss asks for a packet-in. `behindPatch`: `ofproto/trace` shows the hidden flow that stands for a miss there. */
	| {kind: 'ovs-no-rule'; table: number; controller?: boolean; behindPatch?: boolean}
	/** An action runs; `action` as ovs-ofctl writes it. */
	| {kind: 'ovs-action'; action: string}
	/** Bits that had to be looked at, in the syntax of a match, and by what. */
	| {kind: 'ovs-unwildcarded'; bits: string; by: 'lookup' | 'normal' | 'action' | 'mirror' | 'export' | 'bond' | 'tunnel'}
	/** A sentence that `ofproto/trace` prints and that decides nothing more: `->`, `>>`, `>>>> <<<<`, or the title of what follows. */
	| {kind: 'ovs-remark'; text: string; level?: OvsRemarkLevel}
	| {kind: 'ovs-translation-error'; error: string}
	// --- NORMAL
	/** No port has the number by which the frame came. */
	| {kind: 'ovs-unknown-ingress'; bridge: string; port: number}
	/** The frame ends in the middle of its tag. `packet`: there is one, and this is not only asked. */
	| {kind: 'ovs-partial-tag'; port: string; packet: boolean}
	| {kind: 'ovs-mirror-ingress'; port: string; packet: boolean}
	/** `tag` is the VLAN of the port, where it has one. */
	| {
			kind: 'ovs-vlan-refused';
			port: string;
			vlan: number;
			mode: string;
			tag: number;
			why: 'tagged-on-access' | 'not-in-trunks' | 'not-in-cvlans';
	  }
	| {kind: 'ovs-bond-refused'; port: string; member: string}
	/** The source is known behind `known`, so it is our own frame that the other switch sent back. */
	| {kind: 'ovs-bond-looped-back'; port: string; mac: Mac; vlan: number; known: string}
	| {kind: 'ovs-learned'; bridge: string; mac: Mac; vlan: number; port: string}
	| {kind: 'ovs-moved'; bridge: string; mac: Mac; vlan: number; port: string; from: string}
	| {kind: 'ovs-refreshed'; bridge: string; mac: Mac; vlan: number; port: string}
	| {
			kind: 'ovs-not-learned';
			bridge: string;
			mac: Mac;
			vlan: number;
			why: 'group' | 'flood-vlan' | 'static' | 'table-full' | 'grat-arp-lock';
	  }
	| {kind: 'ovs-hit'; bridge: string; mac: Mac; vlan: number; port: string}
	| {kind: 'ovs-miss'; bridge: string; mac: Mac; vlan: number}
	| {kind: 'ovs-flood-group'; bridge: string; mac: Mac; vlan: number}
	| {kind: 'ovs-evicted'; bridge: string; mac: Mac; vlan: number; port: string}
	| {kind: 'ovs-reserved'; mac: Mac}
	/** The destination is known where the frame cannot go. */
	| {kind: 'ovs-hit-refused'; bridge: string; mac: Mac; vlan: number; port: string; why: 'ingress-port' | 'mirror-output'}
	/** Snooping floods: messages that are no reports, groups that everybody is a member of, groups that nobody asked for. */
	| {kind: 'ovs-mcast-flood'; bridge: string; why: 'igmp' | 'mld-query' | 'local-group' | 'unregistered'}
	/** Snooping knows a port for the group, and whether it gets the frame. */
	| {
			kind: 'ovs-mcast-port';
			bridge: string;
			port: string;
			as: 'member' | 'router' | 'flood-port' | 'report-port';
			outcome: 'sent' | 'ingress' | 'other-vlan';
	  }
	/** A report or leave changed a group. */
	| {kind: 'ovs-snooped'; bridge: string; port: string; vlan: number; change: 'join' | 'leave'; group: string}
	/** So many groups changed by one message. */
	| {kind: 'ovs-snooped-records'; bridge: string; port: string; vlan: number; count: number}
	/** A new router. */
	| {kind: 'ovs-snooped-query'; bridge: string; port: string; vlan: number; protocol: 'IGMP' | 'MLD'; from: string}
	/** The checksum of a message was wrong. */
	| {kind: 'ovs-snooped-badly'; bridge: string; port: string; vlan: number; protocol: 'IGMP' | 'MLD'}
	// --- spanning tree
	/** A BPDU came in; `superior`: it is at least as good as what the port knew. */
	| {kind: 'ovs-bpdu'; bridge: string; port: string; superior: boolean}
	| {kind: 'ovs-stp-state'; bridge: string; port: string; from: string; to: string}
	/** The tree has changed: what was learned may be wrong, and is forgotten. */
	| {kind: 'ovs-topology-change'; bridge: string}
	// --- output
	| {kind: 'ovs-output'; bridge: string; port: string; vlan: number}
	| {kind: 'ovs-output-refused'; bridge: string; port: string; why: OvsRefusal}
	/** NORMAL floods, but not there. */
	| {kind: 'ovs-not-flooded'; bridge: string; port: string; why: OvsRefusal}
	| {kind: 'ovs-mirrored'; bridge: string; mirror: string; to: string}
	| {kind: 'ovs-patch'; from: string; to: string}
	/** `hash` is the bucket, or -1 where none decides. */
	| {kind: 'ovs-bond-member'; port: string; member: string; hash: number}
	| {kind: 'ovs-tunnel'; port: string; type: string; id: number; src: number; dst: number}
	// --- flow export
	/** The frame counts for NetFlow: a connection to `port`, or to no port or several. */
	| {kind: 'ovs-counted'; bridge: string; to: 'port' | 'flood' | 'several' | 'none'; port: string}
	/** The frame was picked, one in `every`, where it comes in or goes out. */
	| {kind: 'ovs-sampled'; protocol: 'sflow' | 'ipfix'; bridge: string; every: number; way: 'ingress' | 'egress'}
	/** A datagram with what was counted or picked goes to a collector. */
	| {kind: 'ovs-exported'; protocol: ExportProtocol; bridge: string; address: number; port: number; octets: number}
	| {kind: 'ovs-export-lost'; protocol: ExportProtocol; bridge: string; address: number; port: number; why: 'no-route' | 'overrun'}
	/** A collector has it. */
	| {kind: 'export-collected'; protocol: ExportProtocol | 'unknown'; exporter: number; records: number};

/** Why no copy left by an OpenFlow port (compose_output_action__, xlate_normal_flood). */
export const OVS_REFUSALS = [
	// The port is the ingress.
	'ingress-port',
	// The VLAN is not carried there.
	'vlan',
	// mod-port no-flood.
	'no-flood',
	// mod-port no-forward.
	'no-forward',
	// Output port of a mirror: reserved.
	'mirror-output',
	// Both ports are protected.
	'protected',
	// The spanning tree keeps it from forwarding.
	'not-forwarding',
	// No member of the bond may send.
	'no-bond-member',
	// No such port, or one that is gone.
	'no-such-port',
	// The tunnel would lead back to its own address.
	'own-tunnel',
] as const;
export type OvsRefusal = (typeof OVS_REFUSALS)[number];

/** Why a frame ended in Open vSwitch. */
export const OVS_DROP_REASONS = [
	// No flow of the table matches (table-miss).
	'ovs-table-miss',
	// The matching flow says drop, or says nothing.
	'ovs-flow-drop',
	// dec_ttl has used its TTL up, and no controller has asked for such frames.
	'ovs-ttl-expired',
	// It was for a controller, and none is connected.
	'ovs-no-controller',
	// Nobody took the upcall: the daemon is not running.
	'ovs-upcall-lost',
	// NORMAL: the VLAN of the frame is not carried by its ingress port.
	'ovs-vlan-not-allowed',
	// NORMAL: the ingress is an access port, which takes no tag, not even that of its own VLAN.
	'ovs-tagged-on-access',
	// NORMAL: a VLAN header that contradicts itself.
	'ovs-malformed-vlan',
	// The ingress is the output port of a mirror.
	'ovs-mirror-ingress',
	// NORMAL: reserved multicast, never forwarded.
	'ovs-reserved',
	// NORMAL: the destination is on the ingress port.
	'ovs-same-port',
	// NORMAL: the destination is on the output port of a mirror.
	'ovs-mirror-destination',
	// The bond does not take it on this member.
	'ovs-bond-refused',
	// balance-slb: the frame is our own, reflected.
	'ovs-bond-looped-back',
	// Ingress port does not take frames: mod-port no-receive or down, or STP.
	'ovs-port-not-receiving',
	// Consumed by LACP.
	'ovs-lacp-consumed',
	// Nothing was left to send it to.
	'ovs-no-output',
	// The tables went round in circles.
	'ovs-translation-error',
	// No tunnel port for this outer header.
	'ovs-no-tunnel-port',
	// Outer header says congestion, inner one cannot (RFC 6040).
	'ovs-tunnel-ecn',
] as const;
