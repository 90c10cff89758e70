/** The picture of a step: what its world shows now, and what the learner points at. */

import {beginningOf, endsOf, journeyFrom, takersOf, wayTo} from '../engine/journey.js';
import {ofPortNamed} from '../engine/ovs/vswitchd.js';
import type {TraceNode} from '../engine/trace.js';
import {causesOf, nodeById} from '../engine/trace.js';
import {machineOf, type World} from '../engine/world.js';
import {deviceIn} from '../lesson/names.js';
import type {Play} from '../lesson/play.js';
import {eventsOf} from '../lesson/scene.js';
import type {Step} from '../lesson/schema.js';
import type {Catalogue} from '../locale/en.js';
import type {Canvas, Rect} from './canvas.js';
import type {Glyphs} from './glyphs.js';
import type {Target} from './picture/paint-marks.js';
import {routeOf} from './picture/route.js';
import {layOut, type Scene} from './picture/scene.js';
import {type Happening, paintPicture} from './topology-picture.js';

/** A picture ready to be shown, and all that frames in flight need. */
export interface Picture {
	area: Rect;
	scene: Scene;
	world: World;
	/** What has happened in this step so far. */
	trace: readonly TraceNode[];
	still: Canvas;
}

/** The picture of one side of the step's scene. */
export function stepPicture(play: Play, side: number, area: Rect, cursor: number, words: Catalogue, signs: Glyphs): Picture | undefined {
	const lessonScene = play.scene;
	const history = lessonScene?.histories[side];
	if (!lessonScene || !history || area.width <= 0 || area.height <= 0) return undefined;
	const {world} = history;
	const trace = eventsOf(lessonScene, side);
	const scene = layOut(world, rowsOf(play, side), area.width, area.height, words.picture);
	const happening = {...happeningIn(world, trace, scene, words), targets: targetsOf(play, world, cursor)};
	return {area, scene, world, trace, still: paintPicture(scene, world, happening, signs)};
}

/** What the last event's frame has done so far. */
function happeningIn(world: World, trace: readonly TraceNode[], scene: Scene, words: Catalogue): Omit<Happening, 'targets'> {
	const last = trace.findLast(({frame}) => frame !== undefined);
	if (!last) return {trail: [], delivered: [], drops: [], refusals: []};
	const beginning = beginningOf(trace, last);
	const journey = journeyFrom(trace, beginning);
	return {
		trail: journey.map((node) => routeOf(scene, world, wayTo(node === beginning ? undefined : nodeById(trace, node.parent), node.device))),
		// A switch has a stack of its own that hears broadcasts; that it does is no news.
		delivered: takersOf(world, journey).filter((id) => world.machines[id]?.role !== 'switch'),
		drops: endsOf(journey).map(({node, reason}) => ({device: node.device, text: words.drops[reason].mark})),
		refusals: refusalsOf(world, last, words),
	};
}

/** Ports by which the event just seen sent no copy, unless it ended there: that is a drop. */
export function refusalsOf(world: World, node: TraceNode, words: Catalogue): Happening['refusals'] {
	if (node.effects.some((effect) => effect.kind === 'dropped')) return [];
	return causesOf(node).flatMap((cause) => {
		if (cause.kind === 'egress-refused') return [{device: cause.port, text: words.egressMarks[cause.why]}];
		if (cause.kind !== 'ovs-not-flooded' && cause.kind !== 'ovs-output-refused') return [];
		const bridge = machineOf(world, node.device).vswitchd?.bridges.find(({name}) => name === cause.bridge);
		const device = bridge && ofPortNamed(bridge, cause.port)?.device;
		// Patch ports, tunnels and bonds have no place of their own.
		return device === undefined || device === -1 ? [] : [{device, text: words.egressMarks[cause.why]}];
	});
}

/** Rows of the lab that a step plays in; those of the first side's lab where it is not said. */
function rowsOf(play: Play, side: number): readonly (readonly string[])[] {
	const {lesson} = play;
	const lab = labOf(play, play.step, side);
	return (lab === undefined ? undefined : lesson.labs[lab]?.rows) ?? [];
}

/** The lab that a step began in, found through the steps it goes on from. */
function labOf(play: Play, step: Step, side: number): string | undefined {
	if (step.kind === 'compare') return step.sides[side]?.lab;
	if (step.kind === 'features') return (step.rows.find(({key}) => key === play.part?.key) ?? step.rows[0])?.labs[side];
	if (step.kind === 'act') {
		const index = Math.max(
			0,
			step.rounds.findIndex(({key}) => key === play.part?.key),
		);
		return step.rounds.slice(0, index + 1).findLast(({lab}) => lab !== undefined)?.lab;
	}
	if (step.kind === 'recap') return (step.claims.find(({key}) => key === play.part?.key) ?? step.claims[0])?.lab;
	if ('lab' in step && step.lab !== undefined) return step.lab;
	const before = step.kind === 'run' ? step.of[0] : 'from' in step ? step.from : undefined;
	const origin = play.lesson.steps.find(({id}) => id === before);
	return origin && labOf(play, origin, side);
}

/** Places to point at in the question that is asked. */
function targetsOf(play: Play, world: World, cursor: number): Target[] {
	const {part, record, step} = play;
	if (part?.ask !== 'point') return [];
	const open = !record.closed.includes(part.key);
	const answer = open ? record.draft : (record.attempts.findLast((attempt) => attempt.part === part.key)?.answer ?? []);
	const right = play.isRevealed(step, part) ? play.truth(step, part).right : undefined;
	return part.options.flatMap((key, index): Target[] => {
		const device = deviceIn(world, key);
		if (!device) return [];
		const chosen = answer.includes(key);
		const verdict = !right ? 'none' : right.includes(key) ? (chosen ? 'right' : 'missed') : chosen ? 'wrong' : 'none';
		return [
			{
				place: part.at === 'machines' ? {machine: device.machine} : {device: device.id},
				state: chosen ? 'chosen' : 'open',
				verdict,
				focused: open && index === cursor,
			},
		];
	});
}
