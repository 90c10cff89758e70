/*
 * Lab to world
 *
 * A world is built through the same changes that commands make, in the order in
 * which an administrator would: devices, cables, bridges of Open vSwitch, macvlans, tunnels, slaves of bonds, ports
 * of bridges, addresses; then everything comes up, lower devices first, and ports get
 * the states that were asked for. A lab that the kernel would refuse is a list of
 * problems, each with its place.
 */

import {addHubs, finishHubs, linkChange} from './build-hosted.js';
import {addOvsBridges, finishOvsBridges, installOvs, type OvsBuilder, raiseOvsPorts} from './build-ovs.js';
import {addPrograms} from './build-programs.js';
import {addTunnels} from './build-tunnels.js';
import {addVmware, finishVmware} from './build-vmware.js';
import type {Change} from './change.js';
import {applyChange} from './changes/apply.js';
import {TPID_8021AD, TPID_8021Q} from './frame.js';
import type {Lab, LabDevice, LabProblem} from './lab.js';
import {sheetOf} from './lab-budget.js';
import {controllerOptions} from './lab-controller.js';
import {addNat} from './lab-nat.js';
import {type Mac, toMac} from './mac.js';
import type {DeviceId} from './netdev.js';
import {connectNow} from './ovs/controller/controllers.js';
import {parseCidr} from './protocol/ipv4-address.js';
import {randomMac} from './random.js';
import type {Sink} from './sink.js';
import {addAdapters, finishAdapters} from './sriov/build.js';
import {createCollector} from './stack/collector.js';
import {createStack} from './stack/stack-state.js';
import {createTicker} from './tick.js';
import {createWorld, deviceAtPath, machineNamed, type World} from './world.js';

type Built = {kind: 'built'; world: World} | {kind: 'wrong'; problems: LabProblem[]};

/** Builds the world that `lab` describes, at time 0, everything up. */
export function buildWorld(lab: Lab): Built {
	const world = createWorld(lab.seed);
	const problems: LabProblem[] = [];
	const {sink} = createTicker(world, false);

	const make = (path: string, change: Change): DeviceId | undefined => {
		const result = applyChange(world, change, sink);
		if (result.kind === 'done') return result.device;
		problems.push({path, message: result.message ?? `the kernel refuses this: ${result.errno}`});
		return undefined;
	};
	const find = (path: string, name: string): DeviceId | undefined => {
		const device = deviceAtPath(world, name);
		if (!device) problems.push({path, message: `there is no device "${name}"; write machine/device as in "machines"`});
		return device?.id;
	};
	const devices = [...eachDevice(lab)];

	for (const [index, machine] of lab.machines.entries()) {
		if (machineNamed(world, machine.name)) {
			problems.push({path: `machines[${index}].name`, message: `two machines are called "${machine.name}"`});
			continue;
		}
		const id = world.machines.length;
		const collector = machine.collects ? {collector: createCollector(machine.collects)} : {};
		world.machines.push({id, name: machine.name, role: machine.role, devices: [], nextIfindex: 2, stack: createStack(), ...collector});
	}
	if (problems.length > 0) return {kind: 'wrong', problems};
	if (lab.budget) {
		const budget = sheetOf(lab.budget, lab.seed);
		if (budget.kind === 'wrong') problems.push(...budget.problems);
	}
	const ovs: OvsBuilder = {world, lab, problems, make};
	installOvs(ovs);

	for (const {path, machine, device} of devices) {
		if (device.kind === 'nic') {
			const mac = device.mac === undefined ? randomMac(world) : toMac(device.mac);
			make(path, {kind: 'add-nic', machine, name: device.name, mac, speed: device.speed, ...(device.wireless ? {wireless: true} : {})});
		}
		if (device.kind === 'bridge') {
			make(path, {kind: 'add-bridge', machine, name: device.name, ...fixedMac(device), options: bridgeOptions(device.options)});
		}
	}
	for (const {path, machine, device} of devices) {
		if (device.kind !== 'bond') continue;
		make(path, {kind: 'add-bond', machine, name: device.name, ...fixedMac(device), options: bondOptions(device.options)});
	}
	const hosted = {world, devices, problems, make};
	addHubs(hosted);
	for (const [index, link] of lab.links.entries()) {
		const path = `links[${index}]`;
		const isTap = link.ends.some((end) => devices.some((entry) => entry.name === end && entry.device.kind === 'macvtap'));
		if (isTap) continue;
		const ends = link.ends.map((end) => find(`${path}.ends`, end));
		const [a, b] = ends;
		if (a !== undefined && b !== undefined) make(path, linkChange(world, link, a, b));
	}
	const sriov = {world, devices, problems, make};
	addAdapters(sriov);
	addOvsBridges(ovs);
	addMacvlans(world, lab, devices, find, make);
	addVlanDevices(devices, find, make);
	addTunnels(world, devices, problems, make);
	addFixedSwitches(devices, find, make);
	// Guests are plugged in when their cables are, so that their addresses are known.
	const vmware = {world, lab, devices, problems, make, find};
	addVmware(vmware);
	const slaves = addSlaves(world, devices, find, make);
	for (const {path, machineName, name, device} of devices) {
		if (device.kind !== 'bridge') continue;
		const master = deviceAtPath(world, name)?.id;
		for (const [index, port] of device.ports.entries()) {
			const {device: portName, state: _, ...options} = typeof port === 'string' ? {device: port, state: undefined} : port;
			const place = `${path}.ports[${index}]`;
			const id = find(place, `${machineName}/${portName}`);
			if (id === undefined || master === undefined) continue;
			make(place, {kind: 'enslave', device: id, master});
			if (Object.keys(options).length > 0) make(place, {kind: 'set-port', device: id, options: defined(options)});
		}
	}
	for (const {path, name, device} of devices) {
		// A device that could not be made has its problem already.
		const id = deviceAtPath(world, name)?.id;
		if (id === undefined) continue;
		if (device.mtu !== undefined && !slaves.has(name) && device.kind !== 'ovs-bridge')
			make(`${path}.mtu`, {kind: 'set-mtu', device: id, mtu: device.mtu});
		for (const [index, text] of device.addresses.entries()) {
			const parsed = parseCidr(text);
			const place = `${path}.addresses[${index}]`;
			if (!parsed) problems.push({path: place, message: `"${text}" is not an IPv4 address with prefix`});
			else make(place, {kind: 'add-address', device: id, ...parsed});
		}
	}
	finishOvsBridges(ovs);
	// Lower devices first: a macvlan takes its carrier from what is below.
	for (const kinds of [
		['nic'],
		['vmknic'],
		['vf'],
		['failover'],
		['bond'],
		['vxlan', 'gretap'],
		['bridge'],
		['ovs-bridge'],
		['macvlan', 'macvtap'],
		['vlan'],
	]) {
		if (kinds.includes('ovs-bridge')) raiseOvsPorts(ovs);
		for (const {path, name, device} of devices) {
			const id = kinds.includes(device.kind) && device.up ? deviceAtPath(world, name)?.id : undefined;
			if (id !== undefined) make(`${path}.up`, {kind: 'set-up', device: id, up: true});
		}
	}
	finishHubs(hosted);
	// A lower device that came up brought its VLAN sub-interfaces with it, and a bond its slaves.
	for (const {path, name, device} of devices) {
		const id = (device.kind === 'vlan' || slaves.has(name)) && !device.up ? deviceAtPath(world, name)?.id : undefined;
		if (id !== undefined) make(`${path}.up`, {kind: 'set-up', device: id, up: false});
	}
	finishAdapters(sriov);
	setPortStates(world, devices, make);
	startControllers(world, lab, make, sink);
	addNat(lab.machines, make);
	addPrograms(world, lab, problems, make);
	finishVmware(vmware, sink);
	return problems.length > 0 ? {kind: 'wrong', problems} : {kind: 'built', world};
}

