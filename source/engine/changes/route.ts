/** Changes of the routing table, and of what the machine does with packets that are not for it. */
import {type ChangeResult, DONE} from '../change.js';
import type {RouteChange} from '../stack/route-change.js';
import {addRoute, delRoute} from '../stack/route-table.js';
import type {Machine, World} from '../world.js';

export function applyRouteChange(world: World, change: RouteChange): ChangeResult {
	const machine = world.machines[change.machine] as Machine;
	switch (change.kind) {
		case 'add-route':
			return addRoute(world, machine, change);
		case 'del-route':
			return delRoute(machine, change);
		case 'set-forwarding':
			machine.stack.forwarding = change.on;
			return DONE;
		default:
			return change satisfies never;
	}
}
