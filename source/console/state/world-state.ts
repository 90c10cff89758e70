/** The state of a world as data for programs, and for saying what a frame would change; its shape is in `state-schema.ts`. */
import type {Device} from '../../engine/device.js';
import {isOfKernel} from '../../engine/hosted/plug.js';
import {formatMac} from '../../engine/mac.js';
import type {Counters} from '../../engine/netdev.js';
import {formatIpv4} from '../../engine/protocol/ipv4-address.js';
import {deviceAt, deviceOfKind, type Machine, type World} from '../../engine/world.js';
import {flowsOf, megaflowsOf} from './flow-state.js';
import {connectionsOf, leasesOf, natRulesOf, neighboursOf, routesOf} from './ip-state.js';
import type {DeviceState, MachineState, WorldState} from './state-schema.js';
import {groupsOf, stationsOf} from './station-state.js';

/** Everything, in the order of the lab. */
export function stateOf(world: World): WorldState {
	return {clock: world.now, machines: world.machines.map((machine) => machineState(world, machine))};
}

function machineState(world: World, machine: Machine): MachineState {
	const devices = machine.devices.map((id) => deviceAt(world, id));
	return {
		name: machine.name,
		role: machine.role,
		devices: devices.filter((device) => isOfKernel(world, device)).map((device) => deviceState(world, device)),
		stations: [...devices.flatMap((device) => stationsOf(world, device)), ...stationsOf(world, machine)],
		groups: [...devices.flatMap((device) => groupsOf(world, device)), ...groupsOf(world, machine)],
		flows: flowsOf(machine),
		megaflows: megaflowsOf(world, machine),
		neighbours: neighboursOf(world, machine),
		routes: routesOf(world, machine),
		natRules: natRulesOf(machine),
		connections: connectionsOf(world, machine),
		leases: leasesOf(machine),
	};
}

function deviceState(world: World, device: Device): DeviceState {
	const {name, kind, ifindex, mac, mtu, up, carrier, master, addresses, counters} = device;
	const port = deviceOfKind(world, master, 'bridge')?.ports.find((candidate) => candidate.device === device.id);
	return {
		name,
		kind,
		index: ifindex,
		mac: formatMac(mac),
		mtu,
		up,
		carrier,
		...(master === -1 ? {} : {master: deviceAt(world, master).name}),
		...(port ? {portState: port.state} : {}),
		addresses: addresses.map(({address, prefix}) => `${formatIpv4(address)}/${prefix}`),
		counters: countersOf(counters),
	};
}

function countersOf({rxFrames, rxBytes, rxDropped, txFrames, txBytes, txDropped, multicast}: Counters): DeviceState['counters'] {
	return {rxFrames, rxBytes, rxDropped, txFrames, txBytes, txDropped, multicast};
}
