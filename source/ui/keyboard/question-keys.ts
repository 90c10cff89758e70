/** Keys at a question: walk the options, mark them, say how sure, commit. */
import {isPrediction} from '../../lesson/schema.js';
import {CONFIDENCES} from '../../lesson/session.js';
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';

/** Digits that a number may have. */
const LONGEST_NUMBER = 12;

/** True when the intent was meant for the question. */
export function questionKey(desk: Desk, intent: Intent, name: string): boolean {
	const {play, view} = desk;
	const {part} = play;
	if (!part) return false;
	const hasSure = isPrediction(play.step);
	const last = Math.max(0, part.options.length - 1);
	switch (intent) {
		case 'up':
			desk.show({kind: 'pointed', option: view.sure ? last : Math.max(0, view.option - 1), sure: false});
			return true;
		case 'down':
			desk.show({kind: 'pointed', option: Math.min(last, view.option + 1), sure: view.sure || (hasSure && view.option === last)});
			return true;
		case 'left':
		case 'right':
			if (view.sure) changeConfidence(desk, intent === 'right' ? 1 : -1);
			else if (part.ask === 'point') questionKey(desk, intent === 'left' ? 'up' : 'down', name);
			return true;
		case 'choose':
			if (view.sure) changeConfidence(desk, 1);
			else if (part.ask !== 'number') desk.ask({kind: 'toggle', key: part.options[view.option] as string});
			return true;
		case 'digit':
			typeNumber(desk, (play.record.draft[0] ?? '') + name);
			return true;
		case 'erase':
			typeNumber(desk, (play.record.draft[0] ?? '').slice(0, -1));
			return true;
		case 'number': {
			const key = part.options[Number(name) - 1];
			if (key === undefined) return true;
			desk.show({kind: 'pointed', option: Number(name) - 1, sure: false});
			desk.ask({kind: 'toggle', key});
			return true;
		}
		case 'confirm':
			commit(desk);
			return true;
		default:
			return false;
	}
}

/** The number so far; the cursor comes back to it from the confidence. */
function typeNumber(desk: Desk, text: string): void {
	if (text.length > LONGEST_NUMBER) return;
	desk.show({kind: 'pointed', option: 0, sure: false});
	desk.ask({kind: 'choose', keys: [text]});
}

/** Enter at an empty question of one marks the option under the cursor; the next Enter commits it. */
function commit(desk: Desk): void {
	const {play, view} = desk;
	const {part, record} = play;
	if (part?.ask === 'one' && record.draft.length === 0 && !view.sure) {
		desk.ask({kind: 'toggle', key: part.options[view.option] as string});
		return;
	}
	if (desk.ask({kind: 'commit'})) desk.show({kind: 'turned'});
}

function changeConfidence(desk: Desk, by: 1 | -1): void {
	const {confidence} = desk.play.record;
	const at = confidence ? CONFIDENCES.indexOf(confidence) : by === 1 ? -1 : 1;
	desk.ask({kind: 'sure', confidence: CONFIDENCES[(at + by + CONFIDENCES.length) % CONFIDENCES.length] ?? 'mid'});
}
