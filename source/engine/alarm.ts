/** A device's alarm rings: what is due in the device, and in the machine that it wakes. An alarm may ring for nothing. */
import {refreshCarrier} from './carrier.js';
import type {Device} from './device.js';
import {bondTimer} from './devices/bonding/bond-timer.js';
import {bridgeTimer} from './devices/bridge/bridge.js';
import {datapathTimer} from './devices/datapath/datapath.js';
import {vlanSwitchTimer} from './devices/vlan-switch.js';
import {collectOldRemotes} from './devices/vxlan/vxlan-fdb.js';
import {controllerTimer} from './openflow/controller.js';
import type {Sink} from './sink.js';
import {updateFilters} from './sriov/filters.js';
import {migrationTimer, pausedUntil} from './sriov/migration.js';
import {stackTimer} from './stack/stack.js';
import {switchTimer} from './vmware/run.js';
import {machineOf, type World} from './world.js';

/** `stackOut` is where the machine's stack speaks. While the machine is paused, everything waits. */
export function alarm(world: World, device: Device, out: Sink, stackOut: Sink): void {
	const resume = pausedUntil(world, device);
	if (resume !== undefined) {
		out.wake(device.id, resume);
		return;
	}
	if (device.kind === 'bridge') {
		bridgeTimer(device, world.now, out);
		refreshCarrier(world, device.id, out);
	}
	if (device.kind === 'bond') {
		bondTimer(world, device, out);
		refreshCarrier(world, device.id, out);
		updateFilters(world);
	}
	if (device.kind === 'datapath') datapathTimer(world, device, out);
	if (device.kind === 'vlan-switch') vlanSwitchTimer(device, world.now, out);
	if (device.kind === 'vxlan') collectOldRemotes(device, world.now, out);
	if (device.kind === 'vmware-switch') switchTimer(world, device, out);
	const machine = machineOf(world, device.id);
	migrationTimer(world, machine, out);
	stackTimer(world, machine, world.now, stackOut);
	controllerTimer(world, machine, out);
}
