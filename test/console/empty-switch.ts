/** What stands behind the recorded answers of Open vSwitch's tools (test/conformance/console/temporary-ovs.mjs). */
import {createHistory, type History} from '../../source/engine/history.js';
import {createVswitchd} from '../../source/engine/ovs/configure/create-vswitchd.js';
import {createStack} from '../../source/engine/stack/stack-state.js';
import {createWorld} from '../../source/engine/world.js';

export interface Answer {
	run: string;
	status: number;
	stdout: string;
	stderr: string;
}

/** A host with Open vSwitch as it was recorded: 3.1, dummy devices, nothing configured. */
export function emptySwitch(): History {
	const world = createWorld();
	const stack = createStack();
	const vswitchd = createVswitchd(world, {release: 301, datapathOverride: 'netdev'});
	world.machines.push({id: 0, name: 'host', role: 'host', devices: [], nextIfindex: 2, stack, vswitchd});
	return createHistory(world);
}
