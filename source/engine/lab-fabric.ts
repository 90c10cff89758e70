/** A fabric in the lab file, for `vswitch-lab explosion`. What is left out has the default. */
import * as z from 'zod';
import {DEFAULTS, type FabricParameters, OVERLAYS, PLACEMENTS, POLICIES, TRAFFIC_PATTERNS, usualTenants} from './fabric/parameters.js';
import {problemsOf, problemText} from './fabric/problem.js';

const count = z.int().positive();
const amount = z.int().nonnegative();

const attackSchema = z.strictObject({
	/** Frames a second. */
	rate: z.number().positive(),
	/** Addresses that it uses in turn; left out, as many as a ToR has room for. */
	addresses: count.optional(),
	/** Seconds after the start. */
	start: z.number().nonnegative().default(0),
	/** Where it is, from 1. */
	rack: count.default(1),
	host: count.default(1),
});

export const fabricSchema = z
	.strictObject({
		racks: count.default(DEFAULTS.racks),
		/** In each rack. */
		hosts: count.default(DEFAULTS.hosts),
		/** On each host. */
		vms: amount.default(DEFAULTS.vms),
		/** Of each VM. */
		vnics: count.default(DEFAULTS.vnics),
		/** Of each host's own. */
		hostMacs: amount.default(DEFAULTS.hostMacs),
		overlay: z.enum(OVERLAYS).default(DEFAULTS.overlay),
		/** Left out: one, or with VXLAN one for 20 stations. */
		tenants: count.optional(),
		vlans: count.default(DEFAULTS.vlans),
		placement: z.enum(PLACEMENTS).default(DEFAULTS.placement),
		/** Trunks carry only VLANs that somebody behind them is in. */
		pruned: z.boolean().default(DEFAULTS.pruned),
		/** Entries of each switch: of ToR and core, or tier by tier. */
		table: z.union([count, z.strictObject({edge: count.optional(), tor: count.optional(), core: count.optional()})]).default({}),
		policy: z.enum(POLICIES).default(DEFAULTS.policy),
		/** Places in a bucket of `evict-by-hash`. */
		ways: count.default(DEFAULTS.ways),
		/** Seconds; 0 learns nothing. */
		ageing: amount.default(DEFAULTS.ageing),
		traffic: z.enum(TRAFFIC_PATTERNS).default(DEFAULTS.traffic),
		/** Share of the stations that ever send. */
		active: z.number().positive().max(1).default(DEFAULTS.active),
		/** Frames a second in the whole fabric. */
		rate: count.default(DEFAULTS.rate),
		frameBytes: count.default(DEFAULTS.frameBytes),
		/** After the ten in which everybody announces itself. */
		seconds: count.default(DEFAULTS.seconds),
		attack: attackSchema.optional(),
	})
	.superRefine((fabric, check) => {
		for (const problem of problemsOf(fabricParameters(fabric, 1))) check.addIssue({code: 'custom', message: problemText(problem)});
	});

export type Fabric = z.output<typeof fabricSchema>;

/** The parameters of a fabric of a lab file. */
export function fabricParameters({table, tenants, attack, ...fabric}: Fabric, seed: number): FabricParameters {
	const asked = typeof table === 'number' ? {tor: table, core: table} : table;
	const tables = {
		edge: asked.edge ?? DEFAULTS.tables.edge,
		tor: asked.tor ?? DEFAULTS.tables.tor,
		core: asked.core ?? DEFAULTS.tables.core,
	};
	return {
		...fabric,
		tables,
		tenants: tenants ?? (fabric.overlay === 'vxlan' ? usualTenants(fabric) : Math.max(DEFAULTS.tenants, fabric.vlans)),
		attack: {
			rate: attack?.rate ?? 0,
			addresses: attack?.addresses ?? tables.tor,
			start: attack?.start ?? 0,
			rack: (attack?.rack ?? 1) - 1,
			host: (attack?.host ?? 1) - 1,
		},
		seed,
	};
}
