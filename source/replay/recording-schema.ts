/*
 * The format of a recording (format 1)
 *
 * A recording is a lab, frames and actions, and what the real system did with
 * them: who received what and how the NIC classified it, the forwarding
 * databases, the frames on the cables, the answers of the tools.
 */
import * as z from 'zod';
import {MACVLAN_MODES} from '../engine/devices/macvlan-device.js';
import {bridgeOptionsSchema} from '../engine/lab.js';
import {parseMac} from '../engine/mac.js';
import {parseIpv4} from '../engine/protocol/ipv4-address.js';
import {dpFlow, flowStatistics, generatedFrame, ovsDevice, ovsTrace, reportedBond} from './ovs-schema.js';
import {igmpRecord, inner, mac, portConfig, seconds, tag, word} from './recording-parts.js';

const group = z
	.string()
	.refine((text) => (parseIpv4(text) ?? parseMac(text)) !== undefined, 'a group is an IPv4 or a MAC address; IPv6 groups are not modelled');
const bridgeConfig = bridgeOptionsSchema.extend({
	/** `null`: br0 follows its ports. */
	mac: mac.nullable().optional(),
	promisc: z.boolean().optional(),
	showMdb: z.boolean().optional(),
	showBpduFdb: z.boolean().optional(),
});
/** Ports of Open vSwitch have no address in a recording. */
const attachment = z.strictObject({device: z.string(), name: z.string(), mac: mac.optional(), config: portConfig.optional()});
const end = z.strictObject({device: z.string(), port: z.string(), mac: mac.optional(), config: portConfig.optional()});

const fdbEntry = z.strictObject({
	mac,
	port: z.string(),
	vlan: z.int().optional(),
	state: z.string().optional(),
	flags: z.array(z.string()).optional(),
});
const localEntry = z.strictObject({mac, port: z.string(), vlan: z.int().optional()});

const kernelDevice = z.strictObject({
	type: z.enum(['linux-bridge', 'macvlan']),
	name: z.string(),
	config: bridgeConfig.optional(),
	parents: z.array(z.strictObject({name: z.string(), mac, uplink: end})).optional(),
	staticFdb: z
		.array(
			z.strictObject({
				mac,
				port: z.string(),
				vlan: z.int().optional(),
				type: z.enum(['static', 'dynamic', 'permanent', 'local']).default('permanent'),
				flags: z.array(z.string()).default([]),
			}),
		)
		.optional(),
	mdb: z
		.array(z.strictObject({port: z.string(), group, vlan: z.int().optional(), state: z.enum(['permanent', 'temp']).optional()}))
		.optional(),
});

const peer = z.strictObject({type: z.literal('linux-bridge'), name: z.string(), config: bridgeConfig.optional()});

const endpoint = z
	.strictObject({
		name: z.string(),
		mac,
		port: attachment.optional(),
		macvlan: z
			.strictObject({
				parent: z.string(),
				mode: z.enum(MACVLAN_MODES),
				allowed: z.array(mac).optional(),
				nodst: z.boolean().optional(),
				nopromisc: z.boolean().optional(),
				bcqueuelen: z.int().nonnegative().optional(),
			})
			.optional(),
		local: z.strictObject({device: z.string(), interface: z.string()}).optional(),
	})
	.refine(
		({port, macvlan, local}) => [port, macvlan, local].filter(Boolean).length === 1,
		'an endpoint has one of "port", "macvlan", "local"',
	);

/** What is in a frame beside its addresses and tags. The kinds of payload are listed in `payload.ts`. */
const payload = z.strictObject({
	type: z.string(),
	srcIp: z.ipv4().optional(),
	dstIp: z.ipv4().optional(),
	ttl: z.int().min(0).max(255).optional(),
	sport: z.int().min(0).max(65535).optional(),
	dport: z.int().min(0).max(65535).optional(),
	igmp: z.string().optional(),
	group: z.ipv4().optional(),
	records: z.array(igmpRecord).optional(),
	op: z.enum(['request', 'reply']).optional(),
	sha: mac.optional(),
	spa: z.ipv4().optional(),
	tha: mac.optional(),
	tpa: z.ipv4().optional(),
});

/** The kinds of action are listed in `action.ts`; what else an action says is in its command. */
const action = z.looseObject({
	op: z.string(),
	device: z.string().optional(),
	endpoint: z.string().optional(),
	port: z.string().optional(),
	interface: z.string().optional(),
	mac: mac.optional(),
	state: z.unknown().optional(),
	parent: z.string().optional(),
	name: z.string().optional(),
	mode: z.string().optional(),
	verb: z.string().optional(),
	type: z.string().optional(),
	group: z.string().optional(),
	args: z.array(z.string()).optional(),
	bond: z.string().optional(),
	member: z.string().optional(),
	vlan: z.int().optional(),
	/** Seconds that the action was given before its effect was looked at. */
	pause: seconds.optional(),
	frame: z.strictObject({from: z.string(), src: mac, dst: mac, ...tag, inner}).optional(),
	watch: z.string().optional(),
	ms: z.number().positive().optional(),
	cut: z.strictObject({device: z.string(), port: z.string()}).optional(),
});

