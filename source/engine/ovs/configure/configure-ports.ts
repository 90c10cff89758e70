/**
 * Interfaces of the database to OpenFlow ports (vswitchd/bridge.c, iface_create and bridge_delete_or_reconfigure_ports;
 * ofproto.c, ofproto_port_add)
 *
 * An interface is a device of the host, a device that the datapath makes, one end of
 * a patch, or a tunnel. What cannot be made stays in the database with number -1 and the reason in `error`, and is
 * tried again whenever something changes.
 *
 * Not modelled: types geneve, stt, erspan, lisp, tap, dpdk and their like, which are refused as by a daemon built without them.
 */

import {addToMachine, removeFromMachine} from '../../changes/membership.js';
import type {Device} from '../../device.js';
import type {Datapath} from '../../devices/datapath/datapath-device.js';
import {addInternalPort, addNetdevPort, addTunnelPort} from '../../devices/datapath/ports.js';
import {changeMtu} from '../../devices/stacking.js';
import {createNetdev, type Nic} from '../../netdev.js';
import {randomMac} from '../../random.js';
import type {Sink} from '../../sink.js';
import {deviceGone} from '../../stack/device-events.js';
import {deviceAt, deviceNamed, type Machine, type World} from '../../world.js';
import {numberOf, type Row, textOf} from '../database/database.js';
import {LOCAL, type OfPort, type OvsBridge, type TunnelOptions, type Vswitchd} from '../vswitchd.js';
import {closePort, wantedNumber} from './configure-datapath.js';
import {readPatch, readTunnel} from './interface-options.js';
import {giveBackNumber, takeNumber} from './port-numbers.js';

/** Everything that making a port takes. */
export interface PortMaker {
	world: World;
	machine: Machine;
	switchd: Vswitchd;
	bridge: OvsBridge;
	datapath: Datapath;
	out: Sink;
}

type MadePort = {kind: 'made'; port: OfPort} | {kind: 'failed'; error: string | undefined};

/** The type of an interface: the one called as its bridge is internal, whatever the row says (iface_get_type). */
export function typeOf(bridge: OvsBridge, row: Row): string {
	return textOf(row, 'name') === bridge.name ? 'internal' : textOf(row, 'type') || 'system';
}

/** Reserved: what the daemon calls its own devices (netdev_is_reserved_name). */
const RESERVED =
	/^(?:ovs-system|ovs-netdev|gre_sys|vxlan_sys|genev_sys|erspan_sys|ip6erspan_sys|ip6gre_sys|lisp_sys|stt_sys|gtpu_sys|bareudp_sys)/;

/** Opens an interface and makes it an OpenFlow port of its bridge. */
export function makePort(maker: PortMaker, row: Row): MadePort {
	const {bridge, world} = maker;
	const name = textOf(row, 'name');
	if (RESERVED.test(name)) return {kind: 'failed', error: undefined};
	const made = openInterface(maker, row, name);
	if (made.kind === 'failed') return made;
	const request = numberOf(row, 'ofport_request') ?? pastNumber(row);
	const number = name === bridge.name ? LOCAL : takeNumber(bridge.numbers, request, world.now);
	if (number === undefined) return {kind: 'failed', error: `could not add network device ${name} to ofproto (No space left on device)`};
	const port: OfPort = {
		number,
		name,
		up: true,
		created: world.now,
		config: {portDown: false, noReceive: false, noReceiveStp: false, noFlood: false, noForward: false, noPacketIn: false},
		counters: {rxPackets: 0, rxBytes: 0, txPackets: 0, txBytes: 0},
		...made.port,
	};
	bridge.ofPorts.set(number, port);
	return {kind: 'made', port};
}

/** The number that the interface had before the daemon was restarted. */
function pastNumber(row: Row): number | undefined {
	const past = numberOf(row, 'ofport');
	return past !== undefined && past >= 1 && past < 0xff00 ? past : undefined;
}

type Opened = {kind: 'opened'; port: Pick<OfPort, 'type' | 'device' | 'datapathPort' | 'mac' | 'peer' | 'tunnel'>};

