/** Keys of a lesson that no question, list or prompt has taken. */
import {lastDeed} from '../../lesson/deeds.js';
import {isPromptOpen, isTwoSided} from '../../lesson/schema.js';
import {plainText} from '../../view/token.js';
import {copyText} from '../copy-text.js';
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';
import {isAsking, paneStops, stopIndex} from '../panes.js';
import {openInspect} from './inspect-keys.js';
import type {PromptKeys} from './prompt-keys.js';
import {openWhy} from './why-keys.js';

/** Rows that a page key scrolls the text. */
const PAGE = 5;

export function stepKey(desk: Desk, intent: Intent, prompt: PromptKeys): void {
	const {play, player, view, words} = desk;
	switch (intent) {
		case 'next-step':
			desk.ask({kind: 'next'});
			return;
		case 'previous-step':
			desk.ask({kind: 'previous'});
			return;
		case 'skip-step':
			if (desk.ask({kind: 'skip'})) desk.say(words.messages.skip);
			return;
		case 'confirm':
			goOn(desk, prompt);
			return;
		case 'play':
		case 'forward':
		case 'backward':
		case 'first':
		case 'last':
			if (!mayPlay(desk)) return;
			watch(desk);
			playerKey(desk, intent);
			return;
		case 'slower':
		case 'faster':
			player[intent]();
			desk.say(words.messages.speed(words.player.speeds[player.speed]));
			return;
		case 'why':
			openWhy(desk, undefined);
			return;
		case 'inspect':
			openInspect(desk);
			return;
		case 'console':
			prompt.open(desk);
			return;
		case 'palette':
			desk.show({kind: 'layered', layer: {kind: 'palette', text: '', at: 0}});
			return;
		case 'help':
			desk.show({kind: 'layered', layer: {kind: 'help', scroll: 0}});
			return;
		case 'filter':
			if (view.focus !== 'tables' && view.focus !== 'events') {
				if (!play.scene) {
					desk.say(words.refusals['no-world']);
					return;
				}
				desk.show({kind: 'focused', pane: 'tables'});
			}
			desk.show({kind: 'layered', layer: {kind: 'filter'}});
			return;
		case 'compare':
			if (isTwoSided(play.step)) desk.show({kind: 'sided'});
			else desk.say(words.messages.noSides);
			return;
		case 'undo':
		case 'redo':
			again(desk, intent);
			return;
		case 'next-pane':
		case 'previous-pane':
			nextPane(desk, intent === 'next-pane' ? 1 : -1);
			return;
		case 'zoom':
			desk.show({kind: 'zoomed'});
			return;
		case 'hint':
			desk.ask({kind: 'hint'});
			return;
		case 'solution':
			desk.ask({kind: 'solution'});
			return;
		case 'reset':
			desk.show({kind: 'layered', layer: {kind: 'confirm', what: 'reset'}});
			return;
		case 'copy':
			desk.host.copy(copyText(desk).map(plainText).join('\n'));
			desk.say(words.messages.copied);
			return;
		case 'up':
		case 'down':
			desk.show({kind: 'scrolled', by: intent === 'down' ? 1 : -1});
			return;
		case 'page-up':
		case 'page-down':
			desk.show({kind: 'scrolled', by: intent === 'page-down' ? PAGE : -PAGE});
			return;
		case 'back':
		case 'cancel':
			if (view.zoom) desk.show({kind: 'zoomed'});
			else if (view.focus !== 'text') desk.show({kind: 'focused', pane: 'text'});
			else if (play.sandbox) {
				play.closeSandbox();
				desk.say(words.messages.backFromSandbox);
			} else if (intent === 'back') desk.host.leaveLesson();
			return;
		default:
			return;
	}
}

/** Takes the last command back that did something, or does one again, and says which. */
function again(desk: Desk, intent: 'undo' | 'redo'): void {
	const {commands, undone} = desk.play.sandbox?.deeds ?? desk.play.record;
	const command = intent === 'undo' ? commands[lastDeed(commands)] : undone[0];
	if (!desk.ask({kind: intent}) || command === undefined) return;
	desk.say(desk.words.messages[intent === 'undo' ? 'undone' : 'redone'](`${command.on}# ${command.line}`));
}

/** Enter where nothing is asked: watch what is to be watched, then go on. */
function goOn(desk: Desk, prompt: PromptKeys): void {
	const {play} = desk;
	if (play.step.kind === 'run' && !play.record.ran) {
		watch(desk);
		desk.player.toggle();
	} else if (isPromptOpen(play.step, play.isDone()) && play.part === undefined) prompt.open(desk);
	else desk.ask({kind: 'next'});
}

/** Says why time stands still where it has to. */
function mayPlay(desk: Desk): boolean {
	const {play, words} = desk;
	if (play.mayPlay() && play.scene) return true;
	if (!play.scene) desk.say(words.refusals['no-world']);
	else if (isAsking(play)) desk.say(words.refusals['answer-first']);
	else desk.say(play.step.kind === 'run' ? words.refusals['predict-first'] : words.question.committed);
	return false;
}

/** With one pane on the screen, what moves comes to the front. */
function watch(desk: Desk): void {
	if (desk.layout() === 'narrow' && desk.view.focus === 'text') desk.show({kind: 'focused', pane: 'picture'});
}

function playerKey({player}: Desk, intent: 'play' | 'forward' | 'backward' | 'first' | 'last'): void {
	switch (intent) {
		case 'play':
			player.toggle();
			return;
		case 'forward':
			player.step(1);
			return;
		case 'backward':
			player.step(-1);
			return;
		case 'first':
			player.toStart();
			return;
		case 'last':
			player.toEnd();
			return;
		default:
			intent satisfies never;
	}
}

function nextPane(desk: Desk, by: 1 | -1): void {
	const stops = paneStops(desk.play, desk.layout());
	const to = stops[(stopIndex(stops, desk.view) + by + stops.length) % stops.length];
	if (to) desk.show({kind: 'focused', ...to});
}
