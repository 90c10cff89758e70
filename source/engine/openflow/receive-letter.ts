/** A letter arrives: at the switch, or at the controller. */
import type {DeviceId} from '../netdev.js';
import {switchReceives} from '../ovs/controller/controllers.js';
import {armSwitchd} from '../ovs/run.js';
import type {Sink} from '../sink.js';
import {machineOf, type World} from '../world.js';
import {controllerReceives} from './controller.js';
import type {Letter} from './letter.js';

/** `device` is where it arrives. */
export function receiveLetter(world: World, device: DeviceId, letter: Letter, out: Sink): void {
	const machine = machineOf(world, device);
	if (letter.to === 'controller') {
		controllerReceives(world, machine, device, letter, out);
		return;
	}
	switchReceives(world, machine, letter, out);
	armSwitchd(world, machine, out);
}
