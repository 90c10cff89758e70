/*
 * ovs-vswitchd: the daemon and what it knows
 *
 * One a machine. The administrator edits a database (`database.ts`); the daemon
 * reads it and makes bridges, ports and datapath ports of it (`reconfigure.ts`),
 * and runs a timer for everything that ages (`run.ts`). A frame that no cached
 * flow answers comes up to it (`upcall.ts`), is walked through the OpenFlow tables
 * (`translate.ts`), and what came out is installed in the datapath.
 *
 * What is configured lives in the database, what happened lives here.
 */
import type {DatapathType} from '../devices/datapath/datapath-device.js';
import type {FlowTables} from '../flow/flow-tables.js';
import type {GroupTable} from '../flow/group.js';
import type {Mac} from '../mac.js';
import type {DeviceId} from '../netdev.js';
import type {Bond} from './bond/bond-state.js';
import type {Lacp} from './bond/lacp-state.js';
import type {PortNumbers} from './configure/port-numbers.js';
import type {Control, ControllerLink} from './controller/controller-link.js';
import type {Coverage} from './coverage.js';
import type {Database} from './database/database.js';
import type {Exporting} from './export/collectors.js';
import type {FlowExport} from './export/flow-export.js';
import type {MacLearning} from './mac/mac-learning.js';
import type {Mirror} from './mirror/mirror.js';
import type {Revalidator} from './revalidator.js';
import type {McastSnooping} from './snooping/mcast-snooping.js';
import type {OvsStp} from './stp/entity.js';
import type {Frozen} from './translate/recirculate.js';

export interface Vswitchd {
	/** Stopped: cached flows of the kernel datapath go on, what misses them is lost. */
	running: boolean;
	/** 301 is Open vSwitch 3.1: where releases differ, the rule says so. */
	release: number;
	/** `--enable-dummy=override` makes every datapath the userspace one. */
	datapathOverride: DatapathType | undefined;
	database: Database;
	/** In order of creation. */
	bridges: OvsBridge[];
	settings: SwitchSettings;
	revalidator: Revalidator;
	/** What has happened since it began. */
	coverage: Coverage;
	/** Recirculation ids in use, in order of creation; ids are never reused. */
	recirculations: Recirculation[];
	nextRecirculation: number;
	/** What its exporters share, once there is one. */
	exporting?: Exporting;
}

/** `other_config` of table Open_vSwitch: what holds for all bridges. */
export interface SwitchSettings {
	/** Cached flows, at most. */
	flowLimit: number;
	/** A cached flow that was not used for so long goes, ns. */
	maxIdle: number;
	/** The revalidator runs at least so often, ns. */
	maxRevalidator: number;
	minRevalidatePps: number;
	/** How many tags are looked at: 0 is all (2). */
	vlanLimit: number;
}

export const DEFAULT_SETTINGS: Readonly<SwitchSettings> = {
	flowLimit: 200_000,
	maxIdle: 10_000_000_000,
	maxRevalidator: 500_000_000,
	minRevalidatePps: 5,
	vlanLimit: 1,
};

/** What is left to do when a frame comes back with this id (struct frozen_state). */
export interface Recirculation {
	id: number;
	bridge: string;
	/** Equal states have equal texts, and share an id. */
	digest: string;
	frozen: Frozen;
	/**
	 * Of a balance-tcp bond: its flows in the hidden table by bucket (-1 is none), what was read of their counters, and for
	 * which version of the bond they are. It stays although no cached flow mentions it.
	 */
	bond?: {rules: Int32Array; counted: Float64Array; version: number};
}

/** 301 for `openvswitch 3.1`; what a lab runs when nobody says otherwise. */
export const DEFAULT_RELEASE = 307;

export const VLAN_MODES = ['access', 'trunk', 'native-tagged', 'native-untagged', 'dot1q-tunnel'] as const;
export type VlanMode = (typeof VLAN_MODES)[number];

const PRIORITY_TAGS = ['no', 'if-nonzero', 'always'] as const;
export type PriorityTags = (typeof PRIORITY_TAGS)[number];

/** A port of the database: one interface, or several that are bonded (struct ofbundle). */
export interface OvsPort {
	name: string;
	/** OpenFlow port numbers of its interfaces. */
	members: number[];
	vlanMode: VlanMode;
	/** The VLAN of access, native and tunnel modes; 0 otherwise. */
	tag: number;
	/** Allowed VLANs; `undefined` allows all. Bit n of word n >> 5. */
	trunks: Uint32Array | undefined;
	cvlans: Uint32Array | undefined;
	priorityTags: PriorityTags;
	/** Outer TPID of dot1q-tunnel. */
	qinqEthertype: number;
	protected: boolean;
	/** The spanning tree keeps NORMAL from flooding there; `ovs-stp.ts` keeps it. */
	floodBlocked?: boolean;
	/** With two members or more. */
	bond: Bond | undefined;
	/** Where LACP is configured, with one member too. */
	lacp?: Lacp;
}

