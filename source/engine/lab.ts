/*
 * The lab file
 *
 * A lab is data: machines with their network devices, the links between them,
 * and commands to run first. One schema serves lessons, the sandbox, tests and
 * exports. Names are `machine/device`. What is left out has the kernel's default.
 */
import * as z from 'zod';
import {AD_SELECTS, BONDING_MODES, PRIMARY_RESELECTS, XMIT_HASH_POLICIES} from './devices/bonding/bond-device.js';
import {PORT_STATES} from './devices/bridge/bridge-device.js';
import {MACVLAN_MODES} from './devices/macvlan-device.js';
import {ACCEPTABLE_FRAMES} from './devices/vlan-switch-device.js';
import {budgetSchema} from './lab-budget.js';
import {controllerSchema} from './lab-controller.js';
import {fabricSchema} from './lab-fabric.js';
import {userNetworkShape, vmnetShape} from './lab-hosted.js';
import {natShape} from './lab-nat.js';
import {ovsBridgeShape, ovsSchema} from './lab-ovs.js';
import {programsShape} from './lab-programs.js';
import {failoverShape, sriovShape, vfShape} from './lab-sriov.js';
import {gretapShape, vxlanShape} from './lab-tunnels.js';
import {distributedSwitchShape, managerSchema, standardSwitchShape, vmknicShape} from './lab-vmware.js';
import {parseMac} from './mac.js';

const name = z.string().regex(/^[A-Za-z][\w.-]{0,14}$/, 'a name has 1 to 15 letters, digits, ".", "_" or "-" and starts with a letter');
const devicePath = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'a device is written machine/device');
const mac = z.string().refine((text) => parseMac(text) !== undefined, 'a MAC address is written 02:00:00:00:00:01');
const cidr = z.string().regex(/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, 'an address is written 10.0.0.1/24');
const seconds = z.number().nonnegative();

const common = {
	name,
	mac: mac.optional(),
	mtu: z.int().min(68).max(65535).optional(),
	up: z.boolean().default(true),
	addresses: z.array(cidr).default([]),
	/** A DHCP client runs for it. */
	dhcp: z.boolean().optional(),
};

const nicSchema = z.strictObject({
	...common,
	kind: z.literal('nic'),
	speed: z.int().positive().default(10000),
	/** Its card can have virtual functions. */
	sriov: sriovShape.optional(),
	/** Associated with an access point, which takes frames of no other MAC. */
	wireless: z.boolean().optional(),
});

const macvlanSchema = z.strictObject({
	...common,
	kind: z.enum(['macvlan', 'macvtap']),
	/** The lower device, in this machine or in another one (`host/eth0`). */
	lower: devicePath,
	mode: z.enum(MACVLAN_MODES).default('vepa'),
	sources: z.array(mac).default([]),
	nodst: z.boolean().default(false),
	nopromisc: z.boolean().default(false),
	bcqueuelen: z.int().nonnegative().default(1000),
});

const vlanSchema = z.strictObject({
	...common,
	kind: z.literal('vlan'),
	/** The device that it stands on, in this machine or in another one. */
	lower: devicePath,
	vid: z.int().min(0).max(4094),
	protocol: z.enum(['802.1Q', '802.1ad']).default('802.1Q'),
});

const switchVlan = z.int().min(1).max(4094);

/** A physical switch: access ports, trunks, native VLANs. */
const vlanSwitchSchema = z.strictObject({
	...common,
	kind: z.literal('vlan-switch'),
	/** Seconds; 0 makes a hub. */
	ageing: seconds.default(300),
	/** Most addresses; 0 is no limit. */
	tableSize: z.int().nonnegative().default(0),
	ports: z.array(
		z.strictObject({
			device: name,
			mode: z.enum(['access', 'trunk']).default('access'),
			/** The VLAN of an access port, the native VLAN of a trunk. */
			vlan: switchVlan.default(1),
			/** Trunk: left out, all VLANs. */
			allowed: z.array(switchVlan).optional(),
			/** Trunk: no frame goes or comes without tag. */
			tagNative: z.boolean().default(false),
			accepts: z.enum(ACCEPTABLE_FRAMES).default('all'),
		}),
	),
});

/** Switches of VMware; `lab-vmware.ts` has what is special about them. */
const standardSwitchSchema = z.strictObject({...common, ...standardSwitchShape});

const distributedSwitchSchema = z.strictObject({...common, ...distributedSwitchShape});

const vmknicSchema = z.strictObject({...common, ...vmknicShape});

export const portOptionsSchema = z.strictObject({
	state: z.enum(PORT_STATES).optional(),
	priority: z.int().min(0).max(63).optional(),
	cost: z.int().min(1).max(65535).optional(),
	learning: z.boolean().optional(),
	flood: z.boolean().optional(),
	mcastFlood: z.boolean().optional(),
	bcastFlood: z.boolean().optional(),
	hairpin: z.boolean().optional(),
	isolated: z.boolean().optional(),
	locked: z.boolean().optional(),
	mab: z.boolean().optional(),
	guard: z.boolean().optional(),
	rootBlock: z.boolean().optional(),
	fastLeave: z.boolean().optional(),
	groupFwdMask: z.int().min(0).max(0xffff).optional(),
});

export const bridgeOptionsSchema = z.strictObject({
	/** Seconds. */
	ageing: seconds.optional(),
	stp: z.boolean().optional(),
	priority: z.int().min(0).max(65535).optional(),
	forwardDelay: seconds.optional(),
	helloTime: seconds.optional(),
	maxAge: seconds.optional(),
	groupFwdMask: z.int().min(0).max(0xffff).optional(),
	noLinklocalLearn: z.boolean().optional(),
	mcastSnooping: z.boolean().optional(),
	mcastQuerier: z.boolean().optional(),
	vlanFiltering: z.boolean().optional(),
	vlanDefaultPvid: z.int().min(0).max(4094).optional(),
	fdbMaxLearned: z.int().nonnegative().optional(),
});

