/*
 * Recordings of Open vSwitch: what their format adds
 *
 * `device` is a bridge with its ports, bonds, mirrors, flows and groups, `peers` are further bridges of the same
 * host, `links` their patch ports. `initial.setup` is what was typed to make all that, and where it
 * stands it is what is played. Expectations have the cached flows of the datapath, what `ofproto/trace` said
 * of a frame before it was sent, counters of OpenFlow, and frames that the switch made itself.
 */
import * as z from 'zod';
import {mac} from './recording-parts.js';

const settings = z.record(z.string(), z.string());
const vlans = z.array(z.int().min(0).max(4095));
const vlanColumns = {
	tag: z.int().optional(),
	trunks: vlans.optional(),
	vlanMode: z.string().optional(),
	cvlans: vlans.optional(),
	protected: z.boolean().optional(),
	otherConfig: settings.optional(),
};

const port = z.strictObject({name: z.string(), ofport: z.int().optional(), mac: mac.optional(), ...vlanColumns});
const bond = z.strictObject({
	name: z.string(),
	mode: z.string().optional(),
	members: z.array(z.strictObject({name: z.string(), ofport: z.int().optional(), mac: mac.optional()})),
	lacp: z.string().optional(),
	updelay: z.int().optional(),
	downdelay: z.int().optional(),
	...vlanColumns,
});
const mirror = z.strictObject({
	name: z.string(),
	selectAll: z.boolean().optional(),
	selectSrcPort: z.array(z.string()).optional(),
	selectDstPort: z.array(z.string()).optional(),
	selectVlan: vlans.optional(),
	outputPort: z.string().optional(),
	outputVlan: z.int().optional(),
	snaplen: z.int().optional(),
});

export const ovsDevice = z.strictObject({
	type: z.literal('ovs'),
	name: z.string(),
	config: z
		.strictObject({
			failMode: z.enum(['standalone', 'secure']).optional(),
			mac: mac.optional(),
			otherConfig: settings.optional(),
			mcastSnooping: z.boolean().optional(),
			floodVlans: vlans.optional(),
		})
		.optional(),
	ports: z.array(port).default([]),
	bonds: z.array(bond).optional(),
	mirrors: z.array(mirror).optional(),
	/** In the syntax of `ovs-ofctl`, instead of the flow that a new bridge has. */
	flows: z.array(z.string()).optional(),
	groups: z.array(z.string()).optional(),
	portMods: z.record(z.string(), z.array(z.string())).optional(),
	staticFdb: z.array(z.strictObject({mac, port: z.string(), vlan: z.int().optional()})).optional(),
	/** `-O` of `ovs-ofctl`. */
	ofVersion: z.string().optional(),
	/** What was recorded beside the usual. `purge: false`: cached flows live on from frame to frame. */
	record: z
		.strictObject({
			purge: z.boolean().optional(),
			flowStats: z.boolean().optional(),
			bond: z.boolean().optional(),
			mdb: z.boolean().optional(),
		})
		.optional(),
});
export type OvsDevice = z.output<typeof ovsDevice>;

/** A cached flow as `dpctl/dump-flows --names` prints it; `packets` only where flows live on. */
export const dpFlow = z.strictObject({match: z.string(), packets: z.int().optional(), actions: z.string()});
export type DpFlow = z.output<typeof dpFlow>;

/** `flow` is what was asked, the rest what was answered. */
export const ovsTrace = z.strictObject({
	flow: z.string(),
	megaflow: z.string(),
	actions: z.string(),
	text: z.array(z.string()).optional(),
});

export const flowStatistics = z.strictObject({table: z.int(), flow: z.string(), packets: z.int()});

/** A frame that the switch made itself. */
export const generatedFrame = z.strictObject({
	port: z.string(),
	src: mac,
	dst: mac,
	ethertype: z.string(),
	vlan: z.int().optional(),
	pcp: z.int().optional(),
});

export const reportedBond = z.strictObject({
	mode: z.string(),
	active: z.string().nullable(),
	primary: z.string().optional(),
	members: z.record(z.string(), z.string()),
});
