/** Making VXLAN devices and changing their settings. Rules: vxlan_newlink, vxlan_changelink, vxlan_config_validate, vxlan_config_apply. */
import {type ChangeResult, DONE, refused, type VxlanChange} from '../change.js';
import {stackingRefusal} from '../devices/stacking.js';
import type {VxlanDevice, VxlanOptions, VxlanRemote} from '../devices/vxlan/vxlan-device.js';
import {createEntry, DEFAULT_ENTRY} from '../devices/vxlan/vxlan-fdb.js';
import {isGroup} from '../mac.js';
import {createNetdev, type DeviceId} from '../netdev.js';
import type {Ipv4Address} from '../protocol/ipv4-address.js';
import {VXLAN_OVERHEAD, VXLAN_PORT_LINUX} from '../protocol/vxlan.js';
import {randomMac} from '../random.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, type World} from '../world.js';
import {dropFirst} from './lists.js';
import {addToMachine} from './membership.js';

type Add = Extract<VxlanChange, {kind: 'add-vxlan'}>;
type Set = Extract<VxlanChange, {kind: 'set-vxlan'}>;

/** 16 million segments, numbered from 0. */
const HIGHEST_VNI = 0xff_ffff;
const SMALLEST_MTU = 68;
const DEFAULT_AGEING = 300_000_000_000;

const DEFAULTS: VxlanOptions = {
	remote: 0,
	local: 0,
	port: VXLAN_PORT_LINUX,
	ttl: 0,
	tos: 0,
	df: 'unset',
	learning: true,
	ageing: DEFAULT_AGEING,
	limit: 0,
	udpChecksum: true,
	localBypass: true,
};

export function applyVxlanChange(world: World, change: VxlanChange, out: Sink): ChangeResult {
	return change.kind === 'add-vxlan' ? add(world, change) : set(world, change, out);
}

function add(world: World, change: Add): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) {
		return refused('EADDRNOTAVAIL', 'Provided Ethernet address is not unicast');
	}
	if (change.mtu !== undefined && (change.mtu < SMALLEST_MTU || change.mtu > 65535)) {
		return refused('EINVAL', 'MTU must be between 68 and 65535');
	}
	if (change.vni > HIGHEST_VNI) return refused('ERANGE', 'VXLAN ID must be lower than 16777216');
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	const options = withDefaults({...DEFAULTS, ...change.options});
	const underlay = world.machines[change.underlay ?? machine.id] as Machine;
	if (isInUse(world, underlay, change.vni, options.port)) return duplicate();
	const lower = change.lower === undefined ? undefined : deviceAt(world, change.lower);
	const refusal = lower && stackingRefusal(world, lower, undefined);
	if (refusal) return refusal;

	const id = world.devices.length;
	const room = lower ? Math.max(SMALLEST_MTU, lower.mtu - VXLAN_OVERHEAD) : 65535;
	const device: VxlanDevice = {
		...createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac: change.mac ?? randomMac(world)}),
		...options,
		mtu: Math.min(change.mtu ?? (lower ? room : 1500), room),
		carrier: true,
		kind: 'vxlan',
		vni: change.vni,
		underlay: underlay.id,
		lower: lower?.id ?? -1,
		fdb: new Map(),
		sweep: Number.POSITIVE_INFINITY,
	};
	world.devices.push(device);
	addToMachine(world, device, machine);
	underlay.tunnels = [...(underlay.tunnels ?? []), id];
	lower?.uppers.push(id);
	if (options.remote !== 0) addDefaultRemote(device, options.remote, world.now);
	return {kind: 'done', device: id};
}

