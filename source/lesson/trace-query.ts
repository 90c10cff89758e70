/*
 * Queries over the trace
 *
 * The trace is a list of nodes, one frame at one device each. A query walks the
 * nodes since the stimulus began and looks at effects; the words of a query are
 * the words of trace.ts and sink.ts.
 */

import type {DeviceId} from '../engine/netdev.js';
import type {Cause} from '../engine/sink.js';
import {isInsideCard} from '../engine/sriov/capture.js';
import {causesOf, type TraceNode} from '../engine/trace.js';
import {deviceAt, machineOf, pathOf, type World} from '../engine/world.js';
import {type Finding, found, setFinding} from './finding.js';
import {flowOf, isOfFlow} from './flow.js';
import {askFrame} from './frame-query.js';
import {deviceIn, devicesIn} from './names.js';
import type {Query} from './query.js';

export const TRACE_QUERIES = [
	'receivers',
	'passes',
	'crossings',
	'leaves',
	'handed',
	'refusal',
	'decision',
	'end',
	'sees',
	'messages',
	'drops',
	'noted',
	'field',
	'octets',
	'tags',
] as const;
export type TraceQuery = Extract<Query, {kind: (typeof TRACE_QUERIES)[number]}>;

/** Causes that say where a frame goes, and not what was learned on the way. */
const DECISIONS: readonly Cause['kind'][] = [
	'macvlan-to-wire',
	'macvlan-sibling-hit',
	'macvlan-sibling-miss',
	'macvlan-broadcast-local',
	'macvlan-unicast-hit',
	'macvlan-unicast-miss',
	'macvlan-passthru',
	'macvlan-flood-external',
	'macvlan-flood-reflected',
	'macvlan-returned-to-sender',
	'adapter-inside',
	'adapter-to-wire',
	'adapter-group-out',
	'adapter-filter-hit',
	'adapter-unknown',
	'fdb-hit',
	'fdb-local',
	'fdb-miss',
	'flood-group',
	'link-local',
];

/** Answers from the nodes of a stimulus; `world` gives devices their names. */
export function askTrace(query: TraceQuery, world: World, trace: readonly TraceNode[]): Finding {
	const nodes = trace.filter((node) => isOfFlow(node.frame, query.of));
	switch (query.kind) {
		case 'receivers':
			return setFinding(receivers(world, nodes));
		case 'passes':
			return setFinding(passed(world, nodes));
		case 'crossings': {
			const device = deviceIn(world, query.at);
			const link = device && 'link' in device ? device.link : -1;
			const sent = nodes.flatMap((node) =>
				node.effects.flatMap((effect) => (effect.kind === 'sent' && effect.link === link ? [node] : [])),
			);
			return found(link === -1 ? 0 : sent.length, sent);
		}
		case 'leaves':
			return setFinding(
				nodes.flatMap((node) =>
					node.effects.flatMap((effect) =>
						effect.kind === 'sent' && machineOf(world, effect.device).name === query.machine
							? [[pathOf(world, effect.device), node] as const]
							: [],
					),
				),
			);
		case 'handed':
			return setFinding(handed(world, query.lower, nodes));
		case 'refusal':
			return refusal(world, query.port, nodes);
		case 'decision': {
			const ids = devicesIn(world, query.at);
			for (const node of nodes) {
				const cause = ids.includes(node.device) ? causesOf(node).find(({kind}) => DECISIONS.includes(kind)) : undefined;
				if (cause) return found(cause.kind, [node]);
			}
			return found('none');
		}
		case 'end': {
			const ids = devicesIn(world, query.at);
			for (const node of nodes) {
				const drop = ids.includes(node.device) ? node.effects.find((effect) => effect.kind === 'dropped') : undefined;
				if (drop) return found(drop.reason, [node]);
			}
			return found('none');
		}
		case 'sees': {
			const device = deviceIn(world, query.at);
			const tapped = nodes.filter((node) => !device || !isInsideCard(world, device, node));
			const seen = tapped.flatMap((node) => [
				...(node.device === device?.id ? [node] : []),
				// A NIC that another device sends by has no tick of its own.
				...node.effects.flatMap((effect) =>
					effect.kind === 'sent' && effect.device === device?.id && (node.device !== device.id || node.step === 'receive') ? [node] : [],
				),
			]);
			return found(seen.length, seen);
		}
		case 'messages': {
			const ids = query.at === undefined ? undefined : devicesIn(world, query.at);
			return setFinding(wordsOf(ids ? nodes.filter((node) => passesBy(node, ids)) : nodes));
		}
		case 'drops': {
			const ids = query.at === undefined ? undefined : devicesIn(world, query.at);
			const ended = nodes.filter(
				(node) =>
					(ids?.includes(node.device) ?? true) &&
					node.effects.some((effect) => effect.kind === 'dropped' && (query.reason === undefined || effect.reason === query.reason)),
			);
			return found(ended.length, ended);
		}
		case 'noted': {
			const ids = devicesIn(world, query.at);
			const noting = nodes.flatMap((node) =>
				ids.includes(node.device) ? causesOf(node).flatMap(({kind}) => (kind === query.cause ? [node] : [])) : [],
			);
			return found(noting.length, noting);
		}
		case 'field':
		case 'octets':
		case 'tags':
			return askFrame(query, world, nodes);
		default:
			return query satisfies never;
	}
}