function openInterface(maker: PortMaker, row: Row, name: string): Opened | {kind: 'failed'; error: string} {
	const {world, switchd, datapath, bridge} = maker;
	const type = typeOf(bridge, row);
	switch (type) {
		case 'patch': {
			const patch = readPatch(row);
			if (patch.kind === 'wrong') return {kind: 'failed', error: patch.error};
			return opened({type, device: -1, datapathPort: -1, mac: randomMac(world), peer: patch.peer, tunnel: undefined});
		}
		case 'vxlan':
		case 'gre': {
			const tunnel = readTunnel(row, type);
			if (tunnel.kind === 'wrong') return {kind: 'failed', error: tunnel.error};
			const datapathPort = tunnelPort(maker, tunnel.options);
			return opened({type, device: -1, datapathPort, mac: randomMac(world), peer: undefined, tunnel: tunnel.options});
		}
		case 'internal': {
			const there = deviceNamed(world, maker.machine, name);
			// Left by a daemon that has ended.
			if (there?.kind === 'ovs-internal' && isLeft(maker, name)) {
				return opened({type, device: there.id, datapathPort: there.datapathPort, mac: there.mac, peer: undefined, tunnel: undefined});
			}
			if (there) return fails(name, 'add', 'File exists');
			const device = addInternalPort(world, datapath, name, randomMac(world), wantedNumber(switchd, datapath, name));
			// A dummy is up from the beginning; a real one waits for the administrator.
			if (switchd.datapathOverride) Object.assign(device, {up: true, opened: true});
			return opened({type, device: device.id, datapathPort: device.datapathPort, mac: device.mac, peer: undefined, tunnel: undefined});
		}
		case 'system':
		case 'dummy': {
			if (type === 'dummy' && !switchd.datapathOverride) return fails(name, 'open', 'Address family not supported by protocol');
			const device = deviceNamed(world, maker.machine, name) ?? (switchd.datapathOverride ? makeDummy(maker, name) : undefined);
			if (!device) return fails(name, 'open', 'No such device');
			if (isLeft(maker, name))
				return opened({
					type: 'system',
					device: device.id,
					datapathPort: device.masterPort,
					mac: device.mac,
					peer: undefined,
					tunnel: undefined,
				});
			const refusal = refuseDevice(device);
			if (refusal) return fails(name, 'add', refusal);
			const number = addNetdevPort(world, datapath, device.id, wantedNumber(switchd, datapath, name));
			return opened({type: 'system', device: device.id, datapathPort: number, mac: device.mac, peer: undefined, tunnel: undefined});
		}
		default:
			return fails(name, 'open', 'Address family not supported by protocol');
	}
}

function opened(port: Opened['port']): Opened {
	return {kind: 'opened', port};
}

function fails(name: string, verb: 'open' | 'add', why: string): {kind: 'failed'; error: string} {
	const what = verb === 'open' ? `could not open network device ${name}` : `could not add network device ${name} to ofproto`;
	return {kind: 'failed', error: `${what} (${why})`};
}

/** Is the device a port of the datapath, and of no bridge? */
export function isLeft({world, machine, switchd, datapath}: PortMaker, name: string): boolean {
	const device = deviceNamed(world, machine, name);
	if (!device) return false;
	const isPort = device.kind === 'ovs-internal' ? device.datapath === datapath.id : device.master === datapath.id;
	return isPort && !switchd.bridges.some((bridge) => [...bridge.ofPorts.values()].some((port) => port.device === device.id));
}

/** Why the datapath would not have this device as a port (vport-netdev.c, ovs_netdev_link). */
export function refuseDevice(device: Device): string | undefined {
	if (device.kind === 'datapath' || device.kind === 'ovs-internal') return 'Invalid argument';
	return device.master !== -1 || device.uppers.length > 0 ? 'Device or resource busy' : undefined;
}

/** A device that exists because a test asks for it. */
function makeDummy({world, machine}: PortMaker, name: string): Device {
	const id = world.devices.length;
	const netdev = createNetdev({id, machine: machine.id, ifindex: 0, name, mac: randomMac(world)});
	const nic: Nic = {...netdev, kind: 'nic', up: true, opened: true, link: -1, speed: 0};
	world.devices.push(nic);
	addToMachine(world, nic, machine);
	return nic;
}