const bridgeSchema = z.strictObject({
	...common,
	kind: z.literal('bridge'),
	/** Devices of the same machine, in order of their port numbers. */
	ports: z.array(z.union([name, portOptionsSchema.extend({device: name})])).default([]),
	options: bridgeOptionsSchema.default({}),
});

/** As the settings of `ip link … type bond`. */
const bondOptionsSchema = z.strictObject({
	mode: z.enum(BONDING_MODES).optional(),
	/** Milliseconds, as the delays. */
	miimon: z.int().nonnegative().optional(),
	updelay: z.int().nonnegative().optional(),
	downdelay: z.int().nonnegative().optional(),
	primary: name.optional(),
	primaryReselect: z.enum(PRIMARY_RESELECTS).optional(),
	xmitHashPolicy: z.enum(XMIT_HASH_POLICIES).optional(),
	/** Gratuitous ARPs after a fail-over. */
	peerNotifications: z.int().min(0).max(255).optional(),
	allSlavesActive: z.boolean().optional(),
	minLinks: z.int().nonnegative().optional(),
	packetsPerSlave: z.int().min(1).max(65535).optional(),
	lacpActive: z.boolean().optional(),
	lacpFast: z.boolean().optional(),
	adSelect: z.enum(AD_SELECTS).optional(),
	systemPriority: z.int().min(1).max(65535).optional(),
	actorSystem: mac.optional(),
	userPortKey: z.int().min(0).max(1023).optional(),
});

/** Several NICs as one, by the bonding driver of Linux. */
const bondSchema = z.strictObject({
	...common,
	kind: z.literal('bond'),
	/** Devices of the same machine, in the order in which they are enslaved. */
	slaves: z.array(name).default([]),
	options: bondOptionsSchema.default({}),
});

/** A bridge of Open vSwitch; `lab-ovs.ts` has what is special about it. */
const ovsBridgeSchema = z.strictObject({...common, ...ovsBridgeShape});

const vxlanSchema = z.strictObject({...common, ...vxlanShape});

const gretapSchema = z.strictObject({...common, ...gretapShape});

const vfSchema = z.strictObject({...common, ...vfShape});

const failoverSchema = z.strictObject({...common, ...failoverShape});

/** Networks of a hosted hypervisor; `lab-hosted.ts` has what is special about them. */
const vmnetSchema = z.strictObject({...common, ...vmnetShape});

const userNetworkSchema = z.strictObject({...common, ...userNetworkShape});

const machineSchema = z.strictObject({
	name,
	role: z.enum(['host', 'vm', 'switch', 'external']),
	/** UDP ports on which it takes NetFlow, sFlow and IPFIX (2055, 6343, 4739). */
	collects: z.array(z.int().min(1).max(65535)).min(1).optional(),
	/** Open vSwitch, where it is installed. */
	ovs: ovsSchema.optional(),
	...programsShape,
	...natShape,
	/** An OpenFlow controller that runs here. */
	controller: controllerSchema.optional(),
	/** vCenter, or the supervisor of a Nexus 1000V. */
	manager: managerSchema.optional(),
	devices: z
		.array(
			z.discriminatedUnion('kind', [
				nicSchema,
				macvlanSchema,
				vlanSchema,
				vlanSwitchSchema,
				standardSwitchSchema,
				distributedSwitchSchema,
				vmknicSchema,
				bridgeSchema,
				bondSchema,
				ovsBridgeSchema,
				vxlanSchema,
				gretapSchema,
				vfSchema,
				failoverSchema,
				vmnetSchema,
				userNetworkSchema,
			]),
		)
		.min(1),
});

const linkSchema = z.strictObject({
	ends: z.tuple([devicePath, devicePath]),
	kind: z.enum(['cable', 'virtual']).default('cable'),
	/** Nanoseconds from end to end. */
	latency: z.int().nonnegative().default(1000),
});

/** What a lab shows, in a sentence, by language. */
const about = z.record(
	z.string().regex(/^[a-z]{2}$/),
	z.string().regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'a sentence has characters that can be printed, in one line'),
);

export const labSchema = z
	.strictObject({
		about: about.default({}),
		seed: z.int().nonnegative().default(1),
		/** At least one, unless the lab has something else to show. */
		machines: z.array(machineSchema),
		links: z.array(linkSchema).default([]),
		/** Typed at the prompt of the machine before the lab begins. */
		setup: z.array(z.strictObject({on: name, run: z.string()})).default([]),
		/** Machines as they stand on the screen, top to bottom; a machine left out stands in a last row. */
		rows: z.array(z.array(name)).default([]),
		/** A time budget, for `vswitch-lab budget`. */
		budget: budgetSchema.optional(),
		/** A data centre of switches, for `vswitch-lab explosion`. */
		fabric: fabricSchema.optional(),
	})
	.refine(({machines, budget, fabric}) => machines.length > 0 || budget !== undefined || fabric !== undefined, {
		path: ['machines'],
		message: 'a lab has at least one machine',
	});

/** A lab as the engine reads it: every default filled in. */
export type Lab = z.output<typeof labSchema>;
/** A lab as an author writes it. */
export type LabFile = z.input<typeof labSchema>;
export type LabDevice = Lab['machines'][number]['devices'][number];

/** One thing that is wrong with a lab, where, and what to do. */
export interface LabProblem {
	/** `machines[0].devices[1].lower` */
	path: string;
	message: string;
}
