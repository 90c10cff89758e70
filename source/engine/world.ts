/*
 * The world: everything the engine knows, as plain data
 *
 * `copy` copies a world. Nothing in it is shared, hidden or random:
 * the same world and the same inputs give the same bytes.
 */
import {type Agenda, createAgenda} from './agenda.js';
import type {Device, DeviceKind} from './device.js';
import type {Macvlan} from './devices/macvlan-device.js';
import type {VlanDevice} from './devices/vlan-device.js';
import type {Files} from './files/files.js';
import type {NatService} from './hosted/nat-state.js';
import type {DeviceId, LinkId, MachineId} from './netdev.js';
import type {Controller} from './openflow/controller-state.js';
import type {Vswitchd} from './ovs/vswitchd.js';
import type {Programs} from './programs/programs.js';
import type {Migration} from './sriov/migration-state.js';
import type {Collecting} from './stack/collector.js';
import type {Stack} from './stack/stack-state.js';
import type {Samples} from './tc/tc-state.js';
import type {Manager} from './vmware/manager.js';

/** A network namespace: a host, a VM, or a switch. */
export interface Machine {
	id: MachineId;
	name: string;
	/** `service` is a process of a hosted hypervisor that stands on one of its networks as a station; no lab names it. */
	role: 'host' | 'vm' | 'switch' | 'external' | 'service';
	/** In order of ifindex; deleted and moved-away devices are gone from it. */
	devices: DeviceId[];
	nextIfindex: number;
	/** `ip link set lo down`: the machine hears nothing from itself, neither its own pings nor "host unreachable". */
	loopbackDown?: boolean;
	stack: Stack;
	/** VXLAN and GRE devices whose outer packets are this machine's, wherever they are themselves. */
	tunnels?: DeviceId[];
	/** What `tc … action sample` chose. */
	samples?: Samples;
	/** Open vSwitch, where it is installed. */
	vswitchd?: Vswitchd;
	/** vCenter, or the supervisor of a Nexus 1000V. */
	manager?: Manager;
	/** Takes what switches export. */
	collector?: Collecting;
	/** The NAT device of a hosted hypervisor's network, on the machine that is this service. */
	natService?: NatService;
	/** On a host: the services that use its address. */
	natServices?: MachineId[];
	/** An OpenFlow controller, where one was started. */
	controller?: Controller;
	/** On its way to another host. */
	migration?: Migration;
	/** What was written at its prompt. */
	files?: Files;
	/** DHCP, DNS and the like, once one was started. */
	programs?: Programs;
}

/** A cable, or a virtual pair (veth, tap and its guest). Point to point, full duplex. */
export interface Link {
	id: LinkId;
	kind: 'cable' | 'virtual';
	ends: [DeviceId, DeviceId];
	/** ns from one end to the other. */
	latency: number;
	/** Cut: neither end has carrier. */
	cut: boolean;
}

export interface World {
	/** Logical time, ns. */
	now: number;
	/** Timers run by themselves up to this time; a frame in flight may take the clock further. */
	until: number;
	/** Generator state, uint32. */
	seed: number;
	machines: Machine[];
	devices: Device[];
	links: Link[];
	/** NICs whose cards can have virtual functions. */
	adapters?: DeviceId[];
	/** Frames in flight and frames about to be handled. */
	flights: Agenda;
	/** Timers of devices. A timer that was stopped still fires and does nothing. */
	timers: Agenda;
	/** Ticks done; the id of the next trace node. */
	ticks: number;
	/** Links a frame may cross before it counts as a storm; from one macvlan to its sibling counts as one. */
	hopBudget: number;
	/** What the kernel was built with: without CONFIG_BRIDGE_VLAN_FILTERING a bridge refuses everything about VLANs. */
	kernel: {vlanFiltering: boolean};
}

const DEFAULT_HOP_BUDGET = 64;

export function createWorld(seed = 1): World {
	return {
		now: 0,
		until: 0,
		seed,
		machines: [],
		devices: [],
		links: [],
		flights: createAgenda(),
		timers: createAgenda(),
		ticks: 0,
		hopBudget: DEFAULT_HOP_BUDGET,
		kernel: {vlanFiltering: true},
	};
}

/** The device with this id. Throws when there is none: ids come from the world itself. */
export function deviceAt(world: World, id: DeviceId): Device {
	const device = world.devices[id];
	if (!device) throw new RangeError(`no device ${id}`);
	return device;
}

/** The device with this id if it is of this kind. */
export function deviceOfKind<K extends DeviceKind>(world: World, id: DeviceId, kind: K): Extract<Device, {kind: K}> | undefined {
	const device = world.devices[id];
	return device?.kind === kind ? (device as Extract<Device, {kind: K}>) : undefined;
}

export function machineOf(world: World, id: DeviceId): Machine {
	return world.machines[deviceAt(world, id).machine] as Machine;
}

export function machineNamed(world: World, name: string): Machine | undefined {
	return world.machines.find((machine) => machine.name === name);
}

/** The device called `name` in `machine`. */
export function deviceNamed(world: World, machine: Machine, name: string): Device | undefined {
	const id = machine.devices.find((candidate) => deviceAt(world, candidate).name === name);
	return id === undefined ? undefined : deviceAt(world, id);
}

/** The macvlans on top of `lower`, in order of creation. */
export function macvlansOn(world: World, lower: Device): Macvlan[] {
	const found: Macvlan[] = [];
	for (const id of lower.uppers) {
		const upper = deviceAt(world, id);
		if (upper.kind === 'macvlan' || upper.kind === 'macvtap') found.push(upper);
	}
	return found;
}

/** The VLAN sub-interfaces on `lower`, in order of creation. */
export function vlansOn(world: World, lower: Device): VlanDevice[] {
	const found: VlanDevice[] = [];
	for (const id of lower.uppers) {
		const upper = deviceAt(world, id);
		if (upper.kind === 'vlan') found.push(upper);
	}
	return found;
}

/** `machine/device`, the way recordings and lessons name a device. */
export function pathOf(world: World, id: DeviceId): string {
	return `${machineOf(world, id).name}/${deviceAt(world, id).name}`;
}

/** Resolves `machine/device`, or `machine` alone when it has one device. */
export function deviceAtPath(world: World, path: string): Device | undefined {
	const [machineName = '', deviceName] = path.split('/');
	const machine = machineNamed(world, machineName);
	if (!machine) return undefined;
	if (deviceName !== undefined) return deviceNamed(world, machine, deviceName);
	return machine.devices.length === 1 ? deviceAt(world, machine.devices[0] as DeviceId) : undefined;
}

/** The far end of `device`'s link, or `undefined` when nothing is plugged in. */
export function peerOf(world: World, id: DeviceId): Device | undefined {
	const device = deviceAt(world, id);
	if (!('link' in device) || device.link === -1) return undefined;
	const [a, b] = (world.links[device.link] as Link).ends;
	return deviceAt(world, a === id ? b : a);
}
