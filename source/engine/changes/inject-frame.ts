/** A frame that no stack of the lab made: put at a device by hand, as a tool like `nping` or `trace --commit` does. */
import {schedule} from '../agenda.js';
import {type ChangeResult, DONE, type FrameChange, refused} from '../change.js';
import {deviceAt, type World} from '../world.js';

/** Octets of the shortest thing that has two addresses and an EtherType. */
const HEADER = 14;

/** EINVAL: it is shorter than a header. */
export function applyFrameChange(world: World, {device, frame, way}: FrameChange): ChangeResult {
	if (frame.bytes.length < HEADER) return refused('EINVAL');
	// What comes by the wire of a macvtap is its guest's, and goes straight to the transmit side.
	const isReceived = way === 'in' && deviceAt(world, device).kind !== 'macvtap';
	schedule(world.flights, {
		time: world.now,
		step: isReceived ? 'receive' : 'transmit',
		device,
		frame,
		type: undefined,
		parent: -1,
		hops: world.hopBudget,
		phase: isReceived ? 'wire' : undefined,
	});
	return DONE;
}
