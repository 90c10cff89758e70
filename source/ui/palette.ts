/** The actions of a lesson by name, for the palette. */
import type {Catalogue} from '../locale/en.js';
import {matches} from './filter.js';
import {BINDINGS, type Intent, keyLabel} from './keys.js';

export interface Action {
	intent: Intent;
	name: string;
	key: string;
}

/** Actions whose name or short word has all the words typed, in the order of the key table. */
export function actionsFor(words: Catalogue, text: string): Action[] {
	const intents = [
		...new Set(BINDINGS.filter(({contexts}) => contexts.includes('step') || contexts.includes('player')).map(({intent}) => intent)),
	];
	return intents
		.filter((intent) => !['palette', 'up', 'down', 'left', 'right', 'confirm'].includes(intent))
		.map((intent) => ({intent, name: words.keys[intent].long, key: keyLabel(intent, ['step', 'player']) ?? ''}))
		.filter(({intent, name}) => matches(`${name} ${words.keys[intent].short}`, text));
}
