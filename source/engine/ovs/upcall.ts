/** Upcalls (ofproto-dpif-upcall.c, process_upcall): a frame that no cached flow answers. */
import type {Datapath, Ingress} from '../devices/datapath/datapath-device.js';
import type {FlowKey} from '../flow/key.js';
import type {Frame} from '../frame.js';
import type {Sink} from '../sink.js';
import type {World} from '../world.js';

/** `key` has the datapath's port number; translates, executes, installs. */
export function upcall(_world: World, _datapath: Datapath, _key: FlowKey, _frame: Frame, _ingress: Ingress, _out: Sink): void {
	throw new Error('not built yet');
}
