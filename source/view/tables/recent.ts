/** What the last few events touched: such rows are marked in the tables. */
import type {DeviceId} from '../../engine/netdev.js';
import type {Cause} from '../../engine/sink.js';
import {causesOf, type NodeId, type TraceNode} from '../../engine/trace.js';

/** Events for which a change stays marked. */
const REMEMBERED = 4;

export interface Recent {
	/** Causes noted lately, newest first. */
	causes: readonly {cause: Cause; node: NodeId; device: DeviceId}[];
	/** Devices that the very last event touched. */
	touched: ReadonlySet<DeviceId>;
}

export function recentOf(trace: readonly TraceNode[]): Recent {
	const last = trace.at(-1);
	const touched = new Set<DeviceId>();
	if (last) {
		touched.add(last.device);
		for (const effect of last.effects) if (effect.kind === 'sent' || effect.kind === 'delivered') touched.add(effect.device);
	}
	const causes = trace
		.slice(-REMEMBERED)
		.toReversed()
		.flatMap((node) => causesOf(node).map((cause) => ({cause, node: node.id, device: node.device})));
	return {causes, touched};
}
