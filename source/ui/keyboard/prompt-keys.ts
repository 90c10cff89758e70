/*
 * Keys at the lab's prompt
 *
 * Where the step has a prompt, lines act on its world. Everywhere else a copy of the
 * world is there to try things in, and stands in all panes while it is open.
 *
 * Ctrl-C never surprises: it stops the line that runs; else it throws the typed line
 * away; at an empty line it says what leaves, and only then the second one does.
 */
import type {World} from '../../engine/world.js';
import {commandLines} from '../../lesson/prompt.js';
import {isPromptStep} from '../../lesson/schema.js';
import {consoleRows} from '../../view/console-lines.js';
import {refusalText} from '../../view/refusal-text.js';
import type {Desk} from '../desk.js';
import type {Intent} from '../keys.js';
import type {PromptEvent} from '../prompt-view.js';
import type {Clock} from '../screen-writer.js';
import {pastedText} from './key-stream.js';
import {editLine, endSearch, insertText, type LineEditor, nextLine, recall} from './line-editor.js';
import {createLineRunner} from './line-runner.js';
import {completeLine, ghostOf, machineNames} from './prompt-complete.js';

export interface PromptKeys {
	/** The prompt comes to the front. */
	open(desk: Desk): void;
	/** True when the key was meant for the prompt. */
	key(desk: Desk, intent: Intent | undefined, name: string, input: string): boolean;
	/** Text that was pasted: it stands in the line, and runs with Enter. */
	paste(desk: Desk, text: string): void;
	dispose(): void;
}

export interface PastLines {
	/** Oldest first. */
	readonly lines: readonly string[];
	/** Keeps a line for other sessions. */
	keep(line: string): void;
}

export function createPromptKeys(clock: Clock, past: PastLines): PromptKeys {
	let isLeaving = false;
	const runner = createLineRunner(clock, (desk, line) => begin(desk, line));

	const open = (desk: Desk): void => {
		const {play} = desk;
		const isOwn = isPromptStep(play.step) && play.part === undefined;
		const isOpen = Boolean(play.sandbox);
		if (isOwn) {
			// Whoever types, types now, not in a past that is being looked at.
			if (!runner.isBusy) desk.player.toEnd();
		} else if (!play.openSandbox()) {
			desk.say(noWorldText(desk));
			return;
		}
		desk.player.pause();
		const {prompt} = desk.view;
		const names = machineNames(worldOf(desk));
		if (!names.includes(prompt.machine)) tell(desk, {kind: 'moved-to', machine: names[0] ?? ''});
		if (!isOwn && !isOpen && play.sandbox?.deeds.commands.length) desk.say(desk.words.messages.sameCopy);
		if (prompt.lines.length === 0) say(desk, isOwn ? machinesText(desk) : desk.words.console.sandbox);
		edited(desk, prompt.editor.past.length === 0 ? nextLine({...prompt.editor, past: past.lines}) : prompt.editor);
		desk.show({kind: 'focused', pane: 'console'});
	};
	const enter = (desk: Desk): void => {
		const editor = endSearch(desk.view.prompt.editor);
		const {lines, rest} = commandLines(editor.text);
		if (rest !== '') {
			edited(desk, insertText({...editor, at: editor.text.length}, '\n'));
			return;
		}
		for (const line of lines) past.keep(line);
		edited(desk, lines.reduce(nextLine, nextLine(editor)));
		if (lines.length > 0) runner.enter(desk, lines);
		else if (!runner.isBusy) tell(desk, {kind: 'typed', rows: [promptText(desk)]});
	};
	/** A line's turn has come. */
	const begin: Parameters<typeof createLineRunner>[1] = (desk, line) => {
		const [first = '', ...rows] = line.split('\n');
		tell(desk, {kind: 'typed', rows: [promptText(desk) + first, ...rows.map((row) => desk.words.console.more + row)]});
		const there = /^\s*on\s+(\S+)\s*$/.exec(line)?.[1];
		// The other side of a compare may have other machines.
		const {machine} = desk.view.prompt;
		if (there !== undefined || !machineNames(worldOf(desk)).includes(machine)) {
			goTo(desk, there ?? machine);
			return undefined;
		}
		if (/^\s*clear\s*$/.test(line)) {
			tell(desk, {kind: 'cleared'});
			return undefined;
		}
		const begun = desk.play.begin({on: machine, line, side: sideOf(desk), attended: true});
		if (begun.kind === 'begun') return begun.line;
		tell(desk, {kind: 'said', lines: [{kind: 'failed', text: refusalText(begun, desk.words)}]});
		return undefined;
	};
	const interrupt = (desk: Desk): void => {
		const {prompt} = desk.view;
		if (runner.isBusy) runner.interrupt(desk);
		else if (prompt.editor.text !== '' || prompt.editor.search) {
			tell(desk, {kind: 'typed', rows: [`${promptText(desk)}${prompt.editor.text.split('\n')[0]}^C`]});
			edited(desk, nextLine(prompt.editor));
		} else if (isLeaving) desk.host.exit(130);
		else {
			isLeaving = true;
			desk.say(desk.words.messages.leaving);
		}
	};
	const leave = (desk: Desk): void => {
		if (runner.isBusy) desk.say(desk.words.messages.stillRuns);
		else desk.show({kind: 'focused', pane: 'text'});
	};
	const complete = (desk: Desk): void => {
		const {prompt, words} = {...desk.view, words: desk.words};
		const world = worldOf(desk);
		const done = world && completeLine(world, prompt.machine, endSearch(prompt.editor));
		if (!done) return;
		if (done.kind === 'went-on') edited(desk, done.editor);
		else if (done.kind === 'choices') tell(desk, {kind: 'said', lines: [{kind: 'choices', choices: done.choices}]});
		else desk.say(words.messages.nothingFits);
	};
	const page = (desk: Desk, by: number): void => {
		const {width, height} = desk.promptRoom();
		const rows = consoleRows(desk.view.prompt.lines, width, desk.signs).length;
		const most = Math.max(0, rows - height + 1);
		tell(desk, {kind: 'scrolled', to: Math.max(0, Math.min(most, desk.view.prompt.scroll + by * Math.max(1, height - 2)))});
	};
	const type = (desk: Desk, name: string, input: string): boolean => {
		const {editor, ghost} = desk.view.prompt;
		if (name === 'ctrl-d' && editor.text === '' && !editor.search) {
			leave(desk);
			return true;
		}
		const takes = ghost === '' ? '' : ghostPart(name, ghost);
		const next = takes === '' ? editLine(editor, name, input) : insertText(editor, takes);
		if (next) edited(desk, next);
		return next !== undefined;
	};

	return {
		open,
		paste(desk, text) {
			edited(desk, insertText(endSearch(desk.view.prompt.editor), pastedText(text).replace(/\n+$/, '')));
		},
		dispose: () => runner.stop(),
		key(desk, intent, name, input) {
			const {editor} = desk.view.prompt;
			if (intent !== 'interrupt') isLeaving = false;
			if (editor.search && (intent === 'cancel' || intent === 'search-lines')) return type(desk, name, input);
			switch (intent) {
				case 'cancel':
					leave(desk);
					return true;
				case 'confirm':
					enter(desk);
					return true;
				case 'interrupt':
					interrupt(desk);
					return true;
				case 'zoom':
					desk.show({kind: 'zoomed'});
					return true;
				case 'up':
				case 'down':
					edited(desk, recall(endSearch(editor), intent === 'up' ? -1 : 1));
					return true;
				case 'page-up':
				case 'page-down':
					page(desk, intent === 'page-up' ? 1 : -1);
					return true;
				case 'complete':
					complete(desk);
					return true;
				case 'search-lines':
				case undefined:
					return type(desk, name, input);
				default:
					return false;
			}
		},
	};
}

