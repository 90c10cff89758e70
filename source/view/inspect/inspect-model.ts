/** What is inspected: a frame, at a hop of its journey, on one side of it. */
import {type Inspected, inspection} from '../../console/inspect/inspection.js';
import type {Difference} from '../../engine/dissect/difference.js';
import {type Leaving, leavings} from '../../engine/hop.js';
import {beginningOf, journeyFrom} from '../../engine/journey.js';
import {type NodeId, nodeById, type TraceNode} from '../../engine/trace.js';

/** The place of the reader: an event, the copy that left it (-1: the frame before), and the row under the cursor. */
export interface InspectPlace {
	at: NodeId;
	copy: number;
	row: number;
}

export interface InspectModel {
	hops: readonly TraceNode[];
	/** Index of the hop in front. */
	hop: number;
	copies: readonly Leaving[];
	/** -1 before, else the copy in front. */
	copy: number;
	shown: Inspected;
	/** What the hop did, to the copy in front or, before, to the first. */
	difference: Difference;
	row: number;
}

/** `undefined` when the event has no frame, or is not kept. */
export function inspectModel(trace: readonly TraceNode[], place: InspectPlace): InspectModel | undefined {
	const node = nodeById(trace, place.at);
	if (!node?.frame) return undefined;
	const hops = journeyFrom(trace, beginningOf(trace, node));
	const copies = leavings(node);
	const copy = Math.min(place.copy, copies.length - 1);
	const sides = inspection(node.frame, copies[Math.max(0, copy)]?.frame);
	const shown = copy === -1 ? sides.before : sides.after;
	const row = Math.max(0, Math.min(place.row, shown.rows.length - 1));
	return {hops, hop: hops.indexOf(node), copies, copy, shown, difference: sides.difference, row};
}

/** The same field on the other side or at another hop, so that the eye stays where it was; else the row as near as can be. */
export function rowLike(model: InspectModel, other: InspectModel): number {
	const row = model.shown.rows[model.row];
	const name = row?.kind === 'field' ? row.field.name : row?.layer.protocol;
	const at = other.shown.rows.findIndex((one) => (one.kind === 'field' ? one.field.name : one.layer.protocol) === name);
	return at === -1 ? Math.min(model.row, other.shown.rows.length - 1) : at;
}
