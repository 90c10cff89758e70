/** Header, rules and footer of a lesson, from its state. */

import type {Play} from '../lesson/play.js';
import {isSandbox} from '../lesson/sandbox.js';
import {isPromptStep} from '../lesson/schema.js';
import {isDone, recordOf} from '../lesson/session.js';
import type {Catalogue} from '../locale/en.js';
import {timeText} from '../locale/time-text.js';
import {type FooterKey, type HeaderModel, ruleLine, type Tab, tabLine} from '../view/bar-lines.js';
import {footerIntents} from '../view/footer-keys.js';
import type {Glyphs} from '../view/glyphs.js';
import type {Layout} from '../view/layout.js';
import {type Line, span} from '../view/token.js';
import {type Context, type Intent, keyLabel} from './keys.js';
import type {LessonController} from './lesson-controller.js';
import {isAsking, paneStops} from './panes.js';
import {placeOf} from './player.js';
import {frontOf} from './screens/places.js';

export function headerOf({play, view}: LessonController, words: Catalogue): HeaderModel {
	const {lesson, step, prose, session} = play;
	const at = lesson.steps.indexOf(step);
	const mode = play.sandbox
		? words.modes.sandbox
		: view.focus === 'console'
			? words.modes.console
			: placeOf(play).rewound
				? words.modes.rewind
				: words.modes.lesson;
	return {
		lesson: lesson.id,
		title: prose.title,
		kind: words.stepKinds[step.kind],
		step: at + 1,
		steps: lesson.steps.map((other, index) => {
			if (index === at) return 'here';
			return session.steps[other.id] && isDone(other, recordOf(session, other.id)) ? 'done' : 'ahead';
		}),
		mode,
	};
}

/** The rules of the layout, in its order: the second carries the names of panes where panes share a place. */
export function rulesOf(controller: LessonController, layout: Layout, words: Catalogue, glyphs: Glyphs): Line[] {
	const {columns, divider, rules, tabRow} = layout;
	const covered =
		controller.view.zoom ||
		controller.view.layer.kind === 'why' ||
		controller.view.layer.kind === 'inspect' ||
		controller.view.layer.kind === 'help' ||
		controller.view.layer.kind === 'palette';
	if (covered) return rules.map((row) => (row === 1 || row === rules.at(-1) ? ruleLine(columns, -1, 'both', glyphs) : []));
	return rules.map((row) => {
		if (row === tabRow) return tabsOf(controller, layout, columns, words, glyphs);
		if (row === 1) return ruleLine(columns, divider, 'below', glyphs);
		return ruleLine(columns, row === rules[1] && rules.length > 2 ? divider : -1, 'above', glyphs);
	});
}

/** Names of the panes that share a place, and the player's state. */
export function tabsOf(controller: LessonController, layout: Layout, width: number, words: Catalogue, glyphs: Glyphs): Line {
	const {play, view} = controller;
	const front = frontOf(layout, view, play);
	const walked = paneStops(play, layout.kind);
	// A prompt that was opened beside the step is a pane as well.
	const stops = front === 'console' && !isPromptStep(play.step) ? [...walked, {pane: 'console' as const}] : walked;
	const shown = layout.kind === 'narrow' || layout.divider < 0 ? stops : stops.filter(({pane}) => pane !== 'text');
	const tabs = (layout.kind === 'wide' ? shown.filter(({pane}) => pane === 'tables') : shown).map(({pane, table}): Tab => {
		const active = pane === front && (table === undefined || table === view.table);
		return {
			name: table ? words.tables.names[table] : words.panes[pane],
			active: active || (layout.kind === 'wide' && table === view.table),
			focused: active && view.focus === pane,
		};
	});
	return tabLine(tabs, playerLine(controller, words, glyphs, layout.kind !== 'narrow'), width, glyphs);
}

