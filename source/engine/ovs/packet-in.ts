/** What cached flows send up for others: to a controller, or as a sample for a collector (process_upcall). */
import type {Userspace} from '../devices/datapath/datapath-action.js';
import type {Datapath} from '../devices/datapath/datapath-device.js';
import type {FlowKey} from '../flow/key.js';
import type {Frame} from '../frame.js';
import type {Sink} from '../sink.js';
import type {Machine, World} from '../world.js';

/** True when that was what the frame was for: a sample is no delivery. `key` has the datapath's port number. */
export function receiveFromFlow(
	_world: World,
	_machine: Machine,
	_datapath: Datapath,
	why: Exclude<Userspace, {kind: 'slow-path'}>,
	_key: FlowKey,
	_frame: Frame,
	_out: Sink,
): boolean {
	return why.kind === 'controller';
}