function set(world: World, change: Set, out: Sink): ChangeResult {
	const device = deviceOfKind(world, change.device, 'vxlan');
	if (!device) return refused('EOPNOTSUPP');
	const {options} = change;
	const unchangeable = whyNot(device, change);
	if (unchangeable) return refused('EOPNOTSUPP', unchangeable);
	const next = withDefaults({...optionsOf(device), ...options});
	const lower = change.lower === undefined ? undefined : deviceAt(world, change.lower);
	if (lower && lower.id !== device.lower) {
		const refusal = stackingRefusal(world, lower, device);
		if (refusal) return refusal;
	}
	const previous = {remote: device.remote, via: device.lower};
	if (lower && lower.id !== device.lower) rebind(world, device, lower.id);
	if (next.remote !== previous.remote) replaceDefaultRemote(device, next.remote, previous, world.now);
	const isNewAge = next.ageing !== device.ageing;
	Object.assign(device, next);
	if (lower) device.mtu = Math.min(device.mtu, Math.max(SMALLEST_MTU, lower.mtu - VXLAN_OVERHEAD));
	if (isNewAge && device.up) {
		device.sweep = world.now;
		out.wake(device.id, world.now);
	}
	return DONE;
}

/** Some settings are for ever (vxlan_nl2conf). */
function whyNot(device: VxlanDevice, {vni, options}: Set): string | undefined {
	if (vni !== undefined && vni !== device.vni) return 'Cannot change VNI';
	if (options.ttl === 'inherit') return 'vxlan: cannot change TTL_INHERIT flag';
	if (options.limit !== undefined) return 'Cannot change limit';
	if (options.port !== undefined) return 'Cannot change port';
	return options.udpChecksum === undefined ? undefined : 'Cannot change UDP_CSUM flag';
}

/** Is there another device for this VNI and port in the same underlay (vxlan_vni_in_use)? */
function isInUse(world: World, machine: Machine, vni: number, port: number): boolean {
	return (machine.tunnels ?? []).some((id) => {
		const other = deviceAt(world, id);
		return other.kind === 'vxlan' && other.vni === vni && other.port === port;
	});
}

function duplicate(): ChangeResult {
	return refused('EEXIST', 'A VXLAN device with the specified VNI already exists');
}

/** Nobody can ask for "no age" or "no port": 0 is the default. */
function withDefaults(options: VxlanOptions): VxlanOptions {
	return {...options, ageing: options.ageing || DEFAULT_AGEING, port: options.port || VXLAN_PORT_LINUX};
}

function optionsOf(device: VxlanDevice): VxlanOptions {
	const {remote, local, port, ttl, tos, df, learning, ageing, limit, udpChecksum, localBypass} = device;
	return {remote, local, port, ttl, tos, df, learning, ageing, limit, udpChecksum, localBypass};
}

function rebind(world: World, device: VxlanDevice, lower: DeviceId): void {
	if (device.lower !== -1) dropFirst(deviceAt(world, device.lower).uppers, device.id);
	device.lower = lower;
	deviceAt(world, lower).uppers.push(device.id);
}

function defaultRemote(device: VxlanDevice, address: Ipv4Address): VxlanRemote {
	return {address, port: device.port, vni: device.vni, via: device.lower};
}

function addDefaultRemote(device: VxlanDevice, address: Ipv4Address, now: number): void {
	const remotes = [defaultRemote(device, address)];
	createEntry(device, {mac: DEFAULT_ENTRY, remotes, state: 'permanent', byUser: false, externLearn: false, used: now, updated: now});
}

/** The new remote is appended to the default ones, then the old one goes. */
function replaceDefaultRemote(device: VxlanDevice, next: Ipv4Address, previous: {remote: Ipv4Address; via: DeviceId}, now: number): void {
	const entry = device.fdb.get(DEFAULT_ENTRY);
	if (next !== 0 && entry) entry.remotes.push(defaultRemote(device, next));
	else if (next !== 0) addDefaultRemote(device, next, now);
	if (previous.remote === 0 || !entry) return;
	const old = entry.remotes.findIndex(({address, via}) => address === previous.remote && via === previous.via);
	if (old === -1) return;
	entry.remotes.splice(old, 1);
	if (entry.remotes.length === 0) device.fdb.delete(DEFAULT_ENTRY);
}
