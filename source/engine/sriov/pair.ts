/** Making failover pairs, and what happens to them when a half comes or goes. Rules: net_failover_create, net_failover_slave_register, net_failover_slave_unregister. */
import {refreshCarrier} from '../carrier.js';
import {type ChangeResult, refused} from '../change.js';
import {setUp} from '../changes/link-up.js';
import {addToMachine} from '../changes/membership.js';
import type {Device} from '../device.js';
import {changeMtu} from '../devices/stacking.js';
import {isGroup, type Mac} from '../mac.js';
import {createNetdev} from '../netdev.js';
import type {Sink} from '../sink.js';
import {deviceAt, deviceNamed, deviceOfKind, type Machine, machineOf, type World} from '../world.js';
import {failoversOf} from './failover.js';
import type {FailoverDevice} from './failover-device.js';

/** EBUSY: something stands on the NIC, or it is a port. EINVAL: it is no NIC, or the MAC is none. EEXIST: the name is taken. */
export function addFailover(world: World, standby: Device, {name, mac = standby.mac}: {name: string; mac?: Mac}, out: Sink): ChangeResult {
	const machine = machineOf(world, standby.id);
	if (deviceNamed(world, machine, name)) return refused('EEXIST');
	if (standby.kind !== 'nic' || mac === 0 || isGroup(mac)) return refused('EINVAL');
	if (standby.master !== -1 || standby.uppers.length > 0) return refused('EBUSY');
	const id = world.devices.length;
	const base = createNetdev({id, machine: machine.id, ifindex: 0, name, mac});
	const pair: FailoverDevice = {...base, mtu: standby.mtu, kind: 'failover', primary: -1, standby: standby.id};
	world.devices.push(pair);
	addToMachine(world, pair, machine);
	standby.master = id;
	joinPairs(world, machine, out);
	refreshCarrier(world, id, out);
	return {kind: 'done', device: id};
}

/** A VF of the machine with the MAC of a pair becomes its primary half, if it has none (failover_slave_register). */
export function joinPairs(world: World, machine: Machine, out: Sink): void {
	for (const pair of failoversOf(world, machine)) {
		if (pair.primary !== -1) continue;
		const half = machine.devices.map((id) => deviceAt(world, id)).find((device) => isPrimaryFor(pair, device));
		if (!half) continue;
		half.master = pair.id;
		pair.primary = half.id;
		changeMtu(world, half, pair.mtu);
		if (pair.up) setUp(world, half, true, out);
		refreshCarrier(world, pair.id, out);
	}
}

function isPrimaryFor(pair: FailoverDevice, device: Device): boolean {
	return device.kind === 'vf' && device.mac === pair.mac && device.master === -1 && device.uppers.length === 0;
}

/** A half leaves its pair, closed. */
export function leavePair(world: World, half: Device, out: Sink): void {
	const pair = deviceOfKind(world, half.master, 'failover');
	if (!pair) return;
	setUp(world, half, false, out);
	half.master = -1;
	if (pair.primary === half.id) pair.primary = -1;
	if (pair.standby === half.id) pair.standby = -1;
	refreshCarrier(world, pair.id, out);
}
