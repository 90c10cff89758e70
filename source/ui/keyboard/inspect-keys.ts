/** Keys while a frame is taken apart: through its fields, along its hops, before and after. */
import {type NodeId, nodeById} from '../../engine/trace.js';
import {eventsOf} from '../../lesson/scene.js';
import {type InspectModel, type InspectPlace, inspectModel, rowLike} from '../../view/inspect/inspect-model.js';
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';
import {jumpTo, rowEvent} from './rows.js';
import {whyNot} from './why-keys.js';

/** Rows that a page key walks. */
const PAGE = 8;

/** Opens the frame of the row under the cursor, else the newest. */
export function openInspect(desk: Desk, event?: NodeId): void {
	const {play, view} = desk;
	const scene = play.scene;
	if (!scene) {
		desk.say(desk.words.refusals['no-world']);
		return;
	}
	const nodes = eventsOf(scene, view.side);
	const row = event ?? rowEvent(desk);
	const at = (row !== undefined && nodeById(nodes, row)?.frame ? row : undefined) ?? nodes.findLast(({frame}) => frame !== undefined)?.id;
	if (at === undefined) {
		desk.say(whyNot(desk, desk.words.inspect.nothing));
		return;
	}
	desk.player.pause();
	desk.show({kind: 'layered', layer: {kind: 'inspect', side: view.side, at, copy: 0, row: 0}});
}

export function inspectKey(desk: Desk, intent: Intent): void {
	const {layer} = desk.view;
	if (layer.kind !== 'inspect') return;
	const scene = desk.play.scene;
	const trace = scene ? eventsOf(scene, layer.side) : [];
	const model = inspectModel(trace, layer);
	const close = (): void => desk.show({kind: 'layered', layer: {kind: 'none'}});
	if (!model) {
		close();
		return;
	}
	const go = (place: Partial<InspectPlace>): void =>
		desk.show({kind: 'layered', layer: {...layer, row: model.row, copy: model.copy, ...place}});
	const turn = (place: InspectPlace): void => {
		const other = inspectModel(trace, place);
		if (other) go({...place, copy: other.copy, row: rowLike(model, other)});
	};
	switch (intent) {
		case 'up':
		case 'down':
		case 'page-up':
		case 'page-down':
			go({row: Math.max(0, Math.min(model.shown.rows.length - 1, model.row + stepOf(intent)))});
			return;
		case 'left':
		case 'right':
			turn({at: hopBeside(model, intent === 'right' ? 1 : -1) ?? layer.at, copy: 0, row: model.row});
			return;
		case 'flip-side':
			turn({at: layer.at, copy: model.copy + 1 >= model.copies.length ? -1 : model.copy + 1, row: model.row});
			return;
		case 'confirm':
			close();
			jumpTo(desk, layer.at);
			return;
		case 'inspect':
		case 'back':
		case 'cancel':
			close();
			return;
		default:
			return;
	}
}

function stepOf(intent: 'up' | 'down' | 'page-up' | 'page-down'): number {
	return {up: -1, down: 1, 'page-up': -PAGE, 'page-down': PAGE}[intent];
}

function hopBeside({hops, hop}: InspectModel, by: 1 | -1): NodeId | undefined {
	return hops[hop + by]?.id;
}
