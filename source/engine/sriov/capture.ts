/**
 * What a capture on the PF does not show
 *
 * tcpdump on eth0 taps the host's path to the card, not the card. A frame that comes by the cable for a virtual function, or that a
 * function sends, is never on that path. In the trace such a frame has a node at the PF, because its card decides, and
 * leaves by the PF's cable; here is how to tell.
 */
import type {Device} from '../device.js';
import type {TraceNode} from '../trace.js';
import {deviceAt, type World} from '../world.js';
import {isActivePf} from './adapter.js';

/** Did the card do at this node what it did, without the PF's own path? */
export function isInsideCard(world: World, device: Device, node: TraceNode): boolean {
	if (!isActivePf(device)) return false;
	const at = deviceAt(world, node.device);
	if (at.kind === 'vf') return at.pf === device.id;
	if (at !== device || node.step !== 'receive') return false;
	return node.effects.some((effect) => {
		if (effect.kind !== 'note') return false;
		const {cause} = effect;
		return (
			(cause.kind === 'adapter-filter-hit' || cause.kind === 'adapter-unknown') && !cause.functions.includes(device.id) && !isForPf(node)
		);
	});
}

function isForPf({effects}: TraceNode): boolean {
	return effects.some((effect) => effect.kind === 'note' && effect.cause.kind === 'adapter-default-pool');
}
