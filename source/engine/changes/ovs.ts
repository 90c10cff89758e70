/** Changes of Open vSwitch: its database, its tables, and what `ovs-appctl` asks of the daemon. */
import type {ChangeResult, OvsChange} from '../change.js';
import type {Sink} from '../sink.js';
import type {World} from '../world.js';

export function applyOvsChange(_world: World, _change: OvsChange, _out: Sink): ChangeResult {
	throw new Error('not built yet');
}