/** Controllers are there before switches look for them: who was refused before all was up tries again at once. */
function startControllers(world: World, lab: Lab, make: (path: string, change: Change) => DeviceId | undefined, out: Sink): void {
	for (const [machine, {controller}] of lab.machines.entries()) {
		if (controller) make(`machines[${machine}].controller`, {kind: 'start-controller', machine, options: controllerOptions(controller)});
	}
	for (const machine of world.machines) connectNow(world, machine, out);
}

/** A port must be up to be given a state. */
function setPortStates(world: World, devices: DeviceEntry[], make: (path: string, change: Change) => DeviceId | undefined): void {
	for (const {path, machineName, device} of devices) {
		for (const [index, port] of (device.kind === 'bridge' ? device.ports : []).entries()) {
			if (typeof port === 'string' || port.state === undefined) continue;
			// A port that does not exist has its problem already.
			const id = deviceAtPath(world, `${machineName}/${port.device}`)?.id;
			if (id !== undefined) make(`${path}.ports[${index}].state`, {kind: 'set-port', device: id, options: {state: port.state}});
		}
	}
}

interface DeviceEntry {
	path: string;
	machine: number;
	machineName: string;
	/** `machine/device` */
	name: string;
	device: LabDevice;
}

function* eachDevice(lab: Lab): Generator<DeviceEntry> {
	for (const [machine, {name, devices}] of lab.machines.entries()) {
		for (const [index, device] of devices.entries()) {
			yield {path: `machines[${machine}].devices[${index}]`, machine, machineName: name, name: `${name}/${device.name}`, device};
		}
	}
}

