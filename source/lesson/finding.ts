/** What a query found: its value, and the ticks that show it. */
import type {NodeId, TraceNode} from '../engine/trace.js';
import type {Value} from './query.js';

export interface Finding {
	value: Value;
	/** Trace nodes in which the value can be seen. For a set, one a name, in the order of the names; empty for a state. */
	evidence: NodeId[];
}

/** Collects names as they are seen, each with the node that showed it first. */
export function setFinding(seen: Iterable<readonly [string, TraceNode]>): Finding {
	const first = new Map<string, NodeId>();
	for (const [name, node] of seen) if (!first.has(name)) first.set(name, node.id);
	return {value: [...first.keys()], evidence: [...first.values()]};
}

/** A finding whose evidence is these nodes. */
export function found(value: Value, evidence: readonly TraceNode[] = []): Finding {
	return {value, evidence: evidence.map((node) => node.id)};
}
