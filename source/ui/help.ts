/** The key table as the help shows it and the documentation prints it. */
import type {Catalogue} from '../locale/en.js';
import type {KeyGroup} from '../view/overlay-lines.js';
import {allKeys, BINDINGS, type Context} from './keys.js';

const ORDER: readonly Context[] = ['step', 'player', 'question', 'number', 'list', 'inspect', 'console', 'map', 'everywhere'];

/** The contexts of the time budget. */
export const BUDGET_CONTEXTS: readonly Context[] = ['budget', 'budget-text', 'budget-list', 'everywhere'];

/** The contexts of the explosion. */
export const EXPLOSION_CONTEXTS: readonly Context[] = ['explosion', 'everywhere'];

/** Keys by context; a key that means the same in several is listed where it is met first. */
export function keyGroups(words: Catalogue, contexts: readonly Context[] = ORDER): KeyGroup[] {
	const listed = new Set<string>();
	return contexts.flatMap((context) => {
		const keys = BINDINGS.filter((binding) => binding.contexts.includes(context)).flatMap((binding) => {
			const id = `${binding.intent} ${binding.keys.join(' ')}`;
			if (listed.has(id)) return [];
			listed.add(id);
			return [{key: allKeys(binding), text: words.keys[binding.intent].long}];
		});
		return keys.length > 0 ? [{title: words.contexts[context], keys}] : [];
	});
}

/** The table of keys as Markdown, for the README. */
export function keyTable(words: Catalogue): string {
	const rows = keyGroups(words).flatMap(({title, keys}) => [
		`| **${title}** | |`,
		...keys.map(({key, text}) => `| \`${key.replaceAll('|', '\\|')}\` | ${text} |`),
	]);
	return ['| key | what it does |', '|---|---|', ...rows].join('\n');
}
