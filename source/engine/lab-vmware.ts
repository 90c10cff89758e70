/** What a lab says about switches of VMware: on hosts, and where distributed ones are managed. */
import * as z from 'zod';
import {MIRROR_WAYS} from './vmware/mirror.js';
import {PORT_BINDINGS} from './vmware/port-group.js';
import {PRIVATE_VLAN_TYPES} from './vmware/private-vlan.js';
import {VSPHERE_RELEASES} from './vmware/release.js';
import {VERDICTS} from './vmware/security.js';
import {DETECTIONS, TEAM_POLICIES} from './vmware/teaming.js';
import {VMKERNEL_SERVICES} from './vmware/vmknic-device.js';

/** Names of port groups and the like have blanks, as `VM Network`, but nothing that a terminal would obey. */
const text = z.string().regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,80}$/u, 'a name has 1 to 80 characters that can be printed');
const vlan = z.int().min(1).max(4094);
const devicePath = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'a device is written machine/device');
const verdict = z.enum(VERDICTS).optional();

const securityShape = z.strictObject({promiscuous: verdict, macChanges: verdict, forgedTransmits: verdict});

const teamingShape = z.strictObject({
	policy: z.enum(TEAM_POLICIES).optional(),
	/** Names of uplinks or LAGs; left out, all uplinks that are in no LAG. */
	active: z.array(text).optional(),
	standby: z.array(text).optional(),
	notify: z.boolean().optional(),
	failback: z.boolean().optional(),
	detection: z.enum(DETECTIONS).optional(),
});

/** `vlan` 0 tags outside, 4095 in the guest. */
const groupShape = z.strictObject({
	name: text,
	vlan: z.int().min(0).max(4095).optional(),
	security: securityShape.optional(),
	teaming: teamingShape.optional(),
});

const managedGroupShape = groupShape.extend({
	/** With VLAN 4095: the VLANs that the guest may use, as [first, last]. */
	trunk: z.array(z.tuple([z.int().min(0).max(4094), z.int().min(0).max(4094)])).optional(),
	/** `vlan` is a private VLAN. */
	private: z.boolean().optional(),
	learning: z
		.strictObject({
			limit: z.int().min(1).max(4096).default(4096),
			whenFull: z.enum(['drop', 'allow']).default('drop'),
			flooding: z.boolean().default(true),
		})
		.optional(),
	binding: z.enum(PORT_BINDINGS).optional(),
	/** Nexus 1000V: a port profile from which it has what it does not say. */
	inherit: text.optional(),
	systemVlan: z.boolean().optional(),
});

/** A configuration that is held at vCenter or the VSM. */
const managedShape = {
	release: z.enum(VSPHERE_RELEASES).optional(),
	security: securityShape.optional(),
	teaming: teamingShape.optional(),
	privateVlans: z.array(z.strictObject({primary: vlan, secondary: vlan, type: z.enum(PRIVATE_VLAN_TYPES)})).default([]),
	lags: z
		.array(z.strictObject({name: text, mode: z.enum(['active', 'passive']).default('active'), fast: z.boolean().default(false)}))
		.default([]),
	groups: z.array(managedGroupShape).default([]),
	/** Ports as machine/device. */
	mirrors: z
		.array(
			z.strictObject({
				name: text,
				enabled: z.boolean().default(true),
				sources: z.array(z.strictObject({port: devicePath, way: z.enum(MIRROR_WAYS).default('both')})),
				ports: z.array(devicePath).default([]),
				uplinks: z.array(text).default([]),
				vlan: vlan.default(1),
				length: z.int().nonnegative().default(0),
				normalIo: z.boolean().default(false),
			}),
		)
		.default([]),
	floodBlocking: z.boolean().default(false),
};

const managedSwitchSchema = z.strictObject({name: text, ...managedShape});

/** vCenter or the VSM on a machine. */
export const managerSchema = z.strictObject({
	kind: z.enum(['vcenter', 'vsm']),
	running: z.boolean().default(true),
	/** Hosts that it does not reach. */
	disconnected: z.array(text).default([]),
	switches: z.array(managedSwitchSchema).default([]),
});

/** A vNIC by the switch's end of its link, or a vmknic, which is a device of its own. */
const portShape = z.strictObject({
	device: text,
	group: text,
	/** The address in the .vmx file, where the guest has another one now. */
	initial: z.string().optional(),
});

export const standardSwitchShape = {
	kind: z.literal('standard-switch'),
	release: z.enum(VSPHERE_RELEASES).optional(),
	security: securityShape.optional(),
	teaming: teamingShape.optional(),
	groups: z.array(groupShape).min(1),
	ports: z.array(portShape).default([]),
	/** NICs of the host (vmnic0 …). */
	uplinks: z.array(text).default([]),
};

/** The host's part of a distributed switch: a vDS, or as a VEM a Nexus 1000V. */
export const distributedSwitchShape = {
	kind: z.literal('distributed-switch'),
	/** machine/switch: where it is managed. */
	of: devicePath,
	ports: z.array(portShape).default([]),
	/** In order: uplink1, uplink2 and so on, unless they are given a name. */
	uplinks: z.array(z.union([text, z.strictObject({device: text, name: text.optional(), lag: text.optional()})])).default([]),
	/** What the host has, where that is not what its manager has now; `null` is nothing yet. */
	held: z.strictObject(managedShape).nullable().optional(),
};

export const vmknicShape = {
	kind: z.literal('vmknic'),
	/** The switch of this machine. */
	switch: text,
	group: text,
	services: z.array(z.enum(VMKERNEL_SERVICES)).default([]),
};

export type ManagedSwitchLab = z.output<typeof managedSwitchSchema>;
export type ManagerLab = z.output<typeof managerSchema>;
export type GroupLab = z.output<typeof managedGroupShape>;
