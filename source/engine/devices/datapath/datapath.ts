/** The datapath. */
import type {Frame} from '../../frame.js';
import type {Sink} from '../../sink.js';
import type {World} from '../../world.js';
import type {Datapath, Ingress} from './datapath-device.js';

/** A frame enters by one of the datapath's ports. */
export function enterDatapath(_world: World, _datapath: Datapath, _ingress: Ingress, _frame: Frame, _out: Sink): void {
	throw new Error('not built yet');
}

/** The timer of the datapath: the daemon does what is due. */
export function datapathTimer(_world: World, _datapath: Datapath, _out: Sink): void {
	throw new Error('not built yet');
}
