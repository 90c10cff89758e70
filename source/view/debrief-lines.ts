/** After a challenge: a shorter way, if one was found. It is an offer, no reproach. */
import type {Debrief} from '../lesson/debrief/shorter.js';
import type {Typed} from '../lesson/stimulus.js';
import type {Catalogue} from '../locale/en.js';
import {hang, wrapSpans} from './prose-lines.js';
import type {TextStyle} from './text-style.js';
import type {Line} from './token.js';

/** In sentences: what is said first, the commands with the prompts before them, and what was left untried. */
export function debriefSentences(
	{typed, shorter, isCutShort}: Debrief,
	words: Catalogue,
): {lead: string[]; commands: string[]; note: string[]} {
	return {
		lead: shorter ? [words.debrief[shorter.by](shorter.length, typed)] : [],
		commands: shorter ? shorter.commands.map((command) => promptText(command, words)) : [],
		note: isCutShort ? [words.debrief.cutShort] : [],
	};
}

export function debriefLines(debrief: Debrief | undefined, {width, words}: TextStyle): Line[] {
	if (!debrief) return [];
	const {lead, commands, note} = debriefSentences(debrief, words);
	const wrapped = (text: string, token: 'text' | 'code' | 'faint', room: number) => wrapSpans([{kind: 'text', text}], room, token);
	return [
		...lead.flatMap((text) => wrapped(text, 'text', width)),
		...commands.flatMap((text) => hang('  ', wrapped(text, 'code', width - 2))),
		...note.flatMap((text) => wrapped(text, 'faint', width)),
	];
}

function promptText({on, run}: Typed, words: Catalogue): string {
	return words.console.prompt(on) + run;
}
