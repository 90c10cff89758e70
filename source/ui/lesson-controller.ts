/*
 * A lesson at the keyboard
 *
 * Keys become intents (keys.ts), intents become what the lesson, the player or
 * the view is asked to do. No React here: the screen shows what this holds and
 * listens for changes; tests press keys without a terminal.
 */
import type {Play} from '../lesson/play.js';
import {isPromptStep} from '../lesson/schema.js';
import type {Catalogue} from '../locale/en.js';
import {type Glyphs, UNICODE} from '../view/glyphs.js';
import type {LayoutKind} from '../view/layout.js';
import {refusalText} from '../view/refusal-text.js';
import {createDebriefRunner} from './debrief-runner.js';
import type {Desk, Host} from './desk.js';
import {pastedText} from './keyboard/key-stream.js';
import {layerKey} from './keyboard/layer-keys.js';
import {listKey} from './keyboard/list-keys.js';
import {createPromptKeys, type PastLines} from './keyboard/prompt-keys.js';
import {questionKey} from './keyboard/question-keys.js';
import {stepKey} from './keyboard/step-keys.js';
import {type Context, type Intent, intentOf} from './keys.js';
import {INITIAL_VIEW, type LessonView, reduceView, type ViewEvent} from './lesson-view.js';
import {isAsking} from './panes.js';
import {createPlayer, type Player, type Speed} from './player.js';
import type {Clock} from './screen-writer.js';

export interface LessonController {
	readonly play: Play;
	readonly player: Player;
	readonly view: LessonView;
	/** Grows with every change. */
	readonly version: number;
	/** Contexts whose keys mean something now, the nearest first. */
	contexts(): Context[];
	/** One key, by its name and as it was typed. */
	press(name: string, input: string): void;
	/** An intent without its key, as the list of actions gives it. */
	act(intent: Intent): void;
	/** A sentence in the footer. */
	say(message: string): void;
	/** Text that was pasted. */
	paste(text: string): void;
	/** The screen tells which layout it has, and the cells of the prompt's pane. */
	laidOut(kind: LayoutKind, promptRoom?: {width: number; height: number}): void;
	/** Called once after any number of changes in a turn. */
	subscribe(listener: () => void): () => void;
	/** Called for every frame in which something moves and nothing else changes. */
	onFrame(listener: () => void): () => void;
	dispose(): void;
}

export interface ControllerOptions {
	play: Play;
	words: Catalogue;
	host: Host;
	clock: Clock;
	/** Reduced motion. */
	still: boolean;
	speed: Speed;
	/** Lines of other sessions. */
	past?: PastLines | undefined;
	signs?: Glyphs | undefined;
}

const NO_PAST: PastLines = {lines: [], keep: () => {}};