function addMacvlans(
	world: World,
	lab: Lab,
	devices: DeviceEntry[],
	find: (path: string, name: string) => DeviceId | undefined,
	make: (path: string, change: Change) => DeviceId | undefined,
): void {
	for (const {path, machine, device} of devices) {
		if (device.kind !== 'macvlan' && device.kind !== 'macvtap') continue;
		const lower = find(`${path}.lower`, device.lower);
		if (lower === undefined) continue;
		const {mode, nodst, nopromisc, bcqueuelen} = device;
		const sources = device.sources.length > 0 ? {sources: {change: 'set' as const, macs: device.sources.map(toMac)}} : {};
		const options = {mode, nodst, nopromisc, bcqueuelen, ...sources};
		const id = make(path, {kind: 'add-macvlan', machine, name: device.name, lower, type: device.kind, ...fixedMac(device), options});
		// A passthru macvlan ignores the address it is created with; set afterwards, it changes the lower's too.
		if (id !== undefined && mode === 'passthru' && device.mac !== undefined)
			make(path, {kind: 'set-mac', device: id, mac: toMac(device.mac)});
	}
	for (const [index, link] of lab.links.entries()) {
		const ends = link.ends.map((end) => deviceAtPath(world, end));
		if (!ends.some((end) => end?.kind === 'macvtap')) continue;
		const [a, b] = link.ends.map((end) => find(`links[${index}].ends`, end));
		if (a !== undefined && b !== undefined)
			make(`links[${index}]`, {kind: 'connect', ends: [a, b], link: 'virtual', latency: link.latency});
	}
}

/** In the order of the lab, so that a VLAN in a VLAN comes after its lower one. */
function addVlanDevices(
	devices: DeviceEntry[],
	find: (path: string, name: string) => DeviceId | undefined,
	make: (path: string, change: Change) => DeviceId | undefined,
): void {
	for (const {path, machine, device} of devices) {
		if (device.kind !== 'vlan') continue;
		const lower = find(`${path}.lower`, device.lower);
		const protocol = device.protocol === '802.1ad' ? TPID_8021AD : TPID_8021Q;
		if (lower !== undefined)
			make(path, {kind: 'add-vlan-device', machine, name: device.name, lower, vid: device.vid, protocol, ...fixedMac(device)});
	}
}

/** Physical switches. */
function addFixedSwitches(
	devices: DeviceEntry[],
	find: (path: string, name: string) => DeviceId | undefined,
	make: (path: string, change: Change) => DeviceId | undefined,
): void {
	for (const {path, machine, machineName, device} of devices) {
		if (device.kind !== 'vlan-switch') continue;
		const {name, tableSize} = device;
		const ageing = Math.round(device.ageing * SECOND);
		const master = make(path, {kind: 'add-vlan-switch', machine, name, ...fixedMac(device), ageing, tableSize});
		if (master === undefined) continue;
		for (const [index, {device: port, ...options}] of device.ports.entries()) {
			const place = `${path}.ports[${index}]`;
			const id = find(place, `${machineName}/${port}`);
			if (id !== undefined) make(place, {kind: 'set-switch-port', device: id, master, options: defined(options)});
		}
	}
}

/** Gives the bonds their slaves, which must be down for that; answers who they are. A slave's own MTU is that from before. */
function addSlaves(
	world: World,
	devices: DeviceEntry[],
	find: (path: string, name: string) => DeviceId | undefined,
	make: (path: string, change: Change) => DeviceId | undefined,
): Set<string> {
	const slaves = new Set<string>();
	for (const {path, machineName, name, device} of devices) {
		if (device.kind !== 'bond') continue;
		const master = deviceAtPath(world, name)?.id;
		for (const [index, slave] of device.slaves.entries()) {
			const place = `${path}.slaves[${index}]`;
			const slavePath = `${machineName}/${slave}`;
			const id = find(place, slavePath);
			if (id === undefined || master === undefined) continue;
			const entry = devices.find((other) => other.name === slavePath);
			if (entry?.device.mtu !== undefined) make(`${entry.path}.mtu`, {kind: 'set-mtu', device: id, mtu: entry.device.mtu});
			make(place, {kind: 'enslave', device: id, master});
			slaves.add(slavePath);
		}
	}
	return slaves;
}

function fixedMac(device: LabDevice): {mac?: Mac} {
	return device.mac === undefined ? {} : {mac: toMac(device.mac)};
}

const SECOND = 1_000_000_000;

/** Seconds of the lab file to ns of the engine. */
function bridgeOptions(options: Extract<LabDevice, {kind: 'bridge'}>['options']): Extract<Change, {kind: 'add-bridge'}>['options'] {
	const {ageing, forwardDelay, helloTime, maxAge, ...rest} = options;
	const times = Object.entries({ageing, forwardDelay, helloTime, maxAge}).flatMap(([key, value]) =>
		value === undefined ? [] : [[key, Math.round(value * SECOND)]],
	);
	return {...defined(rest), ...Object.fromEntries(times)};
}

function bondOptions(options: Extract<LabDevice, {kind: 'bond'}>['options']): Extract<Change, {kind: 'add-bond'}>['options'] {
	const {actorSystem, ...rest} = options;
	return {...defined(rest), ...(actorSystem === undefined ? {} : {actorSystem: toMac(actorSystem)})};
}

/** Without the keys that are `undefined`, which the engine's options do not allow. */
function defined<T extends object>(options: T): {[K in keyof T]: Exclude<T[K], undefined>} {
	return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]: Exclude<T[K], undefined>;
	};
}
