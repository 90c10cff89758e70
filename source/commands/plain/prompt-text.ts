/** Build and repair as text: goals as a list, commands at the lab's prompt, and what became true after each. */

import {seatsIn} from '../../console/resolve.js';
import {factsOf} from '../../lesson/facts.js';
import type {Play} from '../../lesson/play.js';
import {commandLines} from '../../lesson/prompt.js';
import {plainProse} from '../../lesson/prose.js';
import {aboutOf, isSandbox} from '../../lesson/sandbox.js';
import {hasGoals, isPromptOpen, isPromptStep} from '../../lesson/schema.js';
import type {Catalogue} from '../../locale/en.js';
import {debriefSentences} from '../../view/debrief-lines.js';
import {refusalText} from '../../view/refusal-text.js';
import {obey, type Turn} from './orders.js';
import {readLine} from './reader.js';
import {eventSentence, isTold} from './step-text.js';
import {tellEvents} from './telling.js';
import type {TextIo} from './text-io.js';

/** Runs the prompt until all goals are met (`again`) or the learner goes elsewhere. */
export async function promptText(play: Play, io: TextIo, words: Catalogue): Promise<Turn> {
	const {step} = play;
	if (!isPromptStep(step)) return 'again';
	if (hasGoals(step)) play.dispatch({kind: 'next'});
	tellEvents(play, io, words);
	let machine = step.on;
	const names = machineNames(play).join(', ');
	const about = isSandbox(play.lesson) ? aboutOf(play.lesson, play.locale) : '';
	if (about !== '') io.say(about);
	io.say(hasGoals(step) ? words.plain.promptHelp(names, machine) : words.plain.sandboxHelp(names, machine));
	if (hasGoals(step)) sayGoals(play, io, words);
	while (isPromptOpen(step, play.isDone())) {
		const line = readLine(await io.ask(words.console.prompt(machine)));
		if (line.kind !== 'text') {
			const turn = await obey(line, play, io, words);
			if (turn !== 'again') return turn;
			continue;
		}
		machine = runLine(await wholeLine(line.text, io, words), machine, play, io, words);
	}
	io.say(words.plain.allMet);
	sayDebrief(play, io, words);
	return 'again';
}

/** A shorter way, if there is one. */
function sayDebrief(play: Play, io: TextIo, words: Catalogue): void {
	while (play.lookOn());
	const {debrief} = play;
	if (!debrief) return;
	const {lead, commands, note} = debriefSentences(debrief, words);
	for (const text of lead) io.say(text);
	if (commands.length > 0) io.print(commands.map((command) => `  ${command}`).join('\n'));
	for (const text of note) io.say(text);
}

/** Asks for more as long as the shell does; what is not whole at the end of the input is taken as it is. */
async function wholeLine(begun: string, io: TextIo, words: Catalogue): Promise<string> {
	let text = begun;
	while (commandLines(text).rest !== '') {
		const row = await io.ask(words.console.more);
		if (row === undefined) break;
		text += `\n${row}`;
	}
	return text;
}

/** Does one line; returns the machine at whose prompt the next one is typed. */
function runLine(text: string, machine: string, play: Play, io: TextIo, words: Catalogue): string {
	const [word = '', name = '', ...rest] = text.split(/\s+/);
	if (word === 'on' && rest.length === 0) {
		if (machineNames(play).includes(name)) return name;
		io.say(words.console.unknownMachine(name));
		return machine;
	}
	if (text === 'goals') sayGoals(play, io, words);
	else if (text === 'events') sayLastEvents(play, io, words);
	else if (text === 'undo' || text === 'redo') {
		const reply = play.dispatch({kind: text});
		if (reply.kind === 'refused') io.say(refusalText(reply, words));
		else if (hasGoals(play.step)) sayGoals(play, io, words);
	} else if (text !== '') type(text, machine, play, io, words);
	return machine;
}

function type(line: string, on: string, play: Play, io: TextIo, words: Catalogue): void {
	const before = play.record.goals;
	const reply = play.dispatch({kind: 'type', on, line});
	if (reply.kind === 'refused') {
		io.say(refusalText(reply, words));
		return;
	}
	if (reply.kind !== 'printed') return;
	const {stdout, stderr, status} = reply.printout;
	for (const text of [stdout, stderr]) if (text !== '') io.print(text);
	if (reply.refused) io.say(refusalText(reply.refused, words));
	if (status !== 0) io.say(words.plain.status(status));
	for (const goal of factsOf(play).goals) {
		const was = before.includes(goal.id);
		if (was !== goal.met) io.say(words.plain.goal(goal.met, plainProse(goal.sentence)));
	}
}

function sayGoals(play: Play, io: TextIo, words: Catalogue): void {
	io.say(words.plain.goals);
	for (const {met, label} of factsOf(play).goals) io.say(`  ${words.plain.goal(met, plainProse(label))}`);
}

/** What the last command caused, one sentence an event. */
function sayLastEvents(play: Play, io: TextIo, words: Catalogue): void {
	const {scene, record} = play;
	const since = record.commands.at(-1)?.tick;
	const nodes = scene && since !== undefined ? (scene.histories[0]?.trace ?? []).filter((node) => node.id >= since && isTold(node)) : [];
	if (!scene || nodes.length === 0) io.say(words.plain.noEvents);
	else for (const node of nodes) io.say(eventSentence(scene, {side: 0, node}, [], words));
}

function machineNames(play: Play): string[] {
	const world = play.history?.world;
	return world ? seatsIn(world).flatMap(({name, devices}) => (devices.length > 0 ? [name] : [])) : [];
}
