/** Making GRE tunnels for Ethernet frames and changing their settings. Rules: ipgre_newlink, ipgre_changelink, ip_tunnel_newlink, ip_tunnel_bind_dev. */
import {type ChangeResult, DONE, type GretapChange, refused} from '../change.js';
import {greHeaderOf} from '../devices/gretap/gretap.js';
import type {GretapDevice, GretapOptions} from '../devices/gretap/gretap-device.js';
import {isGroup} from '../mac.js';
import {createNetdev, type DeviceId} from '../netdev.js';
import {IPV4_HEADER_LENGTH} from '../protocol/ipv4.js';
import {randomMac} from '../random.js';
import {wayTo} from '../stack/route.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, type World} from '../world.js';
import {addToMachine} from './membership.js';

const ETHERNET_HEADER = 14;
const SMALLEST_MTU = 68;

const DEFAULTS: GretapOptions = {
	remote: 0,
	local: 0,
	inKey: undefined,
	outKey: undefined,
	inChecksum: false,
	outChecksum: false,
	ttl: 0,
	tos: 0,
	pathMtuDiscovery: true,
	ignoreDf: false,
};

export function applyGretapChange(world: World, change: GretapChange): ChangeResult {
	return change.kind === 'add-gretap' ? add(world, change) : set(world, change);
}

function add(world: World, change: Extract<GretapChange, {kind: 'add-gretap'}>): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	if (change.mac !== undefined && (change.mac === 0 || isGroup(change.mac))) return refused('EADDRNOTAVAIL');
	if (deviceNamed(world, machine, change.name)) return refused('EEXIST');
	const options = {...DEFAULTS, ...change.options};
	if (options.ignoreDf && options.pathMtuDiscovery) return refused('EINVAL');
	const lower = change.lower ?? -1;
	const underlay = world.machines[change.underlay ?? machine.id] as Machine;
	if (twinOf(world, underlay, options, lower)) return refused('EEXIST');
	const id = world.devices.length;
	const most = largestMtu(options);
	const device: GretapDevice = {
		...createNetdev({id, machine: machine.id, ifindex: 0, name: change.name, mac: change.mac ?? randomMac(world)}),
		...options,
		mtu: change.mtu === undefined ? mtuOf(world, underlay, options, lower) : Math.min(Math.max(change.mtu, SMALLEST_MTU), most),
		carrier: true,
		kind: 'gretap',
		underlay: underlay.id,
		lower,
	};
	world.devices.push(device);
	addToMachine(world, device, machine);
	underlay.tunnels = [...(underlay.tunnels ?? []), id];
	return {kind: 'done', device: id};
}

function set(world: World, change: Extract<GretapChange, {kind: 'set-gretap'}>): ChangeResult {
	const device = deviceOfKind(world, change.device, 'gretap');
	if (!device) return refused('EOPNOTSUPP');
	const machine = world.machines[device.underlay] as Machine;
	const options: GretapOptions = {...optionsOf(device), ...change.options};
	if (options.ignoreDf && options.pathMtuDiscovery) return refused('EINVAL');
	const lower = change.lower ?? device.lower;
	const twin = twinOf(world, machine, options, lower);
	if (twin && twin !== device) return refused('EEXIST');
	const longer = greHeaderOf(options) - greHeaderOf(device);
	const isRebound = lower !== device.lower;
	Object.assign(device, options, {lower});
	device.mtu = isRebound ? mtuOf(world, machine, options, lower) : Math.max(SMALLEST_MTU, device.mtu - longer);
	return DONE;
}

/** Longest payload that a tunnel may be given (ip_tunnel_change_mtu). */
export function largestMtu(options: Pick<GretapOptions, 'outKey' | 'outChecksum'>): number {
	return 65535 - IPV4_HEADER_LENGTH - greHeaderOf(options) - ETHERNET_HEADER;
}

/** What the way to the remote has room for, as it is now (ip_tunnel_bind_dev). */
function mtuOf(world: World, machine: Machine, options: GretapOptions, lower: DeviceId): number {
	const way = options.remote === 0 ? undefined : wayTo(world, machine, options.remote, lower === -1 ? undefined : lower);
	const below =
		way?.kind === 'link' ? deviceAt(world, way.device).mtu : way?.kind === 'local' ? 65535 : (world.devices[lower]?.mtu ?? 1500);
	return Math.max(SMALLEST_MTU, below - IPV4_HEADER_LENGTH - greHeaderOf(options) - ETHERNET_HEADER);
}

/** A tunnel that would take the same packets (ip_tunnel_find). */
function twinOf(world: World, machine: Machine, {remote, local, inKey}: GretapOptions, lower: DeviceId): GretapDevice | undefined {
	for (const id of machine.tunnels ?? []) {
		const other = deviceAt(world, id);
		if (other.kind !== 'gretap' || other.lower !== lower) continue;
		if (other.remote === remote && other.local === local && other.inKey === inKey) return other;
	}
	return undefined;
}

function optionsOf(device: GretapDevice): GretapOptions {
	const {remote, local, inKey, outKey, inChecksum, outChecksum, ttl, tos, pathMtuDiscovery, ignoreDf} = device;
	return {remote, local, inKey, outKey, inChecksum, outChecksum, ttl, tos, pathMtuDiscovery, ignoreDf};
}