function tell(desk: Desk, event: PromptEvent): void {
	desk.show({kind: 'prompted', event});
}

function say(desk: Desk, ...texts: string[]): void {
	tell(desk, {kind: 'said', lines: texts.map((text) => ({kind: 'said', text}))});
}

function edited(desk: Desk, editor: LineEditor): void {
	tell(desk, {kind: 'edited', editor, ghost: ghostOf(worldOf(desk), desk.view.prompt.machine, editor)});
}

/** What of the ghost a key takes: all of it, or with Alt-F a word. */
function ghostPart(name: string, ghost: string): string {
	if (['right', 'end', 'ctrl-f', 'ctrl-e'].includes(name)) return ghost;
	return name === 'meta-f' || name === 'ctrl-right' ? (/^\s*\S+/.exec(ghost)?.[0] ?? ghost) : '';
}

/** Of two worlds the prompt is that of the side whose tables are in front. */
function sideOf({play, view}: Desk): number {
	return play.scene && play.scene.histories.length > 1 ? view.side : 0;
}

function worldOf(desk: Desk): World | undefined {
	return desk.play.scene?.histories[sideOf(desk)]?.world;
}

function promptText({view, words}: Desk): string {
	return words.console.prompt(view.prompt.machine);
}

function machinesText(desk: Desk): string {
	return desk.words.console.machines(machineNames(worldOf(desk)).join(', '));
}

function goTo(desk: Desk, name: string): void {
	if (machineNames(worldOf(desk)).includes(name)) tell(desk, {kind: 'moved-to', machine: name});
	else say(desk, desk.words.console.unknownMachine(name), machinesText(desk));
}

/** There is nothing to type at; the nearest step where there is. */
function noWorldText({play, words}: Desk): string {
	const nearest = play.nearestWorld();
	const {steps} = play.lesson;
	return nearest ? words.messages.noWorldHere(steps.indexOf(nearest) + 1) : words.refusals['no-prompt'];
}
