/** Database to bridges (vswitchd/bridge.c, bridge_reconfigure). */
import type {DeviceId} from '../netdev.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';

/** Makes, changes and removes bridges, ports and datapath ports until they are what the database says. */
export function reconfigure(_world: World, _machine: Machine, _out: Sink): void {
	throw new Error('not built yet');
}

/** A NIC that is a port went up or down, or has another MAC: bonds, STP and controllers hear of it. */
export function ovsPortChanged(_world: World, _device: DeviceId, _out: Sink): void {
	throw new Error('not built yet');
}
