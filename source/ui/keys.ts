/*
 * Keys: the one table
 *
 * Intention -> keys, and where they mean it. Input, footer, help and the
 * documentation all read this table, so a key cannot do one thing and be
 * described as another. The words stand in the locale under the intention's name.
 */
import type {Key} from 'ink';
import type {Catalogue} from '../locale/en.js';

/** What a key can ask for. */
export type Intent = keyof Catalogue['keys'];

/** Where a key is pressed; the first context of a screen that knows the key wins. */
export type Context = keyof Catalogue['contexts'];

export interface Binding {
	intent: Intent;
	/** Names of keys: a character, or a word such as `space`, `ctrl-l`, `shift-tab`. */
	keys: readonly string[];
	contexts: readonly Context[];
}

const LESSON: readonly Context[] = ['step'];
const BUDGET: readonly Context[] = ['budget'];
const EXPLOSION: readonly Context[] = ['explosion'];

export const BINDINGS: readonly Binding[] = [
	{intent: 'help', keys: ['?'], contexts: ['map', 'step']},
	{intent: 'back', keys: ['q'], contexts: ['map', 'step', 'list', 'inspect']},
	{intent: 'cancel', keys: ['escape'], contexts: ['step', 'list', 'console', 'palette', 'inspect']},
	{intent: 'leave', keys: ['ctrl-c'], contexts: ['everywhere']},
	{intent: 'suspend', keys: ['ctrl-z'], contexts: ['everywhere']},
	{intent: 'redraw', keys: ['ctrl-l'], contexts: ['everywhere']},
	{intent: 'next-step', keys: ['n'], contexts: LESSON},
	{intent: 'previous-step', keys: ['p'], contexts: LESSON},
	{intent: 'skip-step', keys: ['N'], contexts: LESSON},
	{intent: 'play', keys: ['space'], contexts: ['player']},
	{intent: 'forward', keys: ['.'], contexts: ['player']},
	{intent: 'backward', keys: [','], contexts: ['player']},
	{intent: 'first', keys: ['<'], contexts: ['player']},
	{intent: 'last', keys: ['>'], contexts: ['player']},
	{intent: 'slower', keys: ['['], contexts: ['player']},
	{intent: 'faster', keys: [']'], contexts: ['player']},
	{intent: 'why', keys: ['w'], contexts: LESSON},
	{intent: 'inspect', keys: ['f'], contexts: ['step', 'inspect']},
	{intent: 'flip-side', keys: ['b'], contexts: ['inspect']},
	{intent: 'console', keys: ['i', '$'], contexts: LESSON},
	{intent: 'palette', keys: [':'], contexts: ['map', 'step']},
	{intent: 'filter', keys: ['/'], contexts: LESSON},
	{intent: 'undo', keys: ['z'], contexts: LESSON},
	{intent: 'redo', keys: ['Z'], contexts: LESSON},
	{intent: 'next-pane', keys: ['tab'], contexts: LESSON},
	{intent: 'previous-pane', keys: ['shift-tab'], contexts: LESSON},
	{intent: 'zoom', keys: ['\\'], contexts: LESSON},
	{intent: 'hint', keys: ['H'], contexts: LESSON},
	{intent: 'solution', keys: ['S'], contexts: LESSON},
	{intent: 'reset', keys: ['x'], contexts: ['step', 'map']},
	{intent: 'review', keys: ['v'], contexts: ['map']},
	{intent: 'copy', keys: ['y'], contexts: LESSON},
	{intent: 'compare', keys: ['c'], contexts: LESSON},
	{intent: 'choose', keys: ['space'], contexts: ['question']},
	{intent: 'number', keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], contexts: ['question', 'map']},
	{intent: 'confirm', keys: ['enter'], contexts: ['map', 'step', 'question', 'list', 'console', 'palette', 'inspect']},
	{intent: 'up', keys: ['up', 'k'], contexts: ['map', 'step', 'question', 'list', 'inspect']},
	{intent: 'down', keys: ['down', 'j'], contexts: ['map', 'step', 'question', 'list', 'inspect']},
	{intent: 'left', keys: ['left', 'h'], contexts: ['step', 'question', 'inspect']},
	{intent: 'right', keys: ['right', 'l'], contexts: ['step', 'question', 'inspect']},
	{intent: 'up', keys: ['up'], contexts: ['console', 'palette']},
	{intent: 'down', keys: ['down'], contexts: ['console', 'palette']},
	{intent: 'page-up', keys: ['page-up'], contexts: ['map', 'step', 'list', 'console', 'inspect']},
	{intent: 'page-down', keys: ['page-down'], contexts: ['map', 'step', 'list', 'console', 'inspect']},
	{intent: 'complete', keys: ['tab'], contexts: ['console']},
	{intent: 'interrupt', keys: ['ctrl-c'], contexts: ['console']},
	{intent: 'search-lines', keys: ['ctrl-r'], contexts: ['console']},
	{intent: 'zoom', keys: ['ctrl-o'], contexts: ['console']},
	{intent: 'help', keys: ['?'], contexts: BUDGET},
	{intent: 'back', keys: ['q'], contexts: ['budget', 'budget-list']},
	{intent: 'cancel', keys: ['escape'], contexts: ['budget', 'budget-text', 'budget-list']},
	{intent: 'up', keys: ['up', 'k'], contexts: ['budget', 'budget-list']},
	{intent: 'down', keys: ['down', 'j'], contexts: ['budget', 'budget-list']},
	{intent: 'page-up', keys: ['page-up'], contexts: ['budget', 'budget-list']},
	{intent: 'page-down', keys: ['page-down'], contexts: ['budget', 'budget-list']},
	{intent: 'confirm', keys: ['enter'], contexts: ['budget-text', 'budget-list']},
	{intent: 'path-next', keys: [']', 'n'], contexts: BUDGET},
	{intent: 'path-previous', keys: ['[', 'p'], contexts: BUDGET},
	{intent: 'versus', keys: ['v'], contexts: BUDGET},
	{intent: 'versus-back', keys: ['V'], contexts: BUDGET},
	{intent: 'swap', keys: ['s'], contexts: BUDGET},
	{intent: 'edit-price', keys: ['enter', 'e'], contexts: BUDGET},
	{intent: 'cheaper', keys: ['left', '-'], contexts: BUDGET},
	{intent: 'dearer', keys: ['right', '+'], contexts: BUDGET},
	{intent: 'add-stage', keys: ['a'], contexts: BUDGET},
	{intent: 'remove-stage', keys: ['d', 'delete'], contexts: BUDGET},
	{intent: 'source', keys: ['w'], contexts: BUDGET},
	{intent: 'link-up', keys: ['l'], contexts: BUDGET},
	{intent: 'link-down', keys: ['L'], contexts: BUDGET},
	{intent: 'frame-up', keys: ['f'], contexts: BUDGET},
	{intent: 'frame-down', keys: ['F'], contexts: BUDGET},
	{intent: 'cores-up', keys: ['c'], contexts: BUDGET},
	{intent: 'cores-down', keys: ['C'], contexts: BUDGET},
	{intent: 'ring-up', keys: ['r'], contexts: BUDGET},
	{intent: 'ring-down', keys: ['R'], contexts: BUDGET},
	{intent: 'batch-up', keys: ['b'], contexts: BUDGET},
	{intent: 'batch-down', keys: ['B'], contexts: BUDGET},
	{intent: 'load-down', keys: ['o'], contexts: BUDGET},
	{intent: 'load-up', keys: ['O'], contexts: BUDGET},
	{intent: 'arrivals', keys: ['t'], contexts: BUDGET},
	{intent: 'other-pane', keys: ['tab'], contexts: BUDGET},
	{intent: 'reset-path', keys: ['x'], contexts: BUDGET},
	{intent: 'help', keys: ['?'], contexts: EXPLOSION},
	{intent: 'back', keys: ['q'], contexts: EXPLOSION},
	{intent: 'run', keys: ['enter', 'space'], contexts: EXPLOSION},
	{intent: 'stop', keys: ['escape'], contexts: EXPLOSION},
	{intent: 'up', keys: ['up', 'k'], contexts: EXPLOSION},
	{intent: 'down', keys: ['down', 'j'], contexts: EXPLOSION},
	{intent: 'less', keys: ['left', 'h', '-'], contexts: EXPLOSION},
	{intent: 'more', keys: ['right', 'l', '+'], contexts: EXPLOSION},
	{intent: 'digit', keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', ','], contexts: ['number']},
	{intent: 'erase', keys: ['backspace', 'delete'], contexts: ['number']},
	{intent: 'digit', keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], contexts: EXPLOSION},
	{intent: 'erase', keys: ['backspace', 'delete'], contexts: EXPLOSION},
	{intent: 'beside', keys: ['c'], contexts: EXPLOSION},
	{intent: 'flip-pane', keys: ['tab'], contexts: EXPLOSION},
	{intent: 'defaults', keys: ['x'], contexts: EXPLOSION},
	{intent: 'yes', keys: ['y'], contexts: ['confirm']},
	{intent: 'no', keys: ['n', 'escape', 'q'], contexts: ['confirm']},
];

