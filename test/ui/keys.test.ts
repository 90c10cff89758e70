import {describe, expect, test} from 'vitest';
import {en} from '../../source/locale/en.js';
import {it as italian} from '../../source/locale/it.js';
import {BUDGET_CONTEXTS, EXPLOSION_CONTEXTS, keyGroups, keyTable} from '../../source/ui/help.js';
import {allKeys, BINDINGS, type Context, intentOf, keyLabel, keyName} from '../../source/ui/keys.js';
import {actionsFor} from '../../source/ui/palette.js';

/** Contexts that are open together, the nearest first, as the screen has them. */
const STACKS: readonly (readonly Context[])[] = [
	['map'],
	['step'],
	['player', 'step'],
	['question', 'player', 'step'],
	['list', 'player', 'step'],
	['console'],
	['palette'],
	['confirm'],
];

describe('the key table', () => {
	test('gives a key one meaning in a context', () => {
		const meanings = new Map<string, string[]>();
		for (const {intent, keys, contexts} of BINDINGS)
			for (const key of keys)
				for (const context of contexts) meanings.set(`${context} ${key}`, [...(meanings.get(`${context} ${key}`) ?? []), intent]);
		expect([...meanings].filter(([, intents]) => intents.length > 1)).toEqual([]);
	});

	test('hides no key of a step behind a nearer one, but for space, Enter and the arrows of a question', () => {
		const hidden = STACKS.flatMap((stack) =>
			BINDINGS.filter(({contexts}) => contexts.some((context) => stack.includes(context))).flatMap(({intent, keys}) =>
				keys.filter((key) => intentOf(key, stack) !== intent).map((key) => `${stack[0]} ${key}`),
			),
		);
		expect([...new Set(hidden)]).toEqual(['question space']);
	});

	test('lets no single letter do anything while one is typing, but those that confirm', () => {
		for (const key of 'abcdefghijklmnopqrstuvwxyzHNSZ0123456789.,<>[]:/?$\\')
			expect([key, intentOf(key, ['console'])]).toEqual([key, undefined]);
		for (const key of 'abcxyzq') expect([key, intentOf(key, ['palette'])]).toEqual([key, undefined]);
	});

	test('knows Ctrl-C, Ctrl-Z and Ctrl-L everywhere; at the prompt Ctrl-C stops what runs', () => {
		for (const stack of STACKS)
			expect([intentOf('ctrl-c', stack), intentOf('ctrl-z', stack), intentOf('ctrl-l', stack)]).toEqual([
				stack[0] === 'console' ? 'interrupt' : 'leave',
				'suspend',
				'redraw',
			]);
	});

	test('is all in the help and in the documentation, in every language', () => {
		for (const words of [en, italian]) {
			const help = [...keyGroups(words), ...keyGroups(words, BUDGET_CONTEXTS), ...keyGroups(words, EXPLOSION_CONTEXTS)].flatMap(({keys}) =>
				keys.map(({key, text}) => `${key} ${text}`),
			);
			const listed = BINDINGS.filter(({contexts}) => !contexts.includes('palette') && !contexts.includes('confirm'));
			for (const binding of listed) expect(help).toContain(`${allKeys(binding)} ${words.keys[binding.intent].long}`);
			for (const {title} of keyGroups(words)) expect(keyTable(words)).toContain(`**${title}**`);
		}
	});

	test('names a key as the screen shows it', () => {
		expect([keyLabel('confirm', ['step']), keyLabel('play', ['player']), keyLabel('play', ['console'])]).toEqual([
			'Enter',
			'space',
			undefined,
		]);
	});
});

describe('a key of the terminal', () => {
	test.each([
		['\r', {return: true}, 'enter'],
		['', {escape: true}, 'escape'],
		['', {tab: true, shift: true}, 'shift-tab'],
		['', {upArrow: true}, 'up'],
		['c', {ctrl: true}, 'ctrl-c'],
		[' ', {}, 'space'],
		['\r', {}, 'enter'],
		['H', {shift: true}, 'H'],
	])('%j is called by its name', (input, key, name) => {
		expect(keyName(input, key)).toBe(name);
	});
});

describe('the list of actions', () => {
	test('finds an action by any words of its name', () => {
		expect(actionsFor(en, 'event back').map(({intent, key}) => [intent, key])).toEqual([['backward', ',']]);
	});

	test('names each action once', () => {
		const intents = actionsFor(en, '').map(({intent}) => intent);
		expect(new Set(intents).size).toBe(intents.length);
		expect(intents).toContain('why');
	});
});
