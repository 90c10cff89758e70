/** Typing at the lab's prompt. Where the step has none, a copy of its world is there to try things in. */
import {complete} from '../../console/complete.js';
import {seatsIn} from '../../console/resolve.js';
import type {History} from '../../engine/history.js';
import {machineNamed, type World} from '../../engine/world.js';
import {type Printout, typeAt} from '../../lesson/prompt.js';
import {isPromptStep} from '../../lesson/schema.js';
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';
import type {ConsoleLine} from '../lesson-view.js';

/** Rows that a page key scrolls. */
const PAGE = 5;

export interface PromptKeys {
	/** The prompt comes to the front. */
	open(desk: Desk): void;
	/** True when the intent was meant for the prompt. */
	key(desk: Desk, intent: Intent | undefined, name: string, input: string): boolean;
	/** Forgets the copy. */
	reset(): void;
}

export function createPromptKeys(): PromptKeys {
	let sandbox: History | undefined;

	const worldOf = (desk: Desk): World | undefined => sandbox?.world ?? desk.play.history?.world;
	const open = (desk: Desk): void => {
		const {play} = desk;
		if (isPromptStep(play.step)) {
			// Whoever types, types now, not in a past that is being looked at.
			if (play.part === undefined) desk.player.toEnd();
			if (desk.view.prompt.lines.length === 0) desk.show({kind: 'printed', lines: [{kind: 'said', text: machinesText(desk)}]});
		} else {
			sandbox ??= play.sandbox();
			if (!sandbox) {
				desk.say(desk.words.refusals['no-prompt']);
				return;
			}
			if (desk.view.prompt.lines.length === 0) desk.show({kind: 'printed', lines: [{kind: 'said', text: desk.words.console.noPrompt}]});
		}
		if (desk.view.prompt.machine === '') desk.show({kind: 'moved-to', machine: worldOf(desk)?.machines[0]?.name ?? ''});
		desk.show({kind: 'focused', pane: 'console'});
	};
	const machinesText = (desk: Desk): string => desk.words.console.machines(namesOf(worldOf(desk)).join(', '));
	/** Tab: the one word that fits, or as far as all agree; what is left to choose is listed. */
	const completeLine = (desk: Desk): void => {
		const {prompt} = desk.view;
		const world = worldOf(desk);
		const machine = world && machineNamed(world, prompt.machine);
		if (!world || !machine) return;
		const before = prompt.text.slice(0, prompt.at);
		const {from, words} = completeMachine(world, before) ?? complete(world, {machine: machine.id}, before);
		const [only, ...others] = words;
		if (only === undefined) return;
		const agreed = others.reduce(commonStart, only) + (others.length === 0 ? ' ' : '');
		const text = before.slice(0, from) + agreed;
		if (text.length > before.length) desk.show({kind: 'wrote', text: text + prompt.text.slice(prompt.at), at: text.length});
		else desk.show({kind: 'printed', lines: [{kind: 'said', text: words.join('  ')}]});
	};
	const enter = (desk: Desk): void => {
		const {prompt} = desk.view;
		const line = prompt.text.trim();
		desk.show({kind: 'sent', line, shown: desk.words.console.prompt(prompt.machine) + prompt.text});
		if (line === '') return;
		const there = /^on\s+(\S+)$/.exec(line)?.[1];
		if (there !== undefined) goTo(desk, there);
		else if (isPromptStep(desk.play.step)) runInLesson(desk, prompt.machine, line);
		else if (sandbox) print(desk, typeAt(sandbox, prompt.machine, line));
	};
	const goTo = (desk: Desk, name: string): void => {
		const world = worldOf(desk);
		if (namesOf(world).includes(name)) desk.show({kind: 'moved-to', machine: name});
		else {
			const lines = [desk.words.console.unknownMachine(name), machinesText(desk)];
			desk.show({kind: 'printed', lines: lines.map((text) => ({kind: 'said', text}))});
		}
	};
	const runInLesson = (desk: Desk, on: string, line: string): void => {
		const reply = desk.play.dispatch({kind: 'type', on, line});
		if (reply.kind === 'printed') print(desk, reply.printout);
		if (reply.kind === 'refused') desk.show({kind: 'printed', lines: [{kind: 'failed', text: desk.words.refusals[reply.why]}]});
	};

	return {
		open,
		reset() {
			sandbox = undefined;
		},
		key(desk, intent, name, input) {
			const {prompt} = desk.view;
			switch (intent) {
				case 'cancel':
					desk.show({kind: 'focused', pane: 'text'});
					return true;
				case 'confirm':
					enter(desk);
					return true;
				case 'up':
				case 'down':
					desk.show({kind: 'recalled', by: intent === 'up' ? -1 : 1});
					return true;
				case 'page-up':
				case 'page-down':
					desk.show({kind: 'paged', by: intent === 'page-up' ? PAGE : -PAGE});
					return true;
				case 'complete':
					completeLine(desk);
					return true;
				case undefined: {
					const edited = edit(prompt.text, prompt.at, name, input);
					if (edited) desk.show({kind: 'wrote', ...edited});
					return edited !== undefined;
				}
				default:
					return false;
			}
		},
	};
}

function namesOf(world: World | undefined): string[] {
	return world ? seatsIn(world).map(({name}) => name) : [];
}

/** The names of machines after `on`, which is a word of the prompt and not of a tool. */
function completeMachine(world: World, before: string): {from: number; words: string[]} | undefined {
	const typed = /^\s*on\s+(\S*)$/.exec(before)?.[1];
	if (typed === undefined) return undefined;
	return {from: before.length - typed.length, words: namesOf(world).filter((name) => name.startsWith(typed))};
}

function commonStart(a: string, b: string): string {
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return a.slice(0, length);
}

/** The line after a key: letters go in at the cursor, the usual keys move and delete. */
export function edit(text: string, at: number, name: string, input: string): {text: string; at: number} | undefined {
	switch (name) {
		case 'left':
			return {text, at: Math.max(0, at - 1)};
		case 'right':
			return {text, at: Math.min(text.length, at + 1)};
		case 'home':
		case 'ctrl-a':
			return {text, at: 0};
		case 'end':
		case 'ctrl-e':
			return {text, at: text.length};
		case 'backspace':
			return at === 0 ? {text, at} : {text: text.slice(0, at - 1) + text.slice(at), at: at - 1};
		case 'delete':
		case 'ctrl-d':
			return {text: text.slice(0, at) + text.slice(at + 1), at};
		case 'ctrl-u':
			return {text: text.slice(at), at: 0};
		case 'ctrl-k':
			return {text: text.slice(0, at), at};
		case 'ctrl-w': {
			const kept = text.slice(0, at).replace(/\S+\s*$/, '');
			return {text: kept + text.slice(at), at: kept.length};
		}
		default: {
			const typed = name.startsWith('ctrl-') || name.startsWith('meta-') ? '' : input;
			return typed === '' ? undefined : {text: text.slice(0, at) + typed + text.slice(at), at: at + typed.length};
		}
	}
}

/** What goes to standard error is no mistake as long as the tool says that all went well. */
function print(desk: Desk, {stdout, stderr, status}: Printout): void {
	const rows = (text: string, kind: ConsoleLine['kind']): ConsoleLine[] =>
		text === ''
			? []
			: text
					.replace(/\n$/, '')
					.split('\n')
					.map((line) => ({kind, text: line}));
	desk.show({kind: 'printed', lines: [...rows(stdout, 'printed'), ...rows(stderr, status === 0 ? 'printed' : 'failed')]});
}
