/** A controller is started on a machine, or stopped. */
import {type ChangeResult, type ControllerChange, DONE, refused} from '../change.js';
import {startController, stopController} from '../openflow/controller.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';

export function applyControllerChange(world: World, change: ControllerChange, out: Sink): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	switch (change.kind) {
		case 'start-controller':
			return startController(machine, change.options) ? DONE : refused('EADDRINUSE');
		case 'stop-controller':
			return stopController(world, machine, out) ? DONE : refused('ENOENT');
		default:
			return change satisfies never;
	}
}
