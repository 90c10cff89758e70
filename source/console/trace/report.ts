/*
 * The report of a `trace`: one shape, from which the text and the JSON are written
 *
 * The frame's own journey first; then each frame that came of it, an answer, a question of ARP, a copy by another machine; then
 * what would be different afterwards.
 */
import type {Frame} from '../../engine/frame.js';
import {endsOf, isTaken, journeyFrom, sameFrame} from '../../engine/journey.js';
import {nodeById, type TraceNode} from '../../engine/trace.js';
import type {World} from '../../engine/world.js';
import {en} from '../../locale/en.js';
import {deviceName} from '../telling/device-names.js';
import {type Fact, factsOf} from '../telling/facts.js';
import {type Consequence, consequencesOf} from './consequences.js';
import type {DryRun} from './dry-run.js';

/** One event, with those that the same frame has behind it. */
export interface Hop {
	id: number;
	/** World time, ns. */
	time: number;
	place: string;
	frame: Frame | undefined;
	facts: readonly Fact[];
	next: readonly Hop[];
}

/** One frame, from its beginning to every end. */
export interface Journey {
	beginning: Hop;
	/** Devices whose stack took it and had a use for it. */
	delivered: readonly string[];
	/** Devices whose stack took it and had no use for it. */
	ignored: readonly string[];
	/** Where copies ended, and why. */
	ended: readonly {place: string; why: string}[];
}

export interface Report {
	/** The first is the frame that was asked about. */
	journeys: readonly Journey[];
	consequences: readonly Consequence[];
	isCutShort: boolean;
}

/** The sentences are English, as those of all tools. */
export function reportOf(run: DryRun): Report {
	const {after, trace, nodes, without, isCutShort} = run;
	const beginnings = nodes.filter((node) => {
		const parent = nodeById(trace, node.parent);
		return !parent || !sameFrame(parent.frame, node.frame);
	});
	const journeys = beginnings.map((beginning) => journeyOf(after, trace, beginning));
	return {journeys, consequences: consequencesOf(without, after), isCutShort};
}

function journeyOf(world: World, trace: readonly TraceNode[], beginning: TraceNode): Journey {
	const nodes = journeyFrom(trace, beginning);
	const hopOf = (node: TraceNode): Hop => ({
		id: node.id,
		time: node.time,
		place: deviceName(world, node.device),
		frame: node.frame,
		facts: factsOf(world, node, en),
		next: nodes.filter((candidate) => candidate.parent === node.id && candidate !== beginning).map(hopOf),
	});
	const taken = nodes.filter(isTaken);
	return {
		beginning: hopOf(beginning),
		delivered: taken.filter((node) => !hasDrop(node)).map((node) => deviceName(world, node.device)),
		ignored: taken.filter(hasDrop).map((node) => deviceName(world, node.device)),
		ended: endsOf(nodes).map(({node, reason}) => ({place: deviceName(world, node.device), why: en.drops[reason].why})),
	};
}

function hasDrop({effects}: TraceNode): boolean {
	return effects.some(({kind}) => kind === 'dropped');
}