/** An interface with its OpenFlow port number (struct ofport_dpif). */
export interface OfPort {
	/** 1 to 0xfeff, or 0xfffe for LOCAL. */
	number: number;
	name: string;
	type: 'system' | 'internal' | 'patch' | 'vxlan' | 'gre';
	/** The net device; -1 for patch and tunnel ports. */
	device: DeviceId;
	/** Datapath port number; -1 for a patch port. */
	datapathPort: number;
	mac: Mac;
	/** Administratively up and with carrier; patch and tunnel ports always. */
	up: boolean;
	/** World time at which it was made, ns. */
	created: number;
	/** `ovs-ofctl mod-port` (OFPPC_*). */
	config: {portDown: boolean; noReceive: boolean; noReceiveStp: boolean; noFlood: boolean; noForward: boolean; noPacketIn: boolean};
	/** Name of the other end, patch only. */
	peer: string | undefined;
	tunnel: TunnelOptions | undefined;
	/** Packets and octets that OpenFlow counts; a datapath port of the same device counts for itself. */
	counters: {rxPackets: number; rxBytes: number; txPackets: number; txBytes: number};
}

/** `options:` of a tunnel interface; `'flow'` takes it from the flow. */
export interface TunnelOptions {
	type: 'vxlan' | 'gre';
	/** 0 matches any. */
	localIp: number | 'flow';
	remoteIp: number | 'flow';
	/** Key to expect and to send; `undefined` is none. */
	inKey: number | 'flow' | undefined;
	outKey: number | 'flow' | undefined;
	tos: number | 'inherit';
	ttl: number | 'inherit';
	dontFragment: boolean;
	checksum: boolean;
	udpPort: number;
}

export interface OvsBridge {
	name: string;
	/** Its row in the database, from which its own MAC is made when no port has a better one. */
	uuid: string;
	/** `datapath_type`, with the default filled in. */
	type: string;
	/** MAC of its local port: the lowest of its ports, or `other-config:hwaddr`. */
	mac: Mac;
	/** Smallest MTU of its ports, which its internal ports take over. */
	minMtu: number;
	/** Frames that it made and sent itself (`ofproto->stats`): OpenFlow counts them as if they had come from its local port. */
	own: {packets: number; bytes: number};
	/** `other-config:dp-desc` and `dp-sn`, as OpenFlow tells them. */
	description: string | undefined;
	serial: string | undefined;
	/** Counts reconfigurations: cached flows must be looked at again. */
	version: number;
	/** Which OpenFlow port numbers were given away. */
	numbers: PortNumbers;
	/** The device of its datapath. */
	datapath: DeviceId;
	/** 64 bits as 16 hex digits. */
	datapathId: string;
	/** In order in which NORMAL walks them: LOCAL first, then as they were added. */
	ports: OvsPort[];
	/** By OpenFlow port number. */
	ofPorts: Map<number, OfPort>;
	failMode: 'standalone' | 'secure';
	/** Changed whenever a table, port or setting changed, so that cached flows must be looked at again. */
	tables: FlowTables;
	groups: GroupTable;
	macs: MacLearning;
	/** VLANs in which nothing is learned and everything floods. */
	floodVlans: Uint32Array | undefined;
	forwardBpdu: boolean;
	/** How many tags are looked at: 0 all (2), 1 or 2. */
	vlanLimit: number;
	/** At most 32. */
	mirrors: Mirror[];
	snooping: McastSnooping | undefined;
	stp: OvsStp | undefined;
	exports: FlowExport;
	controllers: ControllerLink[];
	control: Control;
}

export const LOCAL = 0xfffe;

export function bridgeNamed(switchd: Vswitchd, name: string): OvsBridge | undefined {
	return switchd.bridges.find((bridge) => bridge.name === name);
}

/** The port of which the OpenFlow port `number` is a member. */
export function portOfMember(bridge: OvsBridge, number: number): OvsPort | undefined {
	return bridge.ports.find((port) => port.members.includes(number));
}

export function ofPortNamed(bridge: OvsBridge, name: string): OfPort | undefined {
	for (const port of bridge.ofPorts.values()) if (port.name === name) return port;
	return undefined;
}

/** The OpenFlow port behind a datapath port number; several tunnels share one, so they are found by `tunnel/`. */
export function ofPortByDatapathPort(switchd: Vswitchd, datapath: DeviceId, number: number): {bridge: OvsBridge; port: OfPort} | undefined {
	for (const bridge of switchd.bridges) {
		if (bridge.datapath !== datapath) continue;
		for (const port of bridge.ofPorts.values()) if (port.datapathPort === number && !port.tunnel) return {bridge, port};
	}
	return undefined;
}