export function createLessonController(options: ControllerOptions): LessonController {
	const {play, words, host, clock, still, speed, past = NO_PAST, signs = UNICODE} = options;
	const listeners = new Set<() => void>();
	const frameListeners = new Set<() => void>();
	const prompt = createPromptKeys(clock, past);
	let view = INITIAL_VIEW;
	let version = 0;
	let waiting = false;
	let kind: LayoutKind = 'standard';
	let room = {width: 78, height: 9};
	let place = placeOf(play);

	const changed = (): void => {
		version++;
		if (waiting) return;
		waiting = true;
		queueMicrotask(() => {
			waiting = false;
			for (const listener of listeners) listener();
		});
	};
	const show = (event: ViewEvent): void => {
		view = reduceView(view, event);
		changed();
	};
	const player = createPlayer({
		play,
		clock,
		speed,
		still,
		onFrame: () => {
			for (const listener of frameListeners) listener();
		},
		onChange: changed,
	});
	const desk: Desk = {
		play,
		player,
		words,
		host,
		get view() {
			return view;
		},
		signs,
		layout: () => kind,
		promptRoom: () => room,
		show,
		say: (message) => show({kind: 'told', message}),
		ask(intention) {
			const reply = play.dispatch(intention);
			if (reply.kind === 'refused') show({kind: 'told', message: refusalText(reply, words)});
			if (reply.kind === 'finished') host.leaveLesson();
			return reply.kind !== 'refused';
		},
	};
	/** A new step or part begins with a view of its own. */
	const follow = (): void => {
		const now = placeOf(play);
		if (now.step !== place.step) {
			player.pause();
			show({kind: 'entered', table: play.step.table ?? 'fdb', machine: isPromptStep(play.step) ? play.step.on : '', focus: 'text'});
		} else if (now.part !== place.part) {
			player.pause();
			show({kind: 'turned'});
		} else if (now.ran && !place.ran && kind === 'narrow' && view.focus === 'picture') {
			// With one pane on the screen, the verdict comes to the front when the run is over.
			show({kind: 'focused', pane: 'text'});
		}
		place = now;
	};
	const debriefs = createDebriefRunner(play, clock, changed);
	const unsubscribe = play.subscribe(() => {
		follow();
		debriefs.follow();
		changed();
	});
	debriefs.follow();
	const contexts = (): Context[] => {
		switch (view.layer.kind) {
			case 'confirm':
				return ['confirm'];
			case 'palette':
			case 'filter':
				return ['palette'];
			case 'inspect':
				return ['inspect'];
			case 'why':
			case 'help':
				return ['list'];
			case 'none':
				break;
			default:
				view.layer satisfies never;
		}
		if (view.focus === 'console') return ['console'];
		if (view.focus === 'tables' || view.focus === 'events') return ['list', 'player', 'step'];
		if (!isAsking(play)) return ['player', 'step'];
		return [...(play.part?.ask === 'number' ? (['number'] as const) : []), 'question', 'player', 'step'];
	};
	const act = (intent: Intent, name = '', input = ''): void => {
		if (view.message !== '') show({kind: 'told', message: ''});
		if (view.layer.kind !== 'none') layerKey(desk, intent, name, input, act);
		else if (view.focus === 'console') prompt.key(desk, intent, name, input);
		else if (!nearKey(intent, name)) stepKey(desk, intent, prompt);
	};
	/** What the question or the list in front makes of it. */
	const nearKey = (intent: Intent, name: string): boolean => {
		if (view.focus === 'tables' || view.focus === 'events') return listKey(desk, intent);
		return isAsking(play) && questionKey(desk, intent, name);
	};

	show({kind: 'entered', table: play.step.table ?? 'fdb', machine: isPromptStep(play.step) ? play.step.on : '', focus: 'text'});
	return {
		play,
		player,
		get view() {
			return view;
		},
		get version() {
			return version;
		},
		contexts,
		press(name, input) {
			const intent = intentOf(name, contexts());
			switch (intent) {
				case 'leave':
					host.exit(130);
					return;
				case 'suspend':
					player.pause();
					host.suspend(() => desk.say(words.messages.noSuspend));
					return;
				case 'redraw':
					host.redraw();
					return;
				case undefined:
					if (view.layer.kind !== 'none') layerKey(desk, undefined, name, input, act);
					else if (view.focus === 'console') {
						if (view.message !== '') show({kind: 'told', message: ''});
						prompt.key(desk, undefined, name, input);
					}
					return;
				default:
					act(intent, name, input);
			}
		},
		paste(text) {
			if (view.layer.kind === 'palette' || view.layer.kind === 'filter')
				for (const letter of pastedText(text).split('\n')[0] ?? '') layerKey(desk, undefined, letter, letter, act);
			else if (view.layer.kind === 'none' && view.focus === 'console') prompt.paste(desk, text);
			else show({kind: 'told', message: words.messages.pasteAtPrompt});
		},
		act: (intent) => act(intent),
		say: desk.say,
		laidOut(next, promptRoom) {
			kind = next;
			if (promptRoom) room = promptRoom;
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		onFrame(listener) {
			frameListeners.add(listener);
			return () => frameListeners.delete(listener);
		},
		dispose() {
			prompt.dispose();
			player.dispose();
			debriefs.dispose();
			unsubscribe();
		},
	};
}

function placeOf(play: Play): {step: string; part: string | undefined; ran: boolean} {
	return {step: play.step.id, part: play.part?.key, ran: play.record.ran};
}
