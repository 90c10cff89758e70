/*
 * Lab to world
 *
 * A world is built through the same changes that commands make, in the order in
 * which an administrator would: devices, cables, bridges of Open vSwitch, macvlans, tunnels, slaves of bonds, ports
 * of bridges, addresses; then everything comes up, lower devices first, and ports get
 * the states that were asked for. A lab that the kernel would refuse is a list of
 * problems, each with its place.
 */

import {addBonds, addSlaves} from './build-bonds.js';
import {addBridge, addBridgePorts, setPortStates} from './build-bridges.js';
import {addHubs, finishHubs, linkChange} from './build-hosted.js';
import {addMacvlans} from './build-macvlans.js';
import {addOvsBridges, finishOvsBridges, installOvs, raiseOvsPorts} from './build-ovs.js';
import {addPrograms} from './build-programs.js';
import {addAdapters, finishAdapters} from './build-sriov.js';
import {addTunnels} from './build-tunnels.js';
import {addVmware, finishVmware} from './build-vmware.js';
import {type Builder, createBuilder, givenMac} from './builder.js';
import {defined} from './defined.js';
import {TPID_8021AD, TPID_8021Q} from './frame.js';
import type {Lab, LabProblem} from './lab.js';
import {sheetOf} from './lab-budget.js';
import {controllerOptions} from './lab-controller.js';
import {addNat} from './lab-nat.js';
import {toMac} from './mac.js';
import {connectNow} from './ovs/controller/controllers.js';
import {parseCidr} from './protocol/ipv4-address.js';
import {randomMac} from './random.js';
import type {Sink} from './sink.js';
import {createCollector} from './stack/collector.js';
import {createStack} from './stack/stack-state.js';
import {createTicker} from './tick.js';
import {createWorld, deviceAtPath, machineNamed, type World} from './world.js';

const SECOND = 1_000_000_000;

type Built = {kind: 'built'; world: World} | {kind: 'wrong'; problems: LabProblem[]};

/** Builds the world that `lab` describes, at time 0, everything up. */
export function buildWorld(lab: Lab): Built {
	const world = createWorld(lab.seed);
	const {sink} = createTicker(world, false);
	const builder = createBuilder(world, lab, sink);
	const {devices, problems, make, find} = builder;

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
	installOvs(builder);

	for (const {path, machine, device} of devices) {
		if (device.kind === 'nic') {
			const mac = device.mac === undefined ? randomMac(world) : toMac(device.mac);
			make(path, {kind: 'add-nic', machine, name: device.name, mac, speed: device.speed, ...(device.wireless ? {wireless: true} : {})});
		}
		if (device.kind === 'bridge') addBridge(builder, path, machine, device);
	}
	addBonds(builder);
	addHubs(builder);
	for (const [index, link] of lab.links.entries()) {
		const path = `links[${index}]`;
		const isTap = link.ends.some((end) => devices.some((entry) => entry.name === end && entry.device.kind === 'macvtap'));
		if (isTap) continue;
		const ends = link.ends.map((end) => find(`${path}.ends`, end));
		const [a, b] = ends;
		if (a !== undefined && b !== undefined) make(path, linkChange(world, link, a, b));
	}
	addAdapters(builder);
	addOvsBridges(builder);
	addMacvlans(builder);
	addVlanDevices(builder);
	addTunnels(builder);
	addFixedSwitches(builder);
	// Guests are plugged in when their cables are, so that their addresses are known.
	addVmware(builder);
	const slaves = addSlaves(builder);
	addBridgePorts(builder);
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
	finishOvsBridges(builder);
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
		if (kinds.includes('ovs-bridge')) raiseOvsPorts(builder);
		for (const {path, name, device} of devices) {
			const id = kinds.includes(device.kind) && device.up ? deviceAtPath(world, name)?.id : undefined;
			if (id !== undefined) make(`${path}.up`, {kind: 'set-up', device: id, up: true});
		}
	}
	finishHubs(builder);
	// A lower device that came up brought its VLAN sub-interfaces with it, and a bond its slaves.
	for (const {path, name, device} of devices) {
		const id = (device.kind === 'vlan' || slaves.has(name)) && !device.up ? deviceAtPath(world, name)?.id : undefined;
		if (id !== undefined) make(`${path}.up`, {kind: 'set-up', device: id, up: false});
	}
	finishAdapters(builder);
	setPortStates(builder);
	startControllers(builder, sink);
	addNat(lab.machines, make);
	addPrograms(builder);
	finishVmware(builder, sink);
	return problems.length > 0 ? {kind: 'wrong', problems} : {kind: 'built', world};
}

/** Controllers are there before switches look for them: who was refused before all was up tries again at once. */
function startControllers({world, lab, make}: Builder, out: Sink): void {
	for (const [machine, {controller}] of lab.machines.entries()) {
		if (controller) make(`machines[${machine}].controller`, {kind: 'start-controller', machine, options: controllerOptions(controller)});
	}
	for (const machine of world.machines) connectNow(world, machine, out);
}

/** In the order of the lab, so that a VLAN in a VLAN comes after its lower one. */
function addVlanDevices({devices, find, make}: Builder): void {
	for (const {path, machine, device} of devices) {
		if (device.kind !== 'vlan') continue;
		const lower = find(`${path}.lower`, device.lower);
		const protocol = device.protocol === '802.1ad' ? TPID_8021AD : TPID_8021Q;
		if (lower !== undefined)
			make(path, {kind: 'add-vlan-device', machine, name: device.name, lower, vid: device.vid, protocol, ...givenMac(device)});
	}
}

/** Physical switches. */
function addFixedSwitches({devices, find, make}: Builder): void {
	for (const {path, machine, machineName, device} of devices) {
		if (device.kind !== 'vlan-switch') continue;
		const {name, tableSize} = device;
		const ageing = Math.round(device.ageing * SECOND);
		const master = make(path, {kind: 'add-vlan-switch', machine, name, ...givenMac(device), ageing, tableSize});
		if (master === undefined) continue;
		for (const [index, {device: port, ...options}] of device.ports.entries()) {
			const place = `${path}.ports[${index}]`;
			const id = find(place, `${machineName}/${port}`);
			if (id !== undefined) make(place, {kind: 'set-switch-port', device: id, master, options: defined(options)});
		}
	}
}
