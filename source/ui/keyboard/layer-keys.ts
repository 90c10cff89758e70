/** Keys while something lies over the lesson: help, causes, actions, filter, a question to confirm. */
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';
import {actionsFor} from '../palette.js';
import {inspectKey} from './inspect-keys.js';
import {EMPTY_LINE, editLine} from './line-editor.js';
import {whyKey} from './why-keys.js';

/** Rows that a page key scrolls the help. */
const PAGE = 8;

export function layerKey(desk: Desk, intent: Intent | undefined, name: string, input: string, act: (intent: Intent) => void): void {
	const {layer} = desk.view;
	const close = (): void => desk.show({kind: 'layered', layer: {kind: 'none'}});
	switch (layer.kind) {
		case 'help': {
			const by = {down: 1, up: -1, 'page-down': PAGE, 'page-up': -PAGE}[String(intent)];
			if (by === undefined) close();
			else desk.show({kind: 'layered', layer: {kind: 'help', scroll: Math.max(0, layer.scroll + by)}});
			return;
		}
		case 'why':
			if (intent) whyKey(desk, intent);
			else if (name === 'w') close();
			return;
		case 'inspect':
			if (intent) inspectKey(desk, intent);
			return;
		case 'palette': {
			const actions = actionsFor(desk.words, layer.text);
			if (intent === 'cancel') close();
			else if (intent === 'up' || intent === 'down') {
				const at = Math.max(0, Math.min(actions.length - 1, layer.at + (intent === 'down' ? 1 : -1)));
				desk.show({kind: 'layered', layer: {...layer, at}});
			} else if (intent === 'confirm') {
				close();
				const action = actions[layer.at];
				if (action) act(action.intent);
			} else {
				const edited = editEnd(layer.text, name, input);
				if (edited !== undefined) desk.show({kind: 'layered', layer: {kind: 'palette', text: edited, at: 0}});
			}
			return;
		}
		case 'filter': {
			if (intent === 'cancel') desk.show({kind: 'filtered', text: ''});
			if (intent === 'cancel' || intent === 'confirm') close();
			else {
				const edited = editEnd(desk.view.filter, name, input);
				if (edited !== undefined) desk.show({kind: 'filtered', text: edited});
			}
			return;
		}
		case 'confirm':
			close();
			if (intent === 'yes') desk.ask({kind: 'reset'});
			return;
		case 'none':
			return;
		default:
			layer satisfies never;
	}
}

/** A text of one row whose cursor is always at its end. */
function editEnd(text: string, name: string, input: string): string | undefined {
	return editLine({...EMPTY_LINE, text, at: text.length}, name, input)?.text;
}