const stimulus = z
	.strictObject({
		id: z.string(),
		t: seconds,
		timed: z.boolean().optional(),
		note: z.string().optional(),
		do: action.optional(),
		from: z.string().optional(),
		src: mac.optional(),
		dst: mac.optional(),
		...tag,
		inner,
		ethertype: word.optional(),
		payload: payload.optional(),
	})
	.refine((given) => given.do !== undefined || (given.from !== undefined && given.src !== undefined && given.dst !== undefined), {
		message: 'a stimulus has "do", or "from", "src" and "dst"',
	});

const stpPort = z.strictObject({
	port: z.string(),
	portId: z.string(),
	state: z.string(),
	role: z.string(),
	cost: z.int(),
	designatedRoot: z.string(),
	designatedBridge: z.string(),
	designatedPort: z.string(),
	designatedCost: z.int(),
});

const expectation = z.strictObject({
	id: z.string(),
	note: z.string().optional(),
	delivered: z
		.array(
			z.strictObject({
				to: z.string(),
				...tag,
				inner,
				pkttype: z.string().optional(),
				dst: mac.optional(),
				src: mac.optional(),
				srcIp: z.string().optional(),
				dstIp: z.string().optional(),
				ttl: z.int().optional(),
				dport: z.int().optional(),
			}),
		)
		.optional(),
	wire: z.array(z.strictObject({from: z.string(), to: z.string(), ...tag, inner})).optional(),
	portLocal: z.array(z.strictObject({device: z.string(), port: z.string(), pkttype: z.string().optional()})).optional(),
	fdb: z.array(fdbEntry).optional(),
	peerFdb: z.record(z.string(), z.array(fdbEntry)).optional(),
	macs: z.record(z.string(), mac).optional(),
	mdb: z
		.union([
			z.array(z.strictObject({group: z.string(), port: z.string(), vlan: z.int().optional(), state: z.string().optional()})),
			/** Open vSwitch: port, VLAN and group as `mdb/show` prints them. */
			z.array(z.string()),
		])
		.optional(),
	routerPorts: z.array(z.string()).optional(),
	stp: z
		.record(
			z.string(),
			z.strictObject({
				bridgeId: z.string(),
				rootId: z.string(),
				rootPort: z.string().nullable(),
				rootPathCost: z.int(),
				ports: z.array(stpPort),
			}),
		)
		.optional(),
	stormCopiesAtLeast: z.int().optional(),
	/** The cached flow that a frame of Open vSwitch made, when there is one. */
	actions: z.string().optional(),
	megaflow: z.string().optional(),
	dpFlows: z.array(dpFlow).optional(),
	trace: ovsTrace.optional(),
	flowStats: z.array(flowStatistics).optional(),
	generated: z.array(generatedFrame).optional(),
	bond: z.record(z.string(), reportedBond).optional(),
	bondHash: z.int().optional(),
	cmd: z.string().optional(),
	rc: z.int().optional(),
	stdout: z.string().optional(),
	stderr: z.string().optional(),
});

export const recordingSchema = z.strictObject({
	format: z.literal(1),
	name: z.string(),
	about: z.string().optional(),
	recordedFrom: z.string().optional(),
	device: z.discriminatedUnion('type', [kernelDevice, ovsDevice]),
	peers: z.array(z.discriminatedUnion('type', [peer, ovsDevice])).default([]),
	links: z.array(z.strictObject({ends: z.tuple([end, end])})).default([]),
	endpoints: z.array(endpoint).min(1),
	initial: z
		.strictObject({
			macs: z.record(z.string(), mac).optional(),
			localFdb: z.record(z.string(), z.array(localEntry)).optional(),
			bridgeMac: z.record(z.string(), mac).optional(),
			fdb: z.array(fdbEntry).optional(),
			peerFdb: z.record(z.string(), z.array(fdbEntry)).optional(),
			/** Open vSwitch: what was typed to set it up. */
			setup: z.array(z.string()).optional(),
		})
		.default({}),
	stimuli: z.array(stimulus),
	expect: z.array(expectation),
});

export type Recording = z.output<typeof recordingSchema>;
export type KernelDevice = Exclude<Recording['device'], {type: 'ovs'}>;
export type Stimulus = Recording['stimuli'][number];
export type Expectation = Recording['expect'][number];
export type FdbRow = z.output<typeof fdbEntry>;
export type Delivered = NonNullable<Expectation['delivered']>[number];
export type Crossed = NonNullable<Expectation['wire']>[number];
export type MemberRow = Exclude<NonNullable<Expectation['mdb']>[number], string>;
export type PortLocal = NonNullable<Expectation['portLocal']>[number];
