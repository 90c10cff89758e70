/*
 * The state of a world, for programs
 *
 * What `vswitch-lab run --json` prints when a script has ended: everything that the tools of the lab could show, by names instead
 * of numbers, in lists that are always there. It is a look from outside; a lab cannot be built from it.
 *
 * Not told: timers, spanning-tree values beyond the state of a port, what programs and controllers remember beside leases.
 */
import * as z from 'zod';

const address = z.string().describe('IPv4 address');
const mac = z.string().describe('MAC address, small letters with colons');
const vlan = z.int().describe('VLAN id, 0 where there is none');
const count = z.int().nonnegative();

const deviceSchema = z.strictObject({
	name: z.string(),
	kind: z.string().describe('nic, bridge, macvlan, vxlan, …'),
	index: z.int().describe('interface index'),
	mac,
	mtu: z.int(),
	up: z.boolean(),
	carrier: z.boolean(),
	master: z.string().optional().describe('bridge, bond or datapath that it is a port of'),
	portState: z.string().optional().describe('of a port of a Linux bridge: forwarding, blocking, …'),
	addresses: z.array(z.string()).describe('ADDRESS/PREFIX'),
	counters: z.strictObject({
		rxFrames: count,
		rxBytes: count,
		rxDropped: count,
		txFrames: count,
		txBytes: count,
		txDropped: count,
		multicast: count,
	}),
});

const stationSchema = z.strictObject({
	bridge: z.string().describe('bridge, switch or VXLAN device that knows it'),
	mac,
	vlan,
	port: z.string().describe('port, or address of the host behind which it is'),
	state: z.enum(['learned', 'stale', 'static', 'permanent', 'local']),
});

const groupSchema = z.strictObject({
	bridge: z.string(),
	group: z.string().describe('group address; empty for a router port'),
	vlan,
	port: z.string(),
});

const flowSchema = z.strictObject({
	bridge: z.string(),
	table: z.int(),
	priority: z.int(),
	match: z.string(),
	actions: z.string(),
	packets: count,
	bytes: count,
});

const megaflowSchema = z.strictObject({datapath: z.string(), match: z.string(), actions: z.string(), packets: count, bytes: count});
const neighbourSchema = z.strictObject({device: z.string(), address, mac: mac.optional(), state: z.string()});
const routeSchema = z.strictObject({to: z.string(), via: address.optional(), device: z.string(), metric: z.int()});

const connectionSchema = z.strictObject({
	protocol: z.string(),
	original: z.string().describe('SOURCE:PORT > DESTINATION:PORT as the one who began sends'),
	reply: z.string().describe('the same of the answers, where they come in'),
	state: z.string(),
});

const leaseSchema = z.strictObject({address, mac, state: z.string()});

const machineSchema = z.strictObject({
	name: z.string(),
	role: z.enum(['host', 'vm', 'switch', 'external', 'service']),
	devices: z.array(deviceSchema),
	stations: z.array(stationSchema).describe('FDBs of everything that learns'),
	groups: z.array(groupSchema).describe('who wants which multicast group'),
	flows: z.array(flowSchema).describe('OpenFlow tables'),
	megaflows: z.array(megaflowSchema).describe('flows that datapaths have cached'),
	neighbours: z.array(neighbourSchema).describe('ARP'),
	routes: z.array(routeSchema),
	natRules: z.array(z.string()).describe('as iptables -t nat -S prints them'),
	connections: z.array(connectionSchema).describe('NAT and connection tracking'),
	leases: z.array(leaseSchema).describe('what a DHCP server has given out'),
});

const stateSchema = z.strictObject({
	clock: z.number().describe('world time, ns'),
	machines: z.array(machineSchema),
});

const commandSchema = z.strictObject({
	on: z.string().describe('machine at whose prompt it ran'),
	line: z.int().positive().describe('line of the script'),
	run: z.string(),
	stdout: z.string(),
	stderr: z.string(),
	status: z.int().describe('exit status, 0 is success'),
});

/** What `vswitch-lab run --json` prints. */
export const runSchema = z.strictObject({
	format: z.literal(1),
	lab: z.string(),
	status: z.int().describe('that of the first command that failed; 130 when it was interrupted'),
	commands: z.array(commandSchema),
	state: stateSchema,
});

export type RunReport = z.output<typeof runSchema>;
export type WorldState = z.output<typeof stateSchema>;
export type MachineState = z.output<typeof machineSchema>;
export type DeviceState = z.output<typeof deviceSchema>;
export type Station = z.output<typeof stationSchema>;
export type Group = z.output<typeof groupSchema>;
export type Flow = z.output<typeof flowSchema>;
export type Megaflow = z.output<typeof megaflowSchema>;
