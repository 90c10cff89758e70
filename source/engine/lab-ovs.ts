/** Open vSwitch in the lab file: a bridge with its ports, and what a whole machine runs. */
import * as z from 'zod';
import {DATAPATH_TYPES} from './devices/datapath/datapath-device.js';
import {OPENFLOW_VERSIONS} from './flow/syntax/protocol.js';
import {parseMac} from './mac.js';
import {BOND_MODES} from './ovs/bond/bond-state.js';
import {VLAN_MODES} from './ovs/vswitchd.js';

const name = z.string().regex(/^[A-Za-z][\w.-]{0,14}$/, 'a name has 1 to 15 letters, digits, ".", "_" or "-" and starts with a letter');
const mac = z.string().refine((text) => parseMac(text) !== undefined, 'a MAC address is written 02:00:00:00:00:01');
const cidr = z.string().regex(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, 'an address is written 10.0.0.1/24');
const vlan = z.int().min(0).max(4095);
/** Settings as the database keeps them: strings. */
const settings = z.record(z.string(), z.string()).default({});
const openflow = z.enum(OPENFLOW_VERSIONS);

/** `ovs-ofctl mod-port` */
export const PORT_FLAGS = ['no-receive', 'no-receive-stp', 'no-flood', 'no-forward', 'no-packet-in'] as const;

const memberSchema = z.strictObject({
	device: name,
	ofport: z.int().min(1).max(65279).optional(),
	/** LACP of this member: `lacp-port-id` and so on. */
	otherConfig: settings,
});

export const ovsPortSchema = z.strictObject({
	name,
	/** `system` is a device of the machine. */
	type: z.enum(['system', 'internal', 'patch', 'vxlan', 'gre']).default('system'),
	/** OpenFlow port number; left out, the next that is free. */
	ofport: z.int().min(1).max(65279).optional(),
	/** Of a patch (`peer`) or a tunnel (`remote_ip`, `key` …). */
	options: settings,
	tag: vlan.optional(),
	trunks: z.array(vlan).default([]),
	cvlans: z.array(vlan).default([]),
	vlanMode: z.enum(VLAN_MODES).optional(),
	/** No traffic between two ports that are protected. */
	protected: z.boolean().default(false),
	/** The port is a bridge of its own in VLAN `tag` (`ovs-vsctl add-br NAME PARENT VLAN`). */
	fakeBridge: z.boolean().default(false),
	/** Several devices as one port. */
	bond: z
		.strictObject({
			members: z.array(z.union([name, memberSchema])).min(2),
			mode: z.enum(BOND_MODES).optional(),
			/** Milliseconds. */
			updelay: z.int().nonnegative().default(0),
			downdelay: z.int().nonnegative().default(0),
		})
		.optional(),
	lacp: z.enum(['active', 'passive', 'off']).optional(),
	/** `priority-tags`, `bond-hash-basis`, `lacp-time` … */
	otherConfig: settings,
	flags: z.array(z.enum(PORT_FLAGS)).default([]),
	mtu: z.int().min(68).max(65535).optional(),
	/** Of an internal port, which is a device of the machine. */
	mac: mac.optional(),
	up: z.boolean().default(true),
	addresses: z.array(cidr).default([]),
});

export const ovsMemberShape = memberSchema.shape;

const mirrorSchema = z.strictObject({
	name: z.string().min(1),
	selectAll: z.boolean().default(false),
	/** Names of ports. */
	selectSrc: z.array(name).default([]),
	selectDst: z.array(name).default([]),
	selectVlan: z.array(vlan).default([]),
	outputPort: name.optional(),
	outputVlan: z.int().min(1).max(4095).optional(),
	snaplen: z.int().min(14).max(65535).optional(),
});

const targets = z.array(z.string()).min(1);

/** What an `ovs-bridge` has beside what every device has; its `mac` is `other-config:hwaddr`. */
export const ovsBridgeShape = {
	kind: z.literal('ovs-bridge'),
	datapathType: z.enum(DATAPATH_TYPES).default('system'),
	failMode: z.enum(['standalone', 'secure']).optional(),
	/** `tcp:10.0.0.9:6653` */
	controllers: z.array(z.string()).default([]),
	protocols: z.array(openflow).default([]),
	stp: z.boolean().default(false),
	mcastSnooping: z.boolean().default(false),
	floodVlans: z.array(vlan).default([]),
	/** `mac-aging-time`, `mac-table-size`, `forward-bpdu` … */
	otherConfig: settings,
	/** A name alone is a device of the machine, a trunk that carries all VLANs. */
	ports: z.array(z.union([name, ovsPortSchema])).default([]),
	mirrors: z.array(mirrorSchema).default([]),
	/** As `ovs-ofctl` writes them. Left out, the switch has the flow that it gives itself; `[]` is an empty table. */
	flows: z.array(z.union([z.string(), z.strictObject({flow: z.string(), openflow})])).optional(),
	groups: z.array(z.union([z.string(), z.strictObject({group: z.string(), openflow})])).default([]),
	/** Stations that stay (`ovs-appctl fdb/add`). */
	stations: z.array(z.strictObject({mac, vlan: vlan.default(0), port: name})).default([]),
	/** By number. */
	tables: z
		.array(
			z.strictObject({
				table: z.int().min(0).max(254),
				flowLimit: z.int().nonnegative().optional(),
				overflow: z.enum(['refuse', 'evict']).optional(),
				prefixes: z.array(z.string()).max(3).default([]),
			}),
		)
		.default([]),
	netflow: z
		.strictObject({
			targets,
			/** Seconds; 0 is the default. */
			activeTimeout: z.int().min(-1).default(0),
			engineType: z.int().min(0).max(255).optional(),
			engineId: z.int().min(0).max(255).optional(),
			addIdToInterface: z.boolean().default(false),
		})
		.optional(),
	sflow: z
		.strictObject({
			targets,
			/** One frame in so many. */
			sampling: z.int().positive().optional(),
			/** Seconds. */
			polling: z.int().nonnegative().optional(),
			header: z.int().positive().optional(),
			agent: z.string().optional(),
		})
		.optional(),
	ipfix: z
		.strictObject({
			targets,
			sampling: z.int().min(1).max(0xffff_ffff).optional(),
			obsDomain: z.int().min(0).max(0xffff_ffff).optional(),
			obsPoint: z.int().min(0).max(0xffff_ffff).optional(),
			cacheActiveTimeout: z.int().min(0).max(4200).optional(),
			cacheMaxFlows: z.int().min(0).max(0xffff_ffff).optional(),
		})
		.optional(),
};

/** Open vSwitch of a machine. A machine with an `ovs-bridge` has it without being told. */
export const ovsSchema = z.strictObject({
	release: z
		.string()
		.regex(/^[23]\.\d{1,2}$/, 'a release is written 3.1')
		.default('3.7'),
	/** `--enable-dummy=override`: every datapath is of this type, and devices that are missing are made. */
	datapathOverride: z.enum(DATAPATH_TYPES).optional(),
	/** `flow-limit`, `max-idle`, `vlan-limit`, `emc-insert-inv-prob` … */
	otherConfig: settings,
	running: z.boolean().default(true),
});

export type OvsPortLab = z.output<typeof ovsPortSchema>;
export type OvsMirrorLab = z.output<typeof mirrorSchema>;
export type OvsLab = z.output<typeof ovsSchema>;
