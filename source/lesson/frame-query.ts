/**
 * Queries into a frame: its fields, octets and tags at a hop.
 *
 * A hop has two sides. Before is the frame as it came to the place; after is the copy that left it, with the tag that
 * this very hop added. A NIC that another device sends by has no tick of its own: what goes out by it is its frame after, and before
 * is what came to the device that sent.
 */
import {dissect} from '../engine/dissect/dissect.js';
import type {Field} from '../engine/dissect/field.js';
import {type Frame, tags} from '../engine/frame.js';
import {leavings} from '../engine/hop.js';
import type {DeviceId} from '../engine/netdev.js';
import type {TraceNode} from '../engine/trace.js';
import type {World} from '../engine/world.js';
import {type Finding, found} from './finding.js';
import {devicesIn} from './names.js';
import type {Query, Value} from './query.js';

export type FrameQuery = Extract<Query, {kind: 'field' | 'octets' | 'tags'}>;

/** Answers from the first of `nodes` that has such a frame at this place and side. */
export function askFrame(query: FrameQuery, world: World, nodes: readonly TraceNode[]): Finding {
	const at = devicesIn(world, query.at);
	const by = query.by === undefined ? undefined : devicesIn(world, query.by);
	for (const node of nodes) {
		const frame = frameAt(node, at, by, query.side);
		if (frame) return found(read(query, frame), [node]);
	}
	return found('absent');
}

function frameAt(
	node: TraceNode,
	at: readonly DeviceId[],
	by: readonly DeviceId[] | undefined,
	side: FrameQuery['side'],
): Frame | undefined {
	const copies = leavings(node);
	const isHere = at.includes(node.device);
	const out = copies.find(({to}) => to.some((device) => (isHere ? (by?.includes(device) ?? true) : at.includes(device))));
	if (side === 'after') return out?.frame;
	return isHere || out ? node.frame : undefined;
}

function read(query: FrameQuery, frame: Frame): Value {
	switch (query.kind) {
		case 'field': {
			const named = dissect(frame).flatMap(({fields}) => fields.filter(({name}) => name === query.field));
			const field = named[query.nth - 1];
			return field ? fieldValue(field) : 'absent';
		}
		case 'octets':
			return [...frame.bytes.subarray(query.from, query.from + query.count)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
		case 'tags':
			return (
				tags(frame)
					.map(({vid}) => vid)
					.join(' ') || 'none'
			);
		default:
			return query satisfies never;
	}
}

function fieldValue({format, value, text}: Field): Value {
	if (format === 'flag') return value === 1;
	return format === 'decimal' || format === 'hex' ? value : text;
}
