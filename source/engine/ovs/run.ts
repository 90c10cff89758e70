/**
 * What the daemon does by the clock. Each part says when it is due and does what is
 * due; the timer of the datapath is set to the earliest.
 */
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';

/** Does what is due at `world.now`, then sets the timer anew. */
export function runSwitchd(_world: World, _machine: Machine, _out: Sink): void {
	throw new Error('not built yet');
}

/** Sets the timer to the earliest thing that is due; call it after whatever may have made something due earlier. */
export function armSwitchd(_world: World, _machine: Machine, _out: Sink): void {}
