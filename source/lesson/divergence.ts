/*
 * Where belief and fact part
 *
 * A distractor may name the lab in which it would be true. The same stimulus is
 * played there, and the two traces are walked side by side: the first event at
 * which they differ is the one to look at. Without such a lab the evidence of
 * the query points to it: the tick that shows what was left out, or the end of
 * the frame where something too many was expected.
 */
import type {History} from '../engine/history.js';
import {subjectOf} from '../engine/openflow/letter.js';
import type {Effect, NodeId, TraceNode} from '../engine/trace.js';
import {pathOf, type World} from '../engine/world.js';
import {nodesSince} from './ask.js';
import {flowOf} from './flow.js';

export interface Divergence {
	/** The tick that went otherwise than believed. */
	node: NodeId;
	/** The tick as it would have been; `undefined` when nothing more would have happened. */
	believed: TraceNode | undefined;
	/** The world of the belief, to give its devices their names. */
	world: World;
}

/** The first event at which two plays of one stimulus differ; `undefined` when they do not. */
export function firstDivergence(
	actual: {history: History; since: number},
	believed: {history: History; since: number},
): Divergence | undefined {
	const fact = nodesSince(actual.history, actual.since);
	const belief = nodesSince(believed.history, believed.since);
	for (const [index, node] of fact.entries()) {
		const other = belief[index];
		if (other && sign(actual.history.world, node) === sign(believed.history.world, other)) continue;
		return {node: node.id, believed: other, world: believed.history.world};
	}
	const last = fact.at(-1);
	return last && belief.length > fact.length ? {node: last.id, believed: belief[fact.length], world: believed.history.world} : undefined;
}

/** Everything about a tick that a learner could see, in names that mean the same in both worlds. */
function sign(world: World, node: TraceNode): string {
	const flow = node.frame ? flowOf(node.frame) : '';
	return [pathOf(world, node.device), node.step, flow, ...node.effects.map((effect) => effectSign(world, effect))].join(' ');
}

function effectSign(world: World, effect: Effect): string {
	switch (effect.kind) {
		case 'sent':
			return `sent ${pathOf(world, effect.device)} ${pathOf(world, effect.to)}`;
		case 'passed':
			return `passed ${pathOf(world, effect.to)} ${effect.step}`;
		case 'delivered':
			return `delivered ${pathOf(world, effect.device)} ${effect.type}`;
		case 'told':
			return `told ${pathOf(world, effect.to)} ${subjectOf(effect.letter)}`;
		case 'dropped':
			return `dropped ${effect.reason}`;
		case 'note': {
			const {cause} = effect;
			const port =
				'port' in cause ? (typeof cause.port === 'number' && world.devices[cause.port] ? pathOf(world, cause.port) : cause.port) : '';
			const why = 'why' in cause ? cause.why : '';
			return `note ${cause.kind} ${port} ${why}`;
		}
		default:
			return effect satisfies never;
	}
}