/** All tunnels of a type and UDP port share a datapath port. */
function tunnelPort({switchd, datapath}: PortMaker, {type, udpPort}: TunnelOptions): number {
	const found = datapath.ports.find((port) => port.kind === type && port.udpPort === udpPort);
	const name = type === 'gre' ? 'gre_sys' : `vxlan_sys_${udpPort}`;
	return found ? found.number : addTunnelPort(datapath, type, udpPort, wantedNumber(switchd, datapath, name));
}

/**
 * Brings a port that stays up to date with its row: the peer of a patch, the options of a tunnel. False when it must
 * be made anew: another type, or options that are wrong now.
 */
export function updatePort(maker: PortMaker, port: OfPort, row: Row): boolean {
	const type = typeOf(maker.bridge, row);
	if ((type === 'dummy' ? 'system' : type) !== port.type) return false;
	if (port.device !== -1 && !isPort(deviceAt(maker.world, port.device), port, maker.bridge)) return false;
	if (port.type === 'patch') {
		const patch = readPatch(row);
		if (patch.kind === 'wrong') return false;
		port.peer = patch.peer;
	}
	if (port.type === 'vxlan' || port.type === 'gre') {
		const tunnel = readTunnel(row, port.type);
		if (tunnel.kind === 'wrong') return false;
		port.tunnel = tunnel.options;
		port.datapathPort = tunnelPort(maker, tunnel.options);
	}
	return true;
}

/** Is the device still the port that it was: there, under its name, given to the datapath? */
export function isPort(device: Device, port: OfPort, bridge: OvsBridge): boolean {
	return device.present && device.name === port.name && (port.type === 'internal' || device.master === bridge.datapath);
}

/** `mtu_request`: what the administrator wants, however small the others are. */
export function requestMtu(world: World, port: OfPort, row: Row): void {
	const mtu = numberOf(row, 'mtu_request');
	const device = port.device === -1 ? undefined : deviceAt(world, port.device);
	if (mtu !== undefined && device && mtu >= 68 && mtu <= 65535 && device.mtu !== mtu) changeMtu(world, device, mtu);
}

/** Takes an OpenFlow port away, and with it what stands for it in the datapath (ofproto_port_del). */
export function unmakePort({world, machine, bridge, datapath, out}: PortMaker, port: OfPort): void {
	bridge.ofPorts.delete(port.number);
	giveBackNumber(bridge.numbers, port.number, world.now);
	if (port.datapathPort === -1 || port.tunnel) return;
	// A device that left by itself has taken its port along.
	const stands = datapath.ports.some(
		(candidate) => candidate.number === port.datapathPort && 'device' in candidate && candidate.device === port.device,
	);
	if (stands) closePort(world, machine, datapath, port.datapathPort, out);
	forgetDummy(world, machine, deviceAt(world, port.device), out);
}

/** What `makeDummy` made is gone when nobody has it open; a NIC of the lab stays. */
function forgetDummy(world: World, machine: Machine, device: Device, out: Sink): void {
	if (device.kind !== 'nic' || device.link !== -1 || device.speed !== 0 || !device.present || device.uppers.length > 0) return;
	device.up = false;
	device.present = false;
	removeFromMachine(world, device);
	deviceGone(machine, device.id, out);
}

/** Tunnel ports of a datapath that no tunnel uses any more go. */
export function closeUnusedTunnels(world: World, machine: Machine, switchd: Vswitchd, datapath: Datapath, out: Sink): void {
	const used = new Set<number>();
	for (const bridge of switchd.bridges) {
		if (bridge.datapath !== datapath.id) continue;
		for (const port of bridge.ofPorts.values()) if (port.tunnel) used.add(port.datapathPort);
	}
	for (const port of [...datapath.ports]) {
		if ((port.kind === 'vxlan' || port.kind === 'gre') && !used.has(port.number)) closePort(world, machine, datapath, port.number, out);
	}
}