/** The word of each frame with its node; frames without a word are left out. */
function* wordsOf(nodes: readonly TraceNode[]): Generator<readonly [string, TraceNode]> {
	for (const node of nodes) {
		const word = node.frame && flowOf(node.frame);
		if (word !== undefined) yield [word, node];
	}
}

/** Did one of these devices get the frame, or put it on its link? */
function passesBy(node: TraceNode, ids: readonly DeviceId[]): boolean {
	return ids.includes(node.device) || node.effects.some((effect) => effect.kind === 'sent' && ids.includes(effect.device));
}

/**
 * Deliveries that the stack took; `otherhost` frames it ignores, and frames with a tag for which it has no VLAN device. A switch has a
 * stack too, for its management, but nobody asks for it.
 */
function* receivers(world: World, nodes: readonly TraceNode[]): Generator<readonly [string, TraceNode]> {
	for (const node of nodes) {
		for (const [index, effect] of node.effects.entries()) {
			if (effect.kind !== 'delivered' || effect.type === 'otherhost' || isTagUnclaimed(node, index)) continue;
			const machine = machineOf(world, effect.device);
			if (machine.role !== 'switch') yield [machine.name, node];
		}
	}
}

/** Did what was delivered at `index` end because nobody takes its tag? What the stack does stands between this delivery and the next. */
function isTagUnclaimed({effects}: TraceNode, index: number): boolean {
	const after = effects.slice(index + 1);
	const next = after.findIndex(({kind}) => kind === 'delivered');
	return after.slice(0, next === -1 ? undefined : next).some((effect) => effect.kind === 'dropped' && effect.reason === 'no-vlan-device');
}

function* passed(world: World, nodes: readonly TraceNode[]): Generator<readonly [string, TraceNode]> {
	for (const node of nodes) {
		yield [pathOf(world, node.device), node];
		for (const effect of node.effects) if (effect.kind === 'sent') yield [pathOf(world, effect.device), node];
	}
}

/** Where the macvlans of `lower` and the lower device itself put a frame. */
function* handed(world: World, lower: string, nodes: readonly TraceNode[]): Generator<readonly [string, TraceNode]> {
	const id = deviceIn(world, lower)?.id;
	for (const node of nodes) {
		for (const effect of node.effects) {
			if (effect.kind === 'sent' && effect.device === id) yield ['wire', node];
			if (effect.kind === 'delivered' && effect.device === id) yield [machineOf(world, effect.device).name, node];
			if (effect.kind !== 'passed' || effect.step !== 'receive') continue;
			const to = deviceAt(world, effect.to);
			if ((to.kind === 'macvlan' || to.kind === 'macvtap') && to.lower === id) yield [machineOf(world, to.id).name, node];
		}
	}
}

/** What happened first at this egress: a refusal, or a copy that left. */
function refusal(world: World, place: string, nodes: readonly TraceNode[]): Finding {
	const id = deviceIn(world, place)?.id;
	for (const node of nodes) {
		for (const effect of node.effects) {
			if (effect.kind === 'sent' && effect.device === id) return found('sent', [node]);
			if (effect.kind === 'note' && effect.cause.kind === 'egress-refused' && effect.cause.port === id)
				return found(effect.cause.why, [node]);
		}
	}
	return found('none');
}