/** ` t 3 µs  1x  ▶ ` */
export function playerLine({play, player}: LessonController, words: Catalogue, glyphs: Glyphs, long: boolean): Line {
	const history = play.history;
	if (!history || !play.scene) return [];
	const place = placeOf(play);
	const event = place.of > 0 && long ? `${words.player.event(place.at, place.of)}  ` : '';
	return [
		span(' t ', 'faint'),
		span(timeText(history.world.now, words.tables.decimal, glyphs.name === 'ascii' ? 'us' : undefined), 'strong'),
		span(`  ${event}`, 'faint'),
		span(words.player.speeds[player.speed], 'faint'),
		span(` ${player.playing ? glyphs.play : glyphs.pause} `, player.playing ? 'focus' : 'faint'),
	];
}

/** The keys that are of use now, with the words that fit the moment. */
export function footerOf(controller: LessonController, words: Catalogue): {left: FooterKey[]; right: FooterKey[]} {
	const {view, play} = controller;
	if (view.layer.kind !== 'none') return layerFooter(controller, words);
	const contexts = [...controller.contexts(), 'everywhere' as const];
	const named = (intent: Intent, word?: string): FooterKey[] => {
		const key = keyLabel(intent, contexts);
		return key === undefined ? [] : [{key, word: word ?? words.keys[intent].short}];
	};
	if (view.focus === 'console') {
		const scroll: FooterKey[] = view.prompt.lines.length > 0 ? named('page-up', words.footer.scrollBack) : [];
		if (view.prompt.running)
			return {left: [...named('interrupt', words.footer.stop), ...scroll, ...named('zoom', words.footer.zoom)], right: []};
		return {
			left: [
				...named('confirm', words.footer.run),
				...named('complete', words.footer.complete),
				...named('up', words.footer.before),
				...scroll,
				...named('zoom', words.footer.zoom),
			],
			right: named('cancel', words.footer.leavePrompt),
		};
	}
	// A filter that is on says so: what is not shown is not gone.
	const filtered: FooterKey[] = view.filter === '' ? [] : [{key: '/', word: view.filter}];
	const left = footerIntents(play, {asking: isAsking(play), focus: view.focus}).flatMap((intent) => {
		if (intent === 'confirm' && view.focus === 'events') return named(intent, words.footer.jump);
		if (intent === 'console' && isPromptStep(play.step)) return named(intent, words.footer.prompt);
		if (intent === 'play' && controller.player.playing) return named(intent, words.footer.pause);
		return named(intent);
	});
	const atText = view.focus === 'text';
	return {
		left: [...filtered, ...left],
		right: [...named('help'), ...named('back', atText ? leaveWord(play, words) : undefined)],
	};
}

/** Where `q` goes from the text. */
function leaveWord({sandbox, lesson}: Play, words: Catalogue): string {
	if (sandbox) return words.footer.lesson;
	return isSandbox(lesson) ? words.footer.leave : words.footer.map;
}

function layerFooter({view, play, contexts}: LessonController, words: Catalogue): {left: FooterKey[]; right: FooterKey[]} {
	const here: Context[] = contexts();
	const named = (intent: Intent, word: string): FooterKey[] => [{key: keyLabel(intent, here) ?? '', word}];
	switch (view.layer.kind) {
		case 'why':
			return {
				left: [...named('down', words.footer.walk), ...named('confirm', words.footer.jump)],
				right: named('cancel', words.keys.cancel.short),
			};
		case 'inspect':
			return {
				left: [
					...named('down', words.footer.walk),
					...named('right', words.footer.hop),
					...named('flip-side', words.keys['flip-side'].short),
				],
				right: named('cancel', words.keys.cancel.short),
			};
		case 'help':
			return {left: named('down', words.footer.scroll), right: named('cancel', words.keys.cancel.short)};
		case 'palette':
			return {
				left: [...named('down', words.footer.walk), ...named('confirm', words.footer.run)],
				right: named('cancel', words.keys.cancel.short),
			};
		case 'filter':
			return {left: [{key: '/', word: `${view.filter}_`}], right: named('cancel', words.footer.everything)};
		case 'confirm':
			return {
				left: [
					{key: '', word: play.sandbox ? words.messages.resetSandbox : words.messages.reset},
					{key: 'y', word: words.keys.yes.short},
					{key: 'n', word: words.keys.no.short},
				],
				right: [],
			};
		case 'none':
			return {left: [], right: []};
		default:
			return view.layer satisfies never;
	}
}
