/** Queries over the world as it is: tables, modes, flags, counters. */
import type {Bridge, BridgePort} from '../engine/devices/bridge/bridge-device.js';
import {findEntry, hasFlag, LOCAL, portAt} from '../engine/fdb.js';
import {formatMac, type Mac} from '../engine/mac.js';
import {isUsable} from '../engine/stack/neighbour-table.js';
import {deviceAt, deviceOfKind, machineNamed, type World} from '../engine/world.js';
import {addressIn, deviceIn, macIn} from './names.js';
import type {Query, Value} from './query.js';
import type {Reckoning} from './reckoning.js';
import type {TraceQuery} from './trace-query.js';

export type StateQuery = Exclude<Query, TraceQuery | Reckoning | {kind: 'reach' | 'lines'}>;

/** The value of a query in this world. A name that is not there is `absent`, `false` or 0: a learner may have deleted it. */
export function askState(query: StateQuery, world: World): Value {
	switch (query.kind) {
		case 'fdb': {
			const bridge = bridgeIn(world, query.bridge);
			const mac = macIn(world, query.holder);
			return bridge && mac !== undefined ? portOf(world, bridge, mac, query.vid) : 'absent';
		}
		case 'arp':
			return neighbour(world, query.machine, query.for);
		case 'mode': {
			const device = deviceIn(world, query.device);
			return device?.kind === 'macvlan' || device?.kind === 'macvtap' ? device.mode : 'absent';
		}
		case 'up':
			return deviceIn(world, query.device)?.up ?? false;
		case 'flag':
			return bridgePort(world, query.port)?.[query.flag] ?? false;
		case 'counter':
			return deviceIn(world, query.device)?.counters[query.counter] ?? 0;
		case 'promiscuous':
			return (deviceIn(world, query.device)?.promiscuity ?? 0) > 0;
		default:
			return query satisfies never;
	}
}

/** The bridge at a place: the device itself, or the first bridge of the machine. */
export function bridgeIn(world: World, place: string): Bridge | undefined {
	const device = deviceIn(world, place);
	if (device?.kind === 'bridge') return device;
	const machine = machineNamed(world, place);
	for (const id of machine?.devices ?? []) {
		const bridge = deviceOfKind(world, id, 'bridge');
		if (bridge) return bridge;
	}
	return undefined;
}

function portOf(world: World, bridge: Bridge, mac: Mac, vid: number): string {
	const slot = findEntry(bridge.fdb, mac, vid);
	if (slot === -1) return 'absent';
	if (hasFlag(bridge.fdb, slot, LOCAL)) return 'local';
	const port = bridge.ports.find((candidate) => candidate.number === portAt(bridge.fdb, slot));
	return port ? deviceAt(world, port.device).name : 'absent';
}

function bridgePort(world: World, place: string): BridgePort | undefined {
	const device = deviceIn(world, place);
	const bridge = device && device.master !== -1 ? deviceOfKind(world, device.master, 'bridge') : undefined;
	return bridge?.ports.find((port) => port.device === device?.id);
}

function neighbour(world: World, machineName: string, other: string): string {
	const machine = machineNamed(world, machineName);
	const address = addressIn(world, other);
	const entry = machine?.stack.neighbours.find((candidate) => candidate.address === address && isUsable(candidate));
	return entry ? formatMac(entry.mac) : 'absent';
}