/** The name of a key as the table writes it; '' for none. */
export function keyName(input: string, key: Partial<Key>): string {
	if (key.escape) return 'escape';
	if (key.return) return 'enter';
	if (key.tab) return key.shift ? 'shift-tab' : 'tab';
	const held = key.ctrl ? 'ctrl-' : key.meta ? 'meta-' : '';
	const moving = MOVING.find(([flag]) => key[flag]);
	if (moving) return held + moving[1];
	if (held !== '') return held + input;
	return NAMED[input] ?? controlKey(input) ?? input;
}

/** Keys that Ink has a flag for, also with Ctrl or Alt held. */
const MOVING = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** Characters that have a name; keys that came in one piece are taken apart to these. */
const NAMED: Readonly<Record<string, string>> = {
	' ': 'space',
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	'\u007F': 'backspace',
	'\b': 'backspace',
	'\u001B': 'escape',
};

/** A control character as its key: `ctrl-a`, `ctrl-_`. */
function controlKey(input: string): string | undefined {
	const code = input.charCodeAt(0);
	return input.length === 1 && code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x40).toLowerCase()}` : undefined;
}

/** What a key means in the first of these contexts that knows it. */
export function intentOf(name: string, contexts: readonly Context[]): Intent | undefined {
	for (const context of [...contexts, 'everywhere' as const])
		for (const binding of BINDINGS) if (binding.keys.includes(name) && binding.contexts.includes(context)) return binding.intent;
	return undefined;
}

/** The first key of an intention in one of these contexts, as a person reads it. */
export function keyLabel(intent: Intent, contexts: readonly Context[]): string | undefined {
	for (const context of contexts) {
		const binding = BINDINGS.find((candidate) => candidate.intent === intent && candidate.contexts.includes(context));
		if (binding) return labelOf(binding.keys[0] as string);
	}
	return undefined;
}

/** All keys of a binding, as a person reads them. */
export function allKeys(binding: Binding): string {
	if (binding.intent === 'number') return '1-9';
	if (binding.intent === 'digit') return binding.keys.includes('.') ? '0-9 . ,' : '0-9';
	return binding.keys.map(labelOf).join(' ');
}

const LABELS: Readonly<Record<string, string>> = {
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	'shift-tab': 'Shift-Tab',
	up: 'Up',
	down: 'Down',
	left: 'Left',
	right: 'Right',
	'page-up': 'PgUp',
	'page-down': 'PgDn',
	backspace: 'Backspace',
	delete: 'Del',
	'ctrl-c': 'Ctrl-C',
	'ctrl-o': 'Ctrl-O',
	'ctrl-r': 'Ctrl-R',
	'ctrl-z': 'Ctrl-Z',
	'ctrl-l': 'Ctrl-L',
};

function labelOf(name: string): string {
	return LABELS[name] ?? name;
}
