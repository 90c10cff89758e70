/** Cards with virtual functions, the functions, and failover pairs in the lab file. What is left out has the driver's default. */
import * as z from 'zod';
import {parseMac} from './mac.js';
import {SWITCH_MODES, VF_LINK_STATES} from './sriov/adapter.js';
import {NIC_MODELS} from './sriov/nic-model.js';

const mac = z.string().refine((text) => parseMac(text) !== undefined, 'a MAC address is written 02:00:00:00:00:01');
const name = z.string().regex(/^[A-Za-z][\w.-]{0,14}$/, 'a name has 1 to 15 letters, digits, ".", "_" or "-" and starts with a letter');
const rate = z.int().nonnegative();

/** What the host decides about a virtual function: `ip link set PF vf N …`. */
const vfSettings = z.strictObject({
	mac: mac.optional(),
	/** Port VLAN; 0 is none. */
	vlan: z.int().min(0).max(4095).default(0),
	qos: z.int().min(0).max(7).default(0),
	spoofCheck: z.boolean().default(true),
	trust: z.boolean().default(false),
	queryRss: z.boolean().default(false),
	link: z.enum(VF_LINK_STATES).default('auto'),
	/** Mb/s; 0 is no limit. */
	maxTxRate: rate.default(0),
	minTxRate: rate.default(0),
});

/** Of a NIC: its card can have virtual functions. */
export const sriovShape = z.strictObject({
	model: z.enum(NIC_MODELS).default('82599'),
	/** Most functions of a card of model `custom`. */
	totalVfs: z.int().min(1).max(65535).optional(),
	/** More than eight functions on its bus. */
	ari: z.boolean().default(true),
	/** Without it no guest can be given a function. */
	iommu: z.boolean().default(true),
	mode: z.enum(SWITCH_MODES).default('veb'),
	truePromisc: z.boolean().default(false),
	/** How many, or each with its settings. */
	vfs: z.union([z.int().min(0).max(65535), z.array(vfSettings)]).default([]),
});

/** The network device of a virtual function, where it is: in the host or, passed through, in a guest. */
export const vfShape = {
	kind: z.literal('vf'),
	/** The NIC on whose card it is, `host/eth0`. */
	pf: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'a device is written machine/device'),
	number: z.int().nonnegative(),
};

/** A virtio NIC and a virtual function with one MAC, as one device of the guest. */
export const failoverShape = {
	kind: z.literal('failover'),
	/** The virtio NIC, in the same machine; the primary half is the virtual function with its MAC. */
	standby: name,
};

/** Settings of a virtual function with every default filled in. */
export type VfSettings = z.output<typeof vfSettings>;
/** A value, not a parse: whoever builds worlds does so without validating. */
export const DEFAULT_VF: VfSettings = {
	vlan: 0,
	qos: 0,
	spoofCheck: true,
	trust: false,
	queryRss: false,
	link: 'auto',
	maxTxRate: 0,
	minTxRate: 0,
};
