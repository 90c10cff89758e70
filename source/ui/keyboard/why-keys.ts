/** Keys in the tree of causes, and which event it opens at. */

import {beginningOf, journeyFrom} from '../../engine/journey.js';
import {type NodeId, nodeById} from '../../engine/trace.js';
import {stepById} from '../../lesson/lesson.js';
import {partsOf} from '../../lesson/part.js';
import {eventsOf} from '../../lesson/scene.js';
import {recordOf} from '../../lesson/session.js';
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';
import {isAsking} from '../panes.js';
import {jumpTo, rowEvent} from './rows.js';

/** Opens the tree at an event; without one where belief and fact parted, or at the last event. */
export function openWhy(desk: Desk, event: NodeId | undefined): void {
	const scene = desk.play.scene;
	if (!scene) return;
	const {side} = desk.view;
	const nodes = eventsOf(scene, side);
	const at = event ?? rowEvent(desk) ?? partedAt(desk) ?? nodes.findLast(({frame}) => frame !== undefined)?.id;
	if (at === undefined || !nodeById(nodes, at)) {
		desk.say(whyNot(desk, desk.words.why.nothing));
		return;
	}
	desk.player.pause();
	desk.show({kind: 'layered', layer: {kind: 'why', at, side}});
}

/** Where nothing has happened: what to do so that something does. */
export function whyNot({play, words}: Desk, nothing: string): string {
	if (play.mayPlay()) return nothing;
	return isAsking(play) ? words.refusals['answer-first'] : words.question.committed;
}

export function whyKey(desk: Desk, intent: Intent): boolean {
	const {layer} = desk.view;
	if (layer.kind !== 'why') return false;
	switch (intent) {
		case 'up':
		case 'down': {
			const ids = journeyIds(desk, layer.at);
			const to = ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(layer.at) + (intent === 'down' ? 1 : -1)))];
			if (to !== undefined) desk.show({kind: 'layered', layer: {...layer, at: to}});
			return true;
		}
		case 'confirm':
			desk.show({kind: 'layered', layer: {kind: 'none'}});
			jumpTo(desk, layer.at);
			return true;
		case 'back':
		case 'cancel':
			desk.show({kind: 'layered', layer: {kind: 'none'}});
			return true;
		default:
			return false;
	}
}

function journeyIds(desk: Desk, at: NodeId): NodeId[] {
	const scene = desk.play.scene;
	const nodes = scene ? eventsOf(scene, desk.view.side) : [];
	const node = nodeById(nodes, at);
	return node ? journeyFrom(nodes, beginningOf(nodes, node)).map(({id}) => id) : [];
}

/** Of a run that was watched: the first event at which a prediction and the facts part. */
function partedAt({play}: Desk): NodeId | undefined {
	const {step, lesson, session} = play;
	if (step.kind !== 'run' || !play.record.ran) return undefined;
	for (const id of step.of) {
		const asked = stepById(lesson, id);
		const part = asked && partsOf(asked)[0];
		const attempt = part && recordOf(session, id).attempts.at(-1);
		const parting = attempt && !attempt.right ? play.parting(asked, part, attempt.answer) : undefined;
		if (parting?.tick !== undefined) return parting.tick;
	}
	return undefined;
}
